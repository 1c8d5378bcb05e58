"""Users by implicit matrix factorisation: alternating least squares of the library ``implicit``.

Items with an interaction have preference 1 and confidence 1 + alpha times its weight; all others have preference 0 and
confidence 1. Items that were rated low have preference 0 too, but confidence 1 + alpha times the weight of the rating.
The factors of a user are the exact solution for the learnt item factors, for fitted and new users alike.

References
----------
Hu, Y., Koren, Y. and Volinsky, C. (2008). Collaborative filtering for implicit feedback datasets. ICDM.
doi:10.1109/ICDM.2008.22
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from core.compute.vectors import unit_rows
from core.encoders.usual_params import half_life_param
from core.params import param
from core.population.interactions import newest, signed_interactions
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import FloatArray, Population, State, Vectors


@dataclass
class Factors:
    """Implicit matrix factorisation of users and items.

    Attributes
    ----------
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    item_factors_
        (n_items, n_dims) float64: in single precision, users who are all alike cannot be solved.
    """

    n_dims: int = param(16, "Factors.", label=say("Dimensions"), low=1, high=128)
    regularisation: float = param(
        0.01, "How strongly large factors are penalised.", label=say("Regularisation"), low=0.001, high=1000
    )
    alpha: float = param(
        10.0,
        "Confidence that an interaction of weight 1 adds to that of none.",
        label=say("Confidence of an interaction"),
        low=0.1,
        high=1000,
    )
    iterations: int = param(
        100,
        "Iterations of alternating least squares; 0 leaves the factors untrained.",
        label=say("Iterations"),
        low=0,
        high=1000,
    )
    half_life_days: float = half_life_param()
    random_state: int = param(0, "Random seed of the initial factors.", low=0, high=2**32 - 1)
    progress: Progress = silent

    def fit_transform(self, population: Population) -> Vectors:
        """Learn the factors of the items, return (n_users, n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        confidence = self._confidence(signed_interactions(population, self.half_life_days or None))
        with _one_blas_thread():
            model = self._make_model()
            model.fit(confidence, show_progress=False, callback=self._report)
        self.item_factors_: FloatArray = model.item_factors
        return self._solve(confidence)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are ignored."""
        weights = signed_interactions(population, self.half_life_days or None, self.end_, self.n_event_names_)
        return self._solve(self._confidence(weights[:, : len(self.item_factors_)]))

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        return {
            "end": np.array(self.end_),
            "n_event_names": np.array(self.n_event_names_),
            "item_factors": self.item_factors_,
        }

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.end_, self.n_event_names_ = int(state["end"]), int(state["n_event_names"])
        self.item_factors_ = state["item_factors"]

    def _confidence(self, weights: sparse.csr_array) -> sparse.csr_matrix:
        confidence = np.copysign(1 + self.alpha * np.abs(weights.data), weights.data)  # below 0: preference 0
        return sparse.csr_matrix((confidence, weights.indices, weights.indptr), shape=weights.shape)

    def _make_model(self) -> Any:
        from implicit.cpu.als import AlternatingLeastSquares

        # The library's own alpha would replace 1 + alpha * weight: a weak interaction would count less than none.
        return AlternatingLeastSquares(
            factors=self.n_dims,
            regularization=self.regularisation,
            alpha=1.0,
            use_cg=False,
            dtype=np.float64,
            iterations=self.iterations,
            num_threads=1,  # more give the same figures, but wait for each other where the machine is busy
            random_state=self.random_state,
        )

    def _solve(self, confidence: sparse.csr_matrix) -> Vectors:
        with _one_blas_thread():
            model = self._make_model()
            model.item_factors = self.item_factors_
            return unit_rows(model.recalculate_user(np.arange(confidence.shape[0]), confidence))

    def _report(self, iteration: int, _seconds: float, _loss: float | None) -> None:
        self.progress(Stage.ENCODE, 0.9 * (iteration + 1) / self.iterations)


@contextmanager
def _one_blas_thread() -> Iterator[None]:
    """Hold BLAS to one thread: the library solves users in parallel itself, and warns of threads below that."""
    import implicit.cpu.als  # brings a BLAS of its own, which is held only if it is already there
    from threadpoolctl import threadpool_limits

    del implicit
    with threadpool_limits(1, "blas"):
        yield
