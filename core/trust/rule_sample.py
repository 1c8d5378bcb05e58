"""Two halves of the users: rules are found on one and measured on the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import FloatArray, IntArray, Labels

MAX_USERS = 10_000
"""Users looked at in all, the ones added by ``MIN_OF_SEGMENT`` aside."""
MIN_OF_SEGMENT = 400
"""A segment is looked at with so many users at least, or with all it has."""


@dataclass(frozen=True, slots=True)
class Halves:
    """Who is looked at; rows of users in the order of the population."""

    fitted: IntArray
    """(n_fitted,) rows of the users on whom rules are found."""
    judged: IntArray
    """(n_judged,) rows of the users on whom they are measured."""
    weights: FloatArray
    """(n_users,) how many users of the own segment each stands for: 1 when everybody is looked at, 0 when not."""


def split_users(labels: Labels, random_state: int = 0) -> Halves:
    """Split the users of every segment, and those of none, at random into halves that differ by one user at most.

    Of more than ``MAX_USERS`` users each segment gives its share of a sample, small ones ``MIN_OF_SEGMENT`` users.
    """
    rng = np.random.default_rng(random_state)
    fitted, judged, weights = [], [], np.zeros(len(labels))
    for segment in np.unique(labels):
        users = rng.permutation(np.flatnonzero(labels == segment))
        fair = -(-len(users) * MAX_USERS // len(labels))
        sample = users[: max(fair, MIN_OF_SEGMENT) if len(labels) > MAX_USERS else len(users)]
        weights[sample] = len(users) / len(sample)
        fitted.append(sample[::2])
        judged.append(sample[1::2])
    return Halves(_in_order(fitted), _in_order(judged), weights)


def _in_order(parts: list[IntArray]) -> IntArray:
    return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *parts]))
