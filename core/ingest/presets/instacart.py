"""Instacart's tables put together: who ordered each line and when, as far as the gaps between orders show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.ingest.presets.declare import Tables
from core.ingest.presets.match import find_column
from core.ingest.reader.read import RawTable
from core.store.scratch import Scratch

_ORDER_TIMES = """
create temp table order_times as
with numbered as (
    select trim({order_id}) as order_id, {user_id} as user_id, try_cast({order_number} as int) as n,
        try_cast({order_dow} as int) as dow, try_cast({order_hour_of_day} as int) as hour,
        coalesce(try_cast({days_since_prior_order} as double), 0)::int as gap
    from {table}
), placed as (
    select *, first_value(dow) over w + sum(gap) over w as days
    from numbered window w as (partition by user_id order by n rows unbounded preceding)
)
select order_id, user_id, strftime(timestamp '2000-01-01' + to_days(days::int) + to_hours(hour), '%Y-%m-%d %H:%M:%S')
    as ordered_at
from placed"""
_DEPARTMENTS = "create temp table departments as select {key} as department_id, {name} as department from {table}"
_JOINED = """
create temp table {name} as
select lines.*, {more}
from {table} lines left join {other} on {condition}"""


def in_relative_days(scratch: Scratch, tables: Tables) -> Tables:
    """Add ``user_id`` and ``ordered_at`` to the lines of orders, and the name of its department to each product.

    Day 0 is 2000-01-01, a Saturday, as day 0 of the week is one in the log.
    """
    [orders] = tables["orders"]
    names = ("order_id", "user_id", "order_number", "order_dow", "order_hour_of_day", "days_since_prior_order")
    columns = {name: _column(orders, name) for name in names}
    scratch.run(_ORDER_TIMES.format(table=orders.sql, **columns))
    lines = tuple(
        _join(scratch, raw, "order_times", "order_id", ("user_id", "ordered_at"), f"joined_{place}")
        for place, raw in enumerate(tables["events"])
    )
    return {"events": lines, **_with_departments(scratch, tables)}


def _with_departments(scratch: Scratch, tables: Tables) -> Tables:
    if "items" not in tables or "departments" not in tables:
        return {}
    [products], [departments] = tables["items"], tables["departments"]
    key, name = _column(departments, "department_id"), _column(departments, "department")
    scratch.run(_DEPARTMENTS.format(key=key, name=name, table=departments.sql))
    return {"items": (_join(scratch, products, "departments", "department_id", ("department",), "joined_items"),)}


def _join(scratch: Scratch, raw: RawTable, other: str, key: str, columns: Sequence[str], name: str) -> RawTable:
    """Add columns of another table by a key that both have; rows keep their order."""
    more = ", ".join(f"{other}.{column} as c{len(raw.headers) + place}" for place, column in enumerate(columns))
    condition = f"trim(lines.{_column(raw, key)}) = {other}.{key}"
    scratch.run(_JOINED.format(name=name, more=more, table=raw.sql, other=other, condition=condition))
    return replace(raw, headers=(*raw.headers, *columns), sql=name)


def _column(raw: RawTable, name: str) -> str:
    return raw.column(find_column(name, raw.headers) or name)
