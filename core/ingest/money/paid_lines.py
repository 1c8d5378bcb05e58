"""What the lines of orders were paid at: the amount that mostly is price times pieces, and in some rows less."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from core.ingest.money.discounts import numbers_of
from core.ingest.money.draft import Draft
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.names.paid_names import is_paid
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Candidate, Choice, Question
from core.ingest.values.numbers import are_numbers
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import say
from core.store.scratch import Scratch

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

    That is a column which is called an amount that was paid, and is price times pieces in many rows, less in some and
    more in none.
    """
    value, pieces = draft.open_role("value"), draft.role("quantity")
    if value is None or pieces is None or is_rating(value.column):
        return draft
    price, counts, taken = draft.numbers(value.column), draft.numbers(pieces.column), draft.taken
    for header, one in draft.columns.items():
        if header in taken or not one.is_number or one.private or not is_paid(header) or _is_less(header):
            continue
        line = draft.numbers(header)
        if not is_paid_of(price, counts, line, _OFTEN):
            continue
        if _is_without_tax(draft.sample, draft.role("item"), header, (price * counts, line)):
            continue
        reason = say("it is {price!r} times {pieces!r}, and less where something was taken off", price=value.column,
                     pieces=pieces.column)  # fmt: skip
        return draft.with_value(header, reason)
    return draft


def question_on_line(scratch: Scratch, sample: Sample, choices: Sequence[Choice]) -> Question | None:
    """Ask what was paid, where a column that is not called an amount is price times pieces in most rows, else less."""
    roles = {each.role: each for each in choices if each.role != "attribute"}
    value, pieces = roles.get("value"), roles.get("quantity")
    if value is None or pieces is None or is_rating(value.column) or not is_of_one_piece(value.column):
        return None
    price, counts = (numbers_of(scratch, sample, each.column) for each in (value, pieces))
    taken = {each.column for each in choices}
    for header in sample.columns:
        if header in taken or _is_less(header) or not are_numbers(sample.texts(header)):
            continue
        line = numbers_of(scratch, sample, header)
        if is_paid_of(price, counts, line) and not _is_without_tax(
            sample, roles.get("item"), header, (price * counts, line)
        ):
            named = {"line": header, "price": value.column, "pieces": pieces.column}
            asked = say(
                "{line!r} is {price!r} times {pieces!r} in most rows, and less in some: which was paid?", **named
            )
            made = say("it is read with {pieces!r}", pieces=pieces.column)
            whole = say("it may be what was left after something was taken off")
            return Question("events", "value", asked, (Candidate(value.column, made), Candidate(header, whole)))
    return None


def _is_less(header: str) -> bool:
    """Whether a name is that of a price, or of what is less than what was paid for another reason."""
    return bool(_OF_LESS.search(split_name(header))) or is_of_one_piece(header)


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


def _is_without_tax(
    sample: Sample, item: Choice | None, header: str, amounts: tuple[pd.Series[float], pd.Series[float]]
) -> bool:
    """Whether what is called net is always or never less for each item: without a tax that only some items have."""
    if not _NET.search(split_name(header)):
        return False
    if item is None:
        return True
    whole, line = amounts
    items = pd.Series(sample.columns[item.column], dtype="str")
    n_kinds = (line.abs() < whole.abs() - _CENT).groupby(items).nunique()
    return bool((n_kinds == 1).mean() >= _BY_ITEM)
