"""How well values fit as the times of events, beside the other times of the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from core.ingest.names.ends import end_of
from core.ingest.names.naming import EXACT, certainty, heads_of
from core.ingest.names.other_times import is_of_a_beginning, is_of_another_time, is_of_no_event
from core.ingest.tables.evidence import NEARLY, NEVER, Evidence, Ties

_OF_ANOTHER_EVENT, _OF_A_BEGINNING = 0.7, 0.55
"""What is left of a score where the name is that of an earlier or later event, and of when somebody came to be."""
_NUMBERS, _NUMBERS_BESIDE = 0.35, 0.72
"""What numbers score that could be times and have no name of one; the second where all dates are of other events."""

_WHOLE_PART = re.compile(r"\d+")
_FEW_TIES, _MOSTLY = 5, 0.9
"""More users or items than the first must come again; of a share of these, those that have one value of a column."""

Columns = Mapping[str, Evidence]


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
        return 1.0
    if is_of_no_event(header):
        return _OF_A_BEGINNING
    if not is_of_a_beginning(header):
        return _OF_ANOTHER_EVENT
    return 1.0 if differs_by_rows(header, columns) else _OF_A_BEGINNING


def differs_by_rows(header: str, columns: Columns) -> bool:
    """Whether users, items and what else has ids have several values of a column, as they have of what was done."""
    ties = Ties(columns)
    owners = [other for other in columns if max(certainty("user", other), certainty("item", other)) >= EXACT
              or (heads_of(other)[-1] == "id" and certainty("order", other) == 0)]  # fmt: skip
    found = [ties.find((owner,), header) for owner in owners if owner != header]
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
