"""A tree of what items are about: nodes with a name in layers, the broadest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from core.types import IntArray, StrArray

ROOT = -1
"""The parent of the nodes of layer 1, and the node of an item that is in none."""
SEPARATOR = " \u203a "


@dataclass(frozen=True, slots=True)
class Node:
    """Items that are about the same."""

    id: int
    """Its place in ``InterestTree.nodes``."""
    parent: int
    """Id of the node that it is a part of; -1 in layer 1."""
    layer: int
    """1 is the broadest."""
    name: str
    typical_items: tuple[int, ...]
    """Codes of items, most typical first."""
    n_items: int


def name_alone(nodes: Sequence[Node], node: int) -> str:
    """Return what a node is called where the tree does not stand around it.

    One word says too little of a part, such as "Bags" of tea: what it is a part of stands before it.
    """
    own = nodes[node]
    if own.parent == ROOT or " " in own.name or not own.name.isascii():
        return own.name
    return SEPARATOR.join((nodes[own.parent].name, own.name))


@dataclass(frozen=True, slots=True, eq=False)
class TextNodes:
    """Where each text that users wrote stands in the tree."""

    row_of: Mapping[str, int]
    """Distinct text to its row."""
    shares: sparse.csr_array
    """(n_distinct, n_nodes) float32 shares of the lowest nodes; a row adds up to 1, or to 0 for a text in none."""

    def of(self, texts: StrArray) -> sparse.csr_array:
        """Return the rows of texts, (n_texts, n_nodes)."""
        return sparse.csr_array(self.shares[np.array([self.row_of[text] for text in texts], dtype=np.int64)])


@dataclass(frozen=True, slots=True, eq=False)
class InterestTree:
    """Nodes in the order of layers, in each with the most items first below their parent."""

    nodes: tuple[Node, ...]
    leaf_of: IntArray
    """(n_items,) int32 id of the lowest node of each item, -1 where it is in none."""
    given: Mapping[int, str] = field(default_factory=dict)
    """Id of each node that an analyst named, to the name it had."""
    texts: TextNodes | None = None
    """What users wrote; None where nobody wrote anything."""

    @property
    def n_layers(self) -> int:
        """Number of layers; 0 for a tree without nodes."""
        return max((node.layer for node in self.nodes), default=0)

    def of_layer(self, layer: int) -> tuple[Node, ...]:
        """Return the nodes of a layer."""
        return tuple(node for node in self.nodes if node.layer == layer)

    def children_of(self, node: int) -> tuple[Node, ...]:
        """Return the parts of a node; those of layer 1 for -1."""
        return tuple(each for each in self.nodes if each.parent == node)

    def path_to(self, node: int) -> tuple[Node, ...]:
        """Return a node after those that it is a part of, broadest first."""
        return tuple(self._upwards(node))[::-1]

    def full_name(self, node: int) -> str:
        """Return the names on the way to a node: "Kitchen", then "Coffee"."""
        return SEPARATOR.join(each.name for each in self.path_to(node))

    def nodes_of(self, layer: int) -> IntArray:
        """Return which node of a layer each item is in, (n_items,) int32.

        An item whose branch ends above the layer is in its lowest node, so that every item of the tree is in one node;
        -1 stands for an item that is in none.
        """
        above = np.array([*(self._at(node.id, layer) for node in self.nodes), ROOT], dtype=np.int32)
        return above[self.leaf_of]

    def _at(self, node: int, layer: int) -> int:
        return next(each.id for each in self._upwards(node) if each.layer <= layer)

    def _upwards(self, node: int) -> Iterator[Node]:
        while node != ROOT:
            yield self.nodes[node]
            node = self.nodes[node].parent
