"""What the lines of orders were paid at: the amount that mostly is price times pieces, and in some rows less."""

from __future__ import annotations

import re

import pandas as pd

from core.ingest.money.draft import Draft
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.names.paid_names import is_paid
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import say

_CENT, _NEAR = 0.011, 0.0006
"""By how much two amounts may differ and be the same, beside a share of them for what was rounded."""
_ENOUGH, _SOME, _NEVER = 20, 0.02, 0.005
"""Rows of several pieces that say so; shares of the rows in which a line is less than price times pieces, and more."""
_MOSTLY, _OFTEN, _THERE = 0.5, 0.1, 0.5
"""Shares of rows in which they are equal: of any column, and of one that is called an amount that was paid; of rows
that have all three."""
_LEAST_PAID = 0.05
"""What is less than so much of price times pieces in most rows of less is no discount: nothing was paid there."""
_OF_LESS = re.compile(
    r"\b(tax\w*|vat|gst|cost|costs|refund\w*|paid back|shipped|delivered|open|due|commission|profit|margin"
    r"|points|weight|deposit|mwst|ust|iva|tva|dph|moms|btw|kdv|afa|alv|ндс|before|list|original)\b|税|成本|退"
)
"""Words of amounts that are less for another reason, such as a tax, or that are not what was paid."""
_NET = re.compile(r"\b(net|nett|netto|neto|ht|sdph|bezdph|excl|exkl|without|ohne|uten|utan|bez|sin|senza|без)\b")
"""What says of an amount that it is without a tax, or without a discount."""
_BY_ITEM = 0.9


def with_paid_lines(draft: Draft) -> Draft:
    """Return a draft whose value is what each line was paid at, where a price was found that is read with the pieces.

    That is a column which is price times pieces in most rows, less in some and more in none, whatever it is called.
    """
    value, pieces = draft.open_role("value"), draft.role("quantity")
    if value is None or pieces is None or is_rating(value.column):
        return draft
    price, counts, taken = draft.numbers(value.column), draft.numbers(pieces.column), draft.taken
    for header, one in draft.columns.items():
        words = split_name(header)
        if header in taken or not one.is_number or one.private or _OF_LESS.search(words) or is_of_one_piece(header):
            continue
        line = draft.numbers(header)
        least = _OFTEN if is_paid(header) else _MOSTLY
        if not is_paid_of(price, counts, line, least) or (
            _NET.search(words) and _is_less_by_item(draft, price * counts, line)
        ):
            continue
        reason = say("it is {price!r} times {pieces!r}, and less where something was taken off", price=value.column,
                     pieces=pieces.column)  # fmt: skip
        return draft.with_value(header, reason)
    return draft


def is_paid_of(
    price: pd.Series[float], pieces: pd.Series[float], line: pd.Series[float], least: float = _MOSTLY
) -> bool:
    """Whether an amount is price times pieces in at least a share of the rows, less in some, and more in hardly any."""
    is_there = price.notna() & pieces.notna() & line.notna() & (price > 0)
    price, pieces, line = price[is_there], pieces[is_there].abs(), line[is_there].abs()
    several, whole = pieces > 1, price * pieces
    if several.sum() < _ENOUGH or is_there.mean() < _THERE:
        return False
    room = _CENT + _NEAR * whole
    is_same, is_less, is_more = (whole - line).abs() <= room, line < whole - room, line > whole + room
    if is_same[several].mean() < least or is_same.mean() < least or is_more.mean() > _NEVER:
        return False
    return bool(is_less.mean() >= _SOME and (line[is_less] / whole[is_less]).median() > _LEAST_PAID)


def _is_less_by_item(draft: Draft, whole: pd.Series[float], line: pd.Series[float]) -> bool:
    """Whether an amount is always or never less for each item, as one without a tax that only some items have is."""
    of_item = draft.role("item")
    if of_item is None:
        return True
    item = pd.Series(draft.sample.columns[of_item.column], dtype="str")
    n_kinds = (line.abs() < whole.abs() - _CENT).groupby(item).nunique()
    return bool((n_kinds == 1).mean() >= _BY_ITEM)
