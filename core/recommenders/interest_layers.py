"""Items by the interests of users: what is popular in the nodes that a user likes, in layers with learnt weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy import sparse

from core.params import param
from core.recommenders.lately import recent_shares
from core.recommenders.layer_weights import (
    Layers,
    choose_strength,
    picks_of,
    weights_of_all,
    weights_of_groups,
)
from core.recommenders.offered import offered_items, own_items
from core.types import FloatArray, IntArray, Labels, Population

MAX_LEARNT_USERS = 50_000
"""Weights of segments and of all users are learnt from so many users, drawn at random."""
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class UserWeights:
    """How much each layer counts for users."""

    weights: FloatArray
    """(n_users, 1 + n_layers) of what everybody picks, then of each layer, broadest first; a row adds up to 1."""
    n_picks: IntArray
    """(n_users,) picks after others that they are learnt from; without any, they are those of the segment."""


@dataclass
class InterestLayers:
    """Gives a user what is popular in the interests of the user, from broad to narrow.

    The probability of an item is a sum over layers: the user's share of its node there, times how popular the item is
    in the node. What everybody picks is one more layer, above all. Weights of layers are learnt for each user.
    """

    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    item_layers: Callable[[Population], IntArray] | None = field(default=None, repr=False)
    """From a population to the node of each item in each layer, (n_layers, n_items), broadest first, -1 for none;
    without it, what everybody picks is all there is."""
    segments: Labels | None = field(default=None, repr=False)
    """(n_users,) of the log that is learnt from; users of a segment lean on it."""
    random_state: int = 0
    name: ClassVar[str] = "interest_layers"
    items_: IntArray = field(init=False, repr=False)
    kinds_: IntArray = field(init=False, repr=False)
    """(n_layers, n_kinds) nodes of items that are in the same node of every layer."""
    kind_of_: IntArray = field(init=False, repr=False)
    """(n_offered,) which kind each item is of."""
    shares_: FloatArray = field(init=False, repr=False)
    """(n_offered,) of all picks; they add up to 1."""
    strength_: float = field(init=False, repr=False)
    """Picks that a segment counts beside those of a user, and everybody beside those of a segment."""
    overall_: FloatArray = field(init=False, repr=False)
    """(1 + n_layers,) weights for all users: of what everybody picks, then of each layer."""
    of_segments_: FloatArray = field(init=False, repr=False)
    """(n_segments + 1, 1 + n_layers) the same for segments; those of all users last, for users in none."""

    def fit(self, population: Population) -> InterestLayers:
        """Learn the weights of segments and of all users."""
        self.items_ = offered_items(population, self.max_items)
        shares = np.maximum(recent_shares(population)[self.items_], _LEAST)
        self.shares_ = (shares / max(shares.sum(), _LEAST)).astype(np.float32)
        self.kinds_, self.kind_of_ = np.unique(self._nodes(population), axis=1, return_inverse=True)
        drawn = np.random.default_rng(self.random_state).permutation(population.n_users)[:MAX_LEARNT_USERS]
        picks = picks_of(own_items(population)[drawn][:, self.items_], self.layers_)
        self.overall_ = weights_of_all(picks.lifts)
        self.strength_ = choose_strength(picks, self.overall_)
        self.of_segments_ = self.overall_[None, :]
        if self.segments is not None:
            own = self.segments[drawn][picks.rows]
            prior = np.tile(self.overall_, (int(self.segments.max(initial=-1)) + 1, 1))
            learnt = weights_of_groups(own[own >= 0], picks.lifts[own >= 0], prior, self.strength_)
            self.of_segments_ = np.vstack([learnt, self.overall_])
        return self

    def _nodes(self, population: Population) -> IntArray:
        """Return the node of each offered item in each layer, (n_layers, n_offered), from 0 in each."""
        layers = () if self.item_layers is None else self.item_layers(population)[:, self.items_]
        found = [np.unique(each, return_inverse=True)[1] for each in layers]
        return np.array(found, dtype=np.int64).reshape(len(found), len(self.items_))

    @property
    def layers_(self) -> Layers:
        """Of the items that are offered."""
        nodes = self.kinds_[:, self.kind_of_]
        return Layers([*nodes], [np.bincount(each, self.shares_).astype(np.float64) for each in nodes])

    def weights_of(self, own: sparse.csr_array, segments: Labels | None = None) -> UserWeights:
        """Return how much each layer counts for users; ``own`` and ``segments`` are those of ``scores``."""
        some = np.full(own.shape[0], -1) if segments is None else segments
        is_known = (some >= 0) & (some < len(self.of_segments_) - 1)
        prior = self.of_segments_[np.where(is_known, some, len(self.of_segments_) - 1)]
        picks = picks_of(own, self.layers_)
        weights = weights_of_groups(picks.rows, picks.lifts, prior, self.strength_)
        return UserWeights(weights, np.bincount(picks.rows, minlength=own.shape[0]))

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Return the logarithm of how likely each item is the next pick, (n_users, n_offered)."""
        weights = self.weights_of(own, segments).weights
        amounts = np.maximum(np.asarray(own.sum(axis=1)).reshape(-1, 1), _LEAST)
        lifts = np.repeat(weights[:, :1], self.kinds_.shape[1], axis=1)
        for layer, (nodes, usual) in enumerate(zip(self.layers_.nodes, self.layers_.usual, strict=True), 1):
            ones = np.ones(len(nodes), dtype=np.float32)
            members = sparse.csr_array((ones, (np.arange(len(nodes)), nodes)), shape=(len(nodes), len(usual)))
            of_nodes = np.asarray((own @ members).toarray()) / amounts / usual * weights[:, [layer]]
            lifts += of_nodes[:, self.kinds_[layer - 1]]
        scores = np.log(np.maximum(lifts, _LEAST)).astype(np.float32)[:, self.kind_of_]
        scores += np.log(self.shares_)
        return scores
