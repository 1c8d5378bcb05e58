"""What users are interested in: how each spreads over the nodes of the tree, lately and over all time.

Shares of the lowest nodes are kept; whatever else is known of users follows from them, under any change of the tree.

References
----------
Hill, M. O. (1973). Diversity and evenness: a unifying notation and its consequences. Ecology 54(2), 427-432.
doi:10.2307/1934352 (breadth: the exponential of the entropy is a number of interests)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.interests.segments import NO_FRESH, FreshShares, SegmentInterest, segment_interests
from core.interests.shares import HALF_LIFE_DAYS, all_shares, lineage, lowest_shares, way_up
from core.interests.tree import ROOT, SEPARATOR, InterestTree, Node, TextNodes
from core.population.interactions import interacted, is_interaction
from core.types import BoolArray, FloatArray, IntArray, Population, StrArray

RECENT = 0.25
"""Part of the half-life by which recent events are weighed, to see which interest is rising."""
RISES_BY = 0.1
"""An interest is rising when its share is so much higher, as a difference, by recent events."""
_USERS_AT_ONCE = 50_000
N_KEPT = 5
"""Interests of each user and layer that a file lists, the largest first; it says so."""


@dataclass(frozen=True, slots=True, eq=False)
class TreeItems:
    """The items of a log, each an entry of every array."""

    item_ids: StrArray
    titles: StrArray
    """The id of an item without a title."""
    n_users: IntArray
    """Users who interacted with it."""
    n_events: IntArray
    """Their interactions, refunds and what is ignored aside."""
    node_of: IntArray
    """int32 id of the lowest node; -1 for none."""


@dataclass(frozen=True, slots=True, eq=False)
class TreeTexts:
    """What users wrote, as far as it is in the tree."""

    n_texts: int
    n_placed: int
    """Those of them that are like titles; the others are in no node."""
    of_lowest: FloatArray
    """(n_nodes,) texts of the lowest nodes; one that stands in several counts for a part in each."""


NO_TREE_TEXTS = TreeTexts(0, 0, np.empty(0))
"""Of a log in which nobody wrote anything."""


@dataclass(frozen=True, slots=True, eq=False)
class RankedInterests:
    """The largest interests of each user in each layer; by user, layer and rank."""

    rows: IntArray
    """(n_kept,) row of the user."""
    node_ids: IntArray
    """(n_kept,) int32."""
    ranks: IntArray
    """(n_kept,) int32, 1 is the largest of the user in the layer."""
    weights: FloatArray
    """(n_kept,) float32 share of the user in the layer."""


@dataclass(frozen=True, eq=False)
class Interests:
    """The interests of the users of a run, and the tree."""

    nodes: tuple[Node, ...]
    """By id. One of layer 0 is left out of the tree: an analyst has merged it, or moved all that it held."""
    items: TreeItems
    half_life_days: float
    lowest: sparse.csr_array
    """(n_users, n_nodes) float32 shares of the lowest nodes; a row adds up to 1, or to 0."""
    recent: sparse.csr_array
    """The same by recent events."""
    amounts: FloatArray
    """(n_users,) float32 weight of all that a user did; 0 for a user of no interest."""
    fresh: FreshShares = NO_FRESH
    """Of segments."""
    texts: TreeTexts = NO_TREE_TEXTS

    @property
    def shown(self) -> tuple[Node, ...]:
        """The nodes of the tree, each before its parts."""
        below: dict[int, list[Node]] = {}
        for node in self.nodes:
            if node.layer:
                below.setdefault(node.parent, []).append(node)
        return tuple(_in_order(below, ROOT))

    @property
    def n_layers(self) -> int:
        """Number of layers; 0 for a tree without nodes."""
        return max((node.layer for node in self.nodes), default=0)

    @cached_property
    def shares(self) -> sparse.csr_array:
        """(n_users, n_nodes) float32 share of each node, in each layer of all that is in the tree."""
        return all_shares(self.nodes, self.lowest)

    @cached_property
    def segments(self) -> tuple[SegmentInterest, ...]:
        """Every node in every segment of which fresh events say something."""
        return tuple(segment_interests(self.nodes, self.fresh))

    def full_name(self, node: int) -> str:
        """Return the names on the way to a node, broadest first."""
        return SEPARATOR.join(self.nodes[each].name for each in way_up(self.nodes, node)[::-1])

    @cached_property
    def main(self) -> IntArray:
        """The largest interest of layer 1 of every user, (n_users,) int32; -1 for none."""
        broad, shares = self._broad, self._of_broad(self.lowest)
        if not len(broad):
            return np.full(len(self.amounts), ROOT, dtype=np.int32)
        return np.where(shares.max(axis=1) > 0, broad[shares.argmax(axis=1)], ROOT).astype(np.int32)

    @cached_property
    def rising(self) -> IntArray:
        """The node of layer 1 that a user turns to lately, (n_users,) int32; -1 for none."""
        broad = self._broad
        if not len(broad):
            return np.full(len(self.amounts), ROOT, dtype=np.int32)
        gains = self._of_broad(self.recent) - self._of_broad(self.lowest)
        return np.where(gains.max(axis=1) >= RISES_BY, broad[gains.argmax(axis=1)], ROOT).astype(np.int32)

    @cached_property
    def breadth(self) -> FloatArray:
        """Number of equally large interests of layer 1 that would spread as evenly, (n_users,); NaN for none."""
        shares = self._of_broad(self.lowest)
        entropy = -(shares * np.log(np.maximum(shares, 1e-12))).sum(axis=1)
        return np.where(self.amounts > 0, np.exp(entropy), np.nan)

    @cached_property
    def ranked(self) -> RankedInterests:
        """The largest interests of every user in every layer, ``N_KEPT`` at most."""
        return _rank(self.shares, np.array([node.layer for node in self.nodes], dtype=np.int64))

    def largest(self, layer: int) -> IntArray:
        """Return the largest interest of every user in a layer, (n_users,) int32; -1 for none. Computed once."""
        return once(self, ("largest", layer), lambda: self._largest(layer))

    def _largest(self, layer: int) -> IntArray:
        nodes = np.array([node.id for node in self.nodes if node.layer == layer], dtype=np.int64)
        found = np.full(len(self.amounts), ROOT, dtype=np.int32)
        for start in range(0, len(found) if len(nodes) else 0, _USERS_AT_ONCE):
            block = slice(start, start + _USERS_AT_ONCE)
            shares = self.shares[block][:, nodes].toarray()
            found[block] = np.where(shares.max(axis=1) > 0, nodes[shares.argmax(axis=1)], ROOT)
        return found

    def n_ranked(self) -> int:
        """Count the interests of ``ranked``, without ranking them."""
        above, layers = lineage(self.nodes), np.array([node.layer for node in self.nodes])
        parts = (self.lowest @ above[:, np.flatnonzero(layers == layer)] for layer in range(1, self.n_layers + 1))
        return int(sum(np.minimum(np.diff(sparse.csr_array(part).indptr), N_KEPT).sum() for part in parts))

    def n_users(self) -> IntArray:
        """Count the users of each node, (n_nodes,)."""
        return np.bincount(self.shares.indices, minlength=len(self.nodes))

    def n_events(self) -> IntArray:
        """Count the interactions with the items of each node, (n_nodes,)."""
        return self._of_nodes(self.items.n_events)

    def n_texts(self) -> IntArray:
        """Count the texts of each node, (n_nodes,), each once however many of its parts it stands in."""
        if not self.texts.n_texts:
            return np.zeros(len(self.nodes), dtype=np.int64)
        return np.asarray(np.round(self.texts.of_lowest @ lineage(self.nodes)), dtype=np.int64)

    def n_items(self) -> IntArray:
        """Count the items of each node, (n_nodes,)."""
        return self._of_nodes(np.ones(len(self.items.node_of), dtype=np.int64))

    def of_users(self, is_kept: BoolArray) -> Interests:
        """Return the same with the users where ``is_kept`` (n_users,) is true; figures of segments and items stay."""
        parts = {name: getattr(self, name)[is_kept] for name in ("lowest", "recent", "amounts")}
        return replace(self, **parts)

    @property
    def _broad(self) -> IntArray:
        return np.array([node.id for node in self.nodes if node.layer == 1], dtype=np.int64)

    def _of_broad(self, lowest: sparse.csr_array) -> FloatArray:
        """Return the shares of the nodes of layer 1, (n_users, n_broad)."""
        return np.asarray((lowest @ lineage(self.nodes)[:, self._broad]).toarray())

    def _of_nodes(self, values: IntArray) -> IntArray:
        node_of = self.items.node_of
        own = np.bincount(node_of[node_of != ROOT], values[node_of != ROOT], len(self.nodes))
        return np.asarray(np.round(own @ lineage(self.nodes)), dtype=np.int64)


def find_interests(
    population: Population, tree: InterestTree, half_life_days: float = HALF_LIFE_DAYS, fresh: FreshShares = NO_FRESH
) -> Interests:
    """Say what users are interested in.

    Parameters
    ----------
    half_life_days
        Age at which an event counts half; 0 turns it off.
    fresh
        Of segments: ``core.trust.fresh_interests``.
    """
    lowest, amounts = lowest_shares(population, tree, half_life_days)
    return Interests(
        nodes=tree.nodes,
        items=_items(population, tree),
        half_life_days=half_life_days,
        lowest=lowest,
        recent=lowest_shares(population, tree, half_life_days * RECENT)[0],
        amounts=amounts,
        fresh=fresh,
        texts=_texts(population, tree.texts),
    )


def without_users(population: Population, tree: InterestTree) -> Interests:
    """Return the tree and its items without what users are interested in, for changes of the tree alone."""
    nobody = sparse.csr_array(np.empty((0, len(tree.nodes)), dtype=np.float32))
    return Interests(tree.nodes, _items(population, tree), 0.0, nobody, nobody, np.empty(0, np.float32))


def _in_order(below: Mapping[int, Sequence[Node]], parent: int) -> Iterator[Node]:
    for node in below.get(parent, ()):
        yield node
        yield from _in_order(below, node.id)


def _items(population: Population, tree: InterestTree) -> TreeItems:
    items = population.items
    counted = population.histories.items[is_interaction(population)]
    return TreeItems(
        item_ids=items.item_ids,
        titles=np.where(items.titles.astype(bool), items.titles, items.item_ids),
        n_users=np.bincount(interacted(population, with_refunds=False).indices, minlength=population.n_items),
        n_events=np.bincount(counted, minlength=population.n_items),
        node_of=tree.leaf_of,
    )


def _texts(population: Population, nodes: TextNodes | None) -> TreeTexts:
    if nodes is None or not len(population.texts.texts):
        return NO_TREE_TEXTS
    shares = nodes.of(population.texts.texts)
    n_placed = int(np.count_nonzero(np.diff(shares.indptr)))
    return TreeTexts(shares.shape[0], n_placed, np.asarray(shares.sum(axis=0), dtype=np.float64).ravel())


def _rank(shares: sparse.csr_array, layer_of: IntArray) -> RankedInterests:
    found = shares.tocoo()
    rows, node_ids = (each.astype(np.int64) for each in found.coords)
    layers, weights = layer_of[node_ids], found.data
    order = np.lexsort((node_ids, -weights, layers, rows))
    rows, node_ids, layers, weights = rows[order], node_ids[order], layers[order], weights[order]
    group = rows * (int(layer_of.max(initial=0)) + 1) + layers
    begins = np.concatenate([[True], group[1:] != group[:-1]]) if len(group) else np.empty(0, dtype=bool)
    starts = np.flatnonzero(begins)
    ranks = np.arange(len(group)) - np.repeat(starts, np.diff([*starts, len(group)])) + 1
    is_kept = ranks <= N_KEPT
    return RankedInterests(
        rows[is_kept], node_ids[is_kept].astype(np.int32), ranks[is_kept].astype(np.int32), weights[is_kept]
    )
