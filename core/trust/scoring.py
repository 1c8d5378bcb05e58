"""What each judged user's lists and probabilities are worth under some labels; the holdout averages it.

What does not depend on the labels is prepared once, so that many labellings can be graded. The place of a target in a
user's list is its place in the segment's order less the items already seen that stand before it there, so no list is
ever written out.

Segments were formed from what users did before the holdout, which therefore overstates how much they like it
afterwards. Probabilities are learnt from it, and from what the other users of the segment pick in the holdout: users
are put into five folds, and each fold is graded by probabilities that know nothing of its users' holdout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.population.interactions import interacted, signed_interactions
from core.recommenders.segment_popularity import SegmentPopularity
from core.trust.lifts import LiftEstimator
from core.trust.split import Split, list_length
from core.types import NOISE, FloatArray, IntArray, Labels, StrArray

PRIOR_USERS = 20.0
PRIOR_PICKS = 50.0
"""What everybody picks in the holdout is drawn to what everybody had before, by so many picks."""
N_FOLDS = 5


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
    length
        Items on a list; ``list_length`` of the catalogue when not given.

    Attributes
    ----------
    n_targets
        (n_judged,) new items of each judged user in the holdout.
    """

    def __init__(self, split: Split, length: int | None = None) -> None:
        self.list_length = length or list_length(split.train.n_items)
        self.n_items = split.train.n_items
        self.weights = abs(signed_interactions(split.train))
        self.lifts = LiftEstimator(split.train)
        targets = split.targets.tocoo()
        self.target_users, self.target_items = targets.row.astype(np.int64), targets.col
        self.n_targets = np.diff(split.targets.indptr)[split.judged]
        self.first_target = np.cumsum(self.n_targets) - self.n_targets
        pairs = interacted(split.train).tocoo()
        self.seen_users, self.seen_items = pairs.row.astype(np.int64), pairs.col
        self.fold_of_user = _folds(split.train.histories.user_ids)
        self.seen_of_fold, self.targets_of_fold = (
            [np.flatnonzero(self.fold_of_user[users] == fold) for fold in range(N_FOLDS)]
            for users in (self.seen_users, self.target_users)
        )
        n_ideal = np.minimum(self.n_targets, self.list_length)
        self.ideal = np.cumsum(_discount(np.arange(self.list_length)))[n_ideal - 1]

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

        The probability of an item is that of everybody times its lift in the user's segment, as ``core.trust.lifts``
        estimates it; over the items that are new to the user it sums to 1. The lift before the holdout is what the
        lift among the picks of the other folds is drawn to.
        Users in no segment have the probabilities of all users.
        """
        rows = labels - NOISE
        found = np.empty(len(self.target_users))
        for fold, shares in enumerate(self._shares(labels)):
            seen, targets = self.seen_of_fold[fold], self.targets_of_fold[fold]
            seen_users, users = self.seen_users[seen], self.target_users[targets]
            masses = shares[rows[seen_users], self.seen_items[seen]]
            left = np.maximum(1.0 - np.bincount(seen_users, masses, minlength=len(labels)), 1e-12)
            found[targets] = np.log2(shares[rows[users], self.target_items[targets]] / left[users])
        return np.add.reduceat(found, self.first_target)

    def _shares(self, labels: Labels) -> Iterator[FloatArray]:
        """Yield (max label + 2, n_items) probabilities for each fold; row 0 is everybody's."""
        counts, picked = self._count(labels - NOISE)
        everybody = counts.sum(axis=0) + 0.5
        everybody = everybody / everybody.sum()
        before = self.lifts.estimate(counts, everybody)
        for own in picked:
            learnt = picked.sum(axis=0) - own
            now = learnt.sum(axis=0) + PRIOR_PICKS * everybody
            now = now / now.sum()
            shares = now * self.lifts.estimate(learnt, now, before).of_items
            shares[0] = now
            yield np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def _count(self, rows: IntArray) -> tuple[FloatArray, FloatArray]:
        """Count the users of each segment who have an item, (n_groups, n_items), and the picks of each fold."""
        n_groups, users = int(rows.max(initial=0)) + 1, np.arange(len(rows))
        members = sparse.csr_array((np.ones(len(rows)), (rows, users)), shape=(n_groups, len(rows)))
        has = sparse.csr_array(
            (np.ones(self.weights.nnz), self.weights.indices, self.weights.indptr), shape=self.weights.shape
        )
        places = self.fold_of_user[self.target_users] * n_groups + rows[self.target_users]
        picks = sparse.csr_array(
            (np.ones(len(places)), (places, self.target_items)), shape=(N_FOLDS * n_groups, self.n_items)
        )
        picked = np.asarray(picks.toarray()).reshape(N_FOLDS, n_groups, self.n_items)
        return np.asarray((members @ has).toarray()), picked

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


def _folds(user_ids: StrArray) -> IntArray:
    """Put users into folds by their ids, so that the order of the rows does not matter."""
    places = np.argsort(np.argsort(user_ids.astype(str), kind="stable"), kind="stable")
    return np.asarray(np.random.default_rng(0).permutation(len(user_ids))[places] % N_FOLDS)


def _discount(ranks: IntArray) -> FloatArray:
    return np.asarray(1.0 / np.log2(ranks + 2.0))
