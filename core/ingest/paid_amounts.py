"""The value of a log of events is what was paid: where the proposed column is blank in purchases, another one is it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from core.ingest.amounts import is_of_one_piece
from core.ingest.evidence import Evidence
from core.ingest.naming import HELD, certainty
from core.ingest.sample import Sample
from core.ingest.score import NEVER, score
from core.ingest.source import Choice
from core.population.meanings import PURCHASE, event_kind, is_rating
from core.sentences import say

_ENOUGH, _EQUAL, _BELOW = 20, 0.1, 0.05
"""Rows that say whether a price is reduced, and shares of them in which it is not and is."""
_HARDLY, _MOSTLY = 0.5, 0.9
"""Shares of purchases: a column that fewer fill is passed over for one that as many fill."""


def with_paid_amounts(columns: Mapping[str, Evidence], sample: Sample, choices: Sequence[Choice]) -> list[Choice]:
    """Return choices whose value is the amount that purchases have, where the one that was chosen is blank in them.

    A log of events may give the price of what was viewed in one column, and what was paid in another.
    """
    roles = {each.role: each for each in choices if each.role != "attribute"}
    value, event = roles.get("value"), roles.get("event")
    if value is None or event is None or is_rating(value.column):
        return list(choices)
    is_bought = pd.Series([event_kind(text or "") == PURCHASE for text in sample.columns[event.column]], dtype=bool)
    if not is_bought.any() or _share_filled(sample, value.column, is_bought) >= _HARDLY:
        return list(choices)
    taken = {each.column for each in choices}
    others = [
        header
        for header in columns
        if header not in taken
        and certainty("value", header) >= HELD
        and not is_rating(header)
        and score("value", header, columns) > NEVER
        and _share_filled(sample, header, is_bought) >= _MOSTLY
    ]
    if not others:
        return list(choices)
    best = max(others, key=lambda header: (certainty("value", header), columns[header].looks["price"]))
    reason = say("purchases have it, where {other!r} is blank", other=value.column)
    return [replace(each, column=best, reason=reason) if each is value else each for each in choices]


def with_reduced_prices(columns: Mapping[str, Evidence], sample: Sample, choices: Sequence[Choice]) -> list[Choice]:
    """Return choices whose value is the price of a piece after reductions, where another column has the one before.

    That is a price which is never above the other one, equal to it in many rows and below it in some, of one piece.
    """
    roles = {each.role: each for each in choices if each.role != "attribute"}
    value, pieces = roles.get("value"), roles.get("quantity")
    if value is None or not is_of_one_piece(value.column) or value.reason == say("given"):
        return list(choices)
    before, taken = _numbers(sample, value.column), {each.column for each in choices}
    is_one = _numbers(sample, pieces.column) == 1 if pieces else before.notna()
    found = [
        header
        for header in columns
        if header not in taken
        and certainty("value", header) >= HELD
        and is_of_one_piece(header)
        and _is_reduced(_numbers(sample, header)[is_one], before[is_one])
    ]
    if not found:
        return list(choices)
    reason = say("it is the price after what was taken off {other!r}", other=value.column)
    return [replace(each, column=found[0], reason=reason) if each is value else each for each in choices]


def _is_reduced(after: pd.Series[float], before: pd.Series[float]) -> bool:
    is_there = after.notna() & before.notna()
    after, before = after[is_there], before[is_there]
    if len(after) < _ENOUGH or is_there.mean() < _MOSTLY:
        return False
    return bool((after <= before).all() and (after == before).mean() >= _EQUAL and (after < before).mean() >= _BELOW)


def _numbers(sample: Sample, header: str) -> pd.Series[float]:
    texts = pd.Series(sample.columns[header], dtype="str")
    return pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce")


def _share_filled(sample: Sample, header: str, is_bought: pd.Series[bool]) -> float:
    filled = pd.Series([bool(text and text.strip()) for text in sample.columns[header]], dtype=bool)
    return float(filled[is_bought].mean())
