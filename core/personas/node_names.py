"""How names of segments call the nodes of the tree of interests."""

from __future__ import annotations

import re

import numpy as np

from core.compute.once import once
from core.interests.given import readable
from core.interests.phrases import words_of
from core.interests.tree import InterestTree
from core.interests.words_in_tree import phrases_anywhere
from core.personas.phrases import written
from core.personas.title_parts import parts_of_titles
from core.sentences import Sentence
from core.types import Population

MIN_ITEMS, MIN_ITEMS_OF_PART = 4, 3
"""A name is about many items: fewer are a chance. One of two phrases may be in one less."""
COVERED = 0.3
"""A node is called by its name where the words of the name stand in the titles of so much of what users have of it."""
PATH = re.compile(r"\s*[>\u203a\u00bb]\s*")
"""Between the parts of a category that is a path."""


def node_texts(population: Population, tree: InterestTree) -> tuple[dict[str, str], dict[str, float]]:
    """Return the names of nodes that say what is in them, and how much of them, by key.

    A node that is a category is named as one, and one that an analyst named as the analyst wrote it. Others are in so
    far as words of the name stand in the titles of the items, weighed by their events; a node called after its most
    typical item names nothing, nor does a phrase that few of the titles hold.

    Found once for a log and a tree, and shared.
    """
    return once(population, ("texts of nodes", tree), lambda: _node_texts(population, tree))


def _node_texts(population: Population, tree: InterestTree) -> tuple[dict[str, str], dict[str, float]]:
    items = population.items
    own_names = {readable(name) for name in items.category_names} | set(items.category_names)
    parts = given_names(population)
    words = [frozenset(words_of(str(title))) for title in items.titles]
    unclear = parts_of_titles(population, phrases_anywhere(population, tree))
    n_events = np.bincount(population.histories.items, minlength=items.n_items).tolist()
    found: dict[str, str] = {}
    covers: dict[str, float] = {}
    for layer in range(1, tree.n_layers + 1):
        node_of = tree.nodes_of(layer).tolist()
        for node in tree.of_layer(layer):
            own = [item for item, each in enumerate(node_of) if each == node.id]
            if isinstance(node.name, Sentence) or node.name in own_names or len(own) < MIN_ITEMS:
                continue
            if node.name in parts or node.id in tree.given:
                found[str(node.id)] = node.name
                continue
            name = _of_many(node.name, own, words, unclear)
            cover = _cover(name, own, words, n_events)
            if cover >= COVERED:
                found[str(node.id)] = written(name[:1].lower() + name[1:])
                covers[str(node.id)] = cover
    return found, covers


def given_names(population: Population) -> frozenset[str]:
    """Return the names on the paths of categories, as a tree of interests has them."""
    return frozenset(readable(part) for name in population.items.category_names for part in PATH.split(name))


def _of_many(name: str, own: list[int], words: list[frozenset[str]], unclear: frozenset[str]) -> str:
    """Return the phrases of a name that enough titles hold, together ``MIN_ITEMS`` of them; "" for none.

    Beside a phrase that several products have, none stands that is a part of what one is called (``unclear``).
    """
    parts = [(part, frozenset(words_of(part))) for part in name.split(" & ")]
    held = {part: {item for item in own if each and each <= words[item]} for part, each in parts}
    kept = [part for part, items in held.items() if len(items) >= MIN_ITEMS_OF_PART]
    kept = [part for part in kept if " ".join(words_of(part)) not in unclear] or kept
    return " & ".join(kept) if len(set().union(*(held[part] for part in kept))) >= MIN_ITEMS else ""


def _cover(name: str, own: list[int], words: list[frozenset[str]], n_events: list[float]) -> float:
    needed = [frozenset(words_of(part)) for part in name.split(" & ")]
    total = sum(n_events[item] for item in own)
    covered = sum(n_events[item] for item in own if any(each and each <= words[item] for each in needed))
    return covered / max(total, 1.0)
