"""Recommenders for single users: what is popular, what stands near what they have, EASE, factors, and what is like it.

References
----------
Cremonesi, P., Koren, Y. and Turrin, R. (2010). Performance of recommender algorithms on top-N recommendation tasks.
RecSys '10, 39-46. doi:10.1145/1864708.1864721.
Deshpande, M. and Karypis, G. (2004). Item-based top-N recommendation algorithms. ACM TOIS 22(1), 143-177.
doi:10.1145/963770.963776. Steck, H. (2019). Embarrassingly shallow autoencoders for sparse data. WWW '19, 3251-3257.
doi:10.1145/3308558.3313710
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.params import param
from core.recommenders.ease import fit_ease, n_users_of, pairs_of
from core.recommenders.lately import recent_shares
from core.recommenders.offered import offered_items, recent_items
from core.types import FloatArray, IntArray, Labels, Population

USER_POWER = -0.25
"""Users count by this power of how many items they have: who takes everything says less of what goes together."""


_SMALL = 100
"""A matrix of so few rows or columns is decomposed whole."""


@dataclass
class Popularity:
    """Gives everybody what most users took, lately more than long ago."""

    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    name: ClassVar[str] = "popularity"
    items_: IntArray = field(init=False, repr=False)
    shares_: FloatArray = field(init=False, repr=False)
    """(n_offered,) share of users, those of long ago less."""
    n_users_: IntArray = field(init=False, repr=False)
    """(n_offered,) users who have an item."""

    def fit(self, population: Population) -> Popularity:
        """Count users."""
        self.items_ = offered_items(population, self.max_items)
        self.shares_ = recent_shares(population)[self.items_].astype(np.float32)
        self.n_users_ = n_users_of(pairs_of(population))[self.items_].astype(np.int64)
        return self

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Return the same for all, (n_users, n_offered)."""
        return np.broadcast_to(self.shares_, own.shape)


@dataclass
class ItemNeighbours:
    """Gives a user items whose users are those of the user's items: cosine, less where few users say so."""

    shrinkage: float = param(
        10.0, "Users with both items that halve what an item says of another; pairs with few count less.", low=0.0
    )
    n_neighbours: int = param(100, "So many of the nearest items count for each item.", low=1, high=10_000)
    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    name: ClassVar[str] = "item_neighbours"
    items_: IntArray = field(init=False, repr=False)
    near_: sparse.csr_array = field(init=False, repr=False)
    """(n_offered, n_offered) a column holds the cosines of its item with its nearest others."""

    def fit(self, population: Population) -> ItemNeighbours:
        """Compare each pair of items."""
        self.items_ = offered_items(population, self.max_items)
        has = pairs_of(population)[:, self.items_]
        both = sparse.csr_array(has.T @ has)
        lengths = np.sqrt(np.maximum(both.diagonal(), 1))
        rows = np.repeat(np.arange(len(lengths), dtype=np.int32), np.diff(both.indptr))
        cosines = both.data / (lengths[rows] * lengths[both.indices])
        cosines *= both.data / np.maximum(both.data + self.shrinkage, 1)
        cosines[rows == both.indices] = 0
        near = sparse.csr_array((cosines, both.indices, both.indptr), shape=both.shape)
        self.near_ = _with_nearest(near, self.n_neighbours)
        return self

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Add up the cosines with what each user has, (n_users, n_offered)."""
        return np.asarray((own @ self.near_).toarray())


def _with_nearest(cosines: sparse.csr_array, n_neighbours: int) -> sparse.csr_array:
    """Keep in each column of a symmetric matrix so many of the largest values above 0, and what equals the last."""
    least = np.zeros(cosines.shape[0], dtype=cosines.dtype)
    for item, (start, end) in enumerate(pairwise(cosines.indptr.tolist())):
        if end - start > n_neighbours:
            least[item] = np.partition(cosines.data[start:end], -n_neighbours)[-n_neighbours]
    cosines.data[cosines.data < least[cosines.indices]] = 0
    cosines.eliminate_zeros()
    return cosines


@dataclass
class Ease:
    """Gives a user what the user's items predict by a linear model in closed form."""

    regularisation: float = param(
        200.0, "How much evidence it takes that one item leads to another; in users who have both.", low=1.0, high=1e6
    )
    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    name: ClassVar[str] = "ease"
    items_: IntArray = field(init=False, repr=False)
    weights_: FloatArray = field(init=False, repr=False)
    """(n_offered, n_offered) from each item to each other one."""

    def fit(self, population: Population) -> Ease:
        """Solve for the weights."""
        self.items_ = offered_items(population, self.max_items)
        recent = recent_items(population)[:, self.items_].sqrt()
        n_own = np.maximum(np.diff(recent.indptr), 1)
        by_user = ((n_own / n_own.mean()) ** (USER_POWER / 2)).astype(np.float32)
        self.weights_ = fit_ease(sparse.csr_array(recent * by_user[:, None]), self.regularisation)
        return self

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Add up what each user's items predict, (n_users, n_offered)."""
        return np.asarray(own @ self.weights_)


@dataclass
class Factors:
    """Gives a user what lies near the user's items in few dimensions: a singular value decomposition of who has what.

    Users and items that have much count less, by the root of it.
    """

    n_dims: int = param(64, "Dimensions that are kept.", low=1, high=1_000)
    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    name: ClassVar[str] = "factors"
    items_: IntArray = field(init=False, repr=False)
    from_items_: FloatArray = field(init=False, repr=False)
    """(n_offered, n_dims) from what a user has to the user's place."""
    to_items_: FloatArray = field(init=False, repr=False)
    """(n_dims, n_offered) from a place to the scores of items."""

    def fit(self, population: Population) -> Factors:
        """Decompose who has what."""
        self.items_ = offered_items(population, self.max_items)
        has = pairs_of(population)[:, self.items_]
        of_user = np.sqrt(np.maximum(np.diff(has.indptr), 1)).astype(np.float32)
        of_item = np.sqrt(np.maximum(np.asarray(has.sum(axis=0)), 1)).astype(np.float32)
        scaled = sparse.csr_array(has * (1 / of_user)[:, None] * (1 / of_item)[None, :])
        axes = _leading_axes(scaled, self.n_dims)
        self.from_items_, self.to_items_ = axes.T / of_item[:, None], axes * of_item[None, :]
        return self

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Return scores by the place of each user, (n_users, n_offered)."""
        return np.asarray((own @ self.from_items_) @ self.to_items_)


def _leading_axes(matrix: sparse.csr_array, n_dims: int) -> FloatArray:
    """Return the right singular vectors of the largest singular values, (n_dims at most, n_columns), in any order."""
    from scipy.sparse.linalg import svds  # scikit-learn's takes a second to load

    fewest = min(matrix.shape)
    n_kept = max(1, min(n_dims, fewest - 1))
    if fewest <= _SMALL:
        return np.asarray(np.linalg.svd(matrix.toarray(), full_matrices=False)[2][:n_kept])
    start = np.ones(fewest, dtype=matrix.dtype)  # a drawn one would find other axes each time
    return np.asarray(svds(matrix, n_kept, v0=start)[2])


@dataclass
class Content:
    """Gives a user items like those that the user has: by what titles mean, or by users where there are none."""

    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    item_vectors: Callable[[Population], FloatArray] | None = field(default=None, repr=False)
    """From a population to the vectors of its items, (n_items, n_dims); categories alone without it."""
    name: ClassVar[str] = "content"
    items_: IntArray = field(init=False, repr=False)
    vectors_: FloatArray = field(init=False, repr=False)
    """(n_offered, n_dims) rows of length 1, or 0 where nothing is known."""

    def fit(self, population: Population) -> Content:
        """Look the vectors of the items up."""
        self.items_ = offered_items(population, self.max_items)
        self.vectors_ = vectors_of(population, self.item_vectors)[self.items_]
        return self

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Return the cosine of items with the mean of each user's items, (n_users, n_offered)."""
        return np.asarray(unit(own @ self.vectors_) @ self.vectors_.T)


def vectors_of(population: Population, item_vectors: Callable[[Population], FloatArray] | None) -> FloatArray:
    """Return unit vectors of items, (n_items, n_dims) float32, by ``item_vectors``, else their categories.

    Vectors of titles do not depend on the events, and are made once for the items.
    """
    items = population.items
    if item_vectors is None:
        return once(items, "vectors of categories", lambda: unit(items.categories.astype(np.float32).toarray()))
    owner = items if items.has_titles else population
    return once(owner, "vectors of content", lambda: unit(item_vectors(population)))


def unit(rows: FloatArray) -> FloatArray:
    """Bring rows to length 1; a zero row stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros(rows.shape, np.float32), where=lengths > 1e-9))
