"""Items predicted from a user's other items by a linear model in closed form (EASE).

References
----------
Steck, H. (2019). Embarrassingly shallow autoencoders for sparse data. WWW '19, 3251-3257. doi:10.1145/3308558.3313710
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.population.interactions import interacted
from core.types import FloatArray, IntArray, Population


@dataclass(frozen=True, slots=True)
class ItemModel:
    """Which items lead to which others, among the most popular ones."""

    items: IntArray
    """(n_kept,) their codes, in order."""
    weights: FloatArray
    """(n_kept, n_kept) from each item to each other one."""


def pairs_of(population: Population) -> sparse.csr_array:
    """Return who has what, (n_users, n_items) float32 ones; a user's refunds count as having had it."""
    has = interacted(population)
    return sparse.csr_array((np.ones(has.nnz, dtype=np.float32), has.indices, has.indptr), shape=has.shape)


def n_users_of(has: sparse.csr_array) -> FloatArray:
    """Return how many users have each item, (n_items,): whoever had it counts, as in ``pairs_of``.

    It says which items are known well enough. What is popular is what users like: ``SegmentPopularity.overall_``, and
    ``recent_shares`` where those of long ago count less.
    """
    return np.asarray(has.sum(axis=0), dtype=np.float64)


def most_popular(has: sparse.csr_array, most: int) -> IntArray:
    """Return the columns with the most users, in their own order."""
    return np.sort(np.argsort(-n_users_of(has), kind="stable")[:most])


def item_model(population: Population, regularisation: float, max_items: int) -> ItemModel:
    """Fit the model to the ``max_items`` most popular items; made once for a population, and shared."""

    def fit() -> ItemModel:
        has = pairs_of(population)
        items = most_popular(has, max_items)
        return ItemModel(items, fit_ease(has[:, items], regularisation))

    return once(population, ("item model", regularisation, max_items), fit)


def fit_ease(has: sparse.csr_array, regularisation: float) -> FloatArray:
    """Fit the weights from each item to each other one.

    Parameters
    ----------
    has
        (n_users, n_items), 1 for an interaction, less for one that counts less.
    regularisation
        Above 0; in users who have an item.

    Returns
    -------
    (n_items, n_items) float32 with zeros on the diagonal; ``has @ weights`` scores every item for every user.

    Notes
    -----
    Memory is some 12 bytes times the square of the items, time grows with their cube. Single precision halves both: the
    matrix that is inverted has no eigenvalue below the regularisation.

    Examples
    --------
    >>> has = sparse.csr_array(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
    >>> fit_ease(has, 1.0).round(2).tolist()
    [[0.0, 0.67, 0.0], [0.67, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    from scipy.linalg import cho_factor, lapack

    counted = sparse.csr_array((has.data.astype(np.float32), has.indices, has.indptr), shape=has.shape)
    gram = (counted.T @ counted + regularisation * sparse.eye_array(has.shape[1], dtype=np.float32)).toarray(order="F")
    if not len(gram):
        return np.zeros((0, 0), dtype=np.float32)
    factor, is_lower = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
    half, info = lapack.spotri(factor, lower=is_lower, overwrite_c=True)
    assert info == 0  # noqa: S101 - the matrix has no eigenvalue below the regularisation
    weights = np.tril(half, -1)
    weights += weights.T.copy()
    weights /= -np.diag(half)
    return np.asarray(weights)
