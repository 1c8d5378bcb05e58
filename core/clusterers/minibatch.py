"""K-means on small batches of users, by scikit-learn, from several starts: for logs of many users.

Each step moves the centres towards a batch of users, so the time grows with the number of users only through a few
passes and the last assignment; the inertia ends a few percent above that of k-means.

References
----------
Sculley, D. (2010). Web-scale k-means clustering. WWW, 1177-1178. doi:10.1145/1772690.1772862
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.clusterers.kmeans import STAND_IN, KMeans
from core.clusterers.shared import random_states, require_users, without_gaps
from core.compute.threads import one_thread
from core.params import param
from core.sentences import say
from core.types import Labels, Vectors

_MAX_PASSES = 100


@dataclass
class MiniBatch:
    """scikit-learn's mini-batch k-means; of several whole runs the one with the least inertia is kept."""

    k: int = param(8, "Number of clusters.", low=1, high=1000)
    batch_size: int = param(1024, "Users in a batch.", label=say("Users in a batch"), low=10, high=1_000_000)
    n_starts: int = param(
        10, "Starts, of which the one with the least inertia is kept.", label=say("Starts"), low=1, high=200
    )
    random_state: int = param(0, "Random seed of the starts and the batches.", low=0, high=2**32 - 1)
    stand_in: ClassVar[str] = STAND_IN

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1.

        Raises
        ------
        DataError
            If there are fewer users than clusters.
        """
        require_users(X, self.k)
        runs = [self._fit(X, random_state) for random_state in random_states(self.random_state, self.n_starts)]
        return without_gaps(min(runs, key=lambda run: run.inertia_).labels_)

    def for_sweep(self) -> KMeans:
        """Return what stands for it in a sweep over k, which never takes more than 10,000 users."""
        return KMeans(self.k, random_state=self.random_state)

    def _fit(self, X: Vectors, random_state: int) -> Any:
        from sklearn.cluster import MiniBatchKMeans

        model = MiniBatchKMeans(
            self.k, batch_size=self.batch_size, n_init=1, max_iter=_MAX_PASSES, random_state=random_state
        )
        with one_thread():
            return model.fit(X)
