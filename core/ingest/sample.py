"""Some rows of a table, from all of its files and from all over them, and how full and distinct each column is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.ingest.read import RawTable
from core.store.scratch import Scratch

_SAMPLE_ROWS = 20_000
_MAX_SCANNED = 3_000_000
"""A table of more rows is not read once more for its sample: the first rows of each file must do."""
_MAX_HEADS = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of a column over all rows."""

    n_filled: int
    n_distinct: int
    """Within some percent where the table is larger than the sample."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows of a table, by column."""

    columns: Mapping[str, list[str | None]]
    counts: Mapping[str, Counts] = field(default_factory=dict)
    """Of all rows; empty where the sample is the whole table."""
    n_total: int = 0
    """Rows of the table; 0 where the sample is the whole table."""

    @property
    def n_rows(self) -> int:
        """Number of rows in the sample."""
        return max(map(len, self.columns.values()), default=0)

    def texts(self, header: str) -> list[str]:
        """Return the texts of a column that are there."""
        return [text for text in self.columns[header] if text and text.strip()]

    def n_distinct(self, header: str) -> int:
        """Return how many different texts a column has in the sample."""
        return len(set(self.texts(header)))


def take_sample(scratch: Scratch, raws: Sequence[RawTable]) -> Sample:
    """Read all rows of a small table, else the first rows of each file and rows from all over."""
    headers = list(dict.fromkeys(header for raw in raws for header in raw.headers))
    n_total = sum(raw.n_rows for raw in raws)
    if n_total <= _SAMPLE_ROWS:
        rows = [row for raw in raws for row in scratch.rows(_select(raw, headers))]
        return Sample(_by_column(headers, rows))
    step = max(len(raws) // _MAX_HEADS, 1)
    heads = raws[::step]
    first = _SAMPLE_ROWS // (2 if n_total <= _MAX_SCANNED else 1) // len(heads)
    rows = [row for raw in heads for row in scratch.rows(f"{_select(raw, headers)} limit {first}")]
    if n_total > _MAX_SCANNED:
        return Sample(_by_column(headers, rows))
    spread, counts = _scan(scratch, raws, headers, 2 * n_total // _SAMPLE_ROWS)
    return Sample(_by_column(headers, rows + spread), counts, n_total)


def _scan(
    scratch: Scratch, raws: Sequence[RawTable], headers: Sequence[str], step: int
) -> tuple[list[Sequence[str | None]], dict[str, Counts]]:
    """Read all rows once: every ``step``-th by its hash, so that equal files give equal samples, and the counts.

    Equal rows have one hash, so they are taken once or not at all.
    """
    names = [f"h{place}" for place in range(len(headers))]
    listed = ", ".join(names)
    counts = ", ".join(f"count(nullif(trim({name}), '')), approx_count_distinct({name})" for name in names)
    rows = f"list(distinct [{listed}]) filter (hash({listed}) % {max(step, 1)} = 0)"
    union = " union all ".join(_select(raw, headers) for raw in raws)
    [(picked, *numbers)] = scratch.rows(f"select {rows}, {counts} from ({union})")  # noqa: S608 - built by read
    found = {header: Counts(*numbers[2 * place : 2 * place + 2]) for place, header in enumerate(headers)}
    return sorted(picked or [], key=lambda row: [text or "" for text in row]), found


def _select(raw: RawTable, headers: Sequence[str]) -> str:
    cells = ", ".join(
        f"{raw.column(header) if header in raw.headers else 'null::varchar'} as h{place}"
        for place, header in enumerate(headers)
    )
    return f"select {cells} from {raw.sql}"  # noqa: S608 - built by read


def _by_column(headers: Sequence[str], rows: Sequence[Sequence[str | None]]) -> dict[str, list[str | None]]:
    return {header: [row[place] for row in rows] for place, header in enumerate(headers)}
