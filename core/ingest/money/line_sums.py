"""What stands on all lines of an order though it is of the whole: its total, and how many things it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.ingest.money.draft import Draft
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.names.naming import EXACT, certainty
from core.ingest.tables.evidence import Evidence
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray

_ENOUGH, _MOSTLY = 10, 0.95
"""Orders of several lines that say so, and the share of them of which a total is one amount, and the sum of lines."""
_ENOUGH_ORDERS, _HALF = 5, 0.5
"""Orders of several lines that say that a number is theirs, and the share of those with as many things as lines."""
_CENT, _MOST_OF_IT = 0.011, 0.5
_OF_LESS = re.compile(
    r"\b(costs?|tax(es)?|vat|discounts?|shipping|freight|fees?|profit|margin|weight|points|refund(ed)?|paid back"
    r"|wholesale|purchase price|ek|cout|couts|achat|coste|costes|costo|costi|custo|custos|compra|acquisto)\b"
    r"|kosten|einkauf|inkoop|成本|进价|原価|仕入"
)
"""Words of parts of a total, and of what is no part of what was paid."""


@dataclass(frozen=True, slots=True)
class _Orders:
    """The orders of the rows of a sample."""

    codes: IntArray
    """(n_rows,) the number of each row's order, -1 where it has none."""
    n_lines: IntArray
    """(n_orders,) rows of each order."""
    several: BoolArray
    """(n_orders,) whether it has several."""

    @classmethod
    def of(cls, cells: Sequence[str | None]) -> _Orders:
        codes = pd.factorize(np.array(cells, dtype=object))[0]
        n_lines = np.bincount(codes[codes >= 0])
        return cls(codes, n_lines, n_lines > 1)


def with_sums_of_lines(draft: Draft) -> Draft:
    """Return a draft whose value is the column of which each order's lines make its total.

    That is where the value that was found is the total, one amount on all lines of an order. Lines may make the total
    themselves or as prices times pieces, and it may be another one, without taxes and shipping.
    """
    value, order, counted = draft.open_role("value"), draft.role("order"), draft.role("quantity")
    if value is None or order is None or is_rating(value.column) or draft.sample.counts:
        return draft
    orders = _Orders.of(draft.sample.columns[order.column])
    amounts = {each: draft.numbers(each) for each, one in draft.columns.items() if _may_sum(one)}
    total = _total_of(amounts[value.column], orders) if value.column in amounts else None
    if total is None:
        return draft
    free = {each: one for each, one in amounts.items() if each not in draft.taken}
    named = {each: one for each, one in free.items() if _may_be_paid(each)}
    totals = {value.column: total} | {
        each: other
        for each, one in named.items()
        if certainty("value", each) >= EXACT
        and (other := _total_of(one, orders)) is not None
        and bool((other <= total + _CENT).all())
        and np.nansum(other) > _MOST_OF_IT * np.nansum(total)
    }
    for header, one in free.items():
        if header not in totals and _make(one, orders, total):
            reason = say("the lines of each order sum up to {total!r} in it", total=value.column)
            return draft.with_value(header, reason)
    lines = {each: one for each, one in named.items() if each not in totals}
    pieces = amounts.get(counted.column) if counted else None
    for name, of_orders in totals.items():
        for header, one in lines.items():
            if _make(one, orders, of_orders):
                reason = say("the lines of each order sum up to {total!r} in it", total=name)
            elif pieces is not None and is_of_one_piece(header) and _make(one * pieces, orders, of_orders):
                reason = say("times the pieces, the lines of each order sum up to {total!r} in it", total=name)
            else:
                continue
            return draft.with_value(header, reason)
    return draft


def _may_be_paid(header: str) -> bool:
    is_amount = certainty("value", header) > 0 or is_of_one_piece(header)
    return is_amount and not _OF_LESS.search(split_name(header))


def _may_sum(one: Evidence) -> bool:
    return one.is_number and one.n_distinct > 1


def _total_of(amounts: pd.Series[float], orders: _Orders) -> FloatArray | None:
    """Return the amount of each order of several lines, where nearly each has one, and they differ; else None."""
    if orders.several.sum() < _ENOUGH:
        return None
    values = amounts.to_numpy()
    is_there = (orders.codes >= 0) & ~np.isnan(values)
    codes, values = orders.codes[is_there], values[is_there]
    first = np.full(len(orders.n_lines), np.nan)
    first[codes[::-1]] = values[::-1]
    has_others = np.zeros(len(first), dtype=bool)
    has_others[codes[values != first[codes]]] = True
    total = first[orders.several]
    are_one = ~has_others[orders.several] & ~np.isnan(total)
    if are_one.mean() < _MOSTLY or len(np.unique(total[~np.isnan(total)])) == 1:
        return None
    return total


def _make(lines: pd.Series[float], orders: _Orders, total: FloatArray) -> bool:
    """Whether the lines of nearly each order make its total, but for cents."""
    is_in = orders.codes >= 0
    amounts = np.nan_to_num(lines.to_numpy()[is_in], nan=0.0, posinf=np.inf, neginf=-np.inf)
    sums = np.bincount(orders.codes[is_in], weights=amounts)[orders.several]
    with np.errstate(invalid="ignore"):  # amounts may be endless
        differ = np.abs(sums - total)
    return bool((differ <= _CENT * orders.n_lines[orders.several]).mean() >= _MOSTLY)


def without_counts_of_orders(draft: Draft) -> Draft:
    """Return a draft without pieces that are one number on all lines of an order, and mostly that of these."""
    pieces, order = draft.open_role("quantity"), draft.role("order")
    if pieces is None or order is None:
        return draft
    orders, counts = draft.columns[order.column].codes, draft.numbers(pieces.column).to_numpy()
    is_there = (orders >= 0) & ~np.isnan(counts)
    orders, counts = orders[is_there], counts[is_there]
    if not len(orders):
        return draft
    n_lines = np.bincount(orders)
    low, high = np.full(len(n_lines), np.inf), np.zeros(len(n_lines))
    np.minimum.at(low, orders, counts)
    np.maximum.at(high, orders, counts)
    several = n_lines > 1
    are_counts, are_lines = (low == high) & (low >= n_lines), low == n_lines
    is_count = (
        several.sum() >= _ENOUGH_ORDERS and are_counts[several].mean() >= _MOSTLY and are_lines[several].mean() >= _HALF
    )
    return draft.with_choices(without=pieces) if is_count else draft
