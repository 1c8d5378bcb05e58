"""One day that a person typed, read as the times of a log are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from core.errors import DataError
from core.files.temporary import temporary_folder
from core.ingest.values.times import SHORT_DATE, find_time_format, read_layers
from core.sentences import listed, say
from core.settings import Settings
from core.store.scratch import Scratch
from core.store.sql import nested

_NO_DAY = re.compile(r"\d{4}[-/.]\d{1,2}|\d{4}-?W\d\d|\d+", re.IGNORECASE)
"""Texts that a log may have for a month, a week or a moment, and that name no day."""
_DIGITS_OF_DAY = 8


def read_day(text: str, settings: Settings) -> date:
    """Return the day that a text is; between dots, days come first.

    Raises
    ------
    DataError
        It is none, or could be several.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        days = _readings(text.strip(), settings)
    if len(days) == 1:
        return days[0]
    if days:
        choice = listed([each.isoformat() for each in days])
        raise DataError(say("{text!r} could be several days.", text=text), say("Write one of {days}.", days=choice))
    raise DataError(say("{text!r} is no day.", text=text), say("Write it as 2026-05-12."))


def _readings(text: str, settings: Settings) -> list[date]:
    if not text or (_NO_DAY.fullmatch(text) and len(text) != _DIGITS_OF_DAY):
        return []
    with temporary_folder() as folder, Scratch(folder, [], "UTC", settings) as scratch:
        return sorted({day for order in _orders(text) for day in _read(scratch, text, order)})


def _orders(text: str) -> tuple[str, ...]:
    """Return what may come first in the text, where it is a date that does not say so."""
    short = re.match(SHORT_DATE, text)
    if short is None or text[short.end(1)] == ".":
        return ("day",)
    return ("day", "month", "year") if len(short[3]) == 2 else ("day", "month")


def _read(scratch: Scratch, text: str, order: str) -> Iterator[date]:
    found = find_time_format(scratch, [text], date_order=order)
    if found is None:
        return
    table = nested("(select unnest(?::varchar[]) as t)", read_layers("t", found, False))
    moment = scratch.one(f"select coalesce(naive, utc) from {table}", [[text]])  # noqa: S608 - built by ingest
    if moment is not None:
        yield moment.date()
