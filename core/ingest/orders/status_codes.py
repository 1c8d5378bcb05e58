"""What is stated of columns of states; of codes, such as 100 and 900, nothing says which came to nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from core.ingest.names.naming import heads_of
from core.ingest.names.words import word_set
from core.ingest.states.order_states import (
    CANCELLED,
    MAX_STATUSES,
    PAID,
    PENDING,
    UNCLEAR,
    are_states,
    holds_states,
    is_status_of_orders,
    is_unsettled,
    state_of,
)
from core.ingest.states.status_names import OF_DELIVERY, OF_DOCUMENT
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Candidate, Choice, Question
from core.ingest.tables.state_columns import TYPES, is_of_each, is_state_column
from core.population.meanings import PAID_BACK, is_rating
from core.sentences import Sentence, say
from core.types import REFUND

_CODE = re.compile(r"\d{1,4}(\.0)?|[A-Z]\d{0,2}|[A-Z]{2}")
_LETTERS = re.compile(r"[A-Z]{1,3}\d?")
_SALES = word_set("SI IN INV RE FA FC FT FV SA TD CS ST")
_CREDITS = word_set("SC CN CR CRN SCN CM GS GU AV NC KO RET")
"""Codes of invoices and of credit notes in books and tills; alone none of them says which it is."""
_ID = re.compile(r"(?<=[a-z])([ _-]id|Id|ID)$")
_SHOWN = 8
_SOME, _NEARLY_ALL = 0.02, 0.95
"""Shares of rows: whose state is not understood, and whose code has the word that it mostly has."""


def coded_statuses(sample: Sample, free: Sequence[str], event: str | None) -> list[str]:
    """Return the columns of a log of orders that are called a status and hold codes alone; ``event`` names events."""
    return [
        header
        for header in free
        if header != event
        and 2 <= sample.n_distinct(header) <= MAX_STATUSES
        and _holds_codes(header, {text.strip() for text in sample.texts(header)} - {""})
    ]


def _holds_codes(header: str, texts: set[str]) -> bool:
    """Whether a column is called a status and holds codes, or a kind of document, such as SI and SC.

    >>> _holds_codes("Status", {"10", "90"}), _holds_codes("Doc Type", {"XA", "XB"}), _holds_codes("Type", {"SI", "SC"})
    (True, True, True)
    >>> _holds_codes("Type", {"A", "C"}), _holds_codes("Type", {"SI", "IN"}), _holds_codes("Doc Type", {"Invoice"})
    (False, False, False)
    """
    if is_status_of_orders(_ID.sub("", header)):
        return _are_codes(texts)
    name = heads_of(header)[0]
    if OF_DOCUMENT.fullmatch(name):
        return all(map(_LETTERS.fullmatch, texts))
    return name in TYPES and texts <= _SALES | _CREDITS and bool(texts & _CREDITS)


def is_in_words(sample: Sample, codes: str, named: Sequence[str]) -> bool:
    """Whether another column of states has words, one for each of the codes, which then say nothing more."""
    return any(each != codes and _are_words(sample, each) and _has_one_each(sample, codes, each) for each in named)


def unread_words(sample: Sample, free: Sequence[str]) -> list[str]:
    """Return columns that are called a status of orders, some of whose words are not understood.

    None that is says that an order came to nothing, so nothing is read of the column; or none says that all went well,
    and there are several others, so that the language is hardly known; or one is of a return and does not say what
    became of it.
    """
    return [
        header
        for header in free
        if is_status_of_orders(header)
        and not OF_DELIVERY.search(header.lower())
        and 2 <= sample.n_distinct(header) <= MAX_STATUSES
        and _are_words(sample, header)
        and (not holds_states(header, sample.texts(header)) or _is_hardly_known(sample, header))
        and _share_unclear(sample, header) >= _SOME
    ]


def _is_hardly_known(sample: Sample, header: str) -> bool:
    """Whether of several words that are not understood one must say that all went well, or one is of a return."""
    texts = {text.strip() for text in sample.texts(header)} - {""}
    states = [state_of(text) for text in texts]
    return (PAID not in states and states.count(UNCLEAR) > 1) or any(map(is_unsettled, texts))


def _share_unclear(sample: Sample, header: str) -> float:
    texts = sample.texts(header)
    return sum(state_of(text.strip()) == UNCLEAR for text in texts) / max(len(texts), 1)


def _are_words(sample: Sample, header: str) -> bool:
    texts = {text.strip() for text in sample.texts(header)} - {""}
    return bool(texts) and all(any(map(str.isalpha, text)) for text in texts) and not _are_codes(texts)


def _has_one_each(sample: Sample, owner: str, header: str) -> bool:
    pairs = pd.DataFrame({"owner": sample.columns[owner], "state": sample.columns[header]}).dropna()
    often = pairs.groupby(["owner", "state"]).size()
    return bool(len(often)) and bool(often.groupby("owner").max().sum() >= _NEARLY_ALL * often.sum())


def question_on_codes(sample: Sample, choices: Sequence[Choice]) -> Question | None:
    """Ask what codes, or words that are not understood, say of orders, where nothing else says what was done."""
    columns = {each.role: each.column for each in choices if each.role != "attribute"}
    is_sale = bool({"quantity", "order"} & set(columns)) and not is_rating(columns.get("value", ""))
    if not is_sale or "event" in columns:
        return None
    free = [header for header in sample.columns if header not in columns.values()]
    named = [each for each in free if is_state_column(sample, each)]
    owners = [columns[role] for role in ("user", "item") if role in columns]
    coded = [each for each in coded_statuses(sample, free, None) if not is_in_words(sample, each, named)]
    open_ones = [each for each in (*coded, *unread_words(sample, free))
                 if not any(is_of_each(sample, owner, each) for owner in owners)]  # fmt: skip
    is_read = any(
        each not in coded and are_states(sample.texts(each)) and not _is_unread(sample, each) for each in named
    )
    return _question(sample, open_ones[0], is_code=open_ones[0] in coded) if open_ones and not is_read else None


def _is_unread(sample: Sample, header: str) -> bool:
    return header in unread_words(sample, [header])


def _question(sample: Sample, header: str, *, is_code: bool) -> Question:
    often = Counter(text.strip() for text in sample.texts(header))
    texts = ", ".join(f"{text} ({n:,})" for text, n in often.most_common(_SHOWN))
    if is_code:
        sentence = say(
            "{column!r} holds codes of what became of each order, {codes}: were all of them bought? Or say what each "
            "code means.",
            column=header,
            codes=texts,
        )
        reasons = (
            say("all rows are purchases, whatever their code is"),
            say("each code is an event, of which you then say what it means"),
        )
    else:
        sentence = say(
            "{column!r} says what became of each order in words that are not understood, {words}: were all of them "
            "bought? Or say what each of them means.",
            column=header,
            words=texts,
        )
        reasons = (
            say("all rows are purchases, whatever it says"),
            say("each of its words is an event, of which you then say what it means"),
        )
    return Question("events", "event", sentence, (Candidate("", reasons[0]), Candidate(header, reasons[1])))


def _are_codes(texts: set[str]) -> bool:
    return all(map(_CODE.fullmatch, texts)) and not texts <= {"Y", "N"}


def note_on_codes(events: LogTable, header: str, counts: Mapping[str, int]) -> Sentence:
    """Say that rows count as they would without their code, and what to do where some do not."""
    codes = ", ".join(f"{text.upper()} ({n:,})" for text, n in list(counts.items())[:_SHOWN])
    if events.map.event:
        return say(
            "{column!r} holds codes, {codes}: what they mean is not known, so each row counts as its event says.",
            column=header,
            codes=codes,
        )
    return say(
        "{column!r} holds codes, {codes}: what they mean is not known, so all of these rows count as purchases. If "
        "some were cancelled or paid back, take {column!r} as the event and say what each code means.",
        column=header,
        codes=codes,
    )


def note_on_words(header: str, counts: Mapping[str, int]) -> Sentence:
    """Say that rows count as purchases whatever their state says, and what to do where some are none."""
    words = ", ".join(f"{text} ({n:,})" for text, n in list(counts.items())[:_SHOWN])
    return say(
        "{column!r} holds words, {words}: not all of them are understood, and all of these rows count as purchases. If "
        "some were cancelled or paid back, take {column!r} as the event and say what each word means.",
        column=header,
        words=words,
    )


_WORDS_SHOWN = 6


def note_on_states(header: str, counts: Mapping[str, int], found: Mapping[str, tuple[str, ...]]) -> str:
    """Say what the texts of a column count as."""
    known = {text for texts in found.values() for text in texts}
    others = [text for text in counts if text not in known]
    parts: list[str] = []
    if found.get(REFUND):
        parts.append(say("{words} is a refund", words=_words(found[REFUND], counts)))
    if found.get(PAID_BACK):
        words = _words(found[PAID_BACK], counts)
        parts.append(say("{words} is a purchase that was paid back, stored as {event!r}", words=words, event=PAID_BACK))
    if found.get(CANCELLED):
        words = _words(found[CANCELLED], counts)
        parts.append(say("{words} is no purchase, stored as {event!r}", words=words, event=CANCELLED))
    if found.get(PENDING):
        words = _words(found[PENDING], counts)
        parts.append(
            say("{words} is not paid yet and counts as a purchase, stored as {event!r}", words=words, event=PENDING)
        )
    if others:
        parts.append(say("{words} counts like any other row", words=_words(others, counts)))
    listed = parts[0]
    for part in parts[1:]:
        listed = say("{before}; {one}", before=listed, one=part)
    return say("{column!r} says what became of each row: {parts}.", column=header, parts=listed)


def _words(texts: Sequence[str], counts: Mapping[str, int]) -> str:
    shown = [f"{text} ({counts[text]:,})" for text in texts[:_WORDS_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(texts) > _WORDS_SHOWN else [])])
