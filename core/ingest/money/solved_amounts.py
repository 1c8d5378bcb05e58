"""Which columns of a log solve price x pieces = total, and what is stated of a total that they do not make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.ingest.money.discounts import numbers_of
from core.ingest.money.draft import Draft
from core.ingest.money.paid_lines import is_paid_of, question_on_line
from core.ingest.names.amounts import LINE_NAME, ORDER_NAME, is_not_sold, is_of_one_piece, is_of_other_pieces
from core.ingest.names.naming import HELD, certainty
from core.ingest.names.paid_names import is_paid
from core.ingest.orders.status_codes import question_on_codes
from core.ingest.tables.evidence import Columns, Evidence
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Candidate, Choice, Question
from core.ingest.tables.state_columns import is_of_each
from core.ingest.values.numbers import are_numbers
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.types import BoolArray, FloatArray

_CENT, _NEAR = 0.011, 0.0006
"""By how much two amounts may differ and be the same, beside a share of them for what was rounded."""
_SOLVED, _ENOUGH, _FEW, _APART = 0.95, 20, 6, 3
"""Share of rows in which a total is price times pieces; so many rows of more than one piece say so, or so few where all
rows are so, and of those of several pieces so many prices and totals differ."""
_HARDLY, _TOGETHER = 0.1, 0.5
"""A total is that in so few rows, and goes less together with it, where the two have nothing to do with each other."""
_OF_ONE = 0.95

_SOLD = re.compile(r"\b(selling|sold|sale|paid|verkauf\w*|vente|venta|venda|vendita)\b")
_TOTAL = re.compile(f"{ORDER_NAME.pattern}|{LINE_NAME.pattern}", re.IGNORECASE)

Roles = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A total that is not price times pieces, nor goes together with it."""

    price: str
    total: str
    share: float
    """Share of rows in which it is another amount."""


def with_solved_pieces(draft: Draft) -> Draft:
    """Return a draft whose pieces make a total of a price, where others were found, or none."""
    value, pieces, columns, taken = draft.role("value"), draft.role("quantity"), draft.columns, draft.taken
    if value is None or is_rating(value.column) or not (pieces is None or pieces in draft.found):
        return draft
    named = [each for each in columns if each not in taken and certainty("value", each) >= HELD]
    amounts = {each: draft.numbers(each) for each in (value.column, *named) if columns[each].is_number}
    if pieces is None and value in draft.found and (counted := _as_pieces(value, amounts, columns)):
        return draft.with_choices(*counted, without=value)
    counts = draft.numbers(pieces.column) if pieces else None
    if pieces and counts is not None and value in draft.found:
        sold = _as_sold(value, pieces.column, counts, amounts)
        draft = draft.with_value(*sold, confidence=1.0) if sold else draft
    if len(amounts) < 2 or (pieces and _solved(amounts, draft.numbers(pieces.column))):
        return draft
    for header in sorted(columns, key=lambda each: -certainty("quantity", each)):
        if header in taken or not _may_be_pieces(header, columns[header]):
            continue
        others = {each: one for each, one in amounts.items() if each != header}
        if pair := _solved(others, draft.numbers(header)):
            reason = say("{price!r} times it is {total!r}", price=pair[0], total=pair[1])
            return draft.with_choices(Choice("events", "quantity", header, reason), without=pieces)
    return draft


def _as_sold(
    value: Choice, counted: str, pieces: pd.Series[float], amounts: Mapping[str, pd.Series[float]]
) -> tuple[str, Sentence] | None:
    """Return the price at which pieces were sold, by its name and a total that they make of it, and why; else None.

    What is called a value, and makes no total, is what a piece costs before it is reduced.
    """
    if _SOLD.search(split_name(value.column)) or not split_name(value.column).endswith("value"):
        return None
    others = {each: one for each, one in amounts.items() if each != value.column}
    if any(_makes(amounts[value.column], pieces, one) or _makes(one, pieces, amounts[value.column])
           for one in others.values()):  # fmt: skip
        return None
    pair = _solved(others, pieces)
    if pair is None or not _SOLD.search(split_name(pair[0])):
        return None
    return pair[0], say("times {pieces!r} it is {total!r}", pieces=counted, total=pair[1])


def _as_pieces(value: Choice, amounts: Mapping[str, pd.Series[float]], columns: Columns) -> list[Choice]:
    """Return the pieces and the price where the "amount" that was found is how many pieces: "itemAmount"."""
    others = {each: one for each, one in amounts.items() if each != value.column}
    pair = _solved(others, amounts[value.column]) if _may_be_pieces(value.column, columns[value.column]) else None
    if pair is None:
        return []
    reason = say("{price!r} times it is {total!r}", price=pair[0], total=pair[1])
    price = say("times {pieces!r} it is {total!r}", pieces=value.column, total=pair[1])
    return [Choice("events", "quantity", value.column, reason), Choice("events", "value", pair[0], price)]


def _may_be_pieces(header: str, one: Evidence) -> bool:
    return one.is_number and one.looks["pieces"] > _OF_ONE and one.n_distinct > 1 and not is_not_sold(header)


def _solved(amounts: Mapping[str, pd.Series[float]], pieces: pd.Series[float]) -> tuple[str, str] | None:
    """Return a price and a total that pieces make of it; None where there are none."""
    pairs = ((price, total) for price in amounts for total in amounts if price != total)
    return next((pair for pair in pairs if _makes(amounts[pair[0]], pieces, amounts[pair[1]])), None)


def _makes(price: pd.Series[float], pieces: pd.Series[float], total: pd.Series[float]) -> bool:
    """Whether price times pieces is the total in nearly all rows, enough of which are of several pieces."""
    one, n, made = (each.to_numpy() for each in (price, pieces, total))
    is_there = ~(np.isnan(one) | np.isnan(n) | np.isnan(made)) & (one != 0)
    are_several = is_there & (np.abs(n) > 1)
    with np.errstate(all="ignore"):  # amounts may be endless
        is_same = _are_same(one * n, made)
    if are_several.sum() < _ENOUGH:
        differ = min(len(np.unique(one[are_several])), len(np.unique(made[are_several])))
        return bool(are_several.sum() >= _FEW and differ >= _APART and is_same[is_there].all())
    return bool(is_same[is_there].mean() >= _SOLVED and is_same[are_several].mean() >= _SOLVED)


def _are_same(one: FloatArray, other: FloatArray) -> BoolArray:
    are_same: BoolArray = np.abs(np.abs(one) - np.abs(other)) <= _CENT + _NEAR * np.abs(one)
    return are_same


def solved_basis(scratch: Scratch, events: LogTable) -> Literal["unit", "line"] | None:
    """Return what the value is the price of where another amount is it times the pieces, or times them is it.

    Of two amounts that contradict each other the price is multiplied, and the total stays as it stands.
    """
    value, quantity, sample = events.map.value, events.map.quantity, events.sample
    if value not in sample.columns or quantity not in sample.columns or is_rating(value or ""):
        return None
    pieces, amount = numbers_of(scratch, sample, quantity or ""), numbers_of(scratch, sample, value or "")
    for header in _rivals(sample, _roles_of(events)):
        other = numbers_of(scratch, sample, header)
        if _makes(amount, pieces, other):
            return "unit"
        if _makes(other, pieces, amount) or is_paid_of(other, pieces, amount):
            return "line"
    against = contradicted_total(scratch, sample, _roles_of(events))
    return None if against is None else "line" if value == against.total else "unit"


def questions_on_sales(
    scratch: Scratch, sample: Sample, choices: Sequence[Choice], open_roles: Sequence[str]
) -> list[Question]:
    """Ask what codes say of orders, and which of two amounts was paid, where nothing else says so."""
    on_codes = question_on_codes(sample, choices) if "event" in open_roles else None
    on_total = question_on_total(scratch, sample, choices) if "value" in open_roles else None
    on_total = on_total or (question_on_line(scratch, sample, choices) if "value" in open_roles else None)
    return [each for each in (on_codes, on_total) if each]


def question_on_total(scratch: Scratch, sample: Sample, choices: Sequence[Choice]) -> Question | None:
    """Ask which amount was paid, where a total contradicts the value and no name says which is the price of a piece."""
    roles = {each.role: each.column for each in choices if each.role != "attribute"}
    found = contradicted_total(scratch, sample, roles)
    if found is None or is_of_one_piece(found.price):
        return None
    sentence = say(
        "{total!r} is another amount than {price!r} times {pieces!r} in {share:.0%} of the rows: which was paid?",
        total=found.total,
        price=found.price,
        pieces=roles["quantity"],
        share=found.share,
    )
    other = found.total if roles["value"] == found.price else found.price
    amounts = [Candidate(each, _why(found, each, roles["quantity"])) for each in (roles["value"], other)]
    return Question("events", "value", sentence, tuple(amounts))


def _why(found: Contradiction, column: str, pieces: str) -> Sentence:
    if column == found.price:
        return say("it is read with {pieces!r}", pieces=pieces)
    return say("it is called a total or the like")


def note_on_total(scratch: Scratch, events: LogTable, basis: str) -> tuple[Sentence, ...]:
    """Say that a total contradicts price times pieces, and which of them is the value; nothing where none does."""
    found = contradicted_total(scratch, events.sample, _roles_of(events)) if basis != "order" else None
    if found is None:
        return ()
    other = found.total if events.map.value == found.price else found.price
    return (
        say(
            "{total!r} is another amount than {price!r} times {pieces!r} in {share:.0%} of the rows. The value is made "
            "of {value!r}; if {other!r} is what was paid, take that as the value.",
            total=found.total,
            price=found.price,
            pieces=events.map.quantity,
            share=found.share,
            value=events.map.value,
            other=other,
        ),
    )


def notes_on_pieces(events: LogTable) -> list[Sentence]:
    """Say that an amount is not multiplied by what is called a number of pieces, but not of those that were sold."""
    value, sample = events.map.value or "", events.sample
    if not value or events.map.quantity or is_rating(value) or "value" in events.source.sql:
        return []
    return [
        say(
            "{column!r} is by its name no number of pieces that were sold: {value!r} is not multiplied by it.",
            column=header,
            value=value,
        )
        for header in sample.columns
        if is_of_other_pieces(header) and are_numbers(sample.texts(header))
    ]


def contradicted_total(scratch: Scratch, sample: Sample, roles: Roles) -> Contradiction | None:
    """Find a total that has nothing to do with price times pieces, one of the two being the value; None without one.

    What is one amount for a whole order, a user or an item is no total of a row.
    """
    value, quantity = roles.get("value"), roles.get("quantity")
    if value not in sample.columns or quantity not in sample.columns or is_rating(value or ""):
        return None
    pieces, amount = numbers_of(scratch, sample, quantity or ""), numbers_of(scratch, sample, value or "")
    found = None
    for header in _rivals(sample, roles):
        is_price = _is_price_beside(header, value or "")
        other = numbers_of(scratch, sample, header)
        price, total = (other, amount) if is_price else (amount, other)
        names = (header, value) if is_price else (value, header)
        if _makes(price, pieces, total):
            return None
        if _is_of_more(sample, roles, names[1] or ""):
            continue
        share = _share_apart(price * pieces, total)
        found = found or (Contradiction(names[0] or "", names[1] or "", share) if share is not None else None)
    return found


def _is_price_beside(one: str, other: str) -> bool:
    """Whether, of two amounts, the first is the price by its name, or the second a total."""
    if is_of_one_piece(one) != is_of_one_piece(other):
        return is_of_one_piece(one)
    return bool(_TOTAL.search(other)) and not _TOTAL.search(one)


def _share_apart(made: pd.Series[float], total: pd.Series[float]) -> float | None:
    """Return the share of rows in which two amounts differ, None where they have to do with each other."""
    is_there = (made > 0) & (total > 0)
    if is_there.sum() < _ENOUGH:
        return None
    made, total = made[is_there], total[is_there]
    same = float(_are_same(made.to_numpy(), total.to_numpy()).mean())
    varies = made.nunique() > 1 < total.nunique()
    together = float(np.corrcoef(np.log(made), np.log(total))[0, 1]) if varies else 1.0
    return 1 - same if same < _HARDLY and together < _TOGETHER else None


def _rivals(sample: Sample, roles: Roles) -> Iterator[str]:
    """List the other columns that are known amounts by their names and hold numbers."""
    for header in sample.columns:
        if header not in roles.values() and is_paid(header) and not is_rating(header):
            texts = sample.texts(header)
            if are_numbers(texts) and len(set(texts)) > 1:
                yield header


def _is_of_more(sample: Sample, roles: Roles, total: str) -> bool:
    """Whether a total is one amount for each order, user or item."""
    order, user, item, time = (roles.get(each) or "" for each in ("order", "user", "item", "timestamp"))
    owners = [[each] for each in (order, user, item) if each in sample.columns]
    owners += [[user, time]] if user in sample.columns and time in sample.columns else []
    return any(is_of_each(sample, owner, total) for owner in owners)


def _roles_of(events: LogTable) -> Roles:
    roles = ("user", "item", "event", "timestamp", "value", "quantity", "order")
    return {role: getattr(events.map, role) for role in roles}
