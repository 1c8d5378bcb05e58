"""K-means on unit vectors, from several starts, by scikit-learn.

On unit vectors the squared Euclidean distance is ``2 - 2 cosine``, so the groups are those of cosine distance.

References
----------
Lloyd, S. (1982). Least squares quantization in PCM. doi:10.1109/TIT.1982.1056489
Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.clusterers.shared import draw_users, require_users
from core.clusterers.starts import spread_starts
from core.compute.threads import one_thread
from core.params import param
from core.sentences import say
from core.types import FloatArray, Labels, Vectors

_SAMPLE = 20_000
"""With more users the starts compete on a sample of so many, and the best one continues on all users."""
_MAX_STEPS = 100
_MAX_STEPS_ON_ALL = 30
"""Steps on all users after those on the sample: more change the inertia by less than 0.1 %."""

STAND_IN = say("k-means on the vectors as they are")
"""What it is called as the stand-in of clusterers that are too slow for a sweep over k."""


@dataclass
class KMeans:
    """scikit-learn's K-means, held to one thread so that a seed gives the same labels on any machine.

    Attributes
    ----------
    centres_
        (n_clusters, n_dims) float32 means of the clusters; ``n_clusters`` is below ``k`` when there are fewer
        distinct users.
    """

    k: int = param(8, "Number of clusters.", low=1, high=1000)
    n_starts: int = param(
        100, "Starts, of which the one with the least inertia is kept.", label=say("Starts"), low=1, high=200
    )
    random_state: int = param(0, "Random seed of the starts.", low=0, high=2**32 - 1)

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1.

        Raises
        ------
        DataError
            If there are fewer users than clusters.
        """
        require_users(X, self.k)
        found = self._fit(X)
        kept, labels = np.unique(found.labels_, return_inverse=True)
        self.centres_: FloatArray = np.asarray(found.cluster_centers_[kept], dtype=np.float32)
        return labels.astype(np.int32)

    def _fit(self, X: Vectors) -> Any:
        if len(X) <= _SAMPLE:
            return self._best_start(X)
        sample = X[draw_users(len(X), _SAMPLE, self.random_state)]
        best = self._best_start(sample)
        return self._lloyd(X, best.cluster_centers_, 1, _MAX_STEPS_ON_ALL)

    def _best_start(self, X: Vectors) -> Any:
        """Fit from every start, one after the other, and return the fit with the least inertia."""
        starts = iter(spread_starts(X, self.k, self.n_starts, self.random_state))
        return self._lloyd(X, lambda *_, **__: next(starts), self.n_starts, _MAX_STEPS)

    def _lloyd(self, X: Vectors, init: Any, n_starts: int, max_steps: int) -> Any:
        from sklearn.cluster import KMeans as SklearnKMeans
        from sklearn.exceptions import ConvergenceWarning

        # X is copied: scikit-learn would centre it in place while other threads read it.
        model = SklearnKMeans(self.k, init=init, n_init=n_starts, max_iter=max_steps, random_state=self.random_state)
        with one_thread(), warnings.catch_warnings():
            # Fewer distinct users than clusters: the number of centres shows it, no warning is needed.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(X)
