"""Tastes: what a user interacted with, as yes-or-no statements.

An interaction is one event or more that is neither a refund nor ignored, with an item that the
user did not rate low, nor gave back last.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.interests.naming import wording_of
from core.interests.tree import InterestTree
from core.profiles.facts import Facts
from core.profiles.terms import RATHER_A_NOUN, ending_shares, item_terms, motifs
from core.profiles.title_patterns import makers_of, sizes_of
from core.profiles.topics import categories_of, eras_of, is_taste, nodes_of, topic_facts
from core.types import Population

ENDS_A_PHRASE = 0.3
"""A noun ends at least this part of the phrases that it stands in."""


def taste_facts(population: Population, whole: Population | None = None) -> Iterator[Facts]:
    """State the items, categories and title terms that each user interacted with.

    ``whole`` is the log that ``population`` is a part of: it decides which terms there are and which categories are
    common, so that facts of two parts are the same.
    """
    has, whole = _liked(population), whole or population
    yield _item_facts(population, has)
    yield topic_facts(population, whole, categories_of(whole))
    yield _term_facts(population, has, whole)


def title_facts(population: Population, whole: Population, tree: InterestTree | None = None) -> Iterator[Facts]:
    """State the eras, makers, sizes, and the nodes of the tree if given, that each user likes; ``whole`` as above."""
    for read in (eras_of, makers_of, sizes_of):
        yield topic_facts(population, whole, once(whole.items, read.__name__, partial(read, whole.items.titles)))
    if tree is not None:
        yield topic_facts(population, whole, nodes_of(tree))


def items_of_tastes(population: Population) -> dict[tuple[str, str], int]:
    """Return how many items have each category and each term, by kind and key."""
    vocabulary, terms_of_items = items_of_terms(population)
    found: dict[tuple[str, str], int] = {}
    items = population.items
    for kind, keys, has in (("category", items.category_names, items.categories), ("term", vocabulary, terms_of_items)):
        n_items = np.bincount(sparse.csr_array(has).indices, minlength=len(keys))
        found |= {(kind, key): int(n) for key, n in zip(keys, n_items, strict=True)}
    return found


def items_of_terms(population: Population) -> tuple[list[str], sparse.csr_array]:
    """Return the words and pairs of words of titles, and which items have each, (n_items, n_terms) bool."""
    return once(population, "terms", lambda: _terms(population))


def vague_terms(population: Population) -> frozenset[str]:
    """Return the terms that seldom end a noun phrase, and so name nothing: "traditional", "regency".

    A pair ends one where its last word mostly does: "lunch bag", though a pattern often stands behind it.
    """
    shares = _ending_shares(population)
    return frozenset(
        term
        for term, share in shares.items()
        if share < ENDS_A_PHRASE and shares.get(term.split()[-1], 0.0) < RATHER_A_NOUN  # a colour alone is no term
    )


def motifs_of(population: Population) -> frozenset[str]:
    """Return the words that say what is on things, or of what they are, and not which things."""
    return once(population.items, "motifs", lambda: motifs(population.items.titles, _ending_shares(population)))


def pairs_of_words(population: Population) -> frozenset[frozenset[str]]:
    """Return the two words of each pair that stands in a title, in any order."""
    return frozenset(frozenset(term.split()) for term in _ending_shares(population) if " " in term)


def _ending_shares(population: Population) -> dict[str, float]:
    return once(population.items, "ending shares", lambda: ending_shares(population.items.titles))


def _liked(population: Population) -> sparse.csr_array:
    """Say who interacted with what, kept it and did not rate it low, (n_users, n_items) bool."""
    histories, is_counted = population.histories, is_taste(population)
    shape = (population.n_users, population.n_items)
    has = sparse.csr_array((is_counted, histories.items.copy(), histories.offsets.copy()), shape=shape)
    has.sum_duplicates()
    has.eliminate_zeros()
    return has


def _item_facts(population: Population, has: sparse.csr_array) -> Facts:
    items = population.items
    names = tuple(str(title or item_id) for title, item_id in zip(items.titles, items.item_ids, strict=True))
    each = sparse.csr_array(sparse.eye_array(population.n_items, dtype=bool))
    return Facts("item", names, tuple(map(str, items.item_ids)), has, None, each)


def _term_facts(population: Population, has: sparse.csr_array, whole: Population) -> Facts:
    vocabulary, terms_of_items = items_of_terms(whole)
    surface = wording_of(whole.items).surface
    names = tuple(surface.get(term, term) for term in vocabulary)
    return Facts("term", names, tuple(vocabulary), has, terms_of_items, terms_of_items)


def _terms(population: Population) -> tuple[list[str], sparse.csr_array]:
    return item_terms(population.items, np.bincount(_liked(population).indices, minlength=population.n_items))
