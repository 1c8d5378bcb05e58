"""Small groups stay inside: groups of fewer users than a setting are neither listed nor counted in what leaves.

A count that is left out could be computed from a total and the others. So either no total is stated, or the next
smallest count goes too: complementary suppression (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.settings import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may be shown of groups that together are a whole."""

    shown: tuple[int, ...]
    hidden: tuple[int, ...]
    """Groups of fewer users than may be shown."""
    hides_total: bool
    """Whether the whole less the groups that are shown would be such a group too, so that no total may be shown."""


def least_size(least: int) -> int:
    """Return how many users a group needs to be shown, whatever is asked for: never fewer than ``SMALLEST_GROUP``."""
    return max(least, SMALLEST_GROUP)


def is_small(size: int, least: int) -> bool:
    """Return whether a group may not be shown; nobody is in an empty one, so it may.

    >>> is_small(49, 50), is_small(50, 50), is_small(0, 50), is_small(19, 5)
    (True, False, False, True)
    """
    return 0 < size < least_size(least)


def guard_groups(sizes: Mapping[int, int], least: int) -> Guarded:
    """Return which groups may be shown where nothing states how many users the whole has.

    Parameters
    ----------
    sizes
        Group to its number of users, of all groups of the whole.
    least
        Groups of fewer users are not shown: the setting ``small_group``.

    Examples
    --------
    >>> guard_groups({1: 900, 2: 70, 3: 30}, 50)
    Guarded(shown=(1, 2), hidden=(3,), hides_total=True)
    >>> guard_groups({1: 900, 2: 30, 3: 30}, 50).hides_total
    False
    """
    hidden = tuple(group for group, size in sizes.items() if is_small(size, least))
    n_hidden = sum(sizes[group] for group in hidden)
    return Guarded(tuple(group for group in sizes if group not in hidden), hidden, is_small(n_hidden, least))


def shown_counts(counts: Mapping[int, int], least: int) -> dict[int, int | None]:
    """Return the counts that may be shown where their total is known, None for the others.

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
