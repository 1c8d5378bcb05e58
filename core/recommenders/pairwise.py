"""Items by Bayesian personalised ranking, of the library ``implicit``: what a user took goes before what was not taken.

References
----------
Rendle, S., Freudenthaler, C., Gantner, Z. and Schmidt-Thieme, L. (2009). BPR: Bayesian personalized ranking from
implicit feedback. UAI '09, 452-461.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy import sparse

from core.params import param
from core.recommenders.ease import pairs_of
from core.recommenders.offered import offered_items
from core.types import FloatArray, IntArray, Labels, Population

_RIDGE = 0.01
_LEAST = 1e-9


@dataclass
class Pairwise:
    """Gives a user what pairwise ranking learnt to put first: items that were taken before items that were not.

    The library learns factors of items and of the users whom it sees. Anybody stands where a linear map puts the user's
    items, learnt on all users by least squares; so users of another log have lists too.
    """

    n_dims: int = param(64, "Dimensions.", low=1, high=1_000)
    learning_rate: float = param(0.05, "Step of the gradient.", low=0.0001, high=1.0)
    regularisation: float = param(0.01, "How strongly large factors are penalised.", low=0.0, high=10.0)
    iterations: int = param(30, "Passes over all pairs of a user and an item.", low=1, high=1_000)
    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    random_state: int = 0
    name: ClassVar[str] = "bpr"
    items_: IntArray = field(init=False, repr=False)
    from_items_: FloatArray = field(init=False, repr=False)
    """(n_offered, n_dims + 1) from what a user has to the user's place."""
    origin_: FloatArray = field(init=False, repr=False)
    """(n_dims + 1,) the place of a user without items."""
    to_items_: FloatArray = field(init=False, repr=False)
    """(n_dims + 1, n_offered) from a place to the scores of items."""

    def fit(self, population: Population) -> Pairwise:
        """Learn the factors, and where users stand by what they have."""
        self.items_ = offered_items(population, self.max_items)
        has = pairs_of(population)[:, self.items_]
        of_users, of_items = self._factors(has)
        self.to_items_ = of_items.T
        features = np.hstack([_scaled(has) @ of_items, np.ones((has.shape[0], 1), dtype=np.float32)])
        gram = features.T @ features + _RIDGE * np.eye(features.shape[1], dtype=np.float32)
        learnt = np.linalg.solve(gram, features.T @ of_users).astype(np.float32)
        self.from_items_, self.origin_ = of_items @ learnt[:-1], learnt[-1]
        return self

    def _factors(self, has: sparse.csr_array) -> tuple[FloatArray, FloatArray]:
        """Return the factors of users and of items, each with one column more: an item's is how popular it is."""
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        if not has.nnz:
            nothing = np.zeros((max(has.shape), self.n_dims + 1), dtype=np.float32)
            return nothing[: has.shape[0]], nothing[: has.shape[1]]
        model = BayesianPersonalizedRanking(
            factors=self.n_dims,
            learning_rate=self.learning_rate,
            regularization=self.regularisation,
            iterations=self.iterations,
            num_threads=1,  # several change the same factors at once, and no two fits are alike
            random_state=self.random_state,
        )
        model.fit(sparse.csr_matrix(has), show_progress=False)
        return np.asarray(model.user_factors), np.asarray(model.item_factors)

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Return scores by the place of each user, (n_users, n_offered)."""
        places = _scaled(own) @ self.from_items_ + self.origin_
        return np.asarray(places @ self.to_items_, dtype=np.float32)


def _scaled(own: sparse.csr_array) -> sparse.csr_array:
    """Divide what each user has by the root of its sum, so that who has everything stands no farther out."""
    sums = np.maximum(np.asarray(own.sum(axis=1)).reshape(-1), _LEAST)
    return sparse.csr_array(own * (1 / np.sqrt(sums)).astype(np.float32)[:, None])
