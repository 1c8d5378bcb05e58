"""How much there is to gain: what a list from each user's own history would find, beside the lists of segments.

Segments offer the same list to many users. The best that personalisation does on the same holdout is the ceiling: items
are predicted from each user's own items by a linear model in closed form (EASE). The share of the gap between one list
for all users and that ceiling says how much of it knowing the segment gives.

References
----------
Steck, H. (2019). Embarrassingly shallow autoencoders for sparse data. WWW '19, 3251-3257. doi:10.1145/3308558.3313710
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.errors import DataError
from core.recommenders.ease import fit_ease, item_model, most_popular, n_users_of, pairs_of
from core.sentences import Sentence, say
from core.trust.intervals import UNKNOWN, Estimate, ratio_estimate
from core.trust.split import LIST_LENGTH, Split, list_length, split_holdout
from core.types import BoolArray, FloatArray, IntArray, Population

REGULARISATIONS = (20.0, 60.0, 200.0, 600.0, 2000.0)
"""Tried on the validation part; the scale is that of users an item pair has in common."""
MAX_ITEMS = 5_000
"""With more items, the most popular ones: the model's memory grows with their square and its time with their cube."""
MAX_TUNED_ITEMS = 1_500
"""The regularisation is chosen on so many of the most popular items."""
MAX_USERS = 10_000
"""With more users who are judged, so many of them, drawn at random."""
_USERS_AT_ONCE = 1_000
Scorer = Callable[[IntArray, sparse.csr_array], FloatArray]
"""From rows of users (n_drawn,) and the items that they have (n_drawn, n_items) to scores (n_drawn, n_items)."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What personal lists find of the held-out items, and the popular list and the segments on the same items."""

    recall: float
    """Recall of the personal lists."""
    recall_global: float
    """Of one list for all users, on the same items: what most users had, refunds included. The holdout's own baseline
    (``Usefulness.recall_global``) is of all items, and of what users like."""
    gap_share: Estimate
    """(segments - one list) / (personal lists - one list), with its interval over users; NaN where the gap
    itself is not above 0 with its whole interval."""
    regularisation: float
    """Of the model, chosen on the validation part."""
    n_items: int
    """Items that take part."""
    event_share: float
    """Share of the held-out items, counted per user, that are among them."""

    @property
    def is_known(self) -> bool:
        """Whether there is a gap to have a share of."""
        return not math.isnan(self.gap_share.value)

    @property
    def recall_segments(self) -> float:
        """Recall of the segments' lists on the same items and users; NaN where the share is not known."""
        return self.recall_global + self.gap_share.value * (self.recall - self.recall_global)

    @property
    def sentence(self) -> Sentence:
        """Say what knowing the segment gives of what there is to gain."""
        share = self.gap_share.value
        if share >= 1:
            return say(
                "Lists made for each segment hold as many of the items that users pick next as lists made from each "
                "person's history, or more."
            )
        if share <= 0:
            return say(
                "Lists made from each person's history hold more of the items that users pick next than one list for "
                "all; lists made for each segment reach none of that gain."
            )
        return say(
            "Lists made from each person's history hold more of the items that users pick next than one list for all; "
            "lists made for each segment reach {share:.0f} % of that gain.",
            share=100 * share,
        )


@dataclass(frozen=True, slots=True)
class PersonalLists:
    """What does not depend on the segments: recall of personal lists and of the popular list, user by user."""

    items: IntArray
    """(n_kept,) items that take part."""
    users: IntArray
    """(n_drawn,) rows of the users who are judged on them."""
    recall: FloatArray
    """(n_drawn,)"""
    recall_global: FloatArray
    regularisation: float
    event_share: float


def ceiling_of(split: Split, segment_scores: FloatArray, rows: IntArray, random_state: int = 0) -> Ceiling | None:
    """Measure how much of what personal lists gain the lists of segments give.

    Parameters
    ----------
    split
        From ``split_holdout``.
    segment_scores
        (n_lists, n_items); user ``i`` is offered the best items of row ``rows[i]`` that are new to them.
    rows
        (n_users,)
    random_state
        Seeds the draw of users and the interval.

    Returns
    -------
    None where nobody who is judged has a target among the items.
    """
    personal = once(split.train, ("personal lists", random_state), lambda: personal_lists(split, random_state))
    if not len(personal.users):
        return None
    scores = segment_scores[:, personal.items]
    own = recall_of(split, personal.items, personal.users, lambda users, _has: scores[rows[users]])
    gap = personal.recall - personal.recall_global
    is_gap = ratio_estimate(gap, np.ones(len(gap)), random_state).is_above_zero
    share = ratio_estimate(own - personal.recall_global, gap, random_state) if is_gap else UNKNOWN
    return Ceiling(
        recall=float(personal.recall.mean()),
        recall_global=float(personal.recall_global.mean()),
        gap_share=share,
        regularisation=personal.regularisation,
        n_items=len(personal.items),
        event_share=personal.event_share,
    )


def personal_lists(split: Split, random_state: int = 0) -> PersonalLists:
    """Fit the model to what lies before the holdout and grade the personal lists that it gives."""
    regularisation = regularisation_of(split.train, random_state)
    model = item_model(split.train, regularisation, MAX_ITEMS)
    items, weights = model.items, model.weights
    users = _drawn(split, items, random_state)
    popular = n_users_of(pairs_of(split.train)[:, items])
    return PersonalLists(
        items=items,
        users=users,
        recall=recall_of(split, items, users, lambda _users, own: own @ weights),
        recall_global=recall_of(split, items, users, lambda rows, _own: np.tile(popular, (len(rows), 1))),
        regularisation=regularisation,
        event_share=float(split.targets[:, items].sum() / split.targets.sum()),
    )


def regularisation_of(train: Population, random_state: int = 0) -> float:
    """Return what ``choose_regularisation`` chooses, made once for a population."""
    return once(train, ("regularisation", random_state), lambda: choose_regularisation(train, random_state))


def choose_regularisation(train: Population, random_state: int = 0) -> float:
    """Choose from ``REGULARISATIONS`` what finds most in a validation part of ``train``; the middle without one."""
    try:
        inner = split_holdout(train)
    except DataError:  # histories are too short for a validation part
        return REGULARISATIONS[len(REGULARISATIONS) // 2]
    has = pairs_of(inner.train)
    items = most_popular(has, MAX_TUNED_ITEMS)
    users = _drawn(inner, items, random_state)

    def found(regularisation: float) -> float:
        weights = fit_ease(has[:, items], regularisation)
        return float(recall_of(inner, items, users, lambda _users, own: own @ weights).sum())

    return max(REGULARISATIONS, key=found) if len(users) else REGULARISATIONS[len(REGULARISATIONS) // 2]


def recall_of(split: Split, items: IntArray, users: IntArray, score: Scorer) -> FloatArray:
    """Grade lists among some items on a split, as long as the catalogue asks for; as ``recall_on``."""
    length = list_length(split.train.n_items)
    return recall_on(pairs_of(split.train)[:, items], split.targets[:, items], users, score, length)


def recall_on(
    has: sparse.csr_array, targets: sparse.csr_array, users: IntArray, score: Scorer, length: int = LIST_LENGTH
) -> FloatArray:
    """Grade lists, (n_drawn,) share of each user's targets that are on the list.

    Items that the user has are passed over; where scores are equal, the more popular item comes first.

    Parameters
    ----------
    has
        (n_users, n_items) ones where a user has an item before.
    targets
        (n_users, n_items) ones or true, none of them in ``has``.
    users
        (n_drawn,) rows of users with a target.
    score
        From rows of users and what they have to their scores, (n_drawn, n_items) both.
    length
        Items on a list.
    """
    order = np.argsort(-n_users_of(has), kind="stable")
    found = np.empty(len(users))
    for start in range(0, len(users), _USERS_AT_ONCE):
        rows = users[start : start + _USERS_AT_ONCE]
        own = has[rows]
        scores = np.array(score(rows, own))
        scores[own.tocoo().coords] = -np.inf
        found[start : start + len(rows)] = _recall(scores, targets[rows], order, length)
    return found


def _recall(scores: FloatArray, targets: sparse.csr_array, order: IntArray, length: int) -> FloatArray:
    """Return the share of each row's targets among its best scores; equal scores stand in this order of columns."""
    length = min(length, scores.shape[1])
    least = np.partition(scores, -length, axis=1)[:, [-length]]
    is_listed = scores >= least
    tied = np.flatnonzero(is_listed.sum(axis=1) > length)
    for some in np.array_split(tied, max(1, len(tied) // 50)):
        is_listed[np.ix_(some, order)] = _first_of_equals(scores[np.ix_(some, order)], least[some], length)
    users, items = targets.tocoo().coords
    is_hit = is_listed[users, items] & np.isfinite(scores[users, items])
    return np.bincount(users[is_hit], minlength=len(scores)) / np.diff(targets.indptr)


def _first_of_equals(scores: FloatArray, least: FloatArray, length: int) -> BoolArray:
    """Mark the scores above the least that is listed, and of those equal to it the first, until the list is full."""
    is_above, is_equal = scores > least, scores == least
    n_free = length - is_above.sum(axis=1, keepdims=True)
    return np.asarray(is_above | (is_equal & (np.cumsum(is_equal, axis=1) <= n_free)))


def _drawn(split: Split, items: IntArray, random_state: int) -> IntArray:
    """Draw users who are judged and have a target among the items."""
    n_targets = np.diff(split.targets[:, items].tocsr().indptr)
    users = np.flatnonzero(n_targets > 0)
    return np.sort(np.random.default_rng(random_state).permutation(users)[:MAX_USERS])
