"""How two groups of users differ: what each has more often than the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.profiles.counted import CountedFacts, group_lifts
from core.types import BoolArray, Lift, StrArray


@dataclass(frozen=True, slots=True)
class Difference:
    """What the users of one group who are not in the other have more often than the users of the other."""

    n_only: int
    """Users of the one group alone."""
    lifts: tuple[Lift, ...]
    """The strongest evidence first; shares of those users beside shares of the other group."""


def differences(
    kinds: Iterable[CountedFacts], first: BoolArray, second: BoolArray, n_lifts: int
) -> tuple[Difference, Difference]:
    """Return what the first group has more often than the second, and the second more often than the first.

    Users of both are counted on the other side alone, so that nobody is compared with themselves: intervals take both
    sides as samples of different users.

    Parameters
    ----------
    first, second
        (n_users,) who is in each.
    """
    facts = list(kinds)
    found = [
        Difference(int(np.count_nonzero(own & ~other)), group_lifts(facts, own & ~other, n_lifts, other))
        if other.any()
        else Difference(int(np.count_nonzero(own & ~other)), ())
        for own, other in ((first, second), (second, first))
    ]
    return found[0], found[1]


def mask_of(user_ids: StrArray, group: Collection[str]) -> BoolArray:
    """Return who of the users of a run is in a group, (n_users,)."""
    return np.asarray(pd.Index(user_ids).isin(list(group)))
