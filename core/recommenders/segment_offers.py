"""What a segment will want next and others less: expected response times how much it is the segment's own.

The response is the geometric mean of two forecasts: the share of the segment's users who have an item, where those of
long ago count less if a holdout says so, and what its users' other items predict (EASE), averaged over them, nothing
for those who have the item. On four of five logs the two together found as many held-out items as the better one, or
more.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import ClassVar

import numpy as np
import pandas as pd

from core.params import param
from core.recommenders.ease import item_model, pairs_of
from core.recommenders.forecasts import mean_forecasts
from core.recommenders.gone import is_gone
from core.recommenders.offer_basis import ALL_ALIKE, OfferBasis, power_at
from core.recommenders.offer_rows import offer_rows
from core.recommenders.offered import recently_liked
from core.recommenders.reasons import Reasons
from core.recommenders.response_curve import ResponseCurve
from core.recommenders.segment_popularity import SegmentPopularity, interactions_by_group, lately_shares
from core.recommenders.shared_items import Wanted, first_places, leave_to_others
from core.types import BoolArray, Column, FloatArray, IntArray, Items, Labels, Population

MIDDLE = 0.5
"""The default place between most picks (0) and most distinctive (1)."""
LIST_LENGTH = 20
OWN_FIRST = 10
"""So many first places of a list belong to items that the segment has more often than all users."""
POWER, ORDER_POWER = 0.2, 1.0
"""Of the lift at the middle: by which items are chosen, and by which those of a list stand in order. A higher first one
finds less on most logs, a lower one less where items live for days; a higher second one finds the same in a list."""
MOST_SHARED = 0.4
"""No two segments share more of their lists at the middle: lists leave items to each other."""
LEAST_PICKS = 0.95
"""Of the picks that are expected of all lists at most picks; lists leave items as long as so many stay expected.

A twentieth may be lost: in small and faint logs, where leaving an item costs more, lists share more."""
MIN_SHARE, MIN_USERS = 0.05, 5
"""An item that fewer users of the segment have is not called distinctive of it."""
MOST_HAD = 2 / 3
"""What a larger share of a segment's users has is new to few of them: it stands at the end of the list."""
_ROUNDING = 1e-9


@dataclass
class SegmentOffers:
    """Recommends to a segment what its users will want next, and others less.

    Items that the users have count as nothing for them. An item that more users of the segment rated low than liked,
    and one that nobody interacted with for long, are left out.
    """

    prior_users: float = param(
        20.0,
        "Average users that are added to each segment, so that small segments lean on all users.",
        low=0.0,
        high=100_000.0,
    )
    regularisation: float = param(
        200.0, "How much evidence it takes that one item leads to another; in users who have both.", low=1.0, high=1e6
    )
    max_items: int = param(
        5_000, "So many of the most popular items can be offered; time grows with their cube.", low=1, high=50_000
    )
    unseen_days: float = param(
        90.0,
        "An item that nobody interacted with for so many days at the end of the log, and for a tenth of the log, is "
        "taken to be gone.",
        low=1.0,
        high=100_000.0,
    )
    name: ClassVar[str] = "segment_offers"
    segments_: Labels = field(init=False, repr=False)
    """(n_segments,) the segments in order."""
    sizes_: IntArray = field(init=False, repr=False)
    """(n_segments,) users of each."""
    items_: Items = field(init=False, repr=False)
    shares_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) share of the users who have it, drawn to that of all by ``prior_users``."""
    lifts_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) share of the segment's users who have it over the share of all users."""
    new_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) share of the segment's users to whom the item is new."""
    responses_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) from 0: for the order of items, no share of users; they sum to the number of segments, so
    that those of a longer log compare with those of a shorter one."""
    expected_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) share of the segment's users who are expected to pick the item; ``responses_`` where no
    holdout says what these lead to."""
    power_: float = field(init=False, repr=False)
    """Of the lift at the middle."""
    left_: BoolArray = field(init=False, repr=False)
    """(n_segments, n_items) what a list leaves to those of others: it stands behind the first 20."""
    basis_: OfferBasis = field(init=False, repr=False)
    """What these offers have in common."""
    n_gone_: int = field(init=False, repr=False)
    """Items that are taken to be gone."""
    overall_: FloatArray = field(init=False, repr=False)
    """(n_items,) share of all users who like it, above 0."""
    _counts: FloatArray = field(init=False, repr=False)
    _rates: FloatArray = field(init=False, repr=False)
    _is_own: BoolArray = field(init=False, repr=False)
    _is_had: BoolArray = field(init=False, repr=False)
    _is_first: BoolArray = field(init=False, repr=False)
    """(n_segments, n_items) what has the first places: the segment's own, new to many where there is enough of it."""
    _reasons: Reasons = field(init=False, repr=False)
    _users: tuple[str, ...] = field(init=False, repr=False)
    """Of each segment, a hash of its users."""
    _personal: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) what the users' other items predict."""
    _is_gone: BoolArray = field(init=False, repr=False)
    _scale: float = field(init=False, repr=False)

    def fit(self, population: Population, labels: Labels, basis: OfferBasis | None = None) -> SegmentOffers:
        """Learn what each segment's users have and what that leads to.

        Parameters
        ----------
        labels
            (n_users,) segments; -1 is none.
        basis
            That of the segments before an edit; None finds one for these segments.
        """
        popularity = SegmentPopularity(self.prior_users).fit(population, labels)
        self.items_, self.segments_, self.sizes_ = population.items, popularity.segments_, popularity.sizes_
        self.shares_, self._counts = popularity.scores_, popularity.counts_
        self.overall_ = np.maximum(popularity.overall_, np.finfo(float).tiny)
        self._rates = self._counts / np.maximum(self.sizes_[:, None], 1)
        self.lifts_ = self._rates / self.overall_
        self._is_own = self.lifts_ >= 1 - _ROUNDING
        has, model = pairs_of(population), item_model(population, self.regularisation, self.max_items)
        self._personal = np.zeros(self.shares_.shape)
        self._personal[:, model.items] = mean_forecasts(has, model, labels, self.segments_, self.prior_users)
        had = interactions_by_group(has, labels, self.segments_)[:-1]
        self.new_ = 1 - had / np.maximum(self.sizes_[:, None], 1)
        gone = is_gone(population, self.unseen_days)
        self.n_gone_ = int(np.count_nonzero(gone & (popularity.overall_ > 0)))
        self._is_gone = gone
        self._reasons = Reasons(has, model, self.shares_, popularity.overall_)
        self._users = tuple(sha256((labels == each).tobytes()).hexdigest()[:16] for each in self.segments_)
        half_life, scale = (basis.half_life, basis.scale) if basis else (ALL_ALIKE, None)
        self._respond(population, labels, half_life, scale)
        self._order_by(basis or self._basis(ALL_ALIKE))
        return self

    def fading(self, population: Population, labels: Labels, half_life: float) -> SegmentOffers:
        """Return the same offers with the responses of another half-life; the rest is what it was fitted to."""
        found = copy(self)
        found._respond(population, labels, half_life, None)
        found._order_by(found._basis(half_life))
        return found

    def _respond(self, population: Population, labels: Labels, half_life: float | None, scale: float | None) -> None:
        popular = np.asarray(self.shares_ * self.new_ if half_life is None else self.shares_)
        if half_life:
            liked = recently_liked(population, half_life)
            popular = lately_shares(liked, labels, self.segments_, self.prior_users) * (self.shares_ > 0)
        is_known = self._personal.any()  # else nothing says to whom an item is new
        unknown = popular if half_life is None else popular * self.new_
        responses = np.asarray(np.sqrt(popular * self._personal) if is_known else unknown)
        responses = np.where(self._is_gone, 0.0, responses)
        self._scale = len(responses) / max(float(responses.sum()), np.finfo(float).tiny) if scale is None else scale
        self.responses_ = responses * self._scale

    def ordered_by(self, curve: ResponseCurve) -> SegmentOffers:
        """Return the same offers in the order of what a curve expects."""
        found = copy(self)
        found._order_by(self._basis(self.basis_.half_life, curve))
        return found

    def _basis(self, half_life: float | None, curve: ResponseCurve | None = None) -> OfferBasis:
        return OfferBasis(POWER, self._scale, curve, {}, half_life, MOST_HAD, ORDER_POWER)

    def _order_by(self, basis: OfferBasis) -> None:
        """Order by a basis; known segments leave what they left."""
        self.expected_ = basis.curve.expected(self.responses_) if basis.curve else self.responses_
        self.left_ = np.zeros(self.shares_.shape, dtype=bool)
        self.power_ = basis.power
        self._is_had = self.new_ < 1 - basis.most_had - _ROUNDING
        is_new = self._is_own & ~self._is_had
        has_enough = (is_new & (self.responses_ > 0)).sum(axis=1) >= OWN_FIRST
        self._is_first = np.where(has_enough[:, None], is_new, self._is_own)
        if basis.left is not None:
            self._leave(basis.left)
        ids = [tuple(self.items_.item_ids[each].tolist()) for each in self.left_]
        left = None if basis.left is None else dict(zip(self._users, ids, strict=True))
        self.basis_ = replace(basis, left=left)

    def _leave(self, known: Mapping[str, tuple[str, ...]]) -> None:
        """Leave items of lists to others; those of segments whose users are known leave what they left before."""
        is_new = np.array([each not in known for each in self._users], dtype=bool)
        for row in np.flatnonzero(~is_new).tolist():
            self.left_[row] = np.isin(self.items_.item_ids.astype(str), known[self._users[row]])
        orders = [self._by_score(row, MIDDLE) for row in range(len(self.segments_))]
        wanted = Wanted(orders, self.expected_, self._is_first, self.sizes_, LIST_LENGTH, OWN_FIRST)
        self.left_ = leave_to_others(wanted, self.left_, is_new, MOST_SHARED, LEAST_PICKS)

    def order(self, segment: int, distinctiveness: float = MIDDLE, left_out: BoolArray | None = None) -> IntArray:
        """Return the codes of the items that can be offered, best first.

        Parameters
        ----------
        segment
            Its number; an unknown one has no items.
        distinctiveness
            0 puts what most will respond to first, 1 what is most the segment's own.
        left_out
            (n_items,) what is not to be offered.
        """
        row = np.flatnonzero(self.segments_ == segment)
        if not row.size:
            return np.empty(0, dtype=np.int64)
        places = self._order(int(row[0]), distinctiveness)
        return places if left_out is None else places[~left_out[places]]

    def _order(self, row: int, distinctiveness: float) -> IntArray:
        order_power = self.basis_.order_power_at(distinctiveness)
        if distinctiveness >= 1:
            scores = self._scores(row, order_power)
            own = np.flatnonzero(scores > 0)
            return self._in_order(
                row, own[np.lexsort((-self._rates[row, own], -np.round(scores[own], 9)))], order_power
            )
        places = self._by_score(row, distinctiveness)
        if distinctiveness <= 0:
            return places
        first = first_places(places, self.left_[row], self._is_first[row], OWN_FIRST, LIST_LENGTH)
        return self._in_order(row, np.concatenate([first, places[~np.isin(places, first)]]), order_power)

    def _in_order(self, row: int, places: IntArray, power: float) -> IntArray:
        """Order the list, what most users have at its end; first places stay with the segment's own items."""
        listed = places[:LIST_LENGTH]
        listed = listed[np.lexsort((-np.round(self._scores(row, power)[listed], 12), self._is_had[row, listed]))]
        own = listed[self._is_first[row, listed]][:OWN_FIRST]
        return np.concatenate([own, listed[~np.isin(listed, own)], places[LIST_LENGTH:]])

    def _by_score(self, row: int, distinctiveness: float) -> IntArray:
        some = np.flatnonzero(self.responses_[row] > 0)
        scores = self._scores(row, power_at(self.power_, distinctiveness))
        places: IntArray = some[np.lexsort((-self.responses_[row, some], -scores[some]))]
        return places

    def _scores(self, row: int, power: float) -> FloatArray:
        """Return expected share times a power of the lift, (n_items,); the lift alone where that is infinite."""
        response, lift = self.responses_[row], self.lifts_[row]
        if power < np.inf:
            scores: FloatArray = self.expected_[row] * lift**power
            return scores
        is_own = (
            (self._counts[row] >= max(MIN_USERS, MIN_SHARE * self.sizes_[row]))
            & (lift > 1 + _ROUNDING)
            & (response > 0)
        )
        return np.where(is_own, lift, 0.0)

    def strengths(self, segment: int, items: IntArray, distinctiveness: float = MIDDLE) -> FloatArray:
        """Return what orders a list, (n_items,): 100 for the strongest of it; NaN for what stands last."""
        if not len(items):
            return np.empty(0)
        row = int(np.searchsorted(self.segments_, segment))
        scores = self._scores(row, self.basis_.order_power_at(distinctiveness))[items]
        scores = np.where(self._is_had[row, items] & (distinctiveness > 0), np.nan, scores)
        return 100 * scores / max(float(np.nanmax(scores, initial=0)), np.finfo(float).tiny)

    def recommend(self, segment: int, k: int, distinctiveness: float = MIDDLE) -> pd.DataFrame:
        """Return the ``k`` best items of a segment: see ``offers`` and ``strengths``."""
        return self.listed(segment, k, distinctiveness)

    def listed(
        self, segment: int, k: int, distinctiveness: float = MIDDLE, left_out: BoolArray | None = None
    ) -> pd.DataFrame:
        """Return ``offers`` of the ``k`` best items, as ``order`` has them, with the column strength."""
        items = self.order(segment, distinctiveness, left_out)[:k]
        return self.offers(segment, items).assign(strength=self.strengths(segment, items, distinctiveness))

    def offers(self, segment: int, items: IntArray) -> pd.DataFrame:
        """Return what is known of items as offers to a segment, in their order.

        Columns: response (for the expected response), item_id, title, score (share of the segment's users who have it),
        rank (1 is best), lift, category, new_to_pct (percent of the segment's users who do not have it), because (title
        of an item that leads to it, "" without one), because_pct (percent of its users who have this one) and usual_pct
        (percent of all users who do).
        """
        row = int(np.searchsorted(self.segments_, segment)) if len(items) else 0  # an unknown segment has no items
        of = self.responses_, self._rates, self.new_
        responses, shares, new = (each[row, items] if len(items) else np.empty(0) for each in of)
        figures = {Column.RESPONSE: responses, Column.SCORE: shares, Column.LIFT: shares / self.overall_[items]}
        reasons = [self._reasons.find(row, int(item)) for item in items]
        return offer_rows(self.items_, items, {**figures, Column.NEW_TO_PCT: 100 * new}, reasons)
