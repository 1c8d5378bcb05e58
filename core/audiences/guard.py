"""Small groups stay inside: groups of fewer users than a setting are neither listed nor counted in what leaves.

A count that is left out could be computed from a total and the others. So where only one is left out, or those left out
are few together, the next smallest goes too: complementary suppression (Hundepool et al. 2012, Statistical Disclosure
Control, chapter 4). Two lists that differ by fewer users name these to whoever holds both.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

import numpy as np

from core.types import IntArray

BELOW = None
"""Stands for a count that is left out."""


def is_small(n_users: int, least: int) -> bool:
    """Whether a group is too small to be listed; an empty one lists nobody.

    >>> is_small(49, 50), is_small(50, 50), is_small(0, 50)
    (True, False, False)
    """
    return 0 < n_users < least


def shown_counts(counts: Mapping[int, int], least: int) -> dict[int, int | None]:
    """Return counts of groups that may be published beside their total; ``BELOW`` for those that may not.

    >>> shown_counts({1: 400, 2: 120, 3: 30}, 50)
    {1: 400, 2: None, 3: None}
    >>> shown_counts({1: 400, 2: 120}, 50)
    {1: 400, 2: 120}
    """
    hidden = {group for group, n in counts.items() if is_small(n, least)}
    others = sorted((n, group) for group, n in counts.items() if n >= least)
    while hidden and others and (len(hidden) == 1 or sum(counts[each] for each in hidden) < least):
        hidden.add(others.pop(0)[1])
    return {group: BELOW if group in hidden else n for group, n in counts.items()}


def digests_of(user_ids: Iterable[str], key: bytes) -> IntArray:
    """Return (n_users,) numbers that stand for users, sorted: only who holds the key can make them again."""
    made = b"".join(hmac.digest(key, b"audience " + user.encode(), "sha256")[:8] for user in user_ids)
    return np.sort(np.frombuffer(made, dtype="<i8"))


def n_different(one: IntArray, other: IntArray) -> int:
    """Return how many users are on one of two lists only.

    >>> n_different(np.array([1, 2, 3]), np.array([2, 3, 4, 5]))
    3
    """
    return len(np.setxor1d(one, other, assume_unique=True))
