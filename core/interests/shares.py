"""How users spread over the nodes of a tree: shares of the lowest nodes add up to those of the nodes above.

An event counts half when it is older than the newest by the half-life. A refund, a dislike and what is ignored count as
in ``core.population.interactions``. A text that a user wrote counts for the nodes where it stands in the tree, and ages
as events do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from core.interests.tree import ROOT, InterestTree, Node, TextNodes
from core.population.interactions import SECONDS_PER_DAY, interactions, newest
from core.types import FloatArray, Population

HALF_LIFE_DAYS = 180.0
WEIGHT_OF_TEXT = 0.5
"""What a text weighs beside a purchase, as an item that was put into the basket does: more than a look at one."""


def lowest_shares(
    population: Population, tree: InterestTree, half_life_days: float = HALF_LIFE_DAYS
) -> tuple[sparse.csr_array, FloatArray]:
    """Return how users spread over the lowest nodes, and how much each did.

    Parameters
    ----------
    half_life_days
        Age at which an event counts half; 0 turns it off.

    Returns
    -------
    (n_users, n_nodes) float32 of which each row adds up to 1, or to 0 for a user of none; and (n_users,) the sum of
    their weights.
    """
    items = np.flatnonzero(tree.leaf_of != ROOT)
    shape = (len(tree.leaf_of), len(tree.nodes))
    members = sparse.csr_array((np.ones(len(items), np.float32), (items, tree.leaf_of[items])), shape=shape)
    weights = sparse.csr_array(interactions(population, half_life_days or None) @ members)
    if tree.texts is not None and len(population.texts.users):
        weights = sparse.csr_array(weights + _weights_of_texts(population, tree.texts, half_life_days))
    amounts: FloatArray = np.asarray(weights.sum(axis=1), dtype=np.float32).ravel()
    shares = weights.multiply(1 / np.where(amounts > 0, amounts, 1.0)[:, None])
    return sparse.csr_array(shares).astype(np.float32), amounts


def _weights_of_texts(population: Population, nodes: TextNodes, half_life_days: float) -> sparse.csr_array:
    """Add up the texts of each user, (n_users, n_nodes) float32; one that is newer than all events is new."""
    texts = population.texts
    weights = np.full(len(texts.users), WEIGHT_OF_TEXT, dtype=np.float32)
    if half_life_days:
        ages = np.maximum(newest(population) - texts.timestamps, 0) / (half_life_days * SECONDS_PER_DAY)
        weights *= np.exp2(-ages).astype(np.float32)
    shape = (population.n_users, len(texts.users))
    own = sparse.csr_array((weights, (texts.users, np.arange(len(texts.users)))), shape=shape)
    return sparse.csr_array(own @ nodes.of(texts.texts))


def all_shares(nodes: Sequence[Node], lowest: sparse.csr_array) -> sparse.csr_array:
    """Return the shares of the nodes of every layer, (n_users, n_nodes) float32, from those of the lowest nodes."""
    return sparse.csr_array(lowest @ lineage(nodes))


def lineage(nodes: Sequence[Node]) -> sparse.csr_array:
    """Return which node each is a part of, itself and those further up included, (n_nodes, n_nodes) float32."""
    pairs = [(node.id, above) for node in nodes for above in way_up(nodes, node.id)]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    shape = (len(nodes), len(nodes))
    return sparse.csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def way_up(nodes: Sequence[Node], node: int) -> list[int]:
    """Return a node and those that it is a part of, narrowest first."""
    found = []
    while node != ROOT:
        found.append(node)
        node = nodes[node].parent
    return found
