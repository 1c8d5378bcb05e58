"""Amounts and pieces whose sign is that of an account or a stock: what somebody spends or takes is below zero there."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.ingest.columns.makers import is_maker_name
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.names.naming import EXACT, certainty
from core.ingest.states.context import is_kind_of_sale
from core.ingest.tables.log_table import LogTable, texts_of
from core.population.event_parts import split_name
from core.population.meanings import event_kind, is_rating
from core.sentences import Sentence, say
from core.store.sql import literal, literals
from core.types import REFUND

_MINUS = re.compile(r"\s*[-(\u2212]|.*\d\s*-\s*$")
_MINUS_SQL = "^\\s*[-(\u2212]|\\d\\s*-\\s*$"
_ZERO = re.compile(r"[^1-9]*")
_MOSTLY, _MORE, _FEW_ROWS = 0.8, 0.6, 20
_OF_SALES = re.compile(
    r"\b(sales?|sold|turnover|revenue|verkauf\w*|umsatz\w*|absatz\w*|ventes?|ventas?|vendit\w+|vendas?|omzet|sprzedaz\w*)\b"
    r"|销售|売上|판매"
)
_OF_RETURNS = re.compile(
    r"\b(refunds?|refunded|returns?|returned|reversals?|chargebacks?|retoure\w*|erstatt\w*|gutschrift\w*"
    r"|rembours\w*|retours?|devoluci\w*|reembols\w*|rimbors\w*|resi)\b|退款|退货|返金|返品"
)
"""Names of columns and texts of what came back: below zero there, and no sale."""
_OF_ACCOUNT = re.compile(
    r"\b(iban|bic|balance|mcc|booking (date|text)|value date|saldo|kontostand|auftragskonto|buchungs(tag|text|datum)"
    r"|valuta\w*|verwendungszweck|zahlungspflichtiger|solde|tegenrekening)\b|余额|残高"
)
_MAY_BE_OF_ACCOUNT = re.compile(r"\b(merchant|counterparty|payee|posted|card (id|number|no))\b")
"""Columns of statements of accounts and cards; of the second kind two are needed."""
_OUT = re.compile(
    r"^(money|paid|amount|funds) out\b|^withdrawals?\b|^debits?( amount)?$"
    r"|^(ausgang|ausgaben|belastung|cargos?|addebit[oi])$"
    r"|^(uscite|支出|支出金额|出金額?)$"
)
_IN = re.compile(
    r"^(money|paid|amount|funds) in\b|^deposits?\b|^credits?( amount)?$"
    r"|^(eingang|einnahmen|gutschrift|abonos?|accredit[oi])$"
    r"|^(entrate|收入|收入金额|入金額?)$"
)
"""Names of two columns of an account: what went out, and what came in."""
SPENT, CAME_IN, RECEIVED = "purchase", "money that came in", "goods that came in"

Flags = npt.NDArray[np.bool_]


def turn_signs(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log whose pieces and amounts are above zero where something was bought, with notes; or as it was.

    A ledger of a stock counts what leaves it below zero, beside amounts above it. A statement of an account has what
    was spent below zero, or in a column of its own.
    """
    if events.is_settled("value", "quantity"):
        return events, ()
    return _of_stock(events) or _of_account(events) or _of_two_columns(events) or (events, ())


def _of_stock(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]] | None:
    value, pieces = events.map.value, events.map.quantity
    if not value or not pieces or value == pieces or not _are_sales(events, (value, pieces)):
        return None
    is_minus, is_there = _signs(events, pieces)
    amount_minus, amount_there = _signs(events, value)
    both = is_there & amount_there
    opposite = both & (is_minus != amount_minus)
    enough = both.sum() >= _FEW_ROWS and (is_minus & is_there).sum() >= _MOSTLY * is_there.sum()
    if not enough or opposite.sum() < 0.95 * both.sum():
        return None
    note = say(
        "{pieces!r} counts what left the stock, below zero where {value!r} is above it: its sign is turned.",
        pieces=pieces,
        value=value,
    )
    received = _received(events, is_minus, is_there)
    if not received:
        return events.with_sql(quantity=_turned(pieces)), (note,)
    event, kinds = f"{{{events.map.event}}}", literals(received)
    is_received = f"trim({event}) in ({kinds})"
    sql = {
        "quantity": f"case when {is_received} then {{{pieces}}} else {_turned(pieces)} end",
        "event": f"case when {is_received} then {literal(RECEIVED)} else {event} end",
    }
    more = say(
        "{kinds} came into the stock and counts for nothing, stored as {event!r}.",
        kinds=", ".join(received), event=RECEIVED,
    )  # fmt: skip
    return events.with_sql(**sql), (note, more)


def _received(events: LogTable, is_minus: Flags, is_there: Flags) -> list[str]:
    """Return the kinds of rows of a ledger that mostly came into the stock, and that no customer sent back."""
    if not events.map.event:
        return []
    kinds = np.array(texts_of(events, events.map.event), dtype=object)
    found = []
    for kind in sorted({*kinds} - {""}):
        own = is_there & (kinds == kind)
        if own.any() and (own & ~is_minus).sum() >= _MOSTLY * own.sum() and event_kind(kind) != REFUND:
            found.append(kind)
    return found


def _of_account(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]] | None:
    value = events.map.value
    if not value or is_rating(value) or not is_statement(events, value):
        return None
    is_minus, is_there = _signs(events, value)
    if is_there.sum() < _FEW_ROWS or (is_minus & is_there).sum() < _MORE * is_there.sum():
        return None
    if (is_minus | ~is_there).all():  # nothing came in: states, such as that of a card that was declined, say the rest
        note = say("{value!r} is below zero in all rows: what was spent; its sign is turned.", value=value)
        return events.with_sql(value=_without_sign(value)), (note,)
    is_spent = f"regexp_matches(coalesce({{{value}}}, ''), {literal(_MINUS_SQL)})"
    event = f"case when {is_spent} then {literal(SPENT)} else {literal(CAME_IN)} end"
    note = say(
        "What is below zero in {value!r} was spent, {n:,} of {total:,} rows that were looked at: its sign is turned. "
        "What is above zero came in and counts for nothing, stored as {event!r}.",
        value=value, n=int((is_minus & is_there).sum()), total=int(is_there.sum()), event=CAME_IN,
    )  # fmt: skip
    return events.with_sql(value=_without_sign(value), event=event), (note,)


def _of_two_columns(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]] | None:
    """Take the rows of an account without an amount that went out, but one that came in, for nothing."""
    value, roles = events.map.value, events.map
    if not value or roles.event or roles.quantity or not _OUT.match(split_name(value)):
        return None
    other = next((each for each in events.sample.columns if _IN.match(split_name(each))), None)
    if other is None:
        return None
    went_out, came_in = (_signs(events, each)[1] for each in (value, other))
    if (went_out ^ came_in).sum() < _MOSTLY * len(went_out) or not came_in.any():
        return None
    has_out = f"regexp_matches(coalesce({{{value}}}, ''), '[1-9]')"
    event = f"case when {has_out} then {literal(SPENT)} else {literal(CAME_IN)} end"
    note = say(
        "{value!r} is what went out. Rows of {other!r} came in and count for nothing, stored as {event!r}.",
        value=value, other=other, event=CAME_IN,
    )  # fmt: skip
    return events.with_sql(event=event), (note,)


def _without_sign(column: str) -> str:
    """Return SQL for the text of a number without the signs of one below zero."""
    return f"trim(regexp_replace({{{column}}}, '[-(\u2212)]', '', 'g'))"


def _turned(column: str) -> str:
    """Return SQL for a number with the other sign, as a text."""
    cell, bare = f"trim({{{column}}})", _without_sign(column)
    return f"case when regexp_matches({cell}, {literal(_MINUS_SQL)}) then {bare} else '-' || {cell} end"


def _signs(events: LogTable, column: str) -> tuple[Flags, Flags]:
    """Return which rows are below zero, and which hold anything but zero."""
    texts: Sequence[str] = list(texts_of(events, column))
    is_minus = np.array([_MINUS.match(text) is not None for text in texts], dtype=bool)
    is_there = np.array([bool(text) and _ZERO.fullmatch(text) is None for text in texts], dtype=bool)
    return is_minus, is_there


def _are_sales(events: LogTable, columns: Sequence[str]) -> bool:
    """Whether a log says that its rows are sales, by the kinds of its events or by the names of its amounts."""
    named = [split_name(each) for each in columns]
    if any(_OF_RETURNS.search(split_name(each)) for each in events.sample.columns):
        return False
    kinds = [text for text in texts_of(events, events.map.event) if text] if events.map.event else []
    sold = sum(is_kind_of_sale(each) for each in kinds)
    is_sum = any(_OF_SALES.search(name) for name, each in zip(named, columns, strict=True) if not is_of_one_piece(each))
    return is_sum or (bool(kinds) and sold >= _MORE * len(kinds))


def is_statement(events: LogTable, value: str) -> bool:
    """Whether a log is the statement of an account or a card rather than of orders, or of what came back."""
    roles, names = events.map, [split_name(each) for each in events.sample.columns]
    has_events = roles.event is not None and events.sample.n_distinct(roles.event) > 1
    is_other = roles.quantity or roles.order or has_events or _OF_RETURNS.search(split_name(value))
    has_articles = any(certainty("item", each) >= EXACT and not is_maker_name(each) for each in events.sample.columns)
    if is_other or has_articles or any(map(_OF_RETURNS.search, names)):
        return False
    return any(map(_OF_ACCOUNT.search, names)) or sum(map(bool, map(_MAY_BE_OF_ACCOUNT.search, names))) > 1
