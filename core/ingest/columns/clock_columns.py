"""How well values fit as the times of day beside the dates of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.ingest.columns.time_columns import has_hours
from core.ingest.names.aliases import HOURS
from core.ingest.names.naming import EXACT, heads_of, words_of_what
from core.ingest.tables.evidence import NEVER, Evidence

_NEARLY_ALL, _MOSTLY, _SOME = 0.98, 0.9, 0.2
_MOSTLY_FINE = 0.5
"""Share of clocks that are no round parts of a day, such as a quarter, so that they have more digits than amounts."""
_OF_A_SECOND = 0.01
_AMOUNT_OF_TIME = re.compile("time|hour|tm|^hh?$")
"""Names of clocks that are those of spans, too."""

Columns = Mapping[str, Evidence]


def score_clock(one: Evidence, name: float, columns: Columns) -> float:
    """Score values as times of day; ``name`` is how certain the name is."""
    if one.looks["clock"] > 0.8:  # what never reaches six hours is a span of time, unless its name says otherwise
        return NEVER if one.looks["short"] > 0.99 and name < EXACT else 1.0
    is_named = name >= EXACT or (name > 0 and _goes_with_date(one, columns))
    if is_named and _is_part_of_day(one, columns):
        return 1.0
    if not is_named or one.looks["whole"] < 0.98:
        return 1.0 if is_named and _is_dotted(one, columns) else NEVER
    is_hour = one.looks["hour"] > 0.98 and any(
        other is one and heads_of(header)[-1] in HOURS for header, other in columns.items()
    )
    return 1.0 if is_hour or one.looks["hhmm"] > 0.6 else NEVER


def _is_part_of_day(one: Evidence, columns: Columns) -> bool:
    """Whether a column beside days holds clocks as a spreadsheet stores them: 0.40625 for 09:45, as parts of a day."""
    is_part = one.looks["of_day"] > _NEARLY_ALL and one.looks["fine"] > _MOSTLY_FINE
    are_seconds = is_part and one.looks.share_of(_is_of_whole_seconds) > _MOSTLY
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
    of_what = next((words_of_what(header) for header, other in columns.items() if other is one), "")
    return bool(of_what) and any(other.is_date and words_of_what(each) == of_what for each, other in columns.items())


def _is_dotted(one: Evidence, columns: Columns) -> bool:
    """Whether a column beside dates writes clocks as 09.31: with zeros in front, which hours as decimals do not have.

    Under a name that may be an amount of time in English, such as "time", at least one clock must be so. What hardly
    reaches six hours is a span of time.
    """
    looks = one.looks
    if (
        looks["dotted"] < _NEARLY_ALL
        or looks["quarters"] > _MOSTLY
        or looks["late"] < _SOME
        or not any(map(_is_day, columns.values()))
    ):
        return False
    is_named = any(other is one and not _AMOUNT_OF_TIME.search(header.lower()) for header, other in columns.items())
    return (looks["early"] > 0 and looks["one_digit"] == 0) or (is_named and looks["early"] + looks["one_digit"] < 1)


def _is_day(one: Evidence) -> bool:
    return one.is_date and not has_hours(one)
