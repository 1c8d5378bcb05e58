"""Tastes that are too narrow, or lie too wide, to name anything."""

from __future__ import annotations

from core.interests.tree import InterestTree
from core.interests.words_in_tree import phrases_anywhere
from core.personas.node_names import MIN_ITEMS
from core.profiles.tastes import items_of_tastes, vague_terms
from core.types import Population


def narrow_tastes(population: Population) -> frozenset[tuple[str, str]]:
    """Return kind and key of the categories and terms that fewer than ``MIN_ITEMS`` items have, and of vague terms."""
    return few_items(population) | frozenset({("term", term) for term in vague_terms(population)})


def few_items(population: Population) -> frozenset[tuple[str, str]]:
    """Return kind and key of the categories and terms that fewer than ``MIN_ITEMS`` items have."""
    return frozenset(place for place, n_items in items_of_tastes(population).items() if n_items < MIN_ITEMS)


def terms_anywhere(population: Population, tree: InterestTree) -> frozenset[tuple[str, str]]:
    """Return kind and key of the terms that lie anywhere in the tree: makes, which segments buy with what they like."""
    return frozenset(("term", phrase) for phrase in phrases_anywhere(population, tree))
