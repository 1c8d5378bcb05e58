"""Build the tree of interests of a log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.compute.machine import Machine
from core.compute.once import once
from core.interests.branches import MOST_BROAD, branch, layers_for, split
from core.interests.given import given_branches
from core.interests.item_vectors import item_vectors, vectors_by_users
from core.interests.makers import MakerNames, maker_names
from core.interests.naming import Wording, in_both_scripts, name_siblings, what_it_says, wording_of
from core.interests.texts import place_texts
from core.interests.things import makes_of
from core.interests.tree import ROOT, InterestTree, Node
from core.interests.without_words import after_parts, beside_parts, like_items
from core.interests.words_in_tree import without_words_anywhere
from core.population.interactions import interacted
from core.sentences import Sentence
from core.types import FloatArray, IntArray, Population

N_TYPICAL = 8
_POPULARITY = 0.1
"""How much more typical an item is for ten times as many users, in cosine."""


@dataclass(slots=True)
class Branch:
    """A node that is not named yet."""

    parent: int
    layer: int
    items: IntArray
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """What names are made from."""

    vectors: FloatArray
    n_users: IntArray
    wording: Wording
    can_name: Wording
    """The wording without makes and what else lies anywhere in the tree."""
    titles: tuple[str, ...]
    anywhere: frozenset[str]
    """What lies anywhere."""
    makes: frozenset[str]
    makers: MakerNames


def build_tree(population: Population, cache_dir: Path | None = None, machine: Machine | None = None) -> InterestTree:
    """Group the items of a log into a named tree, of 2 to 4 layers by the size of the catalogue.

    Built once for a population, and shared.

    Parameters
    ----------
    population
        Its titles and what users have together say what items are about; categories are the upper layers.
    cache_dir
        Keeps the vectors of titles.
    machine
        What it may use; None for all of it.
    """
    return once(population, ("interests", cache_dir), lambda: _build(population, cache_dir, machine))


def layers_of_items(population: Population, cache_dir: Path | None = None, machine: Machine | None = None) -> IntArray:
    """Return the node of each item in each layer, (n_layers, n_items) int32, -1 for none; events change none.

    Of a log with titles the branches come from titles and categories alone, so that any part of the log has the same.
    An item whose branch ends above a layer is in its lowest node there, as in ``InterestTree.nodes_of``.
    """
    branches = _branches_of_items(population, cache_dir, machine)
    n_layers = max((each.layer for each in branches), default=0)
    found = np.full((n_layers, population.n_items), ROOT, dtype=np.int32)
    for place, each in enumerate(branches):
        found[each.layer - 1 :, each.items] = place  # branches above come first
    return found


def _branches_of_items(population: Population, cache_dir: Path | None, machine: Machine | None) -> list[Branch]:
    items = population.items
    owner = items if items.has_titles else population
    return once(
        owner,
        ("interests of items", cache_dir),
        lambda: _branches(population, item_vectors(population, cache_dir, machine, with_users=False)),
    )


def _build(population: Population, cache_dir: Path | None, machine: Machine | None) -> InterestTree:
    vectors = item_vectors(population, cache_dir, machine)
    branches = _branches(population, vectors)
    n_users = np.bincount(interacted(population).indices, minlength=population.n_items)
    items = population.items
    titles = tuple(str(title or item_id) for title, item_id in zip(items.titles, items.item_ids, strict=True))
    wording = wording_of(items)
    can_name = without_words_anywhere(wording, _broad_of(branches, population.n_items), vectors_by_users(population))
    anywhere = frozenset[str]().union(*wording.of_item) - frozenset[str]().union(*can_name.of_item)
    makes = makes_of(titles, anywhere)
    _name(branches, _Catalogue(vectors, n_users, wording, can_name, titles, anywhere, makes, maker_names(titles)))
    leaf_of = np.full(population.n_items, ROOT, dtype=np.int32)
    for place, each in enumerate(branches):
        leaf_of[each.items] = place
    nodes = [
        Node(place, each.parent, each.layer, each.name, tuple(_typical(each.items, vectors, n_users)), len(each.items))
        for place, each in enumerate(branches)
    ]
    texts = place_texts(population, leaf_of, len(nodes), cache_dir, machine)
    return InterestTree(tuple(nodes), leaf_of, texts=texts)


def _branches(population: Population, vectors: FloatArray) -> list[Branch]:
    """Return the branches of all layers, those of a layer by parent and then by size; each once, where it begins."""
    given = given_branches(population.items, vectors)
    is_known = np.ones(len(vectors), dtype=bool) if given else (vectors != 0).any(axis=1)
    known = np.flatnonzero(is_known)
    layers = [layer.branch_of for layer in given] or [split(vectors[known], MOST_BROAD)]
    n_layers = max(layers_for(len(known)), len(layers))
    below = branch(vectors[known], layers[-1], n_layers - len(layers) + 1)
    names = [layer.names for layer in given]
    found: list[Branch] = []
    node_of = np.full(len(known), ROOT)
    for depth, branch_of in enumerate([*layers[:-1], *below]):
        node_of = _add(found, node_of, branch_of, known, names[depth] if depth < len(names) else ())
    return found


def _add(
    found: list[Branch], node_of: IntArray, branch_of: IntArray, known: IntArray, names: tuple[str, ...]
) -> IntArray:
    """Add the branches of one layer; one that has all items of the branch above it is that branch."""
    following = node_of.copy()
    layer = max((each.layer for each in found), default=0) + 1
    for parent in np.unique(node_of).tolist():
        parts, sizes = np.unique(branch_of[node_of == parent], return_counts=True)
        if len(parts) < 2 and parent != ROOT:
            continue
        for part in parts[np.argsort(-sizes, kind="stable")].tolist():
            is_in = (node_of == parent) & (branch_of == part)
            following[is_in] = len(found)
            found.append(Branch(parent, layer, known[is_in], names[part] if names else ""))
    return following


def _broad_of(branches: list[Branch], n_items: int) -> IntArray:
    """Return the branch of layer 1 of each item, (n_items,) int32, -1 for none."""
    found = np.full(n_items, ROOT, dtype=np.int32)
    for place, each in enumerate(branches):
        if each.layer == 1:
            found[each.items] = place
    return found


def _name(branches: list[Branch], catalogue: _Catalogue) -> None:
    """Name the branches that no category names: by words, all parts of one branch at once, and then the others."""
    parts_of: dict[int, list[Branch]] = {}
    for each in branches:
        parts_of.setdefault(each.parent, []).append(each)
    for parent, siblings in parts_of.items():
        names = name_siblings([each.items for each in siblings], catalogue.can_name, _taken(branches, parent))
        for each, name in zip(siblings, names, strict=True):
            if each.name:
                each.name = in_both_scripts(each.name, name, catalogue.titles)
            else:
                each.name = catalogue.makers.written(what_it_says(name, each.items, catalogue.wording))
    surface = catalogue.wording.surface
    for place, each in reversed(list(enumerate(branches))):
        each.name = each.name or after_parts(_by_words(parts_of.get(place, [])), len(each.items), surface)
    for parent, siblings in parts_of.items():
        _name_without_words([each for each in siblings if not each.name], parent, branches, catalogue)


def _name_without_words(rest: list[Branch], parent: int, branches: list[Branch], catalogue: _Catalogue) -> None:
    """Name parts that no word names: the largest that words of the whole fit is the rest of it, others go by items."""
    whole = "" if parent == ROOT or isinstance(branches[parent].name, Sentence) else branches[parent].name
    used: set[str] = set()
    for each in rest:
        kept = whole and what_it_says(whole, each.items, catalogue.wording)
        if kept:
            each.name, whole = beside_parts(kept, catalogue.wording.surface), ""
        else:
            each.name = _by_items(each, catalogue, used)


def _by_words(parts: list[Branch]) -> list[tuple[str, int]]:
    return [("" if isinstance(part.name, Sentence) else part.name, len(part.items)) for part in parts]


def _taken(branches: list[Branch], node: int) -> frozenset[str]:
    names = set()
    while node != ROOT:
        names.add(branches[node].name)
        node = branches[node].parent
    return frozenset(names)


def _by_items(each: Branch, catalogue: _Catalogue, used: set[str]) -> str:
    typical = _typical(each.items, catalogue.vectors, catalogue.n_users)
    titles = [catalogue.titles[item] for item in typical]
    return like_items(titles, catalogue.anywhere, catalogue.makes, used)


def _typical(items: IntArray, vectors: FloatArray, n_users: IntArray) -> list[int]:
    """Return the items nearest the centre, of two that are as near that with more users first."""
    own = vectors[items]
    lengths = np.linalg.norm(own, axis=1)
    centre = own.mean(axis=0)
    nearness = own @ centre / np.maximum(lengths * np.linalg.norm(centre), 1e-9)
    order = np.argsort(-(nearness + _POPULARITY * np.log10(1 + n_users[items])), kind="stable")
    return [int(item) for item in items[order[:N_TYPICAL]]]
