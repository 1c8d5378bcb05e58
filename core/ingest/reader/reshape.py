"""Tables made of those that were read: with other rows, each with the line that it comes from, or with more columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.ingest.reader.cells import line_of
from core.ingest.reader.read import RawTable
from core.store.scratch import Scratch
from core.store.sql import literal

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


def with_columns(scratch: Scratch, raw: RawTable, cells: Mapping[str, str], joined: str = "") -> RawTable:
    """Return a table with more columns behind its own.

    Parameters
    ----------
    cells
        Name of a column → SQL of its cells.
    joined
        SQL that joins other tables to its rows, which are called ``own``; those keep their ``row_no``.
    """
    name, at = scratch.new_name(), len(raw.headers)
    made = ", ".join(f"{sql} as c{at + place}" for place, sql in enumerate(cells.values()))
    scratch.run(f"create temp table {name} as select own.*, {made} from {raw.sql} own {joined}")  # noqa: S608 - our own
    return replace(raw, headers=(*raw.headers, *cells), sql=name)


def with_text(raw: RawTable, header: str, text: str) -> RawTable:
    """Return a table with a column that holds one text in all rows."""
    sql = f"(select *, {literal(text)}::varchar as c{len(raw.headers)} from {raw.sql})"  # noqa: S608 - a quoted value
    return replace(raw, headers=(*raw.headers, header), sql=sql)


def rows_sql(raws: Sequence[RawTable], cells: Callable[[RawTable], str], header: str = "") -> str:
    """Return SQL of ``cells`` of the rows of all files of a table, or of those that have a column ``header``."""
    there = (raw for raw in raws if not header or header in raw.headers)
    return " union all ".join(f"select {cells(raw)} from {raw.sql}" for raw in there)  # noqa: S608 - of our own names
