"""What the items of a segment's users lead to, averaged over them."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from core.recommenders.ease import ItemModel
from core.recommenders.segment_popularity import places_of
from core.types import FloatArray, Labels

_USERS_AT_ONCE, _MAX_USERS = 1_000, 20_000


def mean_forecasts(
    has: sparse.csr_array, model: ItemModel, labels: Labels, segments: Labels, prior_users: float
) -> FloatArray:
    """Return the mean forecast for the users of each segment, (n_segments, n_kept), 0 where a user has the item.

    Parameters
    ----------
    has
        (n_users, n_items) ones where a user has an item.
    model
        Which items lead to which.
    labels
        (n_users,) segments, -1 for none.
    segments
        (n_segments,) in order.
    prior_users
        Average users that are added to each segment. Of more than 20,000 users so many are drawn at random.
    """
    n_groups, groups = len(segments) + 1, places_of(labels, segments)
    drawn = np.sort(np.random.default_rng(0).permutation(len(labels))[:_MAX_USERS])
    sums = np.zeros((n_groups, len(model.items)))
    own = has[drawn][:, model.items]
    for start in range(0, len(drawn), _USERS_AT_ONCE):
        some = own[start : start + _USERS_AT_ONCE]
        scores = np.maximum(some @ model.weights, 0)
        scores[some.tocoo().coords] = 0
        members = groups[drawn[start : start + _USERS_AT_ONCE]]
        places = (members, np.arange(len(members)))
        is_member = sparse.csr_array((np.ones(len(members)), places), shape=(n_groups, len(members)))
        sums += is_member @ scores
    n_drawn = np.bincount(groups[drawn], minlength=n_groups)[:-1, None]
    overall = sums.sum(axis=0) / max(len(drawn), 1)
    return np.asarray((sums[:-1] + prior_users * overall) / np.maximum(n_drawn + prior_users, 1))
