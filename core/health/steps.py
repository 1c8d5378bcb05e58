"""Steps in events per day where the files of another load begin: an export with other filters, or of other sources."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from core.health.finding import Found
from core.health.log import HealthLog
from core.sentences import say
from core.types import IntArray

_DAYS = 28
"""Days on each side that are compared, whole weeks of them."""
_FEWEST_DAYS, _FEWEST_EVENTS = 7, 100
_STEP = 1.5
_WEEKS_BEFORE = 12
_BEYOND = 1.25
"""How much larger the step is than the largest of the weeks before it, so that a log that always varies has none."""


def find_steps(log: HealthLog) -> Found | None:
    """Find the first day of added files from which on events per day are 1.5 times as many or few as before."""
    days = log.days[log.is_dated]
    if not len(days) or not log.added_days:
        return None
    first = int(days.min())
    per_day = np.bincount(days - first)
    steps = [(day, *_around(per_day, day - first)) for day in log.added_days if 0 < day - first < len(per_day)]
    found = [step for step in steps if _is_step(per_day[: step[0] - first], *step[1:])]
    if not found:
        return None
    day, before, after = max(found, key=lambda step: abs(np.log(step[2] / step[1])))
    n_days = len(per_day) - (day - first)
    return Found(
        count=n_days,
        of=len(per_day),
        weight=n_days / len(per_day),
        sentence=say(
            "From the first day of added files on there are {after:,.0f} events a day, {before:,.0f} before.",
            after=after,
            before=before,
        ),
        example=say("{day}", day=date(1970, 1, 1) + timedelta(days=day)),
    )


def _around(per_day: IntArray, place: int) -> tuple[float, float]:
    """Return the mean events a day of up to four whole weeks before a day and from it on; 0 where there is no week."""
    sides = per_day[max(place - _DAYS, 0) : place], per_day[place : place + _DAYS]
    weeks = [len(side) // 7 * 7 for side in sides]
    before, after = (sides[0][len(sides[0]) - weeks[0] :], sides[1][: weeks[1]])
    return float(before.mean()) if len(before) else 0.0, float(after.mean()) if len(after) else 0.0


def _is_step(earlier: IntArray, before: float, after: float) -> bool:
    if min(before, after) * _FEWEST_DAYS < _FEWEST_EVENTS:
        return False
    ratio = max(before, after) / min(before, after)
    weeks = earlier[len(earlier) % 7 :].reshape(-1, 7).mean(axis=1)
    usual = (weeks[1:] / np.maximum(weeks[:-1], 1.0))[-_WEEKS_BEFORE:]
    largest = float(np.maximum(usual, 1 / np.maximum(usual, 1e-9)).max(initial=1.0)) if len(usual) > 1 else 1.0
    return ratio >= _STEP and ratio >= min(_BEYOND * largest, 2 * _STEP)
