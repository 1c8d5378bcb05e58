"""Names of columns that are months or days, as reports and pivot tables have them."""

from __future__ import annotations

import re
from datetime import date

from core.ingest.values.spellings import MONTHS

_ISO = re.compile(r"(?P<year>(19|20)\d\d)[-/. ]?(M|m)?(?P<month>\d{1,2})([-/.](?P<day>\d{1,2}))?([ T]00:00(:00)?)?")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>(19|20)\d\d)")
_NAMED = re.compile(
    r"(?P<name>[^\W\d_]+)\.?[-/ ']*(?P<year>(19|20)?\d\d)|(?P<year2>(19|20)\d\d)[-/ ]*(?P<name2>[^\W\d_]+)\.?"
)


def period_of(header: str) -> date | None:
    """Return the first day of the month, or the day, that a column is named after.

    >>> period_of("Jan 2025"), period_of("2025-03-09"), period_of("03/2025"), period_of("Januar 25"), period_of("May")
    (datetime.date(2025, 1, 1), datetime.date(2025, 3, 9), datetime.date(2025, 3, 1), datetime.date(2025, 1, 1), None)
    """
    plain = header.strip()
    for pattern in (_ISO, _MONTH_FIRST):
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            return _day(parts["year"], int(parts["month"]), int(parts.get("day") or 1))
    if found := _NAMED.fullmatch(plain):
        name, year = found["name"] or found["name2"], found["year"] or found["year2"]
        month = MONTHS.get(name.lower())
        return _day(year, month, 1) if month else None
    return None


def _day(year: str, month: int, day: int) -> date | None:
    try:
        return date(int(year) + 2000 * (len(year) == 2), month, day)
    except ValueError:
        return None
