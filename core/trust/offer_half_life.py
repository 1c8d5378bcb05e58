"""How much what users took long ago counts in the lists of segments: what finds most in the holdout."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from core.recommenders.lately import HALF_LIVES, best_of
from core.recommenders.offer_basis import ALL_ALIKE
from core.recommenders.segment_offers import SegmentOffers
from core.trust.list_metrics import grade_lists
from core.trust.proof_lists import listed_for
from core.trust.split import Split
from core.types import FloatArray, IntArray, Labels

MAX_TRIED = 4_000
"""Users on whose picks half-lives are tried, drawn at random."""


class Fading:
    """The offers of a log before the holdout with each half-life, and what they find.

    Parameters
    ----------
    split
        What is held out.
    offers
        Fitted to what is before it.
    placed
        (n_users,) the segment of each user; -1 is unassigned.
    users
        Who is judged, in random order.
    check
        Is called between half-lives.
    """

    def __init__(
        self, split: Split, offers: SegmentOffers, placed: Labels, users: IntArray, check: Callable[[], None]
    ) -> None:
        is_judged = np.zeros(len(placed), dtype=bool)
        is_judged[split.judged] = True
        self.users = users[is_judged[users]][:MAX_TRIED]
        self.offers: dict[float, SegmentOffers] = {ALL_ALIKE: offers}
        self._found: dict[float, FloatArray] = {}
        targets = split.targets[self.users]
        for half_life in (ALL_ALIKE, *HALF_LIVES):
            check()
            if half_life not in self.offers:
                self.offers[half_life] = offers.fading(split.train, placed, half_life)
            lists = listed_for(split, self.users, placed[self.users], best_first(self.offers[half_life]))
            self._found[half_life] = grade_lists(lists, targets).recall

    def best(self, of: IntArray) -> float:
        """Return the half-life that finds most for some of the users."""
        is_own = np.isin(self.users, of)
        return best_of({each: own[is_own] for each, own in self._found.items()}) if is_own.any() else ALL_ALIKE


def best_first(offers: SegmentOffers) -> Mapping[int, IntArray]:
    """Return the items of each segment by their responses."""
    return {int(each): offers.order(int(each), 0.0) for each in offers.segments_}
