"""When events happened: each file by its own format of time, dates that could be two settled from all rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import IngestError
from core.ingest.reader.read import RawTable
from core.ingest.rows.time_texts import time_text
from core.ingest.rows.zone_column import ZoneColumn, find_zone_column
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import Candidate, LogSource, Question
from core.ingest.values.run_together import Numbers, is_year_first
from core.ingest.values.times import (
    SHORT_DATE,
    TimeFormat,
    find_time_format,
    notes_on_calendars,
)
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal

FIRST_MOMENT, END = "timestamp '1970-01-01'", "timestamp '2101-01-01'"
"""Times outside are not usable."""
_SHORT = re.compile(SHORT_DATE)
_MAX_TEXTS = 20_000
_UNKNOWN = TimeFormat(say("none"))
_EVIDENCE = """
select separator, count(*) filter (a > 12 and b <= 12), count(*) filter (b > 12 and a <= 12),
    count(*) filter (a <= 12 and b <= 12 and a <> b),
    min(t) filter (a <= 12 and b <= 12 and a <> b), bool_and(b <= 12 and length(c) = 2),
    count(distinct a), min(a), max(a), count(distinct b), count(distinct c), min(c::integer), max(c::integer)
from (select t, regexp_extract(t, {pattern}, 1)::integer as a, regexp_extract(t, {pattern}, 2)::integer as b,
    regexp_extract(t, {pattern}, 3) as c,
    regexp_extract(t, '\\d([-/.])', 1) as separator
    from (select {text} as t from {table}) where regexp_matches(t, {pattern}))
group by separator order by separator"""


@dataclass(frozen=True, slots=True)
class Times:
    """How each file of a log writes its times."""

    formats: tuple[TimeFormat, ...]
    notes: tuple[str, ...] = ()
    example: str = ""
    """A date that could be two, where nothing settles which; it is read day first."""
    takes_own: bool = True
    """See ``LogSource.takes_own_clocks``."""
    zone_column: ZoneColumn | None = None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Dates of one file, with one separator, that could be two by their form."""

    separator: str
    n_day: int
    n_month: int
    n_open: int
    example: str
    has_year_first: bool = False
    """As their numbers show; whoever says what comes first knows better."""

    @property
    def order(self) -> str | None:
        """What comes first; None where the dates do not settle it. Between dots, days come first."""
        if self.has_year_first:
            return "year"
        if self.n_day or self.n_month:
            return "day" if self.n_day >= self.n_month else "month"
        return "day" if self.n_open and self.separator == "." else None

    @property
    def n_dates(self) -> int:
        """Dates that are not the same in both orders."""
        return self.n_day + self.n_month + self.n_open


_MANY = 20
"""Dates from which on it is no chance that all of them have days up to the 12th, or later ones."""
_File = tuple[_Evidence, ...]
"""What is known of the dates of one file, by separator."""


def find_times(scratch: Scratch, events: LogTable, source: LogSource, survey: bool = False) -> Times:
    """Find out how each file writes its times; ``survey``: look into all rows for dates that could be two.

    Raises
    ------
    IngestError
        No time is understood, or dates could be two and nothing says which.
    """
    texts = [_texts(scratch, events, raw) for raw in events.raws]
    found = _find_evidence(scratch, events, texts, survey)
    orders = [_orders_of(file, found, source.date_order) for file in found]
    example = _example(found, source.date_order)
    formats = tuple(
        find_time_format(scratch, each, 0.0, *_usual(file, by_separator, source.date_order)) or _UNKNOWN
        for each, file, by_separator in zip(texts, found, orders, strict=True)
    )
    if _UNKNOWN in formats and set(formats) == {_UNKNOWN}:
        _refuse(events, texts)
    if example and not source.accepts_guesses:
        raise IngestError(
            say("Dates such as {example} could be day first or month first.", example=example),
            say("Say which with --date-order day or --date-order month; --yes takes day first."),
        )
    zone_column, on_zones = find_zone_column(scratch, events) if source.takes_own_clocks else (None, [])
    notes = (*_notes(found, orders, example), *notes_on_calendars(formats, texts), *on_zones)
    return Times(formats, notes, example, source.takes_own_clocks, zone_column)


def date_question(scratch: Scratch, events: LogTable) -> Question | None:
    """Return the question whether dates are day or month first, None where the rows settle it; whatever is given."""
    texts = [_texts(scratch, events, raw) for raw in events.raws]
    example = _example(_find_evidence(scratch, events, texts), None)
    if not example:
        return None
    sentence = say("Dates such as {example} could be day first or month first.", example=example)
    day, month = (Candidate(each, say("{order} first", order=each)) for each in ("day", "month"))
    return Question("events", "date_order", sentence, (day, month))


def _texts(scratch: Scratch, events: LogTable, raw: RawTable) -> list[str]:
    if len(events.raws) == 1 and not events.map.time_of_day and "timestamp" not in events.source.sql:
        return events.sample.texts(events.map.timestamp or "")
    sql = f"select {time_text(events, raw)} from {raw.sql} limit {_MAX_TEXTS}"  # noqa: S608 - built by read
    return [text for (text,) in scratch.rows(sql) if text and text.strip()]


def _find_evidence(
    scratch: Scratch, events: LogTable, texts: Sequence[Sequence[str]], survey: bool = False
) -> list[_File]:
    """Look into all rows of the files that have dates which could be two; ``survey``: of every file."""
    is_short = [survey or any(map(_SHORT.match, each)) for each in texts]
    return [_evidence(scratch, events, raw) if each else () for raw, each in zip(events.raws, is_short, strict=True)]


def _evidence(scratch: Scratch, events: LogTable, raw: RawTable) -> _File:
    parts = {"pattern": literal(SHORT_DATE), "text": time_text(events, raw), "table": raw.sql}
    rows = scratch.rows(_EVIDENCE.format(**parts))
    return tuple(
        _Evidence(
            separator,
            n_day,
            n_month,
            n_open,
            (example or "").strip()[:30],
            is_two and is_year_first(Numbers(*numbers[:3]), numbers[3], Numbers(*numbers[4:])),
        )
        for separator, n_day, n_month, n_open, example, is_two, *numbers in rows
    )


def _elsewhere(separator: str, found: Sequence[_File]) -> str | None:
    """Return what comes first in the other dates with a separator; None where no file or more than one order says."""
    settled = {each.order for file in found for each in file if each.separator == separator and each.order}
    return settled.pop() if len(settled) == 1 else None


def _rewritten(dates: _Evidence, file: _File) -> str | None:
    """Return what comes first where a spreadsheet wrote 5/2/2031 for 05-02-2031 and left 28-02-2031, else None."""
    left = [each for each in file if each.n_dates and each.separator != dates.separator]
    is_open = _MANY <= dates.n_open == dates.n_dates and len(left) == 1
    is_clear = is_open and left[0].n_dates >= _MANY and not (left[0].n_open or min(left[0].n_day, left[0].n_month))
    return left[0].order if is_clear else None


def _orders_of(file: _File, found: Sequence[_File], given: str | None) -> dict[str, str]:
    """Return what comes first in dates of a file, by separator: day where nothing says which."""
    return {
        each.separator: (each.has_year_first and given)
        or (each.order or given or _elsewhere(each.separator, found) or _rewritten(each, file) or "day")
        for each in file
        if each.n_dates
    }


def _usual(file: _File, orders: Mapping[str, str], given: str | None) -> tuple[str | None, str]:
    """Return the order of most dates of a file, those with dots counting last, and the separators with the other."""
    dates = sorted((each for each in file if each.n_dates), key=lambda each: (each.separator == ".", -each.n_dates))
    usual = orders[dates[0].separator] if dates else given
    return usual, "".join(separator for separator, order in orders.items() if order != usual)


def _example(found: Sequence[_File], given: str | None) -> str:
    """Return a date that could be two where nothing settles which; "" where there is none."""
    return next(
        (
            each.example
            for file in found
            for each in file
            if each.n_open and not (each.order or given or _elsewhere(each.separator, found) or _rewritten(each, file))
        ),
        "",
    )


def _notes(found: Sequence[_File], orders: Sequence[Mapping[str, str]], example: str) -> list[str]:
    read = [
        (each, by_separator[each.separator])
        for file, by_separator in zip(found, orders, strict=True)
        for each in file
        if each.n_dates
    ]
    return [*_notes_on_open(read, example), *_notes_on_turned(read), *_notes_on_lost(read)]


def _notes_on_open(read: Sequence[tuple[_Evidence, str]], example: str) -> list[str]:
    notes: list[str] = []
    for order in ("day", "month"):
        n_open = sum(each.n_open for each, first in read if first == order and not each.order)
        if example and order == "day":
            notes.append(
                say(
                    "Dates such as {example} could be day first or month first; {n:,} were read day first.",
                    example=example,
                    n=n_open,
                )
            )
        elif n_open:
            notes.append(
                say(
                    "{n:,} dates could be day first or month first; they were read {order} first.",
                    n=n_open,
                    order=order,
                )
            )
    return notes


def _notes_on_turned(read: Sequence[tuple[_Evidence, str]]) -> list[str]:
    """Say which separators stand in dates of which order, where that differs."""
    separators = {
        order: " ".join(sorted({each.separator for each, first in read if first == order}))
        for order in ("day", "month")
    }
    if not all(separators.values()) or set(separators["day"].split()) & set(separators["month"].split()):
        return []
    return [
        say(
            "Dates with {day} between their numbers were read day first, those with {month} month first.",
            day=separators["day"],
            month=separators["month"],
        )
    ]


def _notes_on_lost(read: Sequence[tuple[_Evidence, str]]) -> list[str]:
    return [
        say(
            "Some dates are day first and some month first; they were read {order} first, and {n:,} that "
            "cannot be were rejected.",
            order=order,
            n=min(each.n_day, each.n_month),
        )
        for each, order in read
        if min(each.n_day, each.n_month)
    ]


def _refuse(events: LogTable, texts: Sequence[Sequence[str]]) -> None:
    """Raise ``IngestError`` where there are times and none is understood."""
    example = next((text for each in texts for text in each), "")
    if example:
        column = events.map.timestamp
        raise IngestError(
            say(
                "The times in {column!r} are not understood, such as {example!r}.", column=column, example=example[:40]
            ),
            say("Write them like 2026-01-31 18:05:00, or give another column with --map timestamp=COLUMN."),
        )
