"""A rating is a strength: how far it lies above or below what its user gives, and the middle of the scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.types import BoolArray, FloatArray, Population
from core.types.meaning import RatingScale

PRIOR_RATINGS = 5.0
"""The mean of a user is drawn to that of the log as if they had given so many more ratings of it."""
DISLIKED = -0.25
"""A strength below it counts against the item; between it and its opposite, a rating is neither good nor bad."""
_MAX_VALUES = 21
_MAX_HIGHEST = 10.0


def find_scale(counts: Mapping[float, int]) -> RatingScale | None:
    """Find the scale of ratings, None where the values are on none.

    A scale is at least two values, whole or half, up to 10. One that reaches 4 begins at 1 or below, and what is not
    above 0 stands for no rating on it. On one that does not, -1 may be a thumb down.

    Parameters
    ----------
    counts
        Value → number of events.

    Examples
    --------
    >>> find_scale({1: 1, 4: 1, 5: 2}), find_scale({0: 9, 5: 1, 7: 3}), find_scale({9.99: 1, 5: 1})
    (RatingScale(lowest=1, highest=5, mean=3.75), RatingScale(lowest=1, highest=7, mean=6.5), None)
    >>> find_scale({-1: 1, 1: 3}), find_scale({-1: 5, 1: 1, 10: 3})
    (RatingScale(lowest=-1, highest=1, mean=0.5), RatingScale(lowest=1, highest=10, mean=7.75))
    """
    has_zero = max(counts, default=0.0) < 4
    rated = {value: n for value, n in counts.items() if value > 0 or has_zero}
    is_scale = (
        1 < len(rated) <= _MAX_VALUES
        and min(rated) >= -max(rated)
        and max(rated) <= _MAX_HIGHEST
        and all(2 * value == round(2 * value) for value in rated)
    )
    if not is_scale:
        return None
    mean = sum(value * n for value, n in rated.items()) / sum(rated.values())
    lowest = min(rated) if has_zero else min(*rated, 1)
    return RatingScale(lowest, max(rated), mean)


def rating_strengths(population: Population, is_rating: BoolArray) -> FloatArray:
    """Return the strength of each rating in [-1, 1], (n_events,) float32; 0 for what is no rating.

    It is the mean of two distances in halves of the scale: to the mean of the user, drawn to that of the log, and to
    the middle of the scale. So a user who gives one star throughout dislikes it all, and three stars are little from
    one who mostly gives five.

    Parameters
    ----------
    is_rating
        (n_events,) whether the type of the event is a rating. Its value may still be none, or off the scale.
    """
    scale, histories = population.rating_scale, population.histories
    strengths = np.zeros(histories.n_events, dtype=np.float32)
    if scale is None:
        return strengths
    on_scale = (histories.values >= scale.lowest) & (histories.values <= scale.highest)
    rated = np.flatnonzero(is_rating & on_scale)
    users, values = histories.users[rated], histories.values[rated].astype(np.float64)
    totals = np.bincount(users, values, minlength=histories.n_users) + PRIOR_RATINGS * scale.mean
    means = totals / (np.bincount(users, minlength=histories.n_users) + PRIOR_RATINGS)
    middle, width = (scale.lowest + scale.highest) / 2, scale.highest - scale.lowest
    strengths[rated] = np.clip((2 * values - means[users] - middle) / width, -1, 1)
    return strengths
