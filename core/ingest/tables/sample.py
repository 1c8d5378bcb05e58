"""Some rows of a table, from all of its files and from all over them, and how full and distinct each column is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.ingest.reader.read import RawTable
from core.store.scratch import Scratch
from core.store.sql import has_text

_SAMPLE_ROWS = 20_000
_MAX_SCANNED = 200_000
"""Of a larger table only so many rows from all over are counted, and all rows of columns that hardly repeat there."""
_HARDLY = 0.5
"""Share of distinct values among the counted rows from which all rows say how distinct a column is."""
_MAX_HEADS = 50
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of a column over all rows, or over rows from all over a large table."""

    n_filled: int
    n_distinct: int
    """Within some percent where the table is larger than the sample."""
    n_rows: int
    """Rows that were counted."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows of a table, by column."""

    columns: Mapping[str, list[str | None]]
    counts: Mapping[str, Counts] = field(default_factory=dict)
    """By column; empty where the sample is the whole table."""
    known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    """What was found out of columns by their values and is asked for again."""
    examined: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What ``examine`` has found in each column."""
    made: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What ``once`` has made."""

    @property
    def n_rows(self) -> int:
        """Number of rows in the sample."""
        return max(map(len, self.columns.values()), default=0)

    def texts(self, header: str) -> list[str]:
        """Return the texts of a column that are there, which nobody may change."""
        return self.once(("texts", header), lambda: [text for text in self.columns[header] if text and text.strip()])

    def n_distinct(self, header: str) -> int:
        """Return how many different texts a column has in the sample."""
        return len(set(self.texts(header)))

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made of the values for a key before, else make it."""
        if key not in self.made:
            self.made[key] = make()
        made: Made = self.made[key]
        return made


def take_sample(scratch: Scratch, raws: Sequence[RawTable]) -> Sample:
    """Read all rows of a small table, else the first rows of each file and rows from all over; the same ones again."""
    key = tuple((raw.sql, raw.headers, raw.n_rows) for raw in raws)
    return scratch.once(("sample", key), lambda: _take_sample(scratch, raws))


def _take_sample(scratch: Scratch, raws: Sequence[RawTable]) -> Sample:
    headers = list(dict.fromkeys(header for raw in raws for header in raw.headers))
    n_total = sum(raw.n_rows for raw in raws)
    if n_total <= _SAMPLE_ROWS:
        rows = [row for raw in raws for row in scratch.rows(f"{_select(raw, headers)} order by row_no")]
        return Sample(_by_column(headers, rows))
    heads = raws[:: max(len(raws) // _MAX_HEADS, 1)]
    first = _SAMPLE_ROWS // 2 // len(heads)
    rows = [row for raw in heads for row in scratch.rows(f"{_select(raw, headers)} order by row_no limit {first}")]
    spread, counts = _scan(scratch, raws, headers, n_total)
    return Sample(_by_column(headers, rows + spread), counts)


def _scan(
    scratch: Scratch, raws: Sequence[RawTable], headers: Sequence[str], n_total: int
) -> tuple[list[Sequence[str | None]], dict[str, Counts]]:
    """Read rows from all over once: some by their hash, so that equal files give equal samples, and the counts.

    Equal rows have one hash, so they are taken once or not at all.
    """
    every = max(n_total // _MAX_SCANNED, 1)
    listed = ", ".join(f"h{place}" for place in range(len(headers)))
    names = dict(zip(listed.split(", "), headers, strict=True))
    rows = f"list(distinct [{listed}]) filter (hash({listed}) % {max(2 * n_total // every // _SAMPLE_ROWS, 1)} = 0)"
    union = " union all ".join(f"{_select(raw, headers)} where row_no % {every} = 0" for raw in raws)
    [(picked, n_rows, *numbers)] = scratch.rows(f"select {rows}, count(*), {_counts(names)} from ({union})")  # noqa: S608
    found = _by_header(names, n_rows, numbers)
    is_open = {name: header for name, header in names.items() if found[header].n_distinct > _HARDLY * n_rows}
    if every > 1 and is_open:
        union = " union all ".join(_select(raw, headers) for raw in raws)
        [(n_rows, *numbers)] = scratch.rows(f"select count(*), {_counts(is_open)} from ({union})")  # noqa: S608
        found |= _by_header(is_open, n_rows, numbers)
    return sorted(picked or [], key=lambda row: [text or "" for text in row]), found


def _counts(names: Iterable[str]) -> str:
    return ", ".join(f"count(*) filter ({has_text(name)}), approx_count_distinct({name})" for name in names)


def _by_header(names: Mapping[str, str], n_rows: int, numbers: Sequence[int]) -> dict[str, Counts]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {header: Counts(*pair, n_rows) for header, pair in zip(names.values(), pairs, strict=True)}


def _select(raw: RawTable, headers: Sequence[str]) -> str:
    cells = ", ".join(
        f"{raw.column(header) if header in raw.headers else 'null::varchar'} as h{place}"
        for place, header in enumerate(headers)
    )
    return f"select {cells} from {raw.sql}"  # noqa: S608 - built by read


def _by_column(headers: Sequence[str], rows: Sequence[Sequence[str | None]]) -> dict[str, list[str | None]]:
    return {header: [row[place] for row in rows] for place, header in enumerate(headers)}
