"""Dates whose day, month and year stand without a sign between them, and what comes first in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple, Self

_CLOCK = r"(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?"
_OF_EIGHT = re.compile(rf"([0-3]?\d)([0-3]\d)(?:19|20)\d\d{_CLOCK}")
"""A date with a year of four digits; a spreadsheet cuts off a zero in front."""
OF_SIX = re.compile(rf"(\d\d)([0-3]\d)(\d\d){_CLOCK}")
"""A date with a year of two digits."""
_ENOUGH = 0.8
_CENTURY = 70
"""Years of two digits from here on are of the last century; those between the days of a month and it are to come."""
_CENTURIES = {19, 20}
_WEEK, _MONTHS_OF_YEAR, _DAYS, _SHORTEST_MONTH, _FEW_MONTHS = 7, 12, 31, 28, 2

First = Literal["day", "month", "year"]
_FORMS: dict[First, str] = {"day": "%d%m%y", "month": "%m%d%y", "year": "%y%m%d"}


class Numbers(NamedTuple):
    """The numbers that stand at one place of short dates."""

    n: int
    """Different ones."""
    least: int
    most: int

    @classmethod
    def of(cls, numbers: Collection[int]) -> Self:
        """Return what is known of some numbers, at least one."""
        return cls(len(numbers), min(numbers), max(numbers))


class Together(NamedTuple):
    """How such dates are read."""

    form: str
    sql: str
    """Gives a TIMESTAMP or null from ``{text}``."""
    first: First


def is_year_first(first: Numbers, n_months: int, last: Numbers) -> bool:
    """Whether dates of three numbers of two digits, the second a month, are like 26-03-05: days vary more than years.

    It takes a week of days, and years from 2013 on. Days reach the end of a month, and go past the years, or begin
    before 13 in two months at most: else a log with the last or a fixed day of each month over many years would be one.

    >>> is_year_first(Numbers(2, 25, 26), 12, Numbers(31, 1, 31))
    True
    >>> is_year_first(Numbers(4, 28, 31), 12, Numbers(8, 17, 24))
    False
    """
    if not first.n < last.n >= _WEEK or first.least <= _MONTHS_OF_YEAR or last.least == 0:
        return False
    is_short = n_months <= _FEW_MONTHS and first.most < _SHORTEST_MONTH and last.least <= _MONTHS_OF_YEAR
    return is_short or last.most >= max(_SHORTEST_MONTH, first.most + 1)


def read_together(values: Sequence[str], order: str | None) -> Together | None:
    """Return how dates such as 25032026 or 260325 are read where nearly all values are some, and it is settled.

    ``order``: what comes first, where that is known.
    """
    return _of_eight(values, order) or _of_six(values, order)


def _of_eight(values: Sequence[str], order: str | None) -> Together | None:
    found = [(int(each[1]), int(each[2])) for each in map(_OF_EIGHT.fullmatch, values) if each]
    fits: dict[First, int] = {
        "day": sum(1 <= first <= _DAYS and 1 <= second <= _MONTHS_OF_YEAR for first, second in found),
        "month": sum(1 <= second <= _DAYS and 1 <= first <= _MONTHS_OF_YEAR for first, second in found),
    }
    best: First = next((each for each in fits if each == order), max(fits, key=lambda each: fits[each]))
    if fits[best] < _ENOUGH * len(values) or (order is None and fits["day"] == fits["month"]) or order == "year":
        return None
    form = "%d%m%Y" if best == "day" else "%m%d%Y"
    padded = "regexp_replace({text}, '^(\\d{7})(\\D|$)', '0\\1\\2')"
    return Together(form, _sql(form, padded, 8), best)


def _of_six(values: Sequence[str], order: str | None) -> Together | None:
    """Return how dates of six digits are read: where the middle is a month, days vary more than years."""
    found = [each for each in map(OF_SIX.fullmatch, values) if each]
    if len(found) < len(values) or not found:
        return None
    first, second, last = ({int(each[place]) for each in found} for place in (1, 2, 3))
    best: First | None = next((each for each in _FORMS if each == order), _first_of(first, second, last))
    if best is None:
        return None
    day, month = {"day": (first, second), "month": (second, first), "year": (last, second)}[best]
    if min(day) < 1 or max(day) > _DAYS or min(month) < 1 or max(month) > _MONTHS_OF_YEAR:
        return None
    return Together(_FORMS[best], _sql(_FORMS[best], "{text}", 6), best)


def _sql(form: str, text: str, n_digits: int) -> str:
    """Return SQL that reads a date of so many digits, alone or before a clock."""
    formats = ", ".join(f"'{form}{clock}'" for clock in ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M"))
    return f"case when regexp_matches({text}, '^\\d{{{n_digits}}}(\\D|$)') then try_strptime({text}, [{formats}]) end"


def _first_of(first: set[int], second: set[int], last: set[int]) -> First | None:
    """Say what comes first, None where the numbers do not settle it.

    201107 may be July 2011, or its week 7, as well as 7 November 2020; 101530 may be a time of day.
    """
    if first <= _CENTURIES:
        return None
    if max(second) > _MONTHS_OF_YEAR:
        is_date = max(first) <= _MONTHS_OF_YEAR and len(second) >= _WEEK and min(last) > 0
        return "month" if is_date and len(last) < len(second) else None
    if max(*first, *last) > _DAYS:
        years, days = (first, last) if max(first) > _DAYS else (last, first)
        of_last_century = all(year <= _DAYS or year >= _CENTURY for year in years)
        is_settled = of_last_century and max(days) <= _DAYS and len(years) <= len(days)
        return ("year" if years is first else "day") if is_settled else None
    is_year, is_day = (
        is_year_first(Numbers.of(one), len(second), Numbers.of(other)) for one, other in ((first, last), (last, first))
    )
    return ("year" if is_year else "day") if is_year != is_day else None
