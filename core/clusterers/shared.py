"""What clusterers share: enough users, labels without gaps, a draw of users."""

from __future__ import annotations

import numpy as np

from core.errors import DataError
from core.sentences import say
from core.types import NOISE, IntArray, Labels, Vectors


def require_users(X: Vectors, k: int) -> None:
    """Raise ``DataError`` if there are fewer users than clusters."""
    if len(X) < k:
        raise DataError(say("{n} users cannot form {k} segments.", n=len(X), k=k), say("Ask for fewer segments."))


def without_gaps(labels: IntArray) -> Labels:
    """Renumber the clusters that have users from 0, in the order of their labels; noise stays -1.

    >>> without_gaps(np.array([7, 2, -1, 7])).tolist()
    [1, 0, -1, 1]
    """
    found = np.unique(labels[labels != NOISE])
    return np.where(labels == NOISE, NOISE, np.searchsorted(found, labels)).astype(np.int32)


def draw_users(n_users: int, n_drawn: int, random_state: int) -> IntArray:
    """Draw rows without replacement, in their order; all rows when there are no more than ``n_drawn``."""
    if n_users <= n_drawn:
        return np.arange(n_users)
    return np.sort(np.random.default_rng(random_state).choice(n_users, n_drawn, replace=False))


def random_states(random_state: int, n_starts: int) -> list[int]:
    """Derive a random state for each of several starts."""
    return [int(each) for each in np.random.SeedSequence(random_state).generate_state(n_starts)]
