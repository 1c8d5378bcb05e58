"""Typical users: real people instead of a centre that nobody is."""

from __future__ import annotations

import numpy as np

from core.types import FloatArray, StrArray, Vectors


def typical_users(vectors: Vectors, user_ids: StrArray, n_typical: int = 5) -> tuple[str, ...]:
    """Return the users of one segment nearest its mean vector by cosine, nearest first, ties by id.

    Parameters
    ----------
    vectors
        (size, n_dims), the segment's users only.
    user_ids
        (size,) their ids.

    Examples
    --------
    >>> typical_users(np.array([[0, 1], [1, 1], [1, 0]], dtype=np.float32), np.array(["a", "b", "c"], dtype=object), 2)
    ('b', 'a')
    """
    nearness = _cosine_to_mean(vectors).round(6)  # equal vectors may differ in the last bits
    n_typical = min(n_typical, len(nearness))
    if n_typical <= 0:
        return ()
    candidates = np.flatnonzero(nearness >= np.partition(nearness, -n_typical)[-n_typical])
    ranked = sorted(candidates, key=lambda row: (-nearness[row], user_ids[row]))
    return tuple(str(user_ids[row]) for row in ranked[:n_typical])


def _cosine_to_mean(vectors: Vectors) -> FloatArray:
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.asarray((vectors @ mean) / np.maximum(lengths * np.linalg.norm(mean), 1e-12))
