"""Items of the categories that a user takes: in each, what most users took, lately more than long ago."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy import sparse

from core.params import param
from core.recommenders.lately import recent_shares
from core.recommenders.offered import offered_items
from core.types import FloatArray, IntArray, Labels, Population

_OF_ALL = 0.05
"""What is popular in the whole log counts so much beside the categories of a user: some items are in none."""
_LEAST = 1e-9


@dataclass
class CategoryPopularity:
    """Gives a user what is popular in the categories of the user's items, those with more of them first.

    The score of an item is the user's share of each of its categories times the item's share of what is taken there.
    """

    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    item_layers: Callable[[Population], IntArray] | None = field(default=None, repr=False)
    """From a population to the node of each item in each layer of interests, (n_layers, n_items), -1 for none; the
    broadest ones stand for categories in a log without them."""
    name: ClassVar[str] = "category_popularity"
    items_: IntArray = field(init=False, repr=False)
    shares_: FloatArray = field(init=False, repr=False)
    """(n_offered,) of all that is taken; they add up to 1."""
    is_in_: sparse.csr_array = field(init=False, repr=False)
    """(n_offered, n_categories) an item counts once, split among its categories."""
    within_: sparse.csr_array = field(init=False, repr=False)
    """(n_categories, n_offered) shares of what is taken in a category."""

    def fit(self, population: Population) -> CategoryPopularity:
        """Count users in each category."""
        self.items_ = offered_items(population, self.max_items)
        shares = recent_shares(population)[self.items_]
        self.shares_ = (shares / max(shares.sum(), _LEAST)).astype(np.float32)
        marks = self._categories(population)[self.items_].astype(np.float32)
        taken = sparse.csr_array(marks.T * self.shares_[None, :])
        self.is_in_ = _rows_to_one(marks)
        self.within_ = _rows_to_one(taken)
        return self

    def _categories(self, population: Population) -> sparse.csr_array:
        """Return which items are in which category, (n_items, n_categories)."""
        if population.items.category_names or self.item_layers is None:
            return population.items.categories
        nodes = self.item_layers(population)[:1].reshape(-1)
        placed = np.flatnonzero(nodes >= 0)
        shape = population.n_items, int(nodes.max(initial=-1)) + 1
        return sparse.csr_array((np.ones(len(placed)), (placed, nodes[placed])), shape=shape)

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Return what is popular where the user's items are, (n_users, n_offered)."""
        of_user = _rows_to_one(sparse.csr_array(own @ self.is_in_))
        return np.asarray((of_user @ self.within_).toarray() + _OF_ALL * self.shares_, dtype=np.float32)


def _rows_to_one(counts: sparse.csr_array) -> sparse.csr_array:
    """Bring each row to a sum of 1; a zero row stays."""
    sums = np.maximum(np.asarray(counts.sum(axis=1)).reshape(-1), _LEAST)
    return sparse.csr_array(counts * (1 / sums).astype(np.float32)[:, None])
