"""What was paid for an order goes before what its user thought of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.ingest.columns.passed_over import REPEATED
from core.ingest.names.amounts import OF_SALE
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.paid_names import is_paid
from core.ingest.tables.evidence import Columns
from core.ingest.tables.source import Choice, by_role
from core.population.meanings import is_rating
from core.sentences import say

_OF_ITEM, _AS_FULL, _MORE = 0.95, 0.9, 5
"""A price that so many items have one of is a fact of them; amounts are so many times as large as stars."""


def with_money_of_orders(columns: Columns, given: Sequence[Choice], found: Sequence[Choice]) -> list[Choice]:
    """Return found choices whose value is what was paid, where a log of orders has a rating beside it.

    A log is of orders where a column has the number or the state of one, or its time is that of a sale.
    """
    roles = by_role(given, found)
    value, item = roles.get("value"), roles.get("item")
    if value is None or value not in found or not is_rating(value.column) or "event" in roles:
        return list(found)
    time = roles["timestamp"].column if "timestamp" in roles else ""
    has_states = any(one.is_status for one in columns.values())
    if not (has_states or OF_SALE.search(time) or {"order", "quantity"} & roles.keys()):
        return list(found)
    taken = {each.column for each in roles.values()}
    paid = [
        header
        for header, one in columns.items()
        if header not in taken
        and is_paid(header)
        and one.is_number
        and not is_rating(header)
        and one.fullness >= _AS_FULL * columns[value.column].fullness
        and (one.looks["price"] > _OF_ITEM or one.largest > _MORE * max(columns[value.column].largest, 1.0))
        and not (item and _is_of_item(columns, item.column, header))
    ]
    if not paid:
        return list(found)
    best = max(paid, key=lambda header: (certainty("value", header), columns[header].fullness))
    reason = say("the rows are orders, of which {other!r} is a rating", other=value.column)
    return [replace(each, column=best, reason=reason) if each is value else each for each in found]


def _is_of_item(columns: Columns, item: str, header: str) -> bool:
    share, n_repeated = columns.tie((item,), header)
    return n_repeated >= REPEATED and share > _OF_ITEM and certainty("value", header) < EXACT
