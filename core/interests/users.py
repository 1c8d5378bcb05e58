"""What users are interested in: how each spreads over the nodes of the tree, and how segments differ in that.

An event counts half when it is older than the newest by the half-life. In every layer the weights of a user add up to
1. A refund, a dislike and what is ignored count as in ``core.population.interactions``.

References
----------
Hill, M. O. (1973). Diversity and evenness: a unifying notation and its consequences. Ecology 54(2), 427-432.
doi:10.2307/1934352 (breadth: the exponential of the entropy is a number of interests)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.interests.tree import ROOT, InterestTree, Node
from core.population.interactions import interactions
from core.types import BoolArray, FloatArray, IntArray, Labels, Population

HALF_LIFE_DAYS = 180.0
RECENT = 0.25
"""Part of the half-life by which recent events are weighed, to see which interest is rising."""
RISES_BY = 0.1
"""An interest is rising when its share is so much higher, as a difference, by recent events."""
N_KEPT = 5
"""Interests of each user and layer that are kept, the largest first; a file says so."""
_Z = 1.96


@dataclass(frozen=True, slots=True)
class SegmentInterest:
    """One node in one segment."""

    segment: int
    node: int
    share: float
    """Mean weight of the node among the users of the segment who have any interest."""
    overall_share: float
    lift: float
    """share over overall_share; NaN where nobody has the interest."""
    low: float
    high: float
    """95 % interval of the lift, users taken as a sample of users like them."""


@dataclass(frozen=True, slots=True, eq=False)
class Interests:
    """The interests of the users of a run."""

    nodes: tuple[Node, ...]
    titles: tuple[tuple[str, ...], ...]
    """Titles of the most typical items of each node, or their ids."""
    half_life_days: float
    segments: tuple[SegmentInterest, ...]
    rows: IntArray
    """(n_kept,) row of the user of each kept interest, rising; within a user by layer, then by rank."""
    node_ids: IntArray
    """(n_kept,) int32."""
    ranks: IntArray
    """(n_kept,) int32, 1 is the largest of the user in the layer."""
    weights: FloatArray
    """(n_kept,) float32 share of the user in the layer."""
    breadth: FloatArray
    """(n_users,) number of equally large interests of layer 1 that would spread as evenly; NaN for none."""
    rising: IntArray
    """(n_users,) int32 node of layer 1 that a user turns to lately; -1 for none."""

    @property
    def main(self) -> IntArray:
        """Return the largest interest of layer 1 of every user, (n_users,) int32; -1 for none."""
        layers = np.array([node.layer for node in self.nodes], dtype=np.int32)
        found = np.full(len(self.breadth), ROOT, dtype=np.int32)
        is_main = (self.ranks == 1) & (layers[self.node_ids] == 1) if len(self.node_ids) else np.empty(0, bool)
        found[self.rows[is_main]] = self.node_ids[is_main]
        return found

    def of_users(self, is_kept: BoolArray) -> Interests:
        """Return the same with the users where ``is_kept`` (n_users,) is true; figures of segments stay."""
        new_row = np.cumsum(is_kept) - 1
        is_row = is_kept[self.rows]
        return replace(
            self,
            rows=new_row[self.rows[is_row]],
            node_ids=self.node_ids[is_row],
            ranks=self.ranks[is_row],
            weights=self.weights[is_row],
            breadth=self.breadth[is_kept],
            rising=self.rising[is_kept],
        )


def spread(population: Population, tree: InterestTree, half_life_days: float = HALF_LIFE_DAYS) -> sparse.csr_array:
    """Return how users spread over the nodes, (n_users, n_nodes): in each layer a row adds up to 1, or to 0."""
    weights = interactions(population, half_life_days or None)
    parts = [_shares(weights @ _members(tree, layer)) for layer in range(1, tree.n_layers + 1)]
    shape = (population.n_users, len(tree.nodes))
    own = [np.array([node.layer == layer for node in tree.nodes]) for layer in range(1, tree.n_layers + 1)]
    kept = [sparse.csr_array(part.multiply(is_own[None, :])) for part, is_own in zip(parts, own, strict=True)]
    return sparse.csr_array(sum(kept, start=sparse.csr_array(shape, dtype=np.float32)))


def find_interests(
    population: Population, tree: InterestTree, labels: Labels, half_life_days: float = HALF_LIFE_DAYS
) -> Interests:
    """Say what users and segments are interested in.

    Parameters
    ----------
    labels
        (n_users,) segments; -1 is unassigned.
    half_life_days
        Age at which an event counts half; 0 turns it off.
    """
    weights = spread(population, tree, half_life_days)
    recent = spread(population, tree, half_life_days * RECENT)
    is_broad = np.array([node.layer == 1 for node in tree.nodes], dtype=bool)
    rows, node_ids, ranks = _kept(weights, tree)
    items = population.items
    names = [str(title or item_id) for title, item_id in zip(items.titles, items.item_ids, strict=True)]
    return Interests(
        nodes=tree.nodes,
        titles=tuple(tuple(names[item] for item in node.typical_items) for node in tree.nodes),
        half_life_days=half_life_days,
        segments=tuple(_of_segments(weights, labels)),
        rows=rows,
        node_ids=node_ids,
        ranks=ranks,
        weights=np.asarray(weights[rows, node_ids], dtype=np.float32) if len(rows) else np.empty(0, np.float32),
        breadth=_breadth(weights[:, is_broad]),
        rising=_rising(weights[:, is_broad], recent[:, is_broad], np.flatnonzero(is_broad)),
    )


def _members(tree: InterestTree, layer: int) -> sparse.csr_array:
    node_of = tree.nodes_of(layer)
    items = np.flatnonzero(node_of != ROOT)
    shape = (len(node_of), len(tree.nodes))
    return sparse.csr_array((np.ones(len(items), np.float32), (items, node_of[items])), shape=shape)


def _shares(counts: sparse.csr_array) -> sparse.csr_array:
    sums = np.asarray(counts.sum(axis=1)).ravel()
    return sparse.csr_array(counts.multiply(1 / np.where(sums > 0, sums, 1.0)[:, None]))


def _kept(weights: sparse.csr_array, tree: InterestTree) -> tuple[IntArray, IntArray, IntArray]:
    """Return row, node and rank of the largest interests of each user and layer."""
    found = weights.tocoo()
    rows, node_ids = (each.astype(np.int64) for each in found.coords)
    layers = np.array([node.layer for node in tree.nodes], dtype=np.int64)[node_ids]
    order = np.lexsort((node_ids, -found.data, layers, rows))
    rows, node_ids, layers = rows[order], node_ids[order], layers[order]
    group = rows * (tree.n_layers + 1) + layers
    begins = np.concatenate([[True], group[1:] != group[:-1]]) if len(group) else np.empty(0, dtype=bool)
    starts = np.flatnonzero(begins)
    ranks = np.arange(len(group)) - np.repeat(starts, np.diff([*starts, len(group)])) + 1
    is_kept = ranks <= N_KEPT
    return rows[is_kept], node_ids[is_kept].astype(np.int32), ranks[is_kept].astype(np.int32)


def _breadth(weights: sparse.csr_array) -> FloatArray:
    logs = weights.copy()
    logs.data = logs.data * np.log(np.maximum(logs.data, 1e-12))
    entropy = -np.asarray(logs.sum(axis=1)).ravel()
    has_any = np.asarray(weights.sum(axis=1)).ravel() > 0
    return np.where(has_any, np.exp(entropy), np.nan)


def _rising(weights: sparse.csr_array, recent: sparse.csr_array, node_ids: IntArray) -> IntArray:
    if not len(node_ids):
        return np.full(weights.shape[0], ROOT, dtype=np.int32)
    gains = (recent - weights).toarray()
    best = gains.argmax(axis=1)
    is_rising = gains[np.arange(len(best)), best] >= RISES_BY
    return np.where(is_rising, node_ids[best], ROOT).astype(np.int32)


def _of_segments(weights: sparse.csr_array, labels: Labels) -> Iterator[SegmentInterest]:
    has_any = np.asarray(weights.sum(axis=1)).ravel() > 0
    overall = _mean(weights[has_any])
    for segment in np.unique(labels[labels >= 0]).tolist():
        own = weights[(labels == segment) & has_any]
        share, n_users = _mean(own), max(own.shape[0], 1)
        spread_of = np.sqrt(np.maximum(_mean(own.power(2)) - share**2, 0.0) / n_users)
        with np.errstate(divide="ignore", invalid="ignore"):
            lift, low, high = ((share + _Z * step * spread_of) / overall for step in (0, -1, 1))
        for node in range(weights.shape[1]):
            yield SegmentInterest(
                segment,
                node,
                float(share[node]),
                float(overall[node]),
                *(float(value[node]) for value in (lift, np.maximum(low, 0), high)),
            )


def _mean(weights: sparse.csr_array) -> FloatArray:
    return np.asarray(weights.sum(axis=0)).ravel() / max(weights.shape[0], 1)
