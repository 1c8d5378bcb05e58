"""Why an item is offered to a segment: an item that its users have, and whose users have this one more often."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.recommenders.ease import ItemModel
from core.sentences import Sentence, say
from core.types import FloatArray, IntArray

MIN_USERS = 5
"""Fewer users with both items are no reason."""
MIN_TIMES = 1.5
"""Users of the other item have this one so many times as often as all users, at least; less says little."""
OWN_LIFT = 1.05
_N_TRIED = 8
_LEAST_WHOLE = 1.0
"""Percent that are written without decimals, at least."""


@dataclass(frozen=True, slots=True)
class Reason:
    """An item that leads to another."""

    item: int
    """Its code."""
    share: float
    """Share of its users who have the other one too."""
    usual: float
    """Share of all users who have the other one."""


def reason_sentence(because: str, because_pct: float, usual_pct: float, lift: float) -> Sentence:
    """Say why an item is offered.

    Parameters
    ----------
    because
        Title of the item that leads to it; "" for none.
    because_pct
        Percent of that item's users who have this one too.
    usual_pct
        Percent of all users who have this one; NaN in a run of an earlier version.
    lift
        How many times as often the segment has it as all users.
    """
    if because:
        why = leads_to(because, because_pct, usual_pct)
        if f"{lift:.1f}" == "1.0":
            return say("{why}; as often here as among all users.", why=why)
        if f"{lift:.1f}" == "0.0":
            return say("{why}.", why=why)
        return say("{why}; {lift:.1f} times as often here as among all users.", why=why, lift=lift)
    if lift >= OWN_LIFT:
        return say("Chosen {lift:.1f} times as often here as among all users.", lift=lift)
    return say("Popular with all users.")


def leads_to(because: str, because_pct: float, usual_pct: float) -> Sentence:
    """Say which item leads to one that is offered, as ``reason_sentence`` does, without what follows."""
    if math.isnan(usual_pct):
        return say("Chosen by {pct:.0f} % of all users who chose {title}", pct=because_pct, title=because)
    return say(
        "Chosen by {pct:.0f} % of those who chose {title}, by {usual} % of all users",
        pct=because_pct,
        title=because,
        usual=f"{usual_pct:.0f}" if usual_pct >= _LEAST_WHOLE else f"{usual_pct:.1g}",
    )


class Reasons:
    """Finds reasons in who has what.

    Parameters
    ----------
    has
        (n_users, n_items) ones where a user has an item.
    model
        Which items lead to which.
    shares
        (n_segments, n_items) share of the users who have an item.
    overall
        (n_items,) the same of all users.
    """

    def __init__(self, has: sparse.csr_array, model: ItemModel, shares: FloatArray, overall: FloatArray) -> None:
        self._by_item = sparse.csc_array(has)
        self._kept, self._weights = model.items, model.weights
        self._more = np.maximum(shares - overall, 0)[:, model.items]
        self._n_users_of = np.diff(self._by_item.indptr)

    def find(self, row: int, item: int) -> Reason | None:
        """Return the item that most makes a segment likelier than all users to want this one.

        What all users have leads nobody in particular to anything: an item counts by how much larger the share of the
        segment's users is than that of all, times how much it leads to this one. None where none leads there 1.5 times
        as often as all users go.

        Parameters
        ----------
        row
            Of the segment.
        item
            Code of the item that is offered.
        """
        place = int(np.searchsorted(self._kept, item))
        if place >= len(self._kept) or self._kept[place] != item:
            return None
        pull = self._more[row] * self._weights[:, place]
        users = self._users_of(item)
        usual = len(users) / self._by_item.shape[0]
        for best in np.argsort(-pull, kind="stable")[:_N_TRIED]:
            other = int(self._kept[best])
            n_both = len(np.intersect1d(users, self._users_of(other), assume_unique=True))
            share = n_both / max(int(self._n_users_of[other]), 1)
            if pull[best] > 0 and n_both >= MIN_USERS and share >= MIN_TIMES * usual:
                return Reason(other, share, usual)
        return None

    def _users_of(self, item: int) -> IntArray:
        start, end = self._by_item.indptr[item : item + 2]
        found: IntArray = self._by_item.indices[start:end]
        return found
