"""How much each layer of interests says of what a user picks next: weights of a mixture, learnt for each user.

An item is picked as everybody picks it, or by how the user spread over the nodes of one layer before. How often which
of these is at work is found by expectation maximisation. Users of whom little is known lean on their segment, and
segments on all users, by the number of picks that predicts later picks best.

References
----------
Jelinek, F. and Mercer, R. L. (1980). Interpolated estimation of Markov source parameters from sparse data. Pattern
Recognition in Practice, 381-397 (weights of the layers).
Dawid, A. P. (1984). Present position and potential developments: some personal views. Statistical theory: the
prequential approach. JRSS A 147(2), 278-292. doi:10.2307/2981683 (each pick from those before it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.types import FloatArray, IntArray

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, np.inf)
"""Tried as the number of picks that a segment or everybody counts beside a user's own."""
_ROUNDS, _ROUNDS_OF_ALL = 15, 30
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Layers:
    """Which node of each layer an item is in, and how usual that node is."""

    nodes: Sequence[IntArray]
    """Of each layer, broadest first: (n_items,) node of each item, from 0."""
    usual: Sequence[FloatArray]
    """Of each layer: (n_nodes,) share of all picks, above 0."""

    @property
    def n(self) -> int:
        """Number of layers."""
        return len(self.nodes)


@dataclass(frozen=True, slots=True)
class Picks:
    """Items that users picked after others, and how likely each layer made them before."""

    rows: IntArray
    """(n_picks,) row of the user, in no order."""
    is_late: IntArray
    """(n_picks,) 1 for the later half of a user's picks, 0 for the earlier one."""
    lifts: FloatArray
    """(n_picks, 1 + n_layers) how many times as likely as for everybody: 1, then by each layer."""


def picks_of(own: sparse.csr_array, layers: Layers) -> Picks:
    """Compare each item of a user with those that the user had before it.

    Parameters
    ----------
    own
        (n_users, n_items) above 0 where a user has an item, the more the later; equal values were taken together, and
        say nothing of each other.
    layers
        Of these items.
    """
    cells = own.tocoo()
    users, items = (each.astype(np.int64) for each in cells.coords)
    amounts = cells.data.astype(np.float64)
    before = _sum_before(users, amounts)
    known = np.flatnonzero(before > _NOTHING)
    lifts = np.ones((len(known), 1 + layers.n))
    for layer, (nodes, usual) in enumerate(zip(layers.nodes, layers.usual, strict=True), 1):
        node = nodes[items]
        same = _sum_before(users * len(usual) + node, amounts)
        lifts[:, layer] = same[known] / before[known] / usual[node[known]]
    ones = np.ones(len(users))
    n_before, n_all = _sum_before(users, amounts, ones), np.bincount(users, minlength=own.shape[0])
    is_late = 2 * n_before[known] >= n_all[users[known]]
    return Picks(users[known], is_late.astype(np.int64), lifts)


def _sum_before(groups: IntArray, order: FloatArray, amounts: FloatArray | None = None) -> FloatArray:
    """Add up the amounts, ``order`` itself when not given, of the same group that come before each, (n,)."""
    sorted_ = np.lexsort((order, groups))
    group, place = groups[sorted_], order[sorted_]
    total = np.concatenate([[0.0], np.cumsum((order if amounts is None else amounts)[sorted_])])
    places = np.arange(len(groups))
    begins = np.ones(len(groups), dtype=bool)
    begins[1:] = group[1:] != group[:-1]
    steps = begins.copy()
    steps[1:] |= place[1:] != place[:-1]
    first_of_group = np.maximum.accumulate(np.where(begins, places, 0))
    first_of_step = np.maximum.accumulate(np.where(steps, places, 0))
    found = np.empty(len(groups))
    found[sorted_] = np.maximum(total[first_of_step] - total[first_of_group], 0.0)
    return found


def weights_of_all(lifts: FloatArray) -> FloatArray:
    """Return the weights under which the picks of all users are most likely, (1 + n_layers,); alike without any.

    Each layer has one pick more than it has, so that none is without weight.
    """
    n_picks, n_weights = lifts.shape
    by_layer, weights = np.ascontiguousarray(lifts.T), np.full(n_weights, 1 / n_weights)
    for _round in range(_ROUNDS_OF_ALL):
        weights = (_shares(by_layer, weights[:, None]).sum(axis=1) + 1) / (n_picks + n_weights)
    return np.asarray(weights)


def weights_of_groups(groups: IntArray, lifts: FloatArray, prior: FloatArray, strength: float) -> FloatArray:
    """Return the weights of users, or of segments, (n_groups, 1 + n_layers).

    Parameters
    ----------
    groups
        (n_picks,) the group of each pick, from 0.
    lifts
        (n_picks, 1 + n_layers) from ``picks_of``.
    prior
        (n_groups, 1 + n_layers) the weights that a group leans on, and has without a pick.
    strength
        Picks that these count; with infinity they are all.
    """
    if np.isinf(strength):
        return prior.copy()
    n_groups = len(prior)
    n_picks = np.bincount(groups, minlength=n_groups)[:, None]
    by_layer, weights = np.ascontiguousarray(lifts.T), prior
    for _round in range(_ROUNDS):
        parts = _shares(by_layer, np.ascontiguousarray(weights.T)[:, groups])
        counts = np.stack([np.bincount(groups, each, n_groups) for each in parts], axis=1)
        weights = (counts + strength * prior) / (n_picks + strength)
    return weights


def _shares(by_layer: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how much of each pick is of each layer, (1 + n_layers, n_picks); summed over rows, which is quick."""
    parts = by_layer * weights
    parts /= parts.sum(axis=0)
    return parts


def choose_strength(picks: Picks, weights: FloatArray) -> float:
    """Return the strength whose weights, learnt from the earlier half of users' picks, make the later half likeliest.

    ``weights`` (1 + n_layers,) are those of all users.
    """
    is_late = picks.is_late.astype(bool)
    if not is_late.any() or is_late.all():
        return float("inf")
    users, rows = np.unique(picks.rows, return_inverse=True)
    prior = np.tile(weights, (len(users), 1))

    def likelihood(strength: float) -> float:
        found = weights_of_groups(rows[~is_late], picks.lifts[~is_late], prior, strength)
        return float(np.log((picks.lifts[is_late] * found[rows[is_late]]).sum(axis=1)).sum())

    return max(STRENGTHS, key=likelihood)
