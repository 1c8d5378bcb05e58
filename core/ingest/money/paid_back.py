"""What was paid back of the amount of a row, where a column says so: it is taken off."""

from __future__ import annotations

import re

from core.ingest.money.units import major_sql, style_of
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import LogTable
from core.ingest.values.numbers import CURRENCY, find_style, number_sql
from core.sentences import say
from core.store.scratch import Scratch

BACK_NAME = re.compile(
    r"(partial(ly)?[ _]?)?refund(ed)?[ _]?(amount|total|value|sum)|partial(ly)?[ _]?refund(ed|s)?"
    r"|amount[ _]?refund(ed)?|returned[ _]?amount|erstattung(sbetrag)?"
    r"|montant[ _]rembours.|importe[ _]reembolsado|退款金额|返金額",
    re.IGNORECASE,
)
"""Names of what was paid back of the value of a row."""
_AMOUNT = re.compile(r"amount|value|betrag|montant|importe|金额|金額", re.IGNORECASE)
_PIECES_BACK_NAME = re.compile(
    r"(qty|quantity|items?|units?)[ _]?(refunded|returned)|(refunded|returned)[ _]?(qty|quantity|items?|units?)"
    r"|retournierte menge|retourmenge|menge retourniert|quantite (remboursee|retournee)|cantidad (devuelta|reembolsada)"
    r"|quantita (resa|rimborsata)|quantidade (devolvida|reembolsada)|退货数量|退款数量|返品数量?",
    re.IGNORECASE,
)
"""Names of how many pieces of a row were sent or paid back."""
_UNIT = re.compile(rf"\s*[(\[]\s*({CURRENCY}|pcs?\.?|st(ü?c)?k\.?)\s*[)\]]$", re.IGNORECASE)
"""A currency behind the name of an amount, or pieces behind that of a quantity."""
_CENTS = re.compile(
    r"[ _-]?[(\[]?((in)[ _])?(cents?|minor([ _]units?)?|pence)[)\]]?$|(?<=[a-z])(In)?Cents$", re.IGNORECASE
)
"""What says of an amount that it is in cents."""
ALL_BACK = 0.99
"""A row of which so much was paid back is a refund."""
_MOSTLY = 0.95
_ORDERS = """
select count(*), count(*) filter (n_back = 1 and n_with = n_rows)
from (select ord, count(*) as n_rows, count(*) filter (back > 0) as n_with, count(distinct back) as n_back
    from ({rows}) where ord is not null group by ord)
where n_rows > 1 and n_with > 0"""


def back_sql(events: LogTable, raw: RawTable, column: str) -> str:
    """Return SQL for what a column says was paid back, whatever sign and decimal mark it is written with."""
    texts = events.sample.texts(column) if column in events.sample.columns else []
    value = events.map.value or ""
    amounts = events.sample.texts(value) if value in events.sample.columns else []
    style = find_style(texts, style_of(events, amounts))
    return major_sql(events, raw, column, f"abs({number_sql(f'({raw.column(column)})::varchar', style)})")


def _says_how_much(scratch: Scratch, events: LogTable, column: str) -> bool:
    """Whether a column holds amounts: it is named so, or some number is neither 0 nor 1, as those of flags are."""
    rows = rows_sql(events.raws, lambda raw: f"{back_sql(events, raw, column)} as back", column)
    sql = f"select bool_or(back not in (0, 1)) from ({rows})"  # noqa: S608 - our own names
    return bool(_AMOUNT.search(column) or scratch.one(sql))


def net_sql(value: str) -> str:
    """Return SQL for a value less what was paid ``back`` of it; all of it leaves the value to its refund."""
    return f"case when back > 0 and back < {ALL_BACK} * ({value}) then ({value}) - back else {value} end"


def _is_of_rows(scratch: Scratch, events: LogTable, column: str, *, has_totals: bool) -> bool:
    """Whether amounts paid back belong to rows, as their values do: to each line, or with totals to the whole order."""
    order = events.map.order
    if not order:
        return True

    def cells(raw: RawTable) -> str:
        return f"{events.sql_of(raw, order, 'order')} as ord, {back_sql(events, raw, column)} as back"

    rows = rows_sql(events.raws, cells, column)
    n_orders, n_alike = (int(n) for n in scratch.rows(_ORDERS.format(rows=rows))[0])
    return not n_orders or (n_alike >= _MOSTLY * n_orders) == has_totals


def find_back(
    scratch: Scratch, events: LogTable, column: str | None, *, has_totals: bool
) -> tuple[str | None, bool, tuple[str, ...]]:
    """Return the column of amounts that were paid back, whether they can be taken off, and what to say of that."""
    if column is None:
        return None, False, ()
    if not _says_how_much(scratch, events, column):
        note = say("{column!r} says that something was paid back, not how much: nothing is taken off.", column=column)
        return None, False, (note,)
    if _is_of_rows(scratch, events, column, has_totals=has_totals):
        note = say("What {column!r} says was paid back in part is taken off the value.", column=column)
        return column, True, (note,)
    note = say(
        "What {column!r} says was paid back in part is not taken off the value: it is not known of which lines of "
        "an order it is. What users spend is too much by that.",
        column=column,
    )
    return column, False, (note,)


def paid_back_column(events: LogTable) -> str | None:
    """Return the column of what was paid back of the value; None without one."""
    if not events.map.value or events.map.value not in events.sample.columns:
        return None
    return _named(events, BACK_NAME)


def pieces_back_column(events: LogTable) -> str | None:
    """Return the column of how many pieces came back; None without one."""
    return _named(events, _PIECES_BACK_NAME)


def columns_of_refunds(events: LogTable) -> set[str]:
    """Return the columns that are read for what came back of a row."""
    pieces = pieces_back_column(events) if events.map.quantity else None
    return {each for each in (paid_back_column(events), pieces) if each}


def _named(events: LogTable, names: re.Pattern[str]) -> str | None:
    bare = {header: _CENTS.sub("", _UNIT.sub("", header.strip())) for header in events.raws[0].headers}
    return next((header for header, name in bare.items() if names.fullmatch(name)), None)
