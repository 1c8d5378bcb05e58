"""What analysts change in a tree: names, nodes merged into others, nodes moved below others.

A change names a node by its items, so that it is found again in the tree of a later run on newer data: the node that
shares at least half of the items with it (Jaccard index). A change whose node is not found is reported, not made.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
import numpy as np

from core.errors import DataError
from core.interests.shares import lineage
from core.interests.tree import ROOT
from core.interests.users import Interests
from core.sentences import say

N_ANCHORED = 40
"""Items by which a node is found again, drawn so that another draw gives the same."""
SAME_NODE = 0.5
"""Least Jaccard index, estimated from those items."""


class EditKind(StrEnum):
    """What is done to a node."""

    RENAME = "rename"
    MERGE = "merge"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a node is found by."""

    name: str
    """In the tree as it was built, or as the analyst saw it."""
    n_items: int
    item_ids: tuple[str, ...]
    """``N_ANCHORED`` of its items, or all where there are fewer."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change."""

    kind: EditKind
    node: Anchor
    author: str
    at: datetime
    """UTC."""
    name: str = ""
    """The new name, of a node that is renamed."""
    target: Anchor | None = None
    """The node that takes the other one in, or that it becomes a part of; None for the broadest layer."""

    @property
    def sentence(self) -> str:
        """What was done."""
        if self.kind is EditKind.RENAME:
            return say("“{node}” is called “{name}”.", node=self.node.name, name=self.name)
        target = self.target.name if self.target else ""
        if self.kind is EditKind.MERGE:
            return say("“{node}” is merged into “{target}”.", node=self.node.name, target=target)
        if self.target is None:
            return say("“{node}” is moved to the broadest interests.", node=self.node.name)
        return say("“{node}” is moved below “{target}”.", node=self.node.name, target=target)


def anchor_of(interests: Interests, node: int) -> Anchor:
    """Return what a node is found by; ``interests`` are those of the run, without changes."""
    below = lineage(interests.nodes)[:, [node]].toarray().ravel() > 0
    node_of = interests.items.node_of
    ids = interests.items.item_ids[(node_of != ROOT) & below[node_of]].tolist()
    drawn = sorted(ids, key=lambda item_id: (zlib.crc32(str(item_id).encode()), item_id))[:N_ANCHORED]
    return Anchor(interests.nodes[node].name, len(ids), tuple(map(str, drawn)))


class Finder:
    """Finds nodes of a tree by their items."""

    def __init__(self, interests: Interests) -> None:
        self._code_of = {item_id: code for code, item_id in enumerate(interests.items.item_ids.tolist())}
        self._node_of, self._lineage = interests.items.node_of, lineage(interests.nodes)
        self._n_items = interests.n_items()

    def find(self, anchor: Anchor) -> int:
        """Return the id of the node.

        Raises
        ------
        DataError
            No node has half of the items.
        """
        codes = [self._code_of[item_id] for item_id in anchor.item_ids if item_id in self._code_of]
        lowest = self._node_of[np.array(codes, dtype=np.int64)]
        own = np.bincount(lowest[lowest != ROOT], minlength=len(self._n_items))
        shared = own @ self._lineage / max(len(anchor.item_ids), 1) * anchor.n_items
        shared = np.minimum(shared, self._n_items)  # it is estimated from some of the items
        jaccard = shared / np.maximum(anchor.n_items + self._n_items - shared, 1e-9)
        best = int(jaccard.argmax()) if len(jaccard) else ROOT
        if best == ROOT or jaccard[best] < SAME_NODE:
            raise DataError(say("No interest of this run has half of the items of “{name}”.", name=anchor.name))
        return best


def edits_to_plain(edits: Iterable[Edit]) -> list[Any]:
    """Return what JSON can hold; names that are sentences in English."""
    plain: list[Any] = msgspec.to_builtins(list(edits), enc_hook=str.__str__)
    return plain


def edits_from_plain(values: Sequence[Any]) -> tuple[Edit, ...]:
    """Read what ``edits_to_plain`` returned."""
    return msgspec.convert(list(values), tuple[Edit, ...])
