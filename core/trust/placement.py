"""Users put into given segments by what they did before the holdout only."""

from __future__ import annotations

import numpy as np

from core.types import NOISE, Labels, Vectors


def place_users(X: Vectors, labels: Labels) -> Labels:
    """Return the segment whose other users are nearest on average, (n_users,) int32; noise stays noise.

    The labels came from whole histories, so a user's own label may know the holdout. It is only used for the means of
    segments, and each user is left out of the mean that they are compared with.

    Parameters
    ----------
    X
        (n_users, n_dims) vectors of the histories before the holdout.
    labels
        (n_users,) segments of the whole histories, -1 is noise.

    Examples
    --------
    >>> X = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9], [0.8, 0.2]], dtype=np.float32)
    >>> place_users(X, np.array([1, 1, 2, 2, 2], dtype=np.int32)).tolist()
    [1, 1, 2, 2, 1]
    """
    is_member = labels != NOISE
    found, own = np.unique(labels[is_member], return_inverse=True)
    placed = labels.copy()
    if len(found) < 2:
        return placed
    rows = X[is_member].astype(np.float64)
    sums = np.stack([np.bincount(own, column, len(found)) for column in rows.T], axis=1)
    sizes = np.bincount(own).astype(np.float64)
    means = sums / sizes[:, None]
    distances = np.square(means).sum(axis=1) - 2 * rows @ means.T
    n_others = np.maximum(sizes[own] - 1, 1)[:, None]
    without = (sums[own] - rows) / n_others
    to_own = np.square(without).sum(axis=1) - 2 * (rows * without).sum(axis=1)
    distances[np.arange(len(rows)), own] = np.where(sizes[own] > 1, to_own, np.inf)
    placed[is_member] = found[distances.argmin(axis=1)]
    return placed
