"""Items that nobody has taken yet: users get those that are most like what they have, in a stated share of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.recommenders.ease import n_users_of, pairs_of
from core.recommenders.for_users import unit, vectors_of
from core.recommenders.offered import NOTHING
from core.types import FloatArray, IntArray, Population, StrArray

MIN_LENGTH = 5
"""Shorter lists have no place for new items where their share is less than one place."""
MAX_NEW = 5_000
"""So many of the new items are compared, the first ones of the catalogue."""
_NO_SCORE = 1e-6


@dataclass(frozen=True)
class NewItems:
    """New items, and what they are like."""

    share: float
    """Of the places of a list that are theirs, rounded down."""
    items: IntArray
    """(n_new,) their codes."""
    vectors: FloatArray
    """(n_new, n_dims) rows of length 1."""
    known: FloatArray
    """(n_offered, n_dims) of the items that the recommender offers."""
    is_asked: bool = False
    """Whether somebody asked for them: then a list of five items or more has one place for them at least."""

    def places(self, length: int) -> int:
        """Return how many places of a list they have at most."""
        least = 1 if self.is_asked and length >= MIN_LENGTH else 0
        return min(max(int(self.share * length), least), len(self.items))

    def put_last(
        self, lists: IntArray, scores: FloatArray, own: sparse.csr_array, had: sparse.csr_array
    ) -> tuple[IntArray, FloatArray]:
        """Give the last places of lists to the new items that are most like what users have.

        Parameters
        ----------
        lists, scores
            (n_lists, length) codes, best first, and the scores of their recommender.
        own
            (n_lists, n_offered) what users have.
        had
            (n_lists, n_items) what is left out for them.

        Returns
        -------
        The same; the score of a new item is its cosine with the mean of what the user has. A user who has nothing like
        a new item keeps the list.
        """
        length = lists.shape[1]
        n_new = self.places(length)
        if not n_new:
            return lists, scores
        alike = unit(own @ self.known) @ self.vectors.T
        alike[had[:, self.items].tocoo().coords] = -1
        best = np.argsort(-alike, axis=1, kind="stable")[:, :n_new]
        values = np.take_along_axis(alike, best, axis=1)
        new = np.where(values > _NO_SCORE, self.items[best], NOTHING)
        n_first = length - n_new
        longer = np.hstack([lists[:, :n_first], new, lists[:, n_first:]])
        worth = np.hstack([scores[:, :n_first], values, scores[:, n_first:]])
        order = np.argsort(longer == NOTHING, axis=1, kind="stable")[:, :length]
        longer, worth = np.take_along_axis(longer, order, axis=1), np.take_along_axis(worth, order, axis=1)
        return longer, np.where(longer == NOTHING, 0.0, worth)


def with_arrivals(population: Population, item_ids: StrArray, titles: StrArray, categories: StrArray) -> Population:
    """Return a log whose catalogue holds further items too, after its own; nobody has an event with them.

    Parameters
    ----------
    item_ids, titles, categories
        (n_arrivals,) of items that the log does not hold; "" where a title or category is not known.
    """
    items = population.items
    names = tuple(dict.fromkeys([*items.category_names, *(each for each in categories.tolist() if each)]))
    rows = np.flatnonzero(categories != "")
    places = [names.index(each) for each in categories[rows]]
    stored = items.categories.tocoo()
    cells = (
        np.concatenate([stored.row, items.n_items + rows]),
        np.concatenate([stored.col, np.array(places, dtype=int)]),
    )
    shape = (items.n_items + len(item_ids), len(names))
    longer = replace(
        items,
        item_ids=np.concatenate([items.item_ids, item_ids]),
        titles=np.concatenate([items.titles, titles]),
        category_names=names,
        categories=sparse.csr_array((np.ones(len(cells[0]), dtype=bool), cells), shape=shape),
    )
    return replace(population, items=longer)


def new_items(
    population: Population,
    offered: IntArray,
    share: float,
    item_vectors: Callable[[Population], FloatArray] | None = None,
    left_out: frozenset[str] = frozenset(),
) -> NewItems:
    """Find the items of a log that nobody has an event with, and of which something is known.

    Parameters
    ----------
    population
        The log that is learnt from.
    offered
        Codes of the items that the recommender offers.
    share
        Of the places of a list, from 0 to 1.
    item_vectors
        What makes vectors of titles; without titles, categories count.
    left_out
        Ids of items that are not to be offered.
    """
    is_new = n_users_of(pairs_of(population)) == 0
    if not share or not is_new.any():  # to encode titles takes long
        nothing = np.zeros((0, 0), dtype=np.float32)
        return NewItems(share, np.zeros(0, dtype=np.int64), nothing, nothing)
    vectors = vectors_of(population, item_vectors if population.items.has_titles else None)
    is_known = np.abs(vectors).max(axis=1, initial=0) > 0
    allowed = ~np.isin(population.items.item_ids.astype(str), sorted(left_out))
    items = np.flatnonzero(is_new & is_known & allowed)[:MAX_NEW]
    return NewItems(share, items, vectors[items], vectors[offered])
