"""The value of a log without one by name: the column whose texts have the sign or the code of a currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ingest.money.unread_money import has_currency
from core.ingest.names.amounts import LINE_NAME, ORDER_NAME, PAID, is_of_one_piece
from core.ingest.tables.evidence import Evidence
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Choice
from core.ingest.tables.state_columns import is_of_each
from core.population.event_parts import split_name
from core.sentences import say

_FULL = 0.5
"""A column that fewer rows fill is no amount of the log."""


def with_signed_money(
    columns: Mapping[str, Evidence], sample: Sample, given: Sequence[Choice], found: Sequence[Choice]
) -> list[Choice]:
    """Return found choices with a value where none was found and a column has the signs of a currency.

    Of several the price of a piece goes first where pieces are counted, else the total. What its name says is a tax, a
    fee and the like is none. Without orders or pieces, only what its name says was paid is one.
    """
    roles = {each.role for each in [*given, *found]}
    if "value" in roles:
        return list(found)
    is_of_orders = bool({"order", "quantity"} & roles)
    users = [each.column for each in [*given, *found] if each.role == "user" and each.column in sample.columns]
    taken = {each.column for each in [*given, *found]}
    signed = [
        header
        for header, one in columns.items()
        if header not in taken and one.is_number and one.fullness >= _FULL and one.n_distinct > 1
        and (is_of_orders or PAID.search(split_name(header))) and has_currency(header, sample.texts(header))
        and not any(is_of_each(sample, user, header) for user in users)
    ]  # fmt: skip
    if not signed:
        return list(found)
    best = max(signed, key=lambda header: _rank(header, has_pieces="quantity" in roles))
    return [*found, Choice("events", "value", best, say("its texts have the sign of a currency"), 0.7)]


def _rank(header: str, *, has_pieces: bool) -> int:
    if has_pieces and is_of_one_piece(header):
        return 2
    return int(bool(LINE_NAME.search(header) or ORDER_NAME.search(header)))
