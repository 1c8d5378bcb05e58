"""The files of a read-back: a table, and the same in words; and where a workspace keeps it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from core.campaigns.effect import Effect
from core.campaigns.readback import Readback
from core.campaigns.words import lines, name_of, sure_sentence
from core.errors import DataError
from core.files.csv_files import write_csv
from core.files.single_file import output_file
from core.results.codec import from_json, read_json, write_json
from core.sentences import say

KEPT = "readbacks"
"""Folder of read-backs in the folder of a run."""
_AWAY = "taken_back"
"""Folder in it of those that somebody took back."""
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
    with output_file(_path_of(run / KEPT, found)) as path:
        write_json(found, path)


def readbacks_of(run: Path) -> Iterator[Readback]:
    """Give the read-backs of a run, newest first; none where no outcomes were read. A file is read once."""
    return _in(run / KEPT)


def newest_readback(run: Path, segment: int | None = None) -> Readback | None:
    """Return the newest read-back of a run, or of a segment of it; None where no outcomes were read."""
    return next((each for each in readbacks_of(run) if segment is None or each.of_segment(segment)), None)


def take_readback_back(run: Path, made_at: str = "") -> Readback:
    """Take a read-back of a run away, the newest where none is named; ``bring_readback_back`` brings it again.

    Raises
    ------
    DataError
        There is none.
    """
    found = next((each for each in readbacks_of(run) if made_at in ("", each.made_at)), None)
    if found is None:
        raise DataError(say("No outcomes of the run were read that could be taken back."))
    (run / KEPT / _AWAY).mkdir(exist_ok=True)
    _move(found, run / KEPT, run / KEPT / _AWAY)
    return found


def bring_readback_back(run: Path, made_at: str = "") -> Readback:
    """Bring a read-back again that was taken away, the newest where none is named; raise ``DataError`` for none."""
    found = next((each for each in taken_back(run) if made_at in ("", each.made_at)), None)
    if found is None:
        raise DataError(say("No outcomes of the run were taken back."))
    _move(found, run / KEPT / _AWAY, run / KEPT)
    return found


def taken_back(run: Path) -> Iterator[Readback]:
    """Give the read-backs of a run that were taken back, newest first."""
    return _in(run / KEPT / _AWAY)


def _move(found: Readback, source: Path, target: Path) -> None:
    with suppress(FileNotFoundError):  # somebody else did the same meanwhile
        _path_of(source, found).replace(_path_of(target, found))


def _in(folder: Path) -> Iterator[Readback]:
    for path in sorted(folder.glob("*.json"), reverse=True):
        with suppress(FileNotFoundError):  # somebody took it back meanwhile
            yield _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: Path, _changed_at: int) -> Readback:
    return from_json(read_json(path), Readback)


def _path_of(folder: Path, found: Readback) -> Path:
    return folder / f"{found.made_at.replace(':', '-')}.json"


def _cells(found: Readback, cell: Callable[[Effect], float | int | str | None]) -> list[float | int | str | None]:
    values = [cell(each) for each in found.effects]
    return [None if isinstance(each, float) and not math.isfinite(each) else each for each in values]
