"""Users by what they touched: TF-IDF of items, then a truncated singular value decomposition.

References
----------
Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6), 391-407.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.encoders.vectors import unit_rows
from core.interactions import interactions
from core.params import param
from core.types import FloatArray, Population, Vectors

_FIT_USERS = 100_000
"""The decomposition is fitted on at most so many users, drawn at random, and applied to all."""


@dataclass
class Counts:
    """TF-IDF of items, brought to few dimensions.

    Attributes
    ----------
    idf_
        (n_items,) float32.
    components_
        (n_dims, n_items) float32; None when there are no more items than dimensions, which are then kept.
    """

    n_dims: int = param(32, "Dimensions kept of the item counts.", low=1, high=512)
    idf_power: float = param(
        0.5, "How strongly rare items outweigh common ones: 0 not at all, 1 full idf.", low=0, high=2
    )
    half_life_days: float = param(365.0, "Days after which an event counts half; 0 for never.", low=0, high=3650)
    random_state: int = param(0, "Seed of the decomposition.", low=0, high=2**32 - 1)

    def fit_transform(self, population: Population) -> Vectors:
        """Learn idf and components, return (n_users, n_dims)."""
        weights = interactions(population, self.half_life_days or None)
        self.idf_ = inverse_document_frequency(weights) ** self.idf_power
        self.components_ = self._fit_components(self._tf_idf(weights))
        return self._project(weights)

    def transform(self, population: Population) -> Vectors:
        """Put other users over the same items into the same space."""
        return self._project(interactions(population, self.half_life_days or None))

    def _fit_components(self, tf_idf: sparse.csr_array) -> FloatArray | None:
        n_users, n_items = tf_idf.shape
        if n_items <= self.n_dims:
            return None
        from sklearn.decomposition import TruncatedSVD

        if n_users > _FIT_USERS:
            drawn = np.random.default_rng(self.random_state).choice(n_users, _FIT_USERS, replace=False)
            tf_idf = tf_idf[np.sort(drawn)]
        svd = TruncatedSVD(self.n_dims, random_state=self.random_state)
        with np.errstate(divide="ignore", invalid="ignore"):  # identical users have no variance to explain
            svd.fit(tf_idf)
        return np.asarray(svd.components_, dtype=np.float32)

    def _tf_idf(self, weights: sparse.csr_array) -> sparse.csr_array:
        return normalise_rows(sparse.csr_array(weights.log1p().multiply(self.idf_[None, :])))

    def _project(self, weights: sparse.csr_array) -> Vectors:
        tf_idf = self._tf_idf(weights)
        return unit_rows(tf_idf.toarray() if self.components_ is None else tf_idf @ self.components_.T)


def inverse_document_frequency(weights: sparse.csr_array) -> FloatArray:
    """Return ``log((1 + n_users) / (1 + users of the item))``, at least a small positive number, (n_items,) float32."""
    n_users, n_items = weights.shape
    users_of_item = np.bincount(weights.indices, minlength=n_items)
    return np.maximum(np.log((1 + n_users) / (1 + users_of_item)), 1e-3).astype(np.float32)


def normalise_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """Bring the rows of a sparse matrix to length 1; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_array(
        (matrix.data * np.repeat(scale, np.diff(matrix.indptr)), matrix.indices, matrix.indptr), matrix.shape
    )
