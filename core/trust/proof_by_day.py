"""Lists of segments judged by day: from one day on nothing is learnt from, whoever did it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.trust.offer_proof import OfferProof, prove_offers
from core.trust.placement import place_users
from core.trust.split import split_by_day
from core.types import NOISE, Labels, Population, Vectors


def prove_by_day(
    population: Population, labels: Labels, encode: Callable[[Population], Vectors], random_state: int = 0
) -> OfferProof | None:
    """Judge the lists of segments on all events from the day on which the last fifth of the events begins.

    Parameters
    ----------
    population
        The whole log.
    labels
        (n_users,) the segments of a run; -1 is unassigned. Users are put into them by what they did before that day.
    encode
        Makes the vectors of some users, (n_users, n_dims), from their events alone.
    random_state
        Seeds the intervals.

    Raises
    ------
    DataError
        As for ``split_by_day``.

    Returns
    -------
    None where no user in a segment is judged.
    """
    split = split_by_day(population)
    known = np.flatnonzero(split.train.histories.counts)
    placed = np.full(population.n_users, NOISE, dtype=np.int32)
    placed[known] = place_users(encode(split.train.of_users(known)), labels[known])
    return prove_offers(population, split, placed, random_state)
