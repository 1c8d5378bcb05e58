"""First centres for k-means, drawn as scikit-learn's k-means++ draws them, in a fraction of its time.

scikit-learn brings all rows to double precision anew for every centre of every start, and measures few distances at a
time. Here that is done once, and for all starts side by side.

References
----------
Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA.
"""

from __future__ import annotations

import math

import numpy as np

from core.types import FloatArray, IntArray

_CHUNK = 512
"""Rows to which distances are measured at a time: they fit into the processor's cache."""
_MOST_DISTANCES = 2_000_000
"""Starts are drawn side by side as long as no more distances are kept at a time."""


def spread_starts(X: FloatArray, n_clusters: int, n_starts: int, random_state: int) -> FloatArray:
    """Draw the centres that each start begins with, far from each other by chance.

    Parameters
    ----------
    X
        (n_users, n_dims) float32 rows.
    n_clusters
        At most n_users.

    Returns
    -------
    (n_starts, n_clusters, n_dims) rows, less the mean of all rows as in scikit-learn.
    """
    draws = np.random.RandomState(random_state)
    centred = X - X.mean(axis=0)
    rows = _Rows(centred)
    n_trials = 2 + int(math.log(n_clusters))
    side_by_side = max(1, _MOST_DISTANCES // (n_trials * len(X)))
    groups = [min(side_by_side, n_starts - first) for first in range(0, n_starts, side_by_side)]
    return np.concatenate([centred[_draw_group(rows, n_clusters, n_trials, size, draws)] for size in groups])


class _Rows:
    """Rows in double precision, and their squared lengths."""

    def __init__(self, centred: FloatArray) -> None:
        self.rows = centred.astype(np.float64)
        self.lengths = np.einsum("ij,ij->i", self.rows, self.rows)
        self.weights = np.ones(len(centred), dtype=np.float32)

    def squared_distances(self, users: IntArray) -> FloatArray:
        """Return (n_drawn, n_users) float32 from some users to all, computed in double precision."""
        distances = np.empty((len(users), len(self.rows)), dtype=np.float32)
        doubled, lengths = -2 * self.rows[users], self.lengths[users][:, None]
        for start in range(0, len(self.rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            exact = doubled @ self.rows[part].T
            exact += lengths
            exact += self.lengths[part]
            distances[:, part] = exact
        return np.maximum(distances, 0, out=distances)


def _draw_group(rows: _Rows, n_clusters: int, n_trials: int, n_starts: int, draws: np.random.RandomState) -> IntArray:
    """Draw (n_starts, n_clusters) users: every next one is the best of some, drawn by their squared distance."""
    n_users, weights = len(rows.weights), rows.weights
    chosen = np.empty((n_starts, n_clusters), dtype=np.int64)
    chances = np.empty((n_starts, n_clusters - 1, n_trials))
    for start in range(n_starts):
        chosen[start, 0] = draws.choice(n_users, p=weights / weights.sum())
        chances[start] = draws.uniform(size=chances.shape[1:])
    nearest = rows.squared_distances(chosen[:, 0])
    totals = [each @ weights for each in nearest]
    for place in range(1, n_clusters):
        drawn = np.array(
            [
                np.searchsorted(np.cumsum(nearest[start]), chances[start, place - 1] * totals[start])
                for start in range(n_starts)
            ]
        )
        drawn = np.minimum(drawn, n_users - 1)
        distances = rows.squared_distances(drawn.ravel()).reshape(n_starts, n_trials, n_users)
        np.minimum(distances, nearest[:, None], out=distances)
        for start in range(n_starts):
            left = distances[start] @ weights
            best = int(np.argmin(left))
            totals[start], nearest[start] = left[best], distances[start, best]
            chosen[start, place] = drawn[start, best]
    return chosen
