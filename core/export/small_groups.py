"""Small groups stay inside: groups of fewer users than a setting are neither listed nor counted in what leaves.

A count that is left out could be computed from a total and the others. So either no total is stated, or the next
smallest count goes too: complementary suppression (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.settings import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Step:
    """A count of users before some of them are lost."""

    name: str
    n: int
    is_plain: bool = False
    """Whether those who are lost here are no group of people with something in common."""
    is_listed: bool = False
    """Whether a file lists those who are lost here, so that everybody can count them."""


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


def shown_steps(n_rows: int, lost: Mapping[str, int], steps: Iterable[Step], least: int) -> dict[str, int | None]:
    """Return the counts of the steps from all users of a segment to its file that may be shown, None for the others.

    No small group can be computed from the counts that are shown and the rows of the files, nor a few of them together:
    where what a count has beyond the known ones would be so few users, it is hidden, too.

    Parameters
    ----------
    n_rows
        Users in the file, whom everybody can count; 0 where it is not written.
    lost
        Groups who are lost last, each with a count of its own.
    steps
        From the last to the first, so that no count is smaller than the one before.

    Examples
    --------
    >>> shown_steps(78, {"held": 15}, [Step("consenting", 93), Step("users", 150, is_plain=True)], 50)
    {'held': None, 'consenting': None, 'users': 150}
    """
    ordered = list(steps)
    unlisted = ordered[0].n - n_rows - sum(lost.values())
    found = shown_counts(dict(enumerate((*lost.values(), unlisted))), least)
    has_hidden = None in found.values()
    shown = {name: found[place] for place, name in enumerate(lost)}
    known, before = n_rows + sum(n or 0 for n in shown.values()), ordered[0].n
    for step in ordered:
        more, before = step.n - before, step.n
        known += more if step.is_listed else 0
        has_hidden |= more > 0 and not (step.is_plain or step.is_listed)
        is_hidden = has_hidden and is_small(step.n - known, least)
        shown[step.name] = None if is_hidden else step.n
        if not is_hidden:
            known, has_hidden = step.n, False
    return shown
