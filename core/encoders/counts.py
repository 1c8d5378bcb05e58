"""Users by the items they interacted with: weighted counts, then a truncated singular value decomposition.

Repeated interactions with an item count less and less: by their logarithm (TF-IDF), or up to a limit that is lower for
very active users (BM25). Either is multiplied by the rarity of the item (idf).

References
----------
Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6), 391-407.
doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9
Robertson, S. and Zaragoza, H. (2009). The probabilistic relevance framework: BM25 and beyond. Foundations and Trends
in Information Retrieval 3(4), 333-389. doi:10.1561/1500000019
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.vectors import unit_rows
from core.encoders.usual_params import half_life_param, rare_items_param
from core.params import param
from core.population.interactions import newest, signed_interactions
from core.sentences import say
from core.types import FloatArray, Population, State, Vectors

_FIT_USERS = 100_000
"""The decomposition is fitted on at most so many users, drawn at random, and applied to all."""
_ROUNDS = 20
"""Of randomised decomposition."""


@dataclass
class Counts:
    """TF-IDF or BM25 of items, brought to few dimensions.

    Attributes
    ----------
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    idf_
        (n_items,) float32.
    mean_length_
        Mean total weight of users with any interaction.
    components_
        (n_dims, n_items) float32; None when there are no more items than dimensions, which are then kept.
    """

    n_dims: int = param(16, "Dimensions kept of the item counts.", label=say("Dimensions"), low=1, high=512)
    weighting: str = param(
        "tf_idf",
        "How repeated interactions with an item count: by their logarithm (tf_idf), or up to a limit (bm25).",
        label=say("How repeated interactions count"),
        choices=("tf_idf", "bm25"),
    )
    k1: float = param(
        1.2,
        "BM25: how slowly repeated interactions reach their limit; it changes nothing in tf_idf.",
        label=say("BM25 k1"),
        low=0,
        high=10,
    )
    b: float = param(
        0.75,
        "BM25: how strongly very active users are scaled down; it changes nothing in tf_idf.",
        label=say("BM25 b"),
        low=0,
        high=1,
    )
    idf_power: float = rare_items_param()
    half_life_days: float = half_life_param()
    random_state: int = param(0, "Random seed of the decomposition.", low=0, high=2**32 - 1)

    def fit_transform(self, population: Population) -> Vectors:
        """Learn idf and components, return (n_users, n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        weights = signed_interactions(population, self.half_life_days or None)
        self.idf_ = inverse_document_frequency(weights) ** self.idf_power
        lengths = np.asarray(abs(weights).sum(axis=1)).ravel()
        self.mean_length_ = float(lengths[lengths > 0].mean()) if lengths.any() else 1.0
        self.components_ = self._fit_components(self._weighted(weights))
        return self._project(weights)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are ignored."""
        weights = signed_interactions(population, self.half_life_days or None, self.end_, self.n_event_names_)
        return self._project(weights[:, : len(self.idf_)])

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        learnt = {
            "end": np.array(self.end_),
            "n_event_names": np.array(self.n_event_names_),
            "idf": self.idf_,
            "mean_length": np.array(self.mean_length_),
        }
        return learnt if self.components_ is None else {**learnt, "components": self.components_}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.end_, self.n_event_names_ = int(state["end"]), int(state["n_event_names"])
        self.idf_, self.mean_length_ = state["idf"], float(state["mean_length"])
        self.components_ = state.get("components")

    def _fit_components(self, weighted: sparse.csr_array) -> FloatArray | None:
        n_users, n_items = weighted.shape
        if n_items <= self.n_dims:
            return None
        if n_users > _FIT_USERS:
            drawn = np.random.default_rng(self.random_state).choice(n_users, _FIT_USERS, replace=False)
            weighted = weighted[np.sort(drawn)]
        return leading_components(weighted, self.n_dims, self.random_state)

    def _weighted(self, weights: sparse.csr_array) -> sparse.csr_array:
        counted = signed_log1p(weights) if self.weighting == "tf_idf" else self._saturated(weights)
        return normalise_rows(sparse.csr_array(counted.multiply(self.idf_[None, :])))

    def _saturated(self, weights: sparse.csr_array) -> sparse.csr_array:
        """Return ``w (k1 + 1) / (|w| + k1 (1 - b + b length / mean length))`` for every stored weight ``w``."""
        lengths = np.asarray(abs(weights).sum(axis=1)).ravel() / self.mean_length_
        limits = np.repeat(self.k1 * (1 - self.b + self.b * lengths), np.diff(weights.indptr))
        data = (weights.data * (self.k1 + 1) / (np.abs(weights.data) + limits)).astype(np.float32)
        return sparse.csr_array((data, weights.indices, weights.indptr), weights.shape)

    def _project(self, weights: sparse.csr_array) -> Vectors:
        weighted = self._weighted(weights)
        return unit_rows(weighted.toarray() if self.components_ is None else weighted @ self.components_.T)


def leading_components(matrix: sparse.csr_array, n_dims: int, random_state: int) -> FloatArray:
    """Return the right singular vectors of the largest singular values, (n_dims or n_users, n_items) float32.

    The spectrum of item counts is flat, so they are computed exactly, by Lanczos iterations: components that depend on
    the random state would make segments depend on it. Where there are no more users than dimensions, or nothing is
    counted, they are computed at random.
    """
    from scipy.sparse.linalg import LinearOperator, eigsh
    from sklearn.decomposition import TruncatedSVD

    if min(matrix.shape) > n_dims and matrix.count_nonzero():
        rng, n_items, rows = np.random.default_rng(random_state), matrix.shape[1], _quick_to_read(matrix)
        columns = rows.T.tocsr()
        squared = LinearOperator((n_items, n_items), matvec=lambda each: columns @ (rows @ each), dtype=rows.dtype)
        begin = rng.uniform(-1, 1, n_items).astype(rows.dtype)
        _, vectors = eigsh(squared, n_dims, v0=begin, rng=rng)
        return np.ascontiguousarray(vectors.T[::-1])
    random = TruncatedSVD(n_dims, n_oversamples=max(10, n_dims), n_iter=_ROUNDS, random_state=random_state)
    with np.errstate(divide="ignore", invalid="ignore"):  # identical users have no variance to explain
        return np.asarray(random.fit(matrix).components_, dtype=np.float32)


def _quick_to_read(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return the same in single precision and short indices: what products take is the time to read it."""
    index = sparse.get_index_dtype(maxval=max(matrix.nnz, *matrix.shape))
    places = (each.astype(index) for each in (matrix.indices, matrix.indptr))
    return sparse.csr_array((matrix.data.astype(np.float32), *places), matrix.shape)


def signed_log1p(weights: sparse.csr_array) -> sparse.csr_array:
    """Return ``log(1 + |w|)`` with the sign of ``w`` for every stored weight ``w``."""
    data = np.copysign(np.log1p(np.abs(weights.data)), weights.data)
    return sparse.csr_array((data, weights.indices, weights.indptr), weights.shape)


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
