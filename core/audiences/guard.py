"""Small groups stay inside: groups of fewer users than a setting are neither listed nor counted in what leaves.

A count that is left out could be computed from a total and the others. So where only one is left out, or those left out
are few together, the next smallest goes too: complementary suppression (Hundepool et al. 2012, Statistical Disclosure
Control, chapter 4). Two lists that differ by fewer users name these to whoever holds both.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

import numpy as np

from core.export.small_groups import guard_groups
from core.types import IntArray


def shown_counts(counts: Mapping[int, int], least: int) -> dict[int, int | None]:
    """Return counts of groups that may be published beside their total; None for those that may not.

    >>> shown_counts({1: 400, 2: 120, 3: 30}, 50)
    {1: 400, 2: None, 3: None}
    >>> shown_counts({1: 400, 2: 120}, 50)
    {1: 400, 2: 120}
    """
    guarded = guard_groups(counts, least)
    hidden = set(guarded.hidden)
    if guarded.hides_total:
        hidden |= set(sorted((each for each in guarded.shown if counts[each]), key=lambda each: counts[each])[:1])
    return {group: None if group in hidden else n for group, n in counts.items()}


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
