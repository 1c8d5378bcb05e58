"""A tree with the changes of analysts: shares of users and segments follow, since they add up from the lowest nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.errors import DataError
from core.interests.edits import Edit, EditKind, Finder
from core.interests.shares import lineage, way_up
from core.interests.tree import ROOT, InterestTree, Node
from core.interests.users import Interests, TreeTexts, without_users
from core.sentences import say
from core.types import FloatArray, IntArray, Population

MOST_LAYERS = 4
MAX_NAME_LENGTH = 60
_N_TYPICAL = 8


@dataclass(frozen=True, slots=True)
class Unfit:
    """A change that was not made."""

    edit: Edit
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class EditedInterests:
    """The interests of a run with the changes that fit, and those that do not."""

    interests: Interests
    unfit: tuple[Unfit, ...]


def apply_edits(interests: Interests, edits: Sequence[Edit]) -> EditedInterests:
    """Make changes one after the other, the oldest first; done once for interests and changes, and shared."""
    if not edits:
        return EditedInterests(interests, ())
    return once(interests, ("edits", tuple(edits)), lambda: _apply(interests, edits))


def edited_tree(population: Population, tree: InterestTree, edits: Sequence[Edit]) -> InterestTree:
    """Return a tree with the changes that fit, for names of segments; nodes keep their ids."""
    if not edits:
        return tree

    def change() -> InterestTree:
        found = apply_edits(without_users(population, tree), edits).interests
        pairs = zip(found.nodes, tree.nodes, strict=True)
        given = {node.id: was.name for node, was in pairs if node.layer and node.name != was.name}
        return InterestTree(found.nodes, found.items.node_of, given)

    return once(population, ("edited tree", tuple(edits)), change)


def check_edit(interests: Interests, edits: Sequence[Edit], new: Edit) -> None:
    """Raise ``DataError`` where a change cannot be made after others, or changes nothing."""
    draft = _Draft(interests)
    for edit in edits:
        draft.try_out(edit)
    draft.make(new)


def _apply(interests: Interests, edits: Iterable[Edit]) -> EditedInterests:
    draft = _Draft(interests)
    unfit = tuple(Unfit(edit, why) for edit in edits if (why := draft.try_out(edit)))
    return EditedInterests(draft.interests(), unfit)


class _Draft:
    """A tree that is being changed; nodes keep their ids."""

    def __init__(self, interests: Interests) -> None:
        self._base, self._finder = interests, Finder(interests)
        self._names = [node.name for node in interests.nodes]
        self._parents = [node.parent for node in interests.nodes]
        self._into = list(range(len(interests.nodes)))

    def try_out(self, edit: Edit) -> str:
        """Make a change where it fits; return why it does not, "" where it does."""
        try:
            self.make(edit)
        except DataError as error:
            return error.message
        return ""

    def make(self, edit: Edit) -> None:
        """Make a change, or raise ``DataError`` and leave all as it is."""
        node = self._find(edit.node.name, self._finder.find(edit.node))
        target = ROOT if edit.target is None else self._find(edit.target.name, self._finder.find(edit.target))
        before = [*self._names], [*self._parents], [*self._into]
        try:
            if edit.kind is EditKind.RENAME:
                self._rename(node, edit.name)
            elif edit.kind is EditKind.MERGE:
                self._merge(node, target)
            else:
                self._move(node, target)
            self._check(before)
        except DataError:
            self._names, self._parents, self._into = before
            raise

    def interests(self) -> Interests:
        """Return the interests under the tree as it is now."""
        base = self._base
        into = np.array(self._into, dtype=np.int64)
        node_of = np.where(base.items.node_of == ROOT, ROOT, into[base.items.node_of]).astype(np.int32)
        fresh = base.fresh
        if len(fresh.labels):
            fresh = replace(fresh, lowest=_moved(fresh.lowest, into))
        draft = replace(
            base,
            nodes=self._nodes(),
            items=replace(base.items, node_of=node_of),
            lowest=_moved(base.lowest, into),
            recent=_moved(base.recent, into),
            fresh=fresh,
            texts=_moved_texts(base.texts, into),
        )
        return replace(draft, nodes=_counted(draft, base, into))

    def _find(self, name: str, node: int) -> int:
        found = self._into[node]
        if not self._is_there(found):
            raise DataError(say("“{name}” holds no items any more.", name=name))
        return found

    def _rename(self, node: int, name: str) -> None:
        text = " ".join(name.split())
        if not text or len(text) > MAX_NAME_LENGTH:
            raise DataError(say("A name has from 1 to {n:,} characters.", n=MAX_NAME_LENGTH))
        self._names[node] = text

    def _merge(self, node: int, taker: int) -> None:
        if taker == ROOT or node in way_up(self._nodes(), taker):
            raise DataError(say("An interest cannot be merged into itself or into one of its parts."))
        self._parents = [taker if parent == node else parent for parent in self._parents]
        self._into = [taker if each == node else each for each in self._into]

    def _move(self, node: int, above: int) -> None:
        if above != ROOT and node in way_up(self._nodes(), above):
            raise DataError(say("An interest cannot become a part of itself or of one of its parts."))
        self._parents[node] = above

    def _check(self, before: tuple[list[str], list[int], list[int]]) -> None:
        if before == (self._names, self._parents, self._into):
            raise DataError(say("This changes nothing."))
        nodes = self._nodes()
        if max((node.layer for node in nodes), default=0) > MOST_LAYERS:
            raise DataError(say("The tree would have more than {n} layers.", n=MOST_LAYERS))
        changed = [node for node in nodes if (node.name, node.parent) != (before[0][node.id], before[1][node.id])]
        for node in changed:
            for other in nodes:
                is_sibling = other.id != node.id and other.parent == node.parent and other.layer and node.layer
                if is_sibling and other.name.casefold() == node.name.casefold():
                    raise DataError(say("Another interest beside it is called “{name}”.", name=node.name))

    def _is_there(self, node: int) -> bool:
        return bool(self._nodes()[node].layer)

    def _nodes(self) -> tuple[Node, ...]:
        """Return the nodes with their layers; 0 for one that was merged, or has no items any more."""
        base = self._base
        kept = {self._into[each] for each in np.unique(base.items.node_of[base.items.node_of != ROOT]).tolist()}
        there = {above for node in kept for above in self._way_up(node)}
        return tuple(
            replace(
                node,
                name=self._names[node.id],
                parent=self._parents[node.id] if node.id in there else ROOT,
                layer=len(self._way_up(node.id)) if node.id in there else 0,
            )
            for node in base.nodes
        )

    def _way_up(self, node: int) -> list[int]:
        found: list[int] = []
        while node != ROOT and node not in found:
            found.append(node)
            node = self._parents[node]
        return found


def _moved(lowest: sparse.csr_array, into: IntArray) -> sparse.csr_array:
    """Give the shares of merged nodes to those that took them in."""
    rows = np.arange(len(into))
    shape = (len(into), len(into))
    return sparse.csr_array(lowest @ sparse.csr_array((np.ones(len(into), np.float32), (rows, into)), shape=shape))


def _moved_texts(texts: TreeTexts, into: IntArray) -> TreeTexts:
    """Give the texts of merged nodes to those that took them in."""
    if not texts.n_texts:
        return texts
    of_lowest: FloatArray = np.bincount(into, texts.of_lowest, len(into)).astype(np.float64)
    return replace(texts, of_lowest=of_lowest)


def _counted(edited: Interests, base: Interests, into: IntArray) -> tuple[Node, ...]:
    """Return the nodes with their numbers of items and their typical items; those of what came in take turns."""
    n_items = edited.n_items()
    is_below = lineage(edited.nodes).toarray() > 0
    found = []
    for node in edited.nodes:
        taken = [each for each in np.flatnonzero(into == node.id).tolist() if each != node.id]
        sources = [node.id, *taken, *_moved_below(edited, base, into, node.id)]
        lists = [
            [item for item in base.nodes[each].typical_items if is_below[edited.items.node_of[item], node.id]]
            for each in sources
        ]
        in_turns = [item for turn in zip_longest(*lists) for item in turn if item is not None]
        typical = tuple(dict.fromkeys(in_turns))[:_N_TYPICAL] if node.layer else ()
        found.append(replace(node, n_items=int(n_items[node.id]) if node.layer else 0, typical_items=typical))
    return tuple(found)


def _moved_below(edited: Interests, base: Interests, into: IntArray, node: int) -> list[int]:
    """Return the parts of a node that were none of it, nor of what was merged into it."""
    parts = [each.id for each in edited.nodes if each.layer and each.parent == node]
    earlier = {each: base.nodes[each].parent for each in parts}
    return [each for each in parts if earlier[each] == ROOT or into[earlier[each]] != node]
