"""Columns of states of orders in codes, such as 100 and 900: nothing says which of them came to nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.ingest.log_table import LogTable
from core.ingest.order_states import MAX_STATUSES, is_status_name, may_be_of_lands
from core.sentences import Sentence, say

_CODE = re.compile(r"\d{1,4}(\.0)?|[A-Z]\d{0,2}|[A-Z]{2}")
_SHOWN = 8


def coded_statuses(events: LogTable, free: Sequence[str]) -> list[str]:
    """Return the columns of a log of orders that are called a status and hold codes alone."""
    return [
        header
        for header in free
        if header != events.map.event
        and is_status_name(header)
        and not may_be_of_lands(header)
        and 2 <= events.sample.n_distinct(header) <= MAX_STATUSES
        and _are_codes({text.strip() for text in events.sample.texts(header)} - {""})
    ]


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
