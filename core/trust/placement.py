"""Users put into given segments by a part of what they did: before the holdout, or in one half of their events."""

from __future__ import annotations

import numpy as np

from core.types import NOISE, FloatArray, Labels, Vectors


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
    is_member, placed = labels != NOISE, labels.copy()
    found, distances = _distances(X[is_member], labels[is_member])
    if len(found) > 1:
        placed[is_member] = found[distances.argmin(axis=1)]
    return placed


def place_everybody(X: Vectors, labels: Labels) -> Labels:
    """Do what ``place_users`` does without knowing who is noise: as many users as are noise end up so, those farthest.

    Whoever is in no segment by their whole history may be in one by a part of it, and the other way round.

    Examples
    --------
    >>> X = np.array([[1.0, 0.0], [0.9, 0.1], [0.9, 0.0], [0.0, 1.0], [0.1, 0.9], [0.7, 0.7]], dtype=np.float32)
    >>> place_everybody(X, np.array([1, 1, -1, 2, 2, 1], dtype=np.int32)).tolist()
    [1, 1, 1, 2, 2, -1]
    """
    found, distances = _distances(X, labels)
    if not len(found):
        return labels.copy()
    placed = np.asarray(found[distances.argmin(axis=1)], dtype=np.int32)
    n_unassigned = int(np.count_nonzero(labels == NOISE))
    if n_unassigned:
        placed[np.argsort(-distances.min(axis=1), kind="stable")[:n_unassigned]] = NOISE
    return placed


def _distances(X: Vectors, labels: Labels) -> tuple[Labels, FloatArray]:
    """Return the segments in order, and the squared distance of every user to the mean of the others of each.

    The distances are (n_users, n_segments); a user who is alone in a segment is infinitely far from it.
    """
    rows, is_member = X.astype(np.float64), labels != NOISE
    found, own = np.unique(labels[is_member], return_inverse=True)
    members = rows[is_member]
    sums = np.stack([np.bincount(own, column, len(found)) for column in members.T], axis=1)
    sizes = np.bincount(own, minlength=len(found)).astype(np.float64)
    means = sums / np.maximum(sizes, 1)[:, None]
    lengths = np.square(rows).sum(axis=1)
    distances = lengths[:, None] + np.square(means).sum(axis=1) - 2 * rows @ means.T
    without = (sums[own] - members) / np.maximum(sizes[own] - 1, 1)[:, None]
    to_own = np.square(members - without).sum(axis=1)
    distances[np.flatnonzero(is_member), own] = np.where(sizes[own] > 1, to_own, np.inf)
    return found, distances
