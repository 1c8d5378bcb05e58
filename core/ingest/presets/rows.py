"""Make other rows of a table that was read, each with the line that it comes from."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.ingest.reader.cells import line_of
from core.ingest.reader.read import RawTable
from core.store.scratch import Scratch

_BREAKS = """
select rowid, old_no from (
    select rowid, old_no, old_no - rowid as distance, lag(old_no - rowid) over (order by rowid) as before from {name})
where distance is distinct from before or old_no in (select unnest(?::bigint[])) order by rowid"""


def reshaped(
    scratch: Scratch, raw: RawTable, sql: str, name: str, more: Sequence[str], parts: Mapping[str, str] | None = None
) -> RawTable:
    """Make other rows of a table; each knows the line that it comes from.

    ``sql`` makes the table ``{name}`` of ``{table}`` with the same columns, ``more`` behind them, and ``old_no``, the
    ``row_no`` of the row that a row comes from; ``parts`` are its other places.
    """
    scratch.run(sql.format(name=name, table=raw.sql, **(parts or {})))
    breaks = scratch.rows(_BREAKS.format(name=name), [list(raw.found.row_breaks)])
    n_rows = int(scratch.one(f"select count(*) from {name}"))  # noqa: S608 - our own name
    found = replace(
        raw.found,
        n_rows=n_rows,
        row_breaks=array("q", [int(row) for row, _old in breaks]),
        line_breaks=array("q", [line_of(raw.found, int(old)) for _row, old in breaks]),
    )
    table = f"(select * exclude old_no, rowid as row_no from {name})"  # noqa: S608 - our own name
    return replace(raw, headers=(*raw.headers, *more), sql=table, n_rows=n_rows, found=found)
