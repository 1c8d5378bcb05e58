"""Room for crowded maps: where most users stand close together, and a few far away, the picture gives them more of it.

A map of users shows who is near whom; how far apart groups are that have nothing in common says nothing. So each axis
is stretched where users are many and shortened where nobody is: their order along the axis stays, and with it who is
beside whom. A map on which users are spread evenly stays as it is.
"""

from __future__ import annotations

import numpy as np

from core.types import FloatArray, Points

_MOST = 0.8
"""Of the place of a user, at most so much is by rank."""


def with_room(points: Points) -> Points:
    """Return (n_users, 2) places of which half of the users fill about half of each axis; NaN stays NaN.

    >>> crowded = np.array([[0.0, 0.0], [0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [10.0, 0.4]])
    >>> with_room(crowded).round(1).tolist()
    [[0.0, 0.0], [2.0, 0.1], [4.0, 0.2], [6.1, 0.3], [10.0, 0.4]]
    """
    room = points.astype(np.float64)
    is_placed = np.isfinite(points).all(axis=1)
    if is_placed.any():
        for axis in range(room.shape[1]):
            room[is_placed, axis] = _stretched(room[is_placed, axis])
    return room.astype(points.dtype)


def _stretched(places: FloatArray) -> FloatArray:
    """Mix places along an axis, (n_users,), with their ranks: the more, the smaller the part with half of them."""
    low, high = places.min(), places.max()
    if low == high:
        return places
    first, third = np.quantile(places, [0.25, 0.75])
    by_rank = min(max(1 - 2 * (third - first) / (high - low), 0.0), _MOST)
    ranks = np.searchsorted(np.unique(places), places) / max(len(np.unique(places)) - 1, 1)
    return np.asarray((1 - by_rank) * places + by_rank * (low + (high - low) * ranks), dtype=np.float64)
