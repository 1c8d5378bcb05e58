"""First centres for k-means, drawn as scikit-learn's k-means++ draws them, bit for bit, in a third of its time.

scikit-learn brings all rows to double precision anew for every centre of every start. Here that is done once for all
starts.

References
----------
Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA.
"""

from __future__ import annotations

import math

import numpy as np

from core.types import FloatArray, IntArray

_CHUNK_BYTES = 10 * 2**17
"""Least memory that scikit-learn allows for a chunk of distances: chunks decide how sums are rounded."""


class SpreadStarts:
    """Draws one start after the other; scikit-learn's ``KMeans`` takes it as ``init``.

    Parameters
    ----------
    X
        (n_users, n_dims) float32 rows, as they are clustered.
    """

    def __init__(self, X: FloatArray) -> None:
        self._centred = X - X.mean(axis=0)
        rows = self._centred.astype(np.float64)
        self._rows, self._lengths = rows, np.einsum("ij,ij->i", rows, rows)
        self._weights = np.ones(len(X), dtype=np.float32)

    def __call__(self, _X: FloatArray, n_clusters: int, random_state: np.random.RandomState) -> FloatArray:
        """Return (n_clusters, n_dims) rows, far from each other by chance."""
        n_users, n_trials = len(self._rows), 2 + int(math.log(n_clusters))
        chosen = [int(random_state.choice(n_users, p=self._weights / self._weights.sum()))]
        nearest = self._squared_distances(np.array(chosen))
        total = nearest @ self._weights
        for _ in range(1, n_clusters):
            drawn = np.searchsorted(np.cumsum(nearest), random_state.uniform(size=n_trials) * total)
            drawn = np.minimum(drawn, n_users - 1)
            distances = np.minimum(nearest, self._squared_distances(drawn))
            totals = distances @ self._weights.reshape(-1, 1)
            best = int(np.argmin(totals))
            total, nearest = totals[best], distances[best]
            chosen.append(int(drawn[best]))
        return np.asarray(self._centred[chosen])

    def _squared_distances(self, users: IntArray) -> FloatArray:
        """Return (n_drawn, n_users) float32 from some users to all, computed in double precision."""
        size = self._chunk_size(len(users))
        distances = np.empty((len(users), len(self._rows)), dtype=np.float32)
        for start in range(0, len(self._rows), size):
            part = slice(start, start + size)
            exact = -2 * (self._rows[users] @ self._rows[part].T)
            exact += self._lengths[users][:, None]
            exact += self._lengths[part]
            distances[:, part] = exact
        return np.maximum(distances, 0, out=distances)

    def _chunk_size(self, n_drawn: int) -> int:
        n_users, n_dims = self._rows.shape
        memory = max(((n_drawn + n_users) * n_dims + n_drawn * n_users) / 10, _CHUNK_BYTES)
        return max(int((math.sqrt((2 * n_dims) ** 2 + 4 * memory) - 2 * n_dims) / 2), 1)
