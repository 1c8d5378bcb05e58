"""How well values fit as the times of events, beside the other times of the table, and as times of day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from core.ingest.names.aliases import HOURS
from core.ingest.names.naming import EXACT, HELD, certainty, heads_of, words_of_what
from core.ingest.names.other_times import end_of, is_of_a_beginning, is_of_another_time, is_of_no_event
from core.ingest.tables.evidence import NEARLY, NEVER, Columns, Evidence

_OF_ANOTHER_EVENT, _OF_A_BEGINNING = 0.7, 0.55
"""What is left of a score where the name is that of an earlier or later event, and of when somebody came to be."""
_NUMBERS, _NUMBERS_BESIDE = 0.35, 0.72
"""What numbers score that could be times and have no name of one; the second where all dates are of other events."""

_WHOLE_PART = re.compile(r"\d+")
_FEW_TIES, _MOSTLY = 5, 0.9
"""More users or items than the first must come again; of a share of these, those that have one value of a column."""


def has_time(one: Evidence, columns: Columns) -> bool:
    """Whether another column has dates, or numbers of seconds under the name of a time."""
    return any(
        other.is_date or (other is not one and other.is_epoch and certainty("timestamp", header) >= EXACT)
        for header, other in columns.items()
    )


def is_end(header: str, columns: Columns) -> bool:
    """Whether a column is the end of what began at a time that another one has in as many rows."""
    start = end_of(header, columns)
    return (
        start is not None
        and columns[start].time is not None
        and columns[start].fullness >= NEARLY * columns[header].fullness
    )


def share_of_event(header: str, columns: Columns) -> float:
    """Return what is left of the score of a time: 1 unless its name, or its values too, say that it is of another."""
    if not is_of_another_time(header):
        return _OF_ANOTHER_EVENT if is_day_of_items(header, columns) else 1.0
    if is_of_no_event(header):
        return _OF_A_BEGINNING
    if not is_of_a_beginning(header):
        return _OF_ANOTHER_EVENT
    return 1.0 if differs_by_rows(header, columns) else _OF_A_BEGINNING


def is_day_of_items(header: str, columns: Columns) -> bool:
    """Whether a day is that of each item, such as of a match or a show, beside a moment at which rows were made."""
    one = columns[header]
    if not one.is_date or has_hours(one) or one.n_distinct == 1:
        return False
    is_beside = any(
        other.time is not None
        and has_hours(other)
        and other.fullness >= NEARLY * one.fullness
        and certainty("timestamp", each) >= HELD
        and not is_of_another_time(each)
        for each, other in columns.items()
    )
    items = [each for each in columns if is_beside and each != header and certainty("item", each) >= HELD]
    return any(share == 1.0 and n > _FEW_TIES for share, n in (columns.tie((each,), header) for each in items))


def differs_by_rows(header: str, columns: Columns) -> bool:
    """Whether users, items and what else has ids have several values of a column, as they have of what was done."""
    owners = [other for other in columns if max(certainty("user", other), certainty("item", other)) >= EXACT
              or (heads_of(other)[-1] == "id" and certainty("order", other) == 0)]  # fmt: skip
    found = [columns.tie((owner,), header) for owner in owners if owner != header]
    again = [share for share, n in found if n > _FEW_TIES]
    return bool(again) and max(again) < _MOSTLY


def score_time(one: Evidence, name: float, columns: Columns) -> float:
    """Score values as times, the finer the better; ``name`` is how certain the name is."""
    dated = (header for header, each in columns.items() if each.is_date and not is_of_another_time(header))
    if one.time is None:
        return NEVER
    if _is_moment_of_dates(one, columns):
        return 1.0
    if one.is_epoch and name == 0 and any(dated):
        return NEVER
    if name == 0 and one.looks["datelike"] + one.looks["epoch"] < NEARLY:
        return NEVER
    if one.is_epoch and name == 0:
        number = max(one.largest, float(_WHOLE_PART.match(one.example)[0]))  # type: ignore[index]
        is_recent = 9e8 < number < 2.2e9 or number > 9e11
        return (_NUMBERS_BESIDE if any(each.is_date for each in columns.values()) else _NUMBERS) if is_recent else NEVER
    if one.is_epoch and any(map(_is_written_time, columns, columns.values())):
        return 0.3
    if has_hours(one):
        return 1.0
    has_finer = any(
        other.time and has_hours(other) and other.fullness >= one.fullness and certainty("timestamp", header) >= EXACT
        for header, other in columns.items()
    )
    return 0.6 if has_finer else 0.85


def certainty_beside(one: Evidence, name: float, columns: Columns) -> float:
    """Return how certain a name is beside others: that of a date is less where numbers have its hours, theirs is sure.

    Those are seconds since 1970 of the same days, under a name that says nothing.
    """
    if name == 0 and _is_moment_of_dates(one, columns):
        return 1.0
    return name / 2 if any(each.is_epoch and _is_day_of(each, one) for each in columns.values()) else name


def _is_moment_of_dates(one: Evidence, columns: Columns) -> bool:
    """Whether numbers are seconds since 1970 of the days that another column holds, which says no hours."""
    return one.is_epoch and any(_is_day_of(one, each) for each in columns.values())


def _is_day_of(one: Evidence, other: Evidence) -> bool:
    """Whether another column holds the dates of seconds since 1970, without their hours: those of the first row say so.

    A number that is no time has one chance in thousands to be of the day that its row names, or of the next.
    """
    if not other.is_date or has_hours(other) or min(one.fullness, other.fullness) < NEARLY:
        return False
    digits = re.sub(r"\D.*", "", one.example)
    written = re.fullmatch(r"((?:19|20)\d\d)[-/.]?(0?[1-9]|1[0-2])[-/.]?(0?[1-9]|[12]\d|3[01])", other.example)
    if not written or len(digits) not in (10, 13) or one.codes[0] < 0 or other.codes[0] < 0:
        return False
    year, month, day = map(int, written.groups())
    moment = datetime.fromtimestamp(int(digits[:10]), UTC)
    noon = datetime(year, month, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
    return abs(moment - noon) <= timedelta(hours=36)


def _is_written_time(header: str, one: Evidence) -> bool:
    return one.is_date and has_hours(one) and one.fullness > 0.9 and certainty("timestamp", header) >= EXACT


def has_hours(one: Evidence) -> bool:
    """Whether values say more than a day."""
    return one.is_epoch or one.looks["clock"] > 0 or one.length > 12


_NEARLY_ALL, _MANY_CLOCKS, _SOME = 0.98, 0.9, 0.2
_MOSTLY_FINE = 0.5
"""Share of clocks that are no round parts of a day, such as a quarter, so that they have more digits than amounts."""
_OF_A_SECOND = 0.01
_AMOUNT_OF_TIME = re.compile("time|hour|tm|^hh?$")
"""Names of clocks that are those of spans, too."""


def score_clock(one: Evidence, name: float, columns: Columns) -> float:
    """Score values as times of day; ``name`` is how certain the name is."""
    if one.looks["clock"] > 0.8:  # what never reaches six hours is a span of time, unless its name says otherwise
        return NEVER if one.looks["short"] > 0.99 and name < EXACT else 1.0
    is_named = name >= EXACT or (name > 0 and _goes_with_date(one, columns))
    if is_named and _is_part_of_day(one, columns):
        return 1.0
    if not is_named or one.looks["whole"] < 0.98:
        return 1.0 if is_named and _is_dotted(one, columns) else NEVER
    is_hour = one.looks["hour"] > 0.98 and heads_of(one.header)[-1] in HOURS
    return 1.0 if is_hour or one.looks["hhmm"] > 0.6 else NEVER


def _is_part_of_day(one: Evidence, columns: Columns) -> bool:
    """Whether a column beside days holds clocks as a spreadsheet stores them: 0.40625 for 09:45, as parts of a day."""
    is_part = one.looks["of_day"] > _NEARLY_ALL and one.looks["fine"] > _MOSTLY_FINE
    are_seconds = is_part and one.looks.share_of(_is_of_whole_seconds) > _MANY_CLOCKS
    return are_seconds and any(map(_is_whole_day, columns.values()))


def _is_of_whole_seconds(text: str) -> bool:
    """Whether a part of a day is a whole number of seconds, as clocks are, and shares and amounts hardly ever."""
    seconds = 86_400 * float(text.replace(",", "."))
    return abs(seconds - round(seconds)) < _OF_A_SECOND


def _is_whole_day(one: Evidence) -> bool:
    """Whether a column holds days: dates without hours, or whole numbers of days as a spreadsheet counts them."""
    return _is_day(one) or (one.time is not None and one.looks["serial"] > _NEARLY_ALL)


def _goes_with_date(one: Evidence, columns: Columns) -> bool:
    """Whether a column is called as that of a date is: "trade_time" beside "trade_date"."""
    of_what = words_of_what(one.header)
    return bool(of_what) and any(other.is_date and words_of_what(each) == of_what for each, other in columns.items())


def _is_dotted(one: Evidence, columns: Columns) -> bool:
    """Whether a column beside dates writes clocks as 09.31: with zeros in front, which hours as decimals do not have.

    Under a name that may be an amount of time in English, such as "time", at least one clock must be so. What hardly
    reaches six hours is a span of time.
    """
    looks = one.looks
    if (
        looks["dotted"] < _NEARLY_ALL
        or looks["quarters"] > _MANY_CLOCKS
        or looks["late"] < _SOME
        or not any(map(_is_day, columns.values()))
    ):
        return False
    is_named = not _AMOUNT_OF_TIME.search(one.header.lower())
    return (looks["early"] > 0 and looks["one_digit"] == 0) or (is_named and looks["early"] + looks["one_digit"] < 1)


def _is_day(one: Evidence) -> bool:
    return one.is_date and not has_hours(one)
