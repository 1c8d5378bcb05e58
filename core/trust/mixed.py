"""Segments of what is left over: users who are no nearer to each other than to the users of other segments.

A leftover segment lies near the middle of all centres and is hardly separated. It may be stable, since whoever fits
nowhere is put there every time, and yet it is no group. Two such segments that are each other's nearest are parts of
one group, and therefore not called mixed: the verdict says that they are not distinct.
"""

from __future__ import annotations

import numpy as np

from core.compute.silhouette import silhouette_samples
from core.types import NOISE, BoolArray, FloatArray, Labels, Vectors

MAX_SEPARATION = 0.3
"""Of the mean silhouette of the other segments: a mixed segment has less."""
MAX_DISTANCE = 0.7
"""Of the median distance of other centres from the mean of all centres: the centre of a mixed segment is nearer."""


def find_mixed(vectors: Vectors, labels: Labels) -> BoolArray:
    """Say which segments are mixed, (n_segments,) in the order of their numbers.

    Parameters
    ----------
    vectors
        (n_users, n_dims), the space that was clustered.
    labels
        (n_users,) segments, -1 is unassigned.
    """
    segments = np.unique(labels[labels != NOISE])
    if len(segments) < 2:
        return np.zeros(len(segments), dtype=bool)
    silhouettes = silhouette_samples(vectors, labels)
    centres = np.stack([vectors[labels == each].mean(axis=0, dtype=np.float64) for each in segments])
    separations = np.array([silhouettes[labels == each].mean() for each in segments])
    distances = np.linalg.norm(centres - centres.mean(axis=0), axis=1)
    is_mixed = np.array([_is_mixed(place, separations, distances) for place in range(len(segments))])
    return is_mixed & ~_are_parts(is_mixed, centres)


def _is_mixed(place: int, separations: FloatArray, distances: FloatArray) -> bool:
    others = np.arange(len(separations)) != place
    is_loose = separations[place] < MAX_SEPARATION * max(float(separations[others].mean()), 0.0)
    return bool(is_loose and distances[place] < MAX_DISTANCE * np.median(distances[others]))


def _are_parts(is_mixed: BoolArray, centres: FloatArray) -> BoolArray:
    """Say which of the mixed segments have a mixed one as their nearest, whose nearest they are."""
    away = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    np.fill_diagonal(away, np.inf)
    nearest = away.argmin(axis=1)
    is_mutual = nearest[nearest] == np.arange(len(centres))
    return np.asarray(is_mutual & is_mixed & is_mixed[nearest])
