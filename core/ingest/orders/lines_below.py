"""Lines of an order that leave blank all that its first line says, the number of the order too: filled from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable
from core.sentences import say
from core.store.scratch import Scratch

_LEAST, _MOSTLY, _N_BLANK = 0.05, 0.95, 3
"""Share of lines that are such ones; share of all that keep to it; columns that they leave blank."""
_FILLED = """
create temp table {name} as
select {cells}, row_no, case when {is_below} then row_no else {apart} end as below_line
from {table}"""


def fill_below(scratch: Scratch, events: LogTable, columns: Sequence[str]) -> tuple[LogTable, tuple[str, ...]]:
    """Return a table of order lines whose ``columns`` are filled from the line above, and a note; or as it was.

    A line is filled where user, time and order are blank and the item is not, in files where such lines are many and
    leave the same columns blank. No other line is changed.
    """
    roles = events.map
    keys = [each for each in (roles.user, roles.timestamp, roles.order) if each]
    if not (roles.user and roles.timestamp and roles.item and (roles.value or roles.quantity)) or not _may_be(events):
        return events, ()
    raws, n_filled = [], 0
    for place, raw in enumerate(events.raws):
        n = _n_below(scratch, raw, keys, roles.item) if {*keys, roles.item} <= set(raw.headers) else 0
        raws.append(_fill(scratch, raw, (keys, roles.item, columns), f"below_{place}") if n else raw)
        n_filled += n
    note = say("{n:,} lines of orders without a user, time and order were filled from the line above.", n=n_filled)
    return replace(events, raws=tuple(raws)), (note,) if n_filled else ()


def _may_be(events: LogTable) -> bool:
    """Whether enough rows of the sample have neither user nor time."""
    users, times = (events.sample.columns[each or ""] for each in (events.map.user, events.map.timestamp))
    n_blank = sum(
        not (user and user.strip()) and not (time and time.strip()) for user, time in zip(users, times, strict=True)
    )
    return n_blank > _LEAST * len(users)


def _n_below(scratch: Scratch, raw: RawTable, keys: Sequence[str], item: str) -> int:
    """Count the lines that belong to the one above; 0 where they do not leave the same columns blank."""
    is_below = _is_below(raw, keys, item)
    is_first = f"not ({' and '.join(f'{_cell(raw, key)} is null' for key in keys)})"  # a sum below has no item either
    counts = ", ".join(
        f"count({_cell(raw, header)}) filter ({is_below}), count({_cell(raw, header)}) filter ({is_first})"
        for header in raw.headers
    )
    sql = f"select count(*) filter ({is_below}), count(*) filter ({is_first}), {counts} from {raw.sql}"  # noqa: S608
    [(n_below, n_first, *filled)] = scratch.rows(sql)
    first_row = f"select {is_below} from {raw.sql} order by row_no limit 1"  # noqa: S608 - built by read
    n_blank = sum(
        below <= (1 - _MOSTLY) * n_below and first >= _MOSTLY * n_first
        for below, first in zip(filled[::2], filled[1::2], strict=True)
    )
    return int(n_below) if n_blank >= _N_BLANK and not scratch.one(first_row) else 0


def _fill(scratch: Scratch, raw: RawTable, what: tuple[Sequence[str], str, Sequence[str]], name: str) -> RawTable:
    keys, item, columns = what
    is_below = _is_below(raw, keys, item)
    cells = (
        f"case when {is_below} then last_value({_cell(raw, header)} ignore nulls) over (order by row_no "
        f"rows between unbounded preceding and current row) else c{place} end as c{place}"
        if header in (*keys, *columns)
        else f"c{place}"
        for place, header in enumerate(raw.headers)
    )
    parts = {
        "name": name,
        "cells": ", ".join(cells),
        "is_below": is_below,
        "table": raw.sql,
        "apart": raw.apart or "null",
    }
    scratch.run(_FILLED.format(**parts))
    return replace(raw, sql=name, apart="below_line")


def _is_below(raw: RawTable, keys: Sequence[str], item: str) -> str:
    blank = " and ".join(f"{_cell(raw, key)} is null" for key in keys)
    return f"({blank} and {_cell(raw, item)} is not null)"


def _cell(raw: RawTable, header: str) -> str:
    return f"nullif(trim({raw.column(header)}), '')"
