"""Days of a log with far fewer events than such days have: runs of them between full days, and at its end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.types import FloatArray, IntArray

WEEKS_AROUND = 4
"""Weeks before and after, and before the end, that say how many events a day can expect."""
EXPECTED = 20
"""Events that must be missing before days count as a gap or as cut off: chance leaves so many out less than once in
10 million times where events come one by one, and seldom where they come in visits."""
THIN, CUT = 0.1, 0.5
"""Of what such a day usually has: a day with so little is as good as missing, and one with no more than half of it that
follows is of the same end."""
_LONGEST = 60
"""Days at the end that are looked at."""


def thin_runs(per_day: IntArray) -> Iterator[tuple[int, int]]:
    """Give first day and day after the last of each run of days without events, or with hardly any.

    >>> list(thin_runs(np.array([50, 50, 0, 0, 50])))
    [(2, 4)]
    """
    is_thin = (per_day == 0) | _is_thin(per_day)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_thin.astype(np.int8), [0]])))
    yield from ((int(start), int(end)) for start, end in edges.reshape(-1, 2))


def thin_end(per_day: IntArray) -> tuple[int, float]:
    """Return the first of the last days that begin with one of hardly any events and have half or less each, and how
    many are missing there.

    The days of the four weeks before say how many a day usually has. The day after the last one where there is no such
    end, or too little is missing.
    """  # noqa: D205 - one sentence
    n_days = len(per_day)
    for start in range(max(n_days - _LONGEST, 7), n_days):
        usual = _usual_before(per_day, start)
        found = per_day[start:]
        limits = np.full(n_days - start, CUT)
        limits[0] = THIN
        missing = float(usual.sum() - found.sum())
        if missing >= EXPECTED and usual[0] > 0 and (found <= limits * usual).all():
            return start, missing
    return n_days, 0.0


def _is_thin(per_day: IntArray) -> np.ndarray:
    """Say of each day whether the same weekdays around it have far more events, (n_days,)."""
    usual = np.array([_median_around(per_day, day) for day in range(len(per_day))])
    return np.asarray((usual >= EXPECTED) & (per_day <= THIN * usual))


def _median_around(per_day: IntArray, day: int) -> float:
    around = [day + 7 * week for week in range(-WEEKS_AROUND, WEEKS_AROUND + 1) if week]
    known = [per_day[each] for each in around if 0 <= each < len(per_day)]
    return float(np.median(known)) if known else 0.0


def _usual_before(per_day: IntArray, start: int) -> FloatArray:
    """Return how many events each day from ``start`` would have: the median of its weekday in the weeks before."""
    by_weekday = []
    for weekday in range(7):
        same = per_day[:start][::-1][6 - weekday :: 7][:WEEKS_AROUND]
        by_weekday.append(float(np.median(same)) if len(same) else 0.0)
    return np.array([by_weekday[place % 7] for place in range(len(per_day) - start)])
