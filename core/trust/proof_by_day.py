"""Lists of segments judged after the run: by day, or beside those of other recommenders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.protocols import UserRecommender
from core.trust.offer_proof import OfferProof, prove_offers
from core.trust.placement import place_users
from core.trust.split import Split, split_by_day
from core.types import NOISE, Labels, Population, Vectors


def prove_by_day(
    population: Population, labels: Labels, encode: Callable[[Population], Vectors], random_state: int = 0
) -> OfferProof | None:
    """Judge lists as ``prove_on`` does, on all events from the day on which the last fifth of the events begins.

    Nothing is learnt from those, whoever did it. Errors are those of ``split_by_day``.
    """
    return prove_on(split_by_day(population), population, labels, encode, random_state=random_state)


def prove_on(
    split: Split,
    population: Population,
    labels: Labels,
    encode: Callable[[Population], Vectors],
    others: Callable[[Labels], Sequence[UserRecommender]] = lambda placed: (),
    *,
    random_state: int = 0,
) -> OfferProof | None:
    """Judge the lists of segments on a split.

    Parameters
    ----------
    split
        Of ``population``.
    population
        The whole log.
    labels
        (n_users,) the segments of a run; -1 is unassigned. Users are put into them by what they did before the holdout.
    encode
        Makes the vectors of some users, (n_users, n_dims), from their events alone.
    others
        Makes the recommenders for users that are judged, too, from the segments before the holdout.
    random_state
        Seeds the intervals.

    Returns
    -------
    None where no user in a segment is judged.
    """
    known = np.flatnonzero(split.train.histories.counts)
    placed = np.full(population.n_users, NOISE, dtype=np.int32)
    placed[known] = place_users(encode(split.train.of_users(known)), labels[known])
    return prove_offers(population, split, placed, random_state, others=others(placed))
