"""Tastes: what a user interacted with, as yes-or-no statements.

An interaction is one event or more that is neither a refund nor ignored, with an item that the
user did not rate low. Where more than half of all users have a
category, that says nothing; the statement is then that the user gives it a greater share of their events than the log
does as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from core.population.interactions import dislikes, interacted, is_disliked, is_interaction
from core.profiles.facts import Facts
from core.profiles.terms import item_terms
from core.sentences import say
from core.types import IntArray, Population

COMMON_SHARE = 0.5


def taste_facts(population: Population) -> Iterator[Facts]:
    """State the items, categories and title terms that each user interacted with."""
    has = _liked(population)
    yield _item_facts(population, has)
    yield _category_facts(population)
    yield _term_facts(population, has)


def _liked(population: Population) -> sparse.csr_array:
    """Say who interacted with what and did not rate it low, (n_users, n_items) bool."""
    has, against = interacted(population, with_refunds=False), dislikes(population)
    return sparse.csr_array(has > (against > 0)) if against.nnz else has


def _item_facts(population: Population, has: sparse.csr_array) -> Facts:
    items = population.items
    names = tuple(str(title or item_id) for title, item_id in zip(items.titles, items.item_ids, strict=True))
    return Facts("item", names, tuple(map(str, items.item_ids)), has)


def _term_facts(population: Population, has: sparse.csr_array) -> Facts:
    vocabulary, terms_of_items = item_terms(population.items, np.bincount(has.indices, minlength=population.n_items))
    return Facts("term", tuple(vocabulary), tuple(vocabulary), has, terms_of_items)


def _category_facts(population: Population) -> Facts:
    counts, n_events = _events_by_category(population)
    n_users_with = np.bincount(counts.indices, weights=counts.data > 0, minlength=counts.shape[1])
    is_common = n_users_with > COMMON_SHARE * population.n_users
    usual = np.where(is_common, np.asarray(counts.sum(axis=0)) / max(n_events.sum(), 1), 0.0)
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
    histories = population.histories
    is_counted = is_interaction(population) & ~is_disliked(population)
    by_item = sparse.csr_array(
        (is_counted.astype(np.float32), histories.items, histories.offsets),
        shape=(population.n_users, population.n_items),
    )
    n_events = np.bincount(histories.users[is_counted], minlength=population.n_users)
    return by_item @ population.items.categories.astype(np.float32), n_events
