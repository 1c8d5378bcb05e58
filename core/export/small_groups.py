"""Small groups in what leaves: which are not shown, and when a total would give them away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may be shown of groups that together are a whole."""

    shown: tuple[int, ...]
    hidden: tuple[int, ...]
    """Groups of fewer users than may be shown."""
    hides_total: bool
    """Whether the whole less the groups that are shown would be such a group too, so that no total may be shown."""


def guard_groups(sizes: Mapping[int, int], least: int) -> Guarded:
    """Return which groups may be shown; nobody is in an empty one, so it is shown.

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
    hidden = tuple(group for group, size in sizes.items() if 0 < size < least)
    n_hidden = sum(sizes[group] for group in hidden)
    return Guarded(tuple(group for group in sizes if group not in hidden), hidden, 0 < n_hidden < least)
