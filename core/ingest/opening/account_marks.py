"""Marks of debit and credit beside an amount, or behind it in its cell: which way the money went."""

from __future__ import annotations

import re
from dataclasses import replace

from core.ingest.columns.makers import is_maker_name
from core.ingest.names.naming import EXACT, certainty
from core.ingest.opening.signs import CAME_IN, SPENT, is_statement
from core.ingest.tables.log_table import LogTable, texts_of
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.sql import literal, literals
from core.types import REFUND

_LETTERS = {"s": "h", "d": "c", "wn": "ma"}
_WORDS = {
    "soll": "haben", "dr": "cr", "debit": "credit", "debet": "credit", "af": "bij", "debe": "haber", "dare": "avere",
    "débit": "crédit", "débito": "crédito", "debito": "credito", "winien": "ma", "дебет": "кредит", "借": "贷",
    "借方": "貸方", "出金": "入金", "支出": "收入", "belastung": "gutschrift",
}  # fmt: skip
"""What debits → what credits: letters that say so beside a name alone, and words."""
_BOTH_SIDES = re.compile(
    r"\b(soll haben|haben soll|sh|s h|dc|d c|drcr|dr cr|dbcr|db cr|debits?( or| and)? credits?"
    r"|credits?( or| and)? debits?|af bij|wn ma|debe haber|dare avere)\b|借贷|借貸"
)
"""Names of both sides of an account."""
_ONE_SIDE = re.compile(
    r"\b(soll|haben|debits?|credits?|debet|dr|cr|kennzeichen|indicator|vorzeichen|sign|side|direction|richtung)\b"
    r"|^((transaction|booking|entry|posting|buchungs|umsatz) ?)?(type|typ|art|tipo)$|収支"
)
"""Names that may say the same on the statement of an account."""
_HOW = re.compile(
    r"\b(payments?|pay|paid|cards?|methods?|modes?|tender|instrument|funding|brand|wallet|zahl\w*|karten\w*)\b"
)
"""Words of how something was paid: by a credit card or a debit card."""
_IN_CELL = re.compile(r"^\D{0,4}[\d.,' ]*\d[^\w.,]*([a-z]{1,6})\.?$")
_MINUS = re.compile(r"\s*[-(\u2212]|.*\d\s*-\s*$")
_FEW_ROWS, _ALL, _HARDLY = 20, 0.98, 0.02


def take_marks(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log of which marks of debit and credit say what was spent, with a note; or as it was.

    What is credited came in on the statement of an account; beside articles or orders it was given back.
    """
    value = events.map.value
    if not value or is_rating(value) or events.is_settled("value", "event", "quantity"):
        return events, ()
    amounts = texts_of(events, value)
    if pair := _pair([found[1] for text in amounts if (found := _IN_CELL.match(text.lower()))], len(amounts)):
        cell = f"lower(trim({{{value}}}))"
        is_credit = f"regexp_matches({cell}, {literal(rf'[^a-z]{re.escape(pair[1])}[.]?$')})"
        return _marked(events, value, is_credit, f"regexp_replace({{{value}}}, '[A-Za-z.]+\\s*$', '')")
    if sum(_MINUS.match(text) is not None for text in amounts) > _HARDLY * len(amounts):
        return events, ()
    for header in events.sample.columns:
        if not _may_mark(events, header):
            continue
        texts = [text.lower() for text in texts_of(events, header)]
        pair = _pair([text for text in texts if text], len(texts))
        if pair and _is_mark(events, header, value):
            is_credit = f"lower(trim({{{header}}})) in ({literals([pair[1]])})"
            return _marked(events, header, is_credit, f"{{{value}}}")
    return events, ()


def _may_mark(events: LogTable, header: str) -> bool:
    roles = events.map
    used = {roles.user, roles.item, roles.timestamp, roles.value, roles.quantity, roles.order, roles.text}
    return header not in used and events.sample.n_distinct(header) in (2, 3)


def _is_mark(events: LogTable, header: str, value: str) -> bool:
    """Whether a column is called after both sides of an account, or after one of them on the statement of one."""
    words = split_name(header)
    if _HOW.search(words):
        return False
    no_events = replace(events, map=replace(events.map, event=None))
    return bool(_BOTH_SIDES.search(words)) or (bool(_ONE_SIDE.search(words)) and is_statement(no_events, value))


def _pair(marks: list[str], n_rows: int) -> tuple[str, str] | None:
    """Return the marks of debit and credit that nearly all rows have one of, both of them in some; None without."""
    if len(marks) < max(_FEW_ROWS, _ALL * n_rows):
        return None
    found = set(marks)
    pairs = {**_LETTERS, **_WORDS}.items()
    return next(((debit, credit) for debit, credit in pairs if {debit, credit} == found), None)


def _marked(events: LogTable, column: str, is_credit: str, amount: str) -> tuple[LogTable, tuple[Sentence, ...]]:
    other_events = events.map.event and events.map.event != column
    value = f"trim({amount})"
    if _has_articles(events):
        note = say(
            "{column!r} says which amounts are debits and which are credits: what was credited was given back.",
            column=column,
        )
        signed = f"case when {is_credit} then '-' || {value} else {value} end"
        if other_events:
            return events.with_sql(value=signed), (note,)
        event = f"case when {is_credit} then {literal(REFUND)} else {literal(SPENT)} end"
        return events.with_sql(value=signed, event=event), (note,)
    note = say(
        "{column!r} says which amounts are debits and which are credits: debits were spent; credits came in and count "
        "for nothing, stored as {event!r}.",
        column=column, event=CAME_IN,
    )  # fmt: skip
    event = f"case when {is_credit} then {literal(CAME_IN)} else {literal(SPENT)} end"
    return events.with_sql(value=value, event=event), (note,)


def _has_articles(events: LogTable) -> bool:
    """Whether rows are of orders: they name articles, orders or pieces."""
    roles = events.map
    named = [each for each in events.sample.columns if certainty("item", each) >= EXACT and not is_maker_name(each)]
    return bool(named or roles.quantity or roles.order)
