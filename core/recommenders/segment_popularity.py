"""The items of a segment's users, shrunk towards the items of all users."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import sparse

from core.params import param
from core.population.interactions import dislikes, interactions
from core.types import BoolArray, Column, FloatArray, IntArray, Items, Labels, Population


@dataclass
class SegmentPopularity:
    """Recommends to a segment the items that most of its users interacted with.

    The score of an item is the share of the segment's users with an interaction, as if ``prior_users`` more users, who
    are like all users, were in the segment. An interaction is above 0: what was only refunded does not count.
    An item that more users of the segment rated low than liked has the score 0. Users at -1 count among all users.
    """

    prior_users: float = param(
        20.0,
        "Average users that are added to each segment, so that small segments lean on all users.",
        low=0.0,
        high=100_000.0,
    )
    name: ClassVar[str] = "segment_popularity"
    segments_: Labels = field(init=False, repr=False)
    """(n_segments,) the segments in order."""
    sizes_: IntArray = field(init=False, repr=False)
    """(n_segments,) users of each."""
    counts_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) users of the segment with an interaction; whole numbers."""
    scores_: FloatArray = field(init=False, repr=False)
    """(n_segments, n_items) float64 in [0, 1]; rows in the order of ``segments_``."""
    overall_: FloatArray = field(init=False, repr=False)
    """(n_items,) share of all users with an interaction."""
    items_: Items = field(init=False, repr=False)
    _is_disliked: BoolArray = field(init=False, repr=False)
    """(n_items,) whether more of all users rated it low than liked it."""

    def fit(self, population: Population, labels: Labels) -> SegmentPopularity:
        """Count the users of each item in each segment; ``labels`` is (n_users,)."""
        self.items_ = population.items
        self.fit_interactions(interactions(population), labels)
        against = interactions_by_group(dislikes(population), labels, self.segments_)
        self.scores_[against[:-1] > self.counts_] = 0
        self._is_disliked = against.sum(axis=0) > self.overall_ * population.n_users
        return self

    def fit_interactions(self, weights: sparse.csr_array, labels: Labels) -> SegmentPopularity:
        """Fit on ready weights, (n_users, n_items), every stored one above 0. Enough for the scores, not for titles."""
        self._is_disliked = np.zeros(weights.shape[1], dtype=bool)
        n_users = max(weights.shape[0], 1)
        self.segments_ = np.unique(labels[labels >= 0]).astype(np.int32)
        counts = interactions_by_group(weights, labels, self.segments_)
        self.overall_ = counts.sum(axis=0) / n_users
        self.sizes_ = np.bincount(places_of(labels, self.segments_), minlength=len(counts))[:-1]
        prior = self.prior_users * self.overall_
        self.counts_ = counts[:-1]
        self.scores_ = (self.counts_ + prior) / (self.sizes_[:, None] + self.prior_users)
        return self

    def scores_of(self, segment: int) -> FloatArray:
        """Return the scores of one segment, (n_items,); an unknown segment gets the global popularity."""
        row = np.flatnonzero(self.segments_ == segment)
        return self.scores_[row[0]] if row.size else np.where(self._is_disliked, 0, self.overall_)

    def recommend(self, segment: int, k: int) -> pd.DataFrame:
        """Return item_id, title, score, rank (1 is best) and lift of the ``k`` best items, equal ones in item order.

        The lift is the score over the share of all users with an interaction. Items without any interaction are left
        out, so there may be fewer than ``k``. An unknown segment, such as -1, gets what is popular with all users.
        """
        scores = self.scores_of(segment)
        best = np.argsort(-scores, kind="stable")[:k]
        best = best[scores[best] > 0]
        return pd.DataFrame(
            {
                Column.ITEM_ID: self.items_.item_ids[best],
                Column.TITLE: self.items_.titles[best],
                Column.SCORE: scores[best],
                Column.RANK: np.arange(1, len(best) + 1),
                Column.LIFT: scores[best] / self.overall_[best],
            }
        )


def places_of(labels: Labels, segments: Labels) -> IntArray:
    """Return the place of each user's segment among all, (n_users,); users in none come after the last."""
    return np.where(labels < 0, len(segments), np.searchsorted(segments, labels))


def interactions_by_group(weights: sparse.csr_array, labels: Labels, segments: Labels) -> FloatArray:
    """Count users per segment and item, (n_segments + 1, n_items); the last row is of users in none."""
    ones, shape = np.ones(len(labels)), (len(segments) + 1, len(labels))
    members = sparse.csr_array((ones, (places_of(labels, segments), np.arange(len(labels)))), shape=shape)
    has = sparse.csr_array((np.ones(weights.nnz), weights.indices, weights.indptr), shape=weights.shape)
    return np.asarray((members @ has).toarray())


def lately_shares(liked: sparse.csr_array, labels: Labels, segments: Labels, prior_users: float) -> FloatArray:
    """Return the share of each segment's users who like an item, drawn to that of all users, (n_segments, n_items).

    ``liked`` (n_users, n_items) holds how much it counts that a user likes an item, at most 1.
    """
    groups = places_of(labels, segments)
    sizes = np.bincount(groups, minlength=len(segments) + 1)[:-1, None]
    shape = (len(segments) + 1, len(labels))
    members = sparse.csr_array((np.ones(len(labels)), (groups, np.arange(len(labels)))), shape=shape)
    sums = np.asarray((members @ liked).toarray())
    overall = sums.sum(axis=0) / max(len(labels), 1)
    return np.asarray((sums[:-1] + prior_users * overall) / (sizes + prior_users))
