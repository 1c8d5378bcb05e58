"""The files of a read-back: a table, and the same in words; and where a workspace keeps it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from core.campaigns.effect import Effect
from core.campaigns.readback import Readback
from core.campaigns.words import lines, name_of, sure_sentence
from core.files.csv_files import write_csv
from core.files.single_file import output_file
from core.results.codec import from_json, read_json, write_json

KEPT = "readbacks"
"""Folder of read-backs in the folder of a run."""
COLUMNS: Mapping[str, Callable[[Effect], float | int | str | None]] = {
    "measure": lambda effect: str(effect.measure),
    "n_treated": lambda effect: effect.n_treated,
    "n_control": lambda effect: effect.n_control,
    "treated": lambda effect: effect.treated,
    "control": lambda effect: effect.control,
    "lift_per_100": lambda effect: 100 * effect.lift.value,
    "lift_low": lambda effect: 100 * effect.lift.low,
    "lift_high": lambda effect: 100 * effect.lift.high,
    "times": lambda effect: effect.times.value,
    "times_low": lambda effect: effect.times.low,
    "times_high": lambda effect: effect.times.high,
    "p": lambda effect: effect.p,
    "q": lambda effect: effect.q,
    "certainty": lambda effect: str(effect.certainty),
    "narrowed_pct": lambda effect: 100 * effect.narrowed,
    "smallest_per_100": lambda effect: 100 * effect.smallest,
    "n_needed": lambda effect: effect.n_needed,
    "in_words": lambda effect: str(sure_sentence(effect)),
}


def write_readback(found: Readback, out: Path) -> Path:
    """Write the table, and the words beside it under the same name with .txt; return the path of the words."""
    words = out.with_suffix(".txt") if out.suffix != ".txt" else out.with_suffix(".words.txt")
    with output_file(out) as path:
        write_csv(table_of(found), path)
    with output_file(words) as path:
        path.write_text("\n".join(lines(found)) + "\n", encoding="utf-8")
    return words


def table_of(found: Readback) -> pa.Table:
    """Return a row for each effect; the segment of all users together is empty."""
    columns = {
        "segment": pa.array([each.segment for each in found.effects], pa.int32()),
        "name": pa.array([str(name_of(found, each)) for each in found.effects], pa.string()),
    }
    return pa.table(columns | {name: pa.array(_cells(found, cell)) for name, cell in COLUMNS.items()})


def keep_readback(found: Readback, run: Path) -> None:
    """Keep it in the folder of a run of a workspace; one of the same moment is replaced."""
    with output_file(run / KEPT / f"{found.made_at.replace(':', '-')}.json") as path:
        write_json(found, path)


def readbacks_of(run: Path) -> Iterator[Readback]:
    """Give the read-backs of a run, newest first; none where no outcomes were read."""
    for path in sorted((run / KEPT).glob("*.json"), reverse=True):
        yield from_json(read_json(path), Readback)


def newest_readback(run: Path, segment: int | None = None) -> Readback | None:
    """Return the newest read-back of a run, or of a segment of it; None where no outcomes were read."""
    return next((each for each in readbacks_of(run) if segment is None or each.of_segment(segment)), None)


def _cells(found: Readback, cell: Callable[[Effect], float | int | str | None]) -> list[float | int | str | None]:
    values = [cell(each) for each in found.effects]
    return [None if isinstance(each, float) and not math.isfinite(each) else each for each in values]
