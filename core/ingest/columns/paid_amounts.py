"""The value of a log of events is what was paid: where the proposed column is blank in purchases, another one is it."""

from __future__ import annotations

import re
from functools import reduce

import pandas as pd

from core.ingest.columns.passed_over import REPEATED
from core.ingest.columns.score import score
from core.ingest.money.discounts import are_equal, are_sums, is_discount_name, less, read_discount
from core.ingest.money.draft import Draft
from core.ingest.money.line_sums import with_sums_of_lines, without_counts_of_orders
from core.ingest.money.paid_lines import with_paid_lines
from core.ingest.money.signed_money import with_lone_fee, with_signed_money
from core.ingest.money.solved_amounts import with_solved_pieces
from core.ingest.names.amounts import OF_SALE, is_of_one_piece
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.paid_names import is_paid
from core.ingest.tables.evidence import NEVER, Columns
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Choice
from core.population.event_parts import split_name
from core.population.meanings import PURCHASE, event_kind, is_rating
from core.sentences import say

_ENOUGH, _EQUAL, _BELOW = 20, 0.1, 0.05
"""Rows that say whether a price is reduced, and shares of them in which it is not and is."""
_HARDLY, _MOSTLY = 0.5, 0.9
"""Shares of purchases: a column that fewer fill is passed over for one that as many fill."""
_REDUCED = re.compile(
    r"\b(discounted|reduced|sale|final|paid|discount(?= price$)|(after|net of) (the )?(discount|reduction|rebate)\w*"
    r"|reduziert\w*|rabattiert\w*|nach (rabatt|abzug|nachlass)\w*|bezahlt\w*|endpreis|remise|reduit|solde|apres remise"
    r"|paye|rebajado|reducido|con descuento|pagado)\b|折后|折扣后|打折后|优惠后|实付|成交单?价|割引後|値引き?後"
)
"""What says of a price that it was paid, or that something was taken off."""
_NET = re.compile(r"\bnet\b|\bnetprice\b")
"""What says so of a price too, unless it is the one without tax."""
_NOT_REDUCED = re.compile(
    r"\b(tax|vat|gst|iva|tva|mwst|ust|ht|ttc|member\w*|min|minimum|max|maximum|floor|lowest|highest|deposit|wholesale"
    r"|cost|costs|list|original|before|msrp|rrp|competitor\w*|mitglied\w*|einkauf\w*|ek)\b|税|会员|成本|批发|押金|最低"
)
"""What says of a price that it is another one, which few or nobody paid."""
_OF_ITEM, _AS_FULL, _MORE = 0.95, 0.9, 5
"""A price that so many items have one of is a fact of them; amounts are so many times as large as stars."""
_HAN_PRICE = re.compile("价$|价格$|単価$|価格$")


def with_amounts(draft: Draft, is_open: bool) -> list[Choice]:
    """Return found choices whose value is what was paid: by purchases, after reductions and after discounts.

    ``is_open``: whether a value may be found where there is none.
    """
    steps = (
        *((with_signed_money, with_lone_fee) if is_open else ()),
        *(with_money_of_orders, with_paid_amounts, without_counts_of_orders, with_reduced_prices, with_net_amounts),
        *(with_paid_lines, with_solved_pieces, with_sums_of_lines),
    )
    return list(reduce(lambda before, step: step(before), steps, draft).found)


def with_money_of_orders(draft: Draft) -> Draft:
    """Return a draft whose value is what was paid, where a log of orders has a rating beside it.

    A log is of orders where a column has the number or the state of one, or its time is that of a sale.
    """
    value, item, time = draft.open_role("value"), draft.role("item"), draft.role("timestamp")
    if value is None or not is_rating(value.column) or draft.role("event"):
        return draft
    columns, taken = draft.columns, draft.taken
    has_states = any(one.is_status for one in columns.values())
    is_of_sale = bool(OF_SALE.search(time.column if time else ""))
    if not (has_states or is_of_sale or draft.role("order") or draft.role("quantity")):
        return draft
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
        return draft
    best = max(paid, key=lambda header: (certainty("value", header), columns[header].fullness))
    reason = say("the rows are orders, of which {other!r} is a rating", other=value.column)
    return draft.with_value(best, reason)


def _is_of_item(columns: Columns, item: str, header: str) -> bool:
    share, n_repeated = columns.tie((item,), header)
    return n_repeated >= REPEATED and share > _OF_ITEM and certainty("value", header) < EXACT


def with_paid_amounts(draft: Draft) -> Draft:
    """Return a draft whose value is the amount that purchases have, where the one that was found is blank there.

    A log of events may give the price of what was viewed in one column, and what was paid in another.
    """
    value, event = draft.open_role("value"), draft.role("event")
    if value is None or event is None or is_rating(value.column):
        return draft
    is_bought = pd.Series(
        [event_kind(text or "") == PURCHASE for text in draft.sample.columns[event.column]], dtype=bool
    )
    share = _share_filled(draft.sample, value.column, is_bought) if is_bought.any() else 1.0
    if share >= _HARDLY:
        return draft
    columns, taken = draft.columns, draft.taken
    others = [
        header
        for header in columns
        if header not in taken
        and is_paid(header)
        and not is_rating(header)
        and score("value", header, columns) > NEVER
        and _share_filled(draft.sample, header, is_bought) >= _MOSTLY
    ]
    if not others:
        reason = say("{reason}; {share:.0%} of purchases have it", reason=value.reason, share=share)
        return draft.with_value(value.column, reason)
    best = max(others, key=lambda header: (certainty("value", header), columns[header].looks["price"]))
    reason = say("purchases have it, where {other!r} is blank", other=value.column)
    return draft.with_value(best, reason)


def with_net_amounts(draft: Draft) -> Draft:
    """Return a draft whose value is the amount after a discount.

    That is a column which is the value that was found, or that times the pieces, less the discount in nearly all rows.
    """
    value, pieces = draft.open_role("value"), draft.role("quantity")
    if value is None or is_rating(value.column):
        return draft
    columns, taken = draft.columns, draft.taken
    free = [header for header in columns if header not in taken and columns[header].is_number]
    read = (
        read_discount(draft.scratch, draft.sample, each, value.column)
        for each in free
        if is_discount_name(each) and are_sums(draft.sample, each)
    )
    discount = next(filter(None, read), None)
    if discount is None:
        return draft
    gross, off = (draft.numbers(each) for each in (value.column, discount.column))
    wholes = [gross, *([gross * draft.numbers(pieces.column)] if pieces else [])]
    for header in free:
        if header == discount.column:
            continue
        after = draft.numbers(header)
        if any(are_equal(after, less(whole, off, discount), off) for whole in wholes):
            reason = say("it is {other!r} less {discount!r}", other=value.column, discount=discount.column)
            return draft.with_value(header, reason)
    return draft


def with_reduced_prices(draft: Draft) -> Draft:
    """Return a draft whose value is the price of a piece after reductions, where another column has it before.

    That is one which is named so, never above the other one, equal to it in many rows and below it in some.
    """
    value, pieces = draft.open_role("value"), draft.role("quantity")
    if value is None or not is_of_one_piece(value.column):
        return draft
    columns, taken = draft.columns, draft.taken
    named = [header for header in columns if header not in taken and columns[header].is_number and _is_reduced(header)]
    if not named:
        return draft
    before = draft.numbers(value.column)
    is_one = draft.numbers(pieces.column) == 1 if pieces else before.notna()
    of_item = draft.role("item")
    item = pd.Series(draft.sample.columns[of_item.column], dtype="str") if of_item else None
    for header in named:
        after = draft.numbers(header)
        is_net = not _REDUCED.search(split_name(header))
        if _is_below(after[is_one], before[is_one]) and not (is_net and _is_less_tax(after, before, item)):
            reason = say("it is the price after what was taken off {other!r}", other=value.column)
            return draft.with_value(header, reason)
    return draft


def _is_reduced(header: str) -> bool:
    """Whether a name is that of a price of a piece which was paid, or of which something was taken off.

    >>> [_is_reduced(name) for name in ("Sale Price", "netPrice", "unit price after discount", "Preis nach Rabatt")]
    [True, True, True, True]
    >>> [_is_reduced(name) for name in ("member price", "unit price excl tax", "min price", "net cost", "price")]
    [False, False, False, False, False]
    """
    words = split_name(header)
    is_price = is_of_one_piece(header) or bool(_HAN_PRICE.search(header))
    return is_price and bool(_REDUCED.search(words) or _NET.search(words)) and not _NOT_REDUCED.search(words)


def _is_below(after: pd.Series[float], before: pd.Series[float]) -> bool:
    is_there = after.notna() & before.notna()
    after, before = after[is_there], before[is_there]
    if len(after) < _ENOUGH or is_there.mean() < _MOSTLY:
        return False
    return bool((after <= before).all() and (after == before).mean() >= _EQUAL and (after < before).mean() >= _BELOW)


def _is_less_tax(after: pd.Series[float], before: pd.Series[float], item: pd.Series[str] | None) -> bool:
    """Whether a price is always or never below another one of the same item, as one without a tax is."""
    if item is None:
        return True
    n_kinds = (after < before).groupby(item).nunique()
    return bool((n_kinds == 1).mean() >= _MOSTLY)


def _share_filled(sample: Sample, header: str, is_bought: pd.Series[bool]) -> float:
    filled = pd.Series([bool(text and text.strip()) for text in sample.columns[header]], dtype=bool)
    return float(filled[is_bought].mean())
