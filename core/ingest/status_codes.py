"""Columns of states of orders in codes, such as 100 and 900: nothing says which of them came to nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from core.ingest.log_table import LogTable
from core.ingest.order_states import MAX_STATUSES, are_states, is_status_of_orders
from core.ingest.sample import Sample
from core.ingest.source import Candidate, Choice, Question
from core.ingest.state_columns import is_of_each, is_state_column
from core.population.meanings import is_rating
from core.sentences import Sentence, say

_CODE = re.compile(r"\d{1,4}(\.0)?|[A-Z]\d{0,2}|[A-Z]{2}")
_ID = re.compile(r"(?<=[a-z])([ _-]id|Id|ID)$")
_SHOWN = 8


def coded_statuses(sample: Sample, free: Sequence[str], event: str | None) -> list[str]:
    """Return the columns of a log of orders that are called a status and hold codes alone; ``event`` names events."""
    return [
        header
        for header in free
        if header != event
        and is_status_of_orders(_ID.sub("", header))
        and 2 <= sample.n_distinct(header) <= MAX_STATUSES
        and _are_codes({text.strip() for text in sample.texts(header)} - {""})
    ]


def question_on_codes(sample: Sample, choices: Sequence[Choice]) -> Question | None:
    """Ask what codes say of orders whose rows differ in them, where nothing else says what was done; else None."""
    columns = {each.role: each.column for each in choices if each.role != "attribute"}
    is_sale = bool({"quantity", "order"} & set(columns)) and not is_rating(columns.get("value", ""))
    free = [header for header in sample.columns if header not in columns.values()]
    owners = [columns[role] for role in ("user", "item") if role in columns]
    coded = [
        header
        for header in (coded_statuses(sample, free, None) if is_sale and "event" not in columns else [])
        if not any(is_of_each(sample, owner, header) for owner in owners)
    ]
    in_words = (each for each in free if each not in coded and is_state_column(sample, each))
    if not coded or any(are_states(sample.texts(each)) for each in in_words):
        return None
    often = Counter(text.strip() for text in sample.texts(coded[0]))
    codes = ", ".join(f"{text} ({n:,})" for text, n in often.most_common(_SHOWN))
    sentence = say(
        "{column!r} holds codes of what became of each order, {codes}: were all of them bought? Or say what each code "
        "means.",
        column=coded[0],
        codes=codes,
    )
    all_bought = say("all rows are purchases, whatever their code is")
    by_code = say("each code is an event, of which you then say what it means")
    return Question("events", "event", sentence, (Candidate("", all_bought), Candidate(coded[0], by_code)))


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
