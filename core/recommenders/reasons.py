"""Why an item is offered to a segment: an item that its users have, and whose users have this one more often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.recommenders.ease import ItemModel
from core.sentences import Sentence, say
from core.types import FloatArray, IntArray

MIN_USERS = 5
"""Fewer users with both items are no reason."""
OWN_LIFT = 1.05
_N_TRIED = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """An item that leads to another."""

    item: int
    """Its code."""
    share: float
    """Share of its users who have the other one too."""


def reason_sentence(because: str, because_pct: float, lift: float) -> Sentence:
    """Say why an item is offered.

    Parameters
    ----------
    because
        Title of the item that leads to it; "" for none.
    because_pct
        Percent of that item's users who have this one too.
    lift
        How many times as often the segment has it as all users.
    """
    if because and f"{lift:.1f}" == "1.0":
        return say(
            "Chosen by {pct:.0f} % of all users who chose {title}; as often here as among all users.",
            pct=because_pct,
            title=because,
        )
    if because and f"{lift:.1f}" == "0.0":
        return say("Chosen by {pct:.0f} % of all users who chose {title}.", pct=because_pct, title=because)
    if because:
        return say(
            "Chosen by {pct:.0f} % of all users who chose {title}; {lift:.1f} times as often here as among all users.",
            pct=because_pct,
            title=because,
            lift=lift,
        )
    if lift >= OWN_LIFT:
        return say("Chosen {lift:.1f} times as often here as among all users.", lift=lift)
    return say("Popular with all users.")


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
    """

    def __init__(self, has: sparse.csr_array, model: ItemModel, shares: FloatArray) -> None:
        self._by_item = sparse.csc_array(has)
        self._kept, self._weights, self._shares = model.items, model.weights, shares
        self._n_users_of = np.diff(self._by_item.indptr)

    def find(self, row: int, item: int) -> Reason | None:
        """Return the item that leads most of a segment's users to this one; None where none leads there often enough.

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
        pull = self._shares[row, self._kept] * self._weights[:, place]
        users = self._users_of(item)
        usual = len(users) / self._by_item.shape[0]
        for best in np.argsort(-pull, kind="stable")[:_N_TRIED]:
            other = int(self._kept[best])
            n_both = len(np.intersect1d(users, self._users_of(other), assume_unique=True))
            if pull[best] > 0 and n_both >= MIN_USERS and n_both / self._n_users_of[other] > usual:
                return Reason(other, n_both / self._n_users_of[other])
        return None

    def _users_of(self, item: int) -> IntArray:
        start, end = self._by_item.indptr[item : item + 2]
        found: IntArray = self._by_item.indices[start:end]
        return found
