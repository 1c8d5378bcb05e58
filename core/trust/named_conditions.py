"""Conditions that say what the name of a segment says, so that its rule can hold the words of the name."""

from __future__ import annotations

from core.population.interactions import DAYPARTS
from core.profiles.habits import DAYPART_KEYS, WEEKEND, WORKING_DAYS
from core.trust.conditions import ABOVE, AT_LEAST, AT_MOST, Condition
from core.types import Lift

_MORE = (ABOVE, AT_LEAST)


def says(condition: Condition, lift: Lift) -> bool:
    """Whether a condition holds for users who have a fact because they have it."""
    is_more = condition.comparison in _MORE
    if lift.kind in ("category", "term"):
        return is_more and (condition.kind, condition.name) == (lift.kind, lift.key)
    if lift.kind == "daypart":
        hours = dict(zip(DAYPART_KEYS, DAYPARTS, strict=True)).get(lift.key)
        return is_more and (condition.kind, condition.name) == ("daypart", hours)
    if lift.kind == "weekday":
        is_asked = {WEEKEND: is_more, WORKING_DAYS: not is_more}.get(lift.key, False)
        return is_asked and condition.kind == "weekend"
    measure, _, end = lift.key.partition(":")
    measure = {"average_value": "total_value"}.get(measure, measure)
    is_end = condition.comparison in (_MORE if end == "high" else (AT_MOST,))
    return lift.kind == "behaviour" and is_end and condition.kind == measure
