"""A validation part before the holdout, on which recommenders for users are weighed against each other.

It holds out the last fifth of each user's events. Of what is before, one user in five keeps no more than the last few
events, so that it is known what to give to users of whom little is known, also in a log that has few of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.population.interactions import interactions
from core.recommenders.ease import pairs_of
from core.types import BoolArray, IntArray, Population

FEW, MANY = 5, 20
"""Users are weighed in three groups by the items that they have: fewer than the first, up to the second, more."""
N_GROUPS = 3
_HELD_OUT, _CUT = 5, 5
_MIN_EVENTS = 2


@dataclass(frozen=True)
class Validation:
    """A population before its validation part, and what is new to its users there."""

    train: Population
    targets: sparse.csr_array
    """(n_users, n_items) float32 ones."""


def split_validation(population: Population, random_state: int = 0) -> Validation:
    """Hold out the last events of each user with two or more."""
    histories = population.histories
    counts = histories.counts
    n_before = counts - np.where(counts >= _MIN_EVENTS, -(-counts // _HELD_OUT), 0)
    rng = np.random.default_rng(random_state)
    is_cut = rng.permutation(len(counts)) % _CUT == 0
    n_kept = np.where(is_cut, np.minimum(n_before, rng.integers(1, FEW, len(counts))), n_before)
    places = np.arange(histories.n_events) - np.repeat(histories.offsets[:-1], counts)
    is_before: BoolArray = places < np.repeat(n_before, counts)
    is_kept: BoolArray = is_before & (places >= np.repeat(n_before - n_kept, counts))
    before, train, later = (
        replace(population, histories=histories.keep(some)) for some in (is_before, is_kept, ~is_before)
    )
    wanted = interactions(later)
    wanted = sparse.csr_array((np.ones_like(wanted.data), wanted.indices, wanted.indptr), shape=wanted.shape)
    targets = sparse.csr_array(wanted - wanted.multiply(pairs_of(before)))
    targets.eliminate_zeros()
    return Validation(train, targets)


def group_of(n_own: IntArray) -> IntArray:
    """Return the group of users, (n_users,) from 0, by how many items they have.

    >>> group_of(np.array([0, 4, 5, 20, 21])).tolist()
    [0, 0, 1, 1, 2]
    """
    return np.digitize(n_own, (FEW, MANY + 1))
