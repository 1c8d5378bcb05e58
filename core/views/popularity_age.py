"""How much what users took long ago counts for what is popular, in words: the half-life that the log showed."""

from __future__ import annotations

from core.population.interactions import SECONDS_PER_DAY
from core.recommenders.lately import half_life_of
from core.results.results import Scores
from core.sentences import Sentence, say
from core.types import Population

_FEW_DAYS = 10
"""Less than this is stated with a decimal."""


def age_in_segments(scores: Scores, population: Population | None) -> Sentence | str:
    """Say how much it counts in lists of segments how long ago an item was taken; "" where that is not known.

    Parameters
    ----------
    scores
        Those of the run that made the lists; earlier versions know no half-life.
    population
        The log that they were made of; None where it is not at hand, and days are not stated.
    """
    half_life = scores.offer_basis.half_life if scores.offer_basis else None
    if half_life is None:
        return ""
    if half_life:
        return say(
            "Popular in a segment: newer events count more. What was taken {age} before the end of the log counts "
            "half, since that finds most of what was held out.",
            age=_age(half_life, population),
        )
    if scores.offers is None:
        return say("Popular in a segment: all who took an item count alike, however long ago that was.")
    return say(
        "Popular in a segment: all who took an item count alike, however long ago that was. To let newer events count "
        "more would not certainly find more of what was held out."
    )


def age_for_users(population: Population) -> Sentence:
    """Say the same of what is popular lately with all users, by which lists of single users go."""
    return say(
        "Popular lately: newer events count more. What was taken {age} before the end of the log counts half.",
        age=_age(half_life_of(population), population),
    )


def _age(half_life: float, population: Population | None) -> Sentence:
    if population is None:
        return say("{pct:.0f} % of its time", pct=100 * half_life)
    times = population.histories.timestamps
    days = half_life * float(times.max() - times.min()) / SECONDS_PER_DAY if len(times) else 0.0
    shown = f"{days:,.0f}" if days >= _FEW_DAYS else f"{days:.1f}"
    return say("{days} days ({pct:.0f} % of its time)", days=shown, pct=100 * half_life)
