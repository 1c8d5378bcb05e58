"""Which items can be offered to users, and what each user has of them: what all recommenders for users begin with."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.population.interactions import interactions, is_ignored, newest
from core.recommenders.ease import most_popular, n_users_of, pairs_of
from core.recommenders.gone import is_gone
from core.types import FloatArray, IntArray, Population

MAX_ITEMS = 5_000
"""So many of the most popular items are offered: time grows with their cube, memory with their square."""
UNSEEN_DAYS = 90.0
HALF_LIFE_SHARE = 0.5
"""An item that a user took half of the log's time before their last one counts half."""
_EQUALS = 1e-4
NOTHING = -1
"""Fills a list that is shorter than the others."""


def offered_items(population: Population, max_items: int = MAX_ITEMS) -> IntArray:
    """Return the codes of the most popular items that are not taken to be gone, in order; shared, do not change it."""

    def find() -> IntArray:
        here = np.flatnonzero(~is_gone(population, UNSEEN_DAYS) & (n_users_of(pairs_of(population)) > 0))
        return here[most_popular(pairs_of(population)[:, here], max_items)]

    return once(population, ("offered items", max_items), find)


def own_items(population: Population) -> sparse.csr_array:
    """Return what users have, (n_users, n_items) float32: 1 for what they took last, less the longer before it was.

    Refunds and what a user rated low count as having had it: they chose it, and that predicts what they choose next.
    """
    return once(population, "own items", lambda: _by_age(population))


def _by_age(population: Population) -> sparse.csr_array:
    histories = population.histories
    last = histories.timestamps[np.maximum(histories.offsets[1:] - 1, 0)] if histories.n_events else np.empty(0)
    ages = last[histories.users] - histories.timestamps if histories.n_events else np.empty(0)
    return _newest_of_pairs(population, _by_half_lives(population, ages, HALF_LIFE_SHARE))


def recent_items(population: Population, half_life: float = HALF_LIFE_SHARE) -> sparse.csr_array:
    """Return the same as ``own_items`` by the age of each event in the whole log.

    What was taken by ``half_life`` of the log's time before its end counts half.
    """

    def find() -> sparse.csr_array:
        ages = newest(population) - population.histories.timestamps
        return _newest_of_pairs(population, _by_half_lives(population, ages, half_life))

    return once(population, ("recent items", half_life), find)


def recently_liked(population: Population, half_life: float) -> sparse.csr_array:
    """Return what users like, (n_users, n_items) float32: 1 for what was taken last, less the longer before it was."""
    likes = interactions(population)
    liked = sparse.csr_array((np.ones_like(likes.data), likes.indices, likes.indptr), shape=likes.shape)
    return sparse.csr_array(recent_items(population, half_life).multiply(liked))


def _by_half_lives(population: Population, ages: FloatArray | IntArray, half_life: float) -> FloatArray:
    times = population.histories.timestamps
    span = int(times.max() - times.min()) if len(times) else 0
    return np.exp2(-ages / max(half_life * span, 1.0)).astype(np.float32)


def _newest_of_pairs(population: Population, weights: FloatArray) -> sparse.csr_array:
    """Keep the largest weight of each user and item, (n_users, n_items); events that are ignored have none."""
    histories, is_meant = population.histories, ~is_ignored(population)
    pairs = histories.users[is_meant].astype(np.int64) * population.n_items + histories.items[is_meant]
    distinct, pair_of = np.unique(pairs, return_inverse=True)
    largest = np.zeros(len(distinct), dtype=np.float32)
    np.maximum.at(largest, pair_of, weights[is_meant])
    places = (distinct // population.n_items, distinct % population.n_items) if len(distinct) else (distinct, distinct)
    return sparse.csr_array((largest, places), shape=(population.n_users, population.n_items))


def first_of_equals(popularity: FloatArray) -> FloatArray:
    """Return what to add to standardised scores so that of equal ones the more popular item is first, (n_items,)."""
    return np.asarray(_EQUALS * popularity / max(popularity.max(initial=0.0), 1e-12), dtype=np.float32)
