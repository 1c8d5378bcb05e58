"""Habits that point the other way than the median: true of segments whose users are of two kinds.

"46 % had their last event at least 110 days ago (all users 33 %)" and a median of 42 days (all users 49) are both true
where some have left and the others come more often than most; side by side they read as a contradiction.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from core.sentences import Sentence, say
from core.types import Lift
from core.types.figures import Behaviour, Measure, median_text

MEASURES: Mapping[str, str] = {
    "n_events": "n_events",
    "days_active": "days_active",
    "recency": "days_since_last",
    "average_value": "average_value",
}
"""What a habit is about, as its key begins, to the figure of ``Behaviour`` with the median of the same."""
HALF = 0.5
"""What so many of the users have, their median has, too."""


def opposite_habits(lifts: Iterable[Lift], acting: Behaviour | None) -> dict[str, Lift]:
    """Return the figures of ``Behaviour`` whose median lies on the other side of all users than a habit says."""
    found: dict[str, Lift] = {}
    for lift in lifts:
        about, _, end = lift.key.partition(":")
        figure = MEASURES.get(about) if lift.kind == "behaviour" else None
        measure = getattr(acting, figure) if figure and acting else None
        if figure and measure and lift.share < HALF and _is_opposite(measure, end):
            found.setdefault(figure, lift)
    return found


def two_kinds(lift: Lift, measure: Measure) -> Sentence:
    """Say both in one sentence."""
    is_amount = lift.key.startswith("average_value")
    value, overall = (f"{each:,.2f}" if is_amount else median_text(each) for each in (measure.value, measure.overall))
    return say(
        "{fact} ({share} %, all users {usual} %), yet the median is {value} (all users {median}).",
        fact=lift.name,
        share=f"{100 * lift.share:.1f}",
        usual=f"{100 * lift.overall_share:.1f}",
        value=value,
        median=overall,
    )


def _is_opposite(measure: Measure, end: str) -> bool:
    if math.isnan(measure.value) or math.isnan(measure.overall):
        return False
    return measure.value < measure.overall if end == "high" else measure.value > measure.overall
