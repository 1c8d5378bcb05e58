"""Which layer of interests users' next choices follow: what everybody picks, a whole field, or the exact kind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.interests.tree import InterestTree
from core.interests.users import Interests
from core.recommenders.interest_layers import InterestLayers
from core.recommenders.offered import own_items
from core.results.results import Results
from core.sentences import Sentence, say
from core.types import Column, IntArray, Labels, Population, StrArray

GOES_BY, INTEREST, N_PICKS = "goes_by", "interest", "n_picks"
EVERYBODY, BROAD, MIDDLE, NARROWER, NARROW = "everybody", "broad", "middle", "narrower", "narrow"
GOES_BY_WORDS: dict[str, Sentence] = {
    EVERYBODY: say("What everybody picks"),
    BROAD: say("Whole fields of interest"),
    MIDDLE: say("Middle layer"),
    NARROWER: say("Narrower layer"),
    NARROW: say("The exact kind"),
}
"""What choices follow, broadest first."""
_USERS_AT_ONCE = 10_000


def levels_of(n_layers: int) -> tuple[str, ...]:
    """Return what choices may follow under a tree of so many layers, as keys of ``GOES_BY_WORDS``.

    >>> levels_of(3)
    ('everybody', 'broad', 'middle', 'narrow')
    """
    between = (MIDDLE, NARROWER)[: max(n_layers - 2, 0)]
    return (EVERYBODY, BROAD, *between, NARROW)[: 1 + n_layers] if n_layers > 1 else (EVERYBODY, BROAD)[: 1 + n_layers]


def learn_layers(results: Results, interests: Interests, population: Population) -> InterestLayers:
    """Learn how much each layer of a tree counts for the segments of a run and for all users.

    Parameters
    ----------
    interests
        The tree of the run, as analysts changed it.
    population
        The log of the run.
    """
    places = pd.Index(interests.items.item_ids).get_indexer(pd.Index(population.items.item_ids))
    node_of = np.where(places >= 0, interests.items.node_of[places], -1)
    tree = InterestTree(interests.nodes, node_of.astype(np.int32))
    layers = np.array([tree.nodes_of(layer) for layer in range(1, tree.n_layers + 1)], dtype=np.int32)
    layers = layers.reshape(tree.n_layers, population.n_items)
    segments = results.labels_of(population.histories.user_ids)
    return InterestLayers(item_layers=lambda _log: layers, segments=segments).fit(population)


def segment_layers_frame(fitted: InterestLayers, results: Results) -> pd.DataFrame:
    """Return a row for each segment, then one for all users (segment -1): ``goes_by``, and the weight of each level."""
    levels = levels_of(fitted.layers_.n)
    segments = [each for each in results.segments if each < len(fitted.of_segments_) - 1]
    weights = np.vstack([fitted.of_segments_[segments], fitted.overall_])
    made = {Column.SEGMENT: [*segments, -1], GOES_BY: np.array(levels)[weights.argmax(axis=1)]}
    return pd.DataFrame({**made, **dict(zip(levels, weights.T, strict=True))})


def user_layers_frame(
    fitted: InterestLayers, interests: Interests, users: Population, segments: Labels, user_ids: StrArray
) -> pd.DataFrame:
    """Return a row for each of some users: ``goes_by``, their largest interest, and the weight of each level.

    Parameters
    ----------
    fitted
        From ``learn_layers``.
    interests
        The tree that it was learnt with, and all users of the run.
    users
        Some users of the log that it was learnt from.
    segments
        (n_users,) the segment of each.
    user_ids
        Of the users of ``interests``, in its order.

    Returns
    -------
    user_id, segment, goes_by, interest (of all interests in the layer that counts most; "" for none), n_picks and the
    weights. Without a pick that came after others, weights are those of the segment.
    """
    levels = levels_of(fitted.layers_.n)
    own = own_items(users)[:, fitted.items_]
    weights, n_picks = np.zeros((users.n_users, len(levels))), np.zeros(users.n_users, dtype=np.int64)
    for start in range(0, users.n_users, _USERS_AT_ONCE):
        some = slice(start, start + _USERS_AT_ONCE)
        found = fitted.weights_of(own[some], segments[some])
        weights[some], n_picks[some] = found.weights, found.n_picks
    places = pd.Index(user_ids).get_indexer(pd.Index(users.histories.user_ids))
    layers = 1 + weights[:, 1:].argmax(axis=1) if len(levels) > 1 else np.zeros(users.n_users, dtype=np.int64)
    made = {
        Column.USER_ID: users.histories.user_ids,
        Column.SEGMENT: segments,
        GOES_BY: np.array(levels)[weights.argmax(axis=1)],
        INTEREST: _largest(interests, layers, places),
        N_PICKS: n_picks,
    }
    return pd.DataFrame({**made, **dict(zip(levels, weights.T, strict=True))})


def _largest(interests: Interests, layers: IntArray, places: IntArray) -> StrArray:
    """Return the name of each user's largest interest in a layer; "" for layer 0, and where there is none."""
    names = np.array([*(interests.full_name(node.id) for node in interests.nodes), ""], dtype=object)
    found = np.full(len(layers), "", dtype=object)
    for layer in range(1, interests.n_layers + 1):
        own = (layers == layer) & (places >= 0)
        if own.any():
            found[own] = names[interests.largest(layer)[places[own]]]
    return found
