"""Small operations on rows that every encoder needs."""

from __future__ import annotations

import numpy as np

from core.types import BoolArray, FloatArray, Vectors

_ROUNDING = 1e-5
"""Share of the length of a row: smaller differences are rounding errors."""


def unit_rows(rows: FloatArray) -> Vectors:
    """Bring every row to length 1, float32.

    A zero row belongs to a user about whom the view knows nothing: it gets the direction of the mean row, or the first
    axis where that is zero too.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    is_zero = lengths[:, 0] <= np.finfo(np.float32).tiny
    unit = np.divide(rows, lengths, out=np.zeros(rows.shape, np.float32), where=~is_zero[:, None], casting="same_kind")
    if is_zero.any():
        unit[is_zero] = _average_direction(unit)
    return np.asarray(unit)


def _average_direction(unit: Vectors) -> Vectors:
    mean = unit.mean(axis=0, dtype=np.float64)
    length = np.linalg.norm(mean)
    if length > 1e-6:
        return np.asarray(mean / length, dtype=np.float32)
    first = np.zeros(unit.shape[1], np.float32)
    first[0] = 1.0
    return first


def centre_of(rows: FloatArray, is_known: BoolArray) -> FloatArray:
    """Return the mean (n_dims,) of the users about whom something is known; of all users where there are none."""
    return np.asarray(rows[is_known if is_known.any() else slice(None)].mean(axis=0))


def centred_rows(rows: FloatArray, centre: FloatArray, is_known: BoolArray) -> Vectors:
    """Subtract a centre and bring every row to length 1, float32.

    A user about whom nothing is known (``is_known`` (n_users,) false), or who differs from the centre by no more than
    rounding, counts as a zero row: see ``unit_rows``.
    """
    centred = (rows - centre).astype(np.float32)
    is_rounding = np.linalg.norm(centred, axis=1) <= _ROUNDING * np.linalg.norm(rows, axis=1)
    centred[is_rounding | ~is_known] = 0.0
    return unit_rows(centred)


def leading_axes(centred: FloatArray, n_dims: int) -> FloatArray:
    """Return the directions in which centred rows vary most, (n_raw_dims, at most ``n_dims``), the widest first.

    Eigenvectors of the symmetric matrix of products: its singular vectors are the same and take five times as long.
    """
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.asfortranarray(axes[:, ::-1][:, :n_dims])  # kept in a file as it is, so that products stay the same
