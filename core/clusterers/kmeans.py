"""K-means on unit vectors, by scikit-learn, from several starts.

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

from core.errors import DataError
from core.params import param
from core.sentences import say
from core.types import FloatArray, Labels, Vectors

_SAMPLE = 50_000
"""With more users the starts compete on so many of them, and the winner goes on with everyone."""
_MAX_STEPS = 100
_MAX_STEPS_ON_ALL = 30
"""Steps on everyone after the winner of the sample: further ones change the inertia by less than 0.1 %."""


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
    n_starts: int = param(20, "Starts, of which the one with the least inertia wins.", low=1, high=200)
    random_state: int = param(0, "Seed of the starts.", low=0, high=2**32 - 1)

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1.

        Raises
        ------
        DataError
            If there are fewer users than clusters.
        """
        if len(X) < self.k:
            raise DataError(
                say("{n} users cannot form {k} segments.", n=len(X), k=self.k), say("Ask for fewer segments.")
            )
        found = self._fit(X)
        kept, labels = np.unique(found.labels_, return_inverse=True)
        self.centres_: FloatArray = np.asarray(found.cluster_centers_[kept], dtype=np.float32)
        return labels.astype(np.int32)

    def _fit(self, X: Vectors) -> Any:
        if len(X) <= _SAMPLE:
            return self._lloyd(X, "k-means++", self.n_starts, _MAX_STEPS)
        drawn = np.random.default_rng(self.random_state).choice(len(X), _SAMPLE, replace=False)
        best = self._lloyd(X[np.sort(drawn)], "k-means++", self.n_starts, _MAX_STEPS)
        return self._lloyd(X, best.cluster_centers_, 1, _MAX_STEPS_ON_ALL)

    def _lloyd(self, X: Vectors, init: Any, n_starts: int, max_steps: int) -> Any:
        from sklearn.cluster import KMeans as SklearnKMeans
        from sklearn.exceptions import ConvergenceWarning
        from threadpoolctl import threadpool_limits

        # X is copied: scikit-learn would centre it in place, under the eyes of whoever else reads it.
        model = SklearnKMeans(self.k, init=init, n_init=n_starts, max_iter=max_steps, random_state=self.random_state)
        with threadpool_limits(1), warnings.catch_warnings():
            # Fewer distinct users than clusters: told by the number of centres, not by a warning.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(X)
