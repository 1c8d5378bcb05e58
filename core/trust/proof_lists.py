"""The lists that are judged on a holdout, made of what comes before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.population.interactions import interacted
from core.protocols import UserRecommender
from core.recommenders.disliked import disliked_by
from core.recommenders.ease import item_model, pairs_of
from core.recommenders.for_users import Popularity
from core.recommenders.offered import NOTHING
from core.recommenders.segment_offers import MIDDLE, SegmentOffers
from core.recommenders.user_lists import Wish, user_lists
from core.trust.split import Split, list_length
from core.types import IntArray, Labels

_USERS_AT_ONCE = 1_000


@dataclass(frozen=True)
class OrderedOffers:
    """Offers for two halves of the users, each ordered by what the other half picked."""

    of_halves: tuple[SegmentOffers, ...]
    halves: IntArray
    """(n_users,) 0 or 1."""


def lists_of_kinds(
    split: Split, ordered: OrderedOffers, placed: Labels, regularisation: float, users: IntArray
) -> dict[str, IntArray]:
    """Return the lists of each kind of ``SERVED`` in ``core.trust.offer_proof`` for users, (n_some, length) each."""
    groups, offers = placed[users], ordered.of_halves[0]
    popular = {
        int(each): np.argsort(-own, kind="stable") for each, own in zip(offers.segments_, offers.shares_, strict=True)
    }
    return {
        "popularity": listed_for(split, users, np.zeros_like(groups), {0: np.argsort(-offers.overall_, kind="stable")}),
        "segment_popularity": listed_for(split, users, groups, popular),
        "segment_offers": _own_lists(split, ordered, users, groups),
        "ease": _personal(split, users, regularisation, offers.max_items),
    }


def _no_lists(split: Split, n_lists: int) -> IntArray:
    """Return lists of ``NOTHING``, as long as those by which usefulness is judged, (n_lists, length)."""
    return np.full((n_lists, list_length(split.train.n_items)), NOTHING, dtype=np.int64)


def _own_lists(split: Split, ordered: OrderedOffers, users: IntArray, groups: Labels) -> IntArray:
    """Return the offers of each user's segment, as they are ordered for the half that the user is in."""
    lists = _no_lists(split, len(users))
    for half, offers in enumerate(ordered.of_halves):
        own = np.flatnonzero(ordered.halves[users] == half)
        orders = {int(each): offers.order(int(each), MIDDLE) for each in offers.segments_}
        lists[own] = listed_for(split, users[own], groups[own], orders)
    return lists


def listed_for(split: Split, judged: IntArray, groups: IntArray, orders: Mapping[int, IntArray]) -> IntArray:
    """Return the first items of each user's group that the user does not have, (n_judged, length)."""
    lists = _no_lists(split, len(judged))
    length = lists.shape[1]
    has = interacted(split.train)
    for group, order in orders.items():
        rows = np.flatnonzero(groups == group)
        for start in range(0, len(rows), _USERS_AT_ONCE):
            some = rows[start : start + _USERS_AT_ONCE]
            own = has[judged[some]]
            first = order[: length + int(np.diff(own.indptr).max(initial=0))]
            is_free = ~np.asarray(own[:, first].toarray())
            places = np.cumsum(is_free, axis=1)
            users, found = np.nonzero(is_free & (places <= length))
            lists[some[users], places[users, found] - 1] = first[found]
    return lists


def lists_of_everybody(split: Split, recommender: UserRecommender, placed: Labels) -> IntArray:
    """Return the lists that a recommender for users makes, (n_users, length)."""
    lists = _no_lists(split, split.train.n_users)
    wish = Wish(lists.shape[1], segments=placed, disliked=disliked_by(split.train, placed))
    for block in user_lists(recommender.fit(split.train), Popularity().fit(split.train), split.train, wish):
        lists[block.rows, : block.items.shape[1]] = block.items
    return lists


def _personal(split: Split, judged: IntArray, regularisation: float, max_items: int) -> IntArray:
    """Return the items that each user's own items predict best, (n_judged, length); none where the model knows none."""
    model = item_model(split.train, regularisation, max_items)
    kept, has = model.items, pairs_of(split.train)[:, model.items]
    lists = _no_lists(split, len(judged))
    length = min(lists.shape[1], len(kept))
    for start in range(0, len(judged), _USERS_AT_ONCE):
        own = has[judged[start : start + _USERS_AT_ONCE]]
        scores = np.asarray(own @ model.weights)
        scores[own.tocoo().coords] = -np.inf
        best = np.sort(np.argpartition(-scores, length - 1, axis=1)[:, :length], axis=1)
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable"), 1)
        is_free = np.isfinite(np.take_along_axis(scores, best, axis=1)) & (np.diff(own.indptr) > 0)[:, None]
        lists[start : start + len(best), :length] = np.where(is_free, kept[best], NOTHING)
    return lists
