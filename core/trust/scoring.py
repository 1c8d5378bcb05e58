"""What each judged user's lists and probabilities are worth under some labels; the holdout averages it.

What does not depend on the labels is prepared once, so that many labellings can be graded. The place of a target in a
user's list is its place in the segment's order less the items already seen that stand before it there, so no list is
ever written out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.population.interactions import interacted, signed_interactions
from core.recommenders.segment_popularity import SegmentPopularity
from core.trust.split import Split
from core.types import NOISE, FloatArray, IntArray, Labels

PRIOR_USERS = 20.0
PRIOR_COUNT = 10.0
"""An item's count in a segment is drawn to what it would be if segments did not matter, as if it had been seen and
expected so many times more: a rare item that no user of a small segment has is not called impossible there."""


@dataclass(frozen=True, slots=True)
class HoldoutScores:
    """What lists are worth to each judged user."""

    recall: FloatArray
    """(n_judged,) share of the user's targets that are on the list."""
    ndcg: FloatArray
    """(n_judged,) the same, with early places worth more."""


class HoldoutScorer:
    """Grades labels of the training population on one split, user by user.

    Parameters
    ----------
    split
        From ``split_holdout``.
    list_length
        Items on a list.

    Attributes
    ----------
    n_targets
        (n_judged,) new items of each judged user in the holdout.
    """

    def __init__(self, split: Split, list_length: int) -> None:
        self.list_length = list_length
        self.n_items = split.train.n_items
        self.weights = abs(signed_interactions(split.train))
        targets = split.targets.tocoo()
        self.target_users, self.target_items = targets.row.astype(np.int64), targets.col
        self.n_targets = np.diff(split.targets.indptr)[split.judged]
        self.first_target = np.cumsum(self.n_targets) - self.n_targets
        pairs = interacted(split.train).tocoo()
        self.seen_users, self.seen_items = pairs.row.astype(np.int64), pairs.col
        n_ideal = np.minimum(self.n_targets, list_length)
        self.ideal = np.cumsum(_discount(np.arange(list_length)))[n_ideal - 1]

    def score(self, labels: Labels) -> HoldoutScores:
        """Grade the lists of the users' segments; -1 is served what is popular with everybody."""
        return self.score_lists(*self.lists(labels))

    def lists(self, labels: Labels) -> tuple[FloatArray, IntArray]:
        """Return the popularity of items in each segment, (n_segments + 1, n_items), and the row of each user.

        The last row is that of all users, for those in no segment.
        """
        recommender = SegmentPopularity(prior_users=PRIOR_USERS).fit_interactions(self.weights, labels)
        row_of = {int(segment): row for row, segment in enumerate(recommender.segments_)}
        scores = np.vstack([recommender.scores_, recommender.overall_])
        return scores, np.array([row_of.get(int(label), len(scores) - 1) for label in labels])

    def score_lists(self, scores: FloatArray, rows: IntArray) -> HoldoutScores:
        """Grade lists of ``scores`` (n_lists, n_items): user ``i`` is served the best items of row ``rows[i]``."""
        ranks = self._ranks(scores, rows)
        hits = ranks < self.list_length
        recall = np.add.reduceat(hits.astype(np.float64), self.first_target) / self.n_targets
        gain = np.add.reduceat(np.where(hits, _discount(ranks), 0.0), self.first_target)
        return HoldoutScores(recall, gain / self.ideal)

    def bits(self, labels: Labels) -> FloatArray:
        """Return the log2 of the probabilities that the labels gave each judged user's targets, summed, (n_judged,).

        The probability of an item is that of everybody times its lift in the user's segment, where counts are drawn
        to what was expected by ``PRIOR_COUNT``; over the items that are new to the user it sums to 1. Users in
        no segment have those of all users.
        """
        shares = self._shares(labels)
        rows = labels - NOISE
        seen = shares[rows[self.seen_users], self.seen_items]
        left = np.maximum(1.0 - np.bincount(self.seen_users, seen, minlength=len(labels)), 1e-12)
        chances = shares[rows[self.target_users], self.target_items] / left[self.target_users]
        return np.add.reduceat(np.log2(chances), self.first_target)

    def _shares(self, labels: Labels) -> FloatArray:
        """Return (max label + 2, n_items) probabilities; row 0 is everybody's."""
        n_groups = int(labels.max(initial=NOISE)) + 2
        users = np.arange(len(labels))
        members = sparse.csr_array((np.ones(len(labels)), (labels - NOISE, users)), shape=(n_groups, len(labels)))
        has = sparse.csr_array(
            (np.ones(self.weights.nnz), self.weights.indices, self.weights.indptr), shape=self.weights.shape
        )
        counts = np.asarray((members @ has).toarray())
        everybody = counts.sum(axis=0) + 0.5
        everybody = everybody / everybody.sum()
        expected = counts.sum(axis=1, keepdims=True) * everybody
        shares = everybody * (counts + PRIOR_COUNT) / (expected + PRIOR_COUNT)
        shares[0] = everybody
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def _ranks(self, scores: FloatArray, rows: IntArray) -> IntArray:
        """Return the place (0 is first) of each target in its user's list."""
        order = np.argsort(-scores, axis=1, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(order.shape[1])[None, :], axis=1)
        n_items = self.n_items
        seen_ranks = np.sort(self.seen_users * n_items + ranks[rows[self.seen_users], self.seen_items])
        target_ranks = ranks[rows[self.target_users], self.target_items]
        before_user = np.searchsorted(seen_ranks, self.target_users * n_items)
        before_target = np.searchsorted(seen_ranks, self.target_users * n_items + target_ranks)
        return np.asarray(target_ranks - (before_target - before_user))


def _discount(ranks: IntArray) -> FloatArray:
    return np.asarray(1.0 / np.log2(ranks + 2.0))
