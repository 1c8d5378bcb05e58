"""Tastes: what a user interacted with, as yes-or-no statements.

An interaction is one event or more that is neither a refund nor ignored, with an item that the
user did not rate low, nor gave back last. Where more than half of all users have a
category, that says nothing; the statement is then that the user gives it a greater share of their events than the log
does as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.population.interactions import is_disliked, is_given_back, is_interaction
from core.profiles.facts import Facts
from core.profiles.terms import ending_shares, item_terms
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray, Population

COMMON_SHARE = 0.5
ENDS_A_PHRASE = 0.1
"""A noun ends at least this part of the phrases that it stands in."""


def taste_facts(population: Population, whole: Population | None = None) -> Iterator[Facts]:
    """State the items, categories and title terms that each user interacted with.

    ``whole`` is the log that ``population`` is a part of: it decides which terms there are and which categories are
    common, so that facts of two parts are the same.
    """
    has, whole = _liked(population), whole or population
    yield _item_facts(population, has)
    yield _category_facts(population, usual_shares(whole))
    yield _term_facts(population, has, whole)


def items_of_tastes(population: Population) -> dict[tuple[str, str], int]:
    """Return how many items have each category and each term, by kind and key."""
    vocabulary, terms_of_items = once(population, "terms", lambda: _terms(population))
    found: dict[tuple[str, str], int] = {}
    items = population.items
    for kind, keys, has in (("category", items.category_names, items.categories), ("term", vocabulary, terms_of_items)):
        n_items = np.bincount(sparse.csr_array(has).indices, minlength=len(keys))
        found |= {(kind, key): int(n) for key, n in zip(keys, n_items, strict=True)}
    return found


def vague_terms(population: Population) -> frozenset[str]:
    """Return the terms that seldom end a noun phrase, and so name nothing: "traditional", "regency"."""
    shares = ending_shares(population.items.titles)
    return frozenset(term for term, share in shares.items() if share < ENDS_A_PHRASE)


def _liked(population: Population) -> sparse.csr_array:
    """Say who interacted with what, kept it and did not rate it low, (n_users, n_items) bool."""
    histories, is_counted = population.histories, is_taste(population)
    shape = (population.n_users, population.n_items)
    has = sparse.csr_array((is_counted, histories.items.copy(), histories.offsets.copy()), shape=shape)
    has.sum_duplicates()
    has.eliminate_zeros()
    return has


def is_taste(population: Population) -> BoolArray:
    """Mark the events that say what a user likes: interactions with items neither rated low nor given back."""
    return is_interaction(population) & ~is_disliked(population) & ~is_given_back(population)


def _item_facts(population: Population, has: sparse.csr_array) -> Facts:
    items = population.items
    names = tuple(str(title or item_id) for title, item_id in zip(items.titles, items.item_ids, strict=True))
    return Facts("item", names, tuple(map(str, items.item_ids)), has)


def _term_facts(population: Population, has: sparse.csr_array, whole: Population) -> Facts:
    vocabulary, terms_of_items = once(whole, "terms", lambda: _terms(whole))
    return Facts("term", tuple(vocabulary), tuple(vocabulary), has, terms_of_items)


def _terms(population: Population) -> tuple[list[str], sparse.csr_array]:
    return item_terms(population.items, np.bincount(_liked(population).indices, minlength=population.n_items))


def usual_shares(population: Population) -> FloatArray:
    """Return the share of events on each category that more than half of the users have, (n_categories,); 0 on others.

    Computed once for a population, and shared: do not change it.
    """
    return once(population, "usual shares", lambda: _usual_shares(population))


def _usual_shares(population: Population) -> FloatArray:
    counts, n_events = _events_by_category(population)
    n_users_with = np.bincount(counts.indices, weights=counts.data > 0, minlength=counts.shape[1])
    is_common = n_users_with > COMMON_SHARE * population.n_users
    return np.asarray(np.where(is_common, np.asarray(counts.sum(axis=0)) / max(n_events.sum(), 1), 0.0))


def _category_facts(population: Population, usual: FloatArray) -> Facts:
    counts, n_events = _events_by_category(population)
    is_common = usual > 0
    shares = counts.data / np.repeat(np.maximum(n_events, 1), np.diff(counts.indptr))
    counts.data = shares > usual[counts.indices]
    counts.eliminate_zeros()
    keys = population.items.category_names
    names = tuple(
        say("{name}: more than usual", name=key) if common else key for key, common in zip(keys, is_common, strict=True)
    )
    return Facts("category", names, keys, counts)


def _events_by_category(population: Population) -> tuple[sparse.csr_array, IntArray]:
    """Count interactions with items that were not rated low: by user and category, and by user (n_users,)."""
    histories, is_counted = population.histories, is_taste(population)
    by_item = sparse.csr_array(
        (is_counted.astype(np.float32), histories.items, histories.offsets),
        shape=(population.n_users, population.n_items),
    )
    n_events = np.bincount(histories.users[is_counted], minlength=population.n_users)
    return by_item @ population.items.categories.astype(np.float32), n_events
