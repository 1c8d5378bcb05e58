"""What a value is the price of, and which rows are refunds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal, cast

from core.ingest.money.discounts import Discount, find_discount
from core.ingest.money.paid_back import ALL_BACK, find_back, net_sql, paid_back_column, pieces_back_column
from core.ingest.money.solved_amounts import note_on_total, notes_on_pieces, solved_basis
from core.ingest.money.units import major_sql, note_on_thousands, notes_on_units
from core.ingest.names.amounts import LINE_NAME, OF_ORDER_NAME, ORDER_NAME, UNIT_NAME
from core.ingest.names.plain_name import is_outside
from core.ingest.orders.statuses import NO_STATUSES, Statuses, find_statuses
from core.ingest.reader.read import RawTable
from core.ingest.rows.order_lines import keep_sales
from core.ingest.rows.words import CANCELLED_NO, PAID_BACK_NO, PENDING_NO, REFUND_NO
from core.ingest.states.order_states import CANCELLED, PENDING
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import LogSource
from core.ingest.values.numbers import Style, number_layers, plain_layers
from core.population.meanings import PAID_BACK, is_rating
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal, nested
from core.types import REFUND

Basis = Literal["unit", "line", "order"]

_STRENGTH_NAME = re.compile(r"rating|score|star|sentiment|评分", re.IGNORECASE)
_CANCELLED = r"^\s*[Cc]\d+\s*$"
_ENOUGH, _FEW, _MOSTLY = 3, 0.2, 0.95
_NUMBERED = 0.9
"""Share of rows whose orders have plain numbers, but for the C of cancelled ones; "c19f02" and "c1902" are such ids."""
_CLEARLY = 0.75  # of the items whose amounts say whether they are of a piece or a line, to go against a name
_CLEARLY_FEWER, _HALF = 1.25, 0.5
"""An item says what its amounts are of where either has so many times the different values of the other."""
_ORDERS = """
select count(*), count(*) filter (lo = hi), count(distinct lo) filter (lo = hi)
from (select min(amount) as lo, max(amount) as hi from {lines}
    where amount is not null and ord is not null group by ord having min(item) < max(item))"""
_ITEMS = """
select count(*) filter (n_unit * {clearly} < n_line), count(*) filter (n_line * {clearly} < n_unit)
from (select count(distinct amount) as n_unit, count(distinct round(amount / pieces, 2)) as n_line
    from {lines} where amount > 0 and pieces > 0 group by item having min(pieces) < max(pieces))"""
_GROWTH = """
select regr_slope(more, many) from (
    select ln(amount) - avg(ln(amount)) over own as more, ln(pieces) - avg(ln(pieces)) over own as many
    from {lines} where amount > 0 and pieces > 0 window own as (partition by item))"""
"""By how much the amounts of an item grow with its pieces: as fast, where they are of the whole line."""
_SIGNS = f"""
select count(*), count(*) filter (value < 0), count(*) filter (event_no = {PAID_BACK_NO}) from staged
where reason is null"""  # noqa: S608 - our own number
_SPLIT = """
left join staged_user_ids u on user_no = u.no
left join (select ord, max(value) / count(*) as share from (
    select value, {key} as ord from staged left join staged_user_ids u on user_no = u.no where staged.reason is null)
    group by ord) o on {key} = o.ord"""


@dataclass(frozen=True, slots=True)
class Money:
    """How a log writes amounts."""

    basis: Basis = "line"
    has_cancelled: bool = False
    """Whether orders such as C536379 are cancelled ones."""
    statuses: Statuses = NO_STATUSES
    """Columns that say what became of a row."""
    paid_back: str | None = None
    """The column of what was paid back of a value: a row is a refund where that is all of it."""
    is_net: bool = False
    """Whether what was paid back of a value in part is taken off."""
    discount: Discount | None = None
    """What is taken off each value."""
    pieces_back: str | None = None
    """The column of how many pieces came back: a row is a refund where these are all of it."""
    notes: tuple[str, ...] = ()


def find_money(
    scratch: Scratch, events: LogTable, source: LogSource, styles: Sequence[Style], are_plain: bool = False
) -> Money:
    """Find out what the value is the price of, from what is given, else from values and names.

    ``are_plain``: all values and pieces of the sample are plain numbers.
    """
    roles = events.map
    has_event = "event" in events.source.sql
    statuses, paid_back = (
        (NO_STATUSES, None) if has_event else (find_statuses(scratch, events), paid_back_column(events))
    )
    is_of_order = bool(roles.value and OF_ORDER_NAME.search(roles.value))
    given = source.value_per or cast("Basis | None", events.source.value_per)
    of_units = (*notes_on_units(events), *note_on_thousands(events, styles, source))
    if not (roles.quantity or roles.order or given or is_of_order):
        paid_back, is_net, notes = find_back(scratch, events, paid_back, has_totals=False)
        discount, of_discount = find_discount(scratch, events, "line", source.settled)
        notes = (*notes_on_pieces(events), *of_units, *statuses.notes, *of_discount, *notes)
        return Money(statuses=statuses, paid_back=paid_back, is_net=is_net, discount=discount, notes=notes)
    pieces_back = pieces_back_column(events) if roles.quantity and not has_event else None
    lines = _lines(scratch, events, styles, are_plain and not events.sample.counts)
    basis: Basis = given or (_basis(scratch, events, lines) if roles.value else "line")
    basis = basis if given or basis == "order" else solved_basis(scratch, events) or basis
    paid_back, is_net, of_back = find_back(scratch, events, paid_back, has_totals=basis == "order")
    discount, of_discount = find_discount(scratch, events, basis, source.settled)
    of_total = (*note_on_total(scratch, events, basis), *notes_on_pieces(events))
    found = (*_notes_on(events, basis), *of_total, *of_units, *of_discount, *statuses.notes, *of_back)
    has_cancelled = _has_cancelled(scratch, events, lines)
    if has_cancelled:
        found += (say("Rows whose number in {order!r} has a C in front are taken for returns.", order=roles.order),)
    return Money(basis, has_cancelled, statuses, paid_back, is_net, discount, pieces_back, found)


def stored_value_sql(events: LogTable, raw: RawTable, money: Money) -> str:
    """Return SQL for the value of a row as ``value_sql``, less what was paid back of it in part."""
    value = value_sql(events, raw, money)
    value = money.discount.sql(events, raw, value) if money.discount else value
    return net_sql(value) if money.is_net else value


def value_sql(events: LogTable, raw: RawTable, money: Money) -> str:
    """Return SQL for the value of a row from ``amount`` and ``pieces``; refunds by quantity are negative."""
    roles = events.map
    amount = major_sql(events, raw, roles.value, "amount")
    if roles.quantity and not roles.value:
        return "pieces"
    if not roles.quantity or money.basis == "order":
        return amount
    if money.basis == "line":
        return f"case when pieces < 0 then -abs({amount}) else {amount} end"
    return f"{amount} * case when trim(coalesce(pieces_text, '')) = '' then 1 else pieces end"


def refund_sql(events: LogTable, raw: RawTable, money: Money) -> str:
    """Return SQL for whether a row takes another one back, whatever its event is called."""
    conditions = ["pieces < 0"] if events.map.quantity else []
    if money.has_cancelled and events.map.order:
        conditions.append(f"regexp_matches({events.sql_of(raw, events.map.order, 'order')}, {literal(_CANCELLED)})")
    conditions += filter(None, [money.statuses.sql(REFUND, events, raw)])
    if own := _paid_back_sql(events, raw, money):
        conditions.append(f"(({own}) and amount < 0)")
    return f"coalesce({' or '.join(conditions)}, false)" if conditions else "false"


def _paid_back_sql(events: LogTable, raw: RawTable, money: Money) -> str:
    """Return SQL for whether a row was paid back itself; "" where nothing says so."""
    conditions = [*filter(None, [money.statuses.sql(PAID_BACK, events, raw)])]
    if money.paid_back:
        conditions.append(f"(back > 0 and back >= {ALL_BACK} * abs({value_sql(events, raw, money)}))")
    if money.pieces_back:
        conditions.append(f"(try_cast({raw.column(money.pieces_back)} as double) >= pieces and pieces > 0)")
    return " or ".join(conditions)


def state_no_sql(events: LogTable, raw: RawTable, money: Money) -> str:
    """Return SQL for the number of the event that a row is by what became of it, null where that is nothing else."""
    found = {
        PAID_BACK_NO: _paid_back_sql(events, raw, money),
        CANCELLED_NO: money.statuses.sql(CANCELLED, events, raw),
        PENDING_NO: money.statuses.sql(PENDING, events, raw),
    }
    whens = " ".join(f"when {condition} then {number}" for number, condition in found.items() if condition)
    return f"case {whens} end" if whens else "null"


def finish_money(scratch: Scratch, events: LogTable, money: Money) -> list[str]:
    """Divide totals of orders among their lines, and mark negative amounts of a log without events as refunds."""
    if money.basis == "order" and events.map.value:
        key = f"coalesce({'order_id' if events.map.order else 'null'}, u.fixed || ' ' || ts::varchar)"
        value = "(case when staged.reason is null then o.share else value end)::float"
        scratch.rewrite("staged", {"value": value}, _SPLIT.format(key=key))
    return [*money.notes, *_count_refunds(scratch, events, money)]


def _count_refunds(scratch: Scratch, events: LogTable, money: Money) -> list[str]:
    roles = events.map
    if roles.event or "event" in events.source.sql:
        says = roles.quantity or money.has_cancelled or money.statuses.says or money.paid_back
        return _say_refunds(scratch) if says else []
    [(n_all, n_negative, n_paid_back)] = scratch.rows(_SIGNS)
    is_money = roles.value and not (_STRENGTH_NAME.search(roles.value) or is_rating(roles.value))
    if is_money and 0 < n_negative <= _FEW * n_all:
        is_refund = "coalesce(value < 0, false) or is_refund"
        event = f"case when {is_refund} then {REFUND_NO} else event_no end"
        scratch.rewrite("staged", {"event_no": event, "is_refund": is_refund})
    if n_paid_back:
        keep_sales(scratch, events)
    return _say_refunds(scratch)


def _say_refunds(scratch: Scratch) -> list[str]:
    sql = "select count(*), count(*) filter (event_no = {no}) from staged where reason is null and {condition}"
    condition = f"(is_refund or event_no = {PAID_BACK_NO})"
    [(n, n_own)] = scratch.rows(sql.format(no=PAID_BACK_NO, condition=condition))
    if not n:
        return []
    own = say(
        "{n:,} of them are purchases that were paid back: they count for nothing and take no other purchase back.",
        n=n_own,
    )
    return [
        say("{n:,} rows are refunds: their quantity or amount is negative, or their order or a column says so.", n=n),
        *([own] if n_own else []),
    ]


def _lines(scratch: Scratch, events: LogTable, styles: Sequence[Style], are_plain: bool) -> str:
    """Make a table of order, item, amount and pieces of all rows; return its name.

    ``are_plain``: all numbers in the columns of the files are.
    """
    roles = events.map
    selects = []
    for raw, style in zip(events.raws, styles, strict=True):
        texts = {
            "ord": events.sql_of(raw, roles.order, "order") if roles.order else _moment_of_user(events, raw),
            "item": events.sql_of(raw, roles.item, "item") if roles.item else "null::varchar",
            "amount_text": f"({events.sql_of(raw, roles.value, 'value')})::varchar" if roles.value else "null::varchar",
            "pieces_text": events.sql_of(raw, roles.quantity, "quantity") if roles.quantity else "null::varchar",
        }
        layers: list[Layer] = [texts]
        for name, column, text in (("amount", roles.value, "value"), ("pieces", roles.quantity, "quantity")):
            is_plain = are_plain and (column is None or events.sql_of(raw, column, text) == raw.column(column))
            layers += plain_layers(name, f"{name}_text") if is_plain else number_layers(name, f"{name}_text", style)
        selects.append(f"select ord, item, amount, pieces from {nested(raw.sql, layers)}")  # noqa: S608
    scratch.run(f"create or replace temp table money_lines as {' union all '.join(selects)}")
    return "money_lines"


def _moment_of_user(events: LogTable, raw: RawTable) -> str:
    """Return SQL for what stands for the order where no column does: one user at one time."""
    user, time = (events.sql_of(raw, getattr(events.map, role) or "", role) for role in ("user", "timestamp"))
    return f"concat_ws(' ', {user}, {time})"


def _basis(scratch: Scratch, events: LogTable, lines: str) -> Basis:
    name = events.map.value or ""
    if is_rating(name):
        return "line"
    if events.map.quantity and is_outside(name, events.map.quantity):
        return "order"
    is_unit, is_line = bool(UNIT_NAME.search(name)), bool(LINE_NAME.search(name))
    if events.map.order or OF_ORDER_NAME.search(name):
        [(n_orders, n_same, n_different)] = scratch.rows(_ORDERS.format(lines=lines))
        least = 1 if OF_ORDER_NAME.search(name) else 2 if n_different == n_orders else _ENOUGH
        repeats = n_orders >= least and n_same >= _MOSTLY * n_orders
        is_beside_lines = bool(events.map.item) and is_outside(name, events.map.item or "")
        says_order = (is_beside_lines or bool(ORDER_NAME.search(name))) and not (is_unit or is_line)
        if repeats and (says_order or n_different >= _ENOUGH):
            return "order"
    if not events.map.quantity or OF_ORDER_NAME.search(name):
        return "line"
    [(n_unit, n_line)] = scratch.rows(_ITEMS.format(lines=lines, clearly=_CLEARLY_FEWER))
    if n_unit + n_line >= _ENOUGH and (not (is_unit or is_line) or max(n_unit, n_line) >= _CLEARLY * (n_unit + n_line)):
        return "unit" if n_unit > n_line else "line"
    growth = None if is_unit or is_line else scratch.one(_GROWTH.format(lines=lines))
    if growth is not None and isfinite(growth):
        return "unit" if growth < _HALF else "line"
    return "unit" if is_unit and not is_line else "line"


def _has_cancelled(scratch: Scratch, events: LogTable, lines: str) -> bool:
    """Whether some orders have the number of another kind with a C in front; ids that hold letters have none of it."""
    if not events.map.order:
        return False
    pattern = literal(_CANCELLED)
    sql = f"""select count(*) filter (regexp_matches(ord, {pattern})), count(*) filter (regexp_matches(ord, '^\\d+$')),
        count(ord) from {lines}"""  # noqa: S608 - our own names
    [(n_cancelled, n_plain, n_rows)] = scratch.rows(sql)
    return bool(0 < n_cancelled < n_plain and n_cancelled + n_plain >= _NUMBERED * n_rows)


def _notes_on(events: LogTable, basis: Basis) -> list[str]:
    roles = events.map
    if roles.quantity and not roles.value:
        return [say("No column was taken for an amount: the value is {quantity!r}.", quantity=roles.quantity)]
    if not roles.value or is_rating(roles.value):
        return []
    if basis == "order":
        return [
            say(
                "{value!r} is the total of an order and stands on all its lines: each line gets an equal part of it.",
                value=roles.value,
            )
        ]
    if not roles.quantity:
        return []
    if basis == "unit":
        return [say("The value is {value!r} times {quantity!r}.", value=roles.value, quantity=roles.quantity)]
    return [
        say(
            "{value!r} is taken for the amount of the whole line, so it is not multiplied by {quantity!r}.",
            value=roles.value,
            quantity=roles.quantity,
        )
    ]
