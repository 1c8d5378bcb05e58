"""A mixture of normal distributions, by scikit-learn: clusters may differ in size, spread and shape.

It starts from the groups of k-means. A share of the vectors' own variance is added to every variance, so
that it also works with few users in many dimensions. O(n_users * k * n_dims ** 2) a step with full covariances; beyond
50,000 users it is fitted on a sample of as many and assigns all users.

References
----------
Dempster, A. P., Laird, N. M. and Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm.
JRSS B 39, 1-22. doi:10.1111/j.2517-6161.1977.tb01600.x
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from core.clusterers.kmeans import STAND_IN, KMeans
from core.clusterers.shared import draw_users, without_gaps
from core.compute.threads import one_thread
from core.params import param
from core.sentences import say
from core.types import FloatArray, Labels, Vectors

_SAMPLE = 50_000
_MAX_STEPS = 100
_LEAST_VARIANCE = 1e-6
"""Least variance that is added, for users who are all alike."""


@dataclass
class Mixture:
    """scikit-learn's Gaussian mixture, begun at the centres of k-means."""

    k: int = param(8, "Number of clusters.", low=1, high=1000)
    covariance: str = param(
        "full",
        "Shape of a cluster: full is any ellipsoid, tied one ellipsoid for all, diag has axes along the dimensions, "
        "spherical is a ball.",
        label=say("Shape of a group"),
        choices=("full", "tied", "diag", "spherical"),
    )
    regularisation: float = param(
        0.05,
        "Share of the vectors' mean variance that is added to each variance.",
        label=say("Regularisation"),
        low=0.0001,
        high=10.0,
    )
    n_starts: int = param(100, "Starts of the k-means it begins with.", label=say("Starts"), low=1, high=200)
    random_state: int = param(0, "Random seed of the starts.", low=0, high=2**32 - 1)
    stand_in: ClassVar[str] = STAND_IN

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1.

        Raises
        ------
        DataError
            If there are fewer users than clusters.
        """
        start = KMeans(self.k, self.n_starts, self.random_state)
        start_labels = start.fit_predict(X)
        if len(start.centres_) == 1:
            return start_labels
        drawn = draw_users(len(X), _SAMPLE, self.random_state)
        return without_gaps(self._fit(X[drawn], start_labels[drawn], start.centres_).predict(X))

    def for_sweep(self) -> KMeans:
        """Return what stands for it in a sweep over k, which would fit more than a hundred mixtures."""
        return KMeans(self.k, random_state=self.random_state)

    def _fit(self, X: Vectors, labels: Labels, centres: FloatArray) -> Any:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.mixture import GaussianMixture

        n_clusters, n_dims = centres.shape
        added = max(self.regularisation * float(X.var(axis=0).mean()), _LEAST_VARIANCE)
        within = float(np.square(X - centres[labels]).mean()) + added
        model = GaussianMixture(
            n_clusters,
            covariance_type=self.covariance,
            reg_covar=added,
            max_iter=_MAX_STEPS,
            weights_init=np.bincount(labels, minlength=n_clusters) / len(labels),
            means_init=centres,
            precisions_init=_same_everywhere(self.covariance, 1 / within, n_clusters, n_dims),
        )
        with one_thread(), warnings.catch_warnings():
            # The last of a hundred steps change hardly anything: their number is bounded without a warning.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(X)


def _same_everywhere(covariance: str, precision: float, n_clusters: int, n_dims: int) -> FloatArray:
    """Return one precision for every cluster and dimension in the shape that scikit-learn wants."""
    return {
        "full": precision * np.tile(np.eye(n_dims), (n_clusters, 1, 1)),
        "tied": precision * np.eye(n_dims),
        "diag": np.full((n_clusters, n_dims), precision),
        "spherical": np.full(n_clusters, precision),
    }[covariance]
