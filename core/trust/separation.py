"""Separation: how tight each segment is and how far it is from the others, in the space that was clustered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.types import NOISE, FloatArray, IntArray, Labels, Vectors


@dataclass(frozen=True, slots=True)
class SegmentSeparation:
    """Separation of one segment. Distances are Euclidean, in units of the space that was clustered."""

    segment: int
    silhouette: float
    """Mean silhouette of its users, in [-1, 1]."""
    variance: float
    """Mean squared distance of its users to its centre, which is their mean vector."""
    distances: Mapping[int, float]
    """From its centre to the centre of each other segment, by segment number."""
    nearest: int | None
    """The other segment with the nearest centre, the first of several; None when there is no other."""
    nearest_distance: float | None


@dataclass(frozen=True, slots=True)
class Separation:
    """Separation of a run."""

    silhouette: float
    """Mean over all users, unassigned ones counted as 0; 0 for nobody."""
    variance: float
    """Mean squared distance to the own centre over the users in any segment; 0 for nobody."""
    between: float | None
    """Mean distance between the centres of two segments, over all pairs; None with fewer than two."""
    segments: tuple[SegmentSeparation, ...]
    """In the order of segment numbers."""


def separation(vectors: Vectors, labels: Labels, silhouettes: FloatArray) -> Separation:
    """Measure separation.

    Parameters
    ----------
    vectors
        (n_users, n_dims), the space that was clustered.
    labels
        (n_users,) segments, -1 is unassigned.
    silhouettes
        (n_users,) from ``core.compute.silhouette.silhouette_samples``; those of unassigned users are not read.
    """
    numbers, sizes = np.unique(labels[labels != NOISE], return_counts=True)
    centres, variances = _centres_and_variances(vectors, labels, numbers)
    distances = np.linalg.norm(centres[:, None, :] - centres[None, :, :], axis=2)
    pairs = distances[np.triu_indices(len(numbers), 1)]
    counted = np.where(labels == NOISE, 0.0, silhouettes)
    segments = tuple(
        _segment(numbers, distances, row, float(counted[labels == number].mean()), float(variances[row]))
        for row, number in enumerate(numbers)
    )
    return Separation(
        silhouette=float(counted.mean()) if len(counted) else 0.0,
        variance=float(np.average(variances, weights=sizes)) if len(numbers) else 0.0,
        between=float(pairs.mean()) if len(pairs) else None,
        segments=segments,
    )


def _centres_and_variances(
    vectors: Vectors, labels: Labels, numbers: IntArray
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    centres = np.zeros((len(numbers), vectors.shape[1]))
    variances = np.zeros(len(numbers))
    for row, number in enumerate(numbers):
        own = vectors[labels == number]
        centres[row] = own.mean(axis=0, dtype=np.float64)
        away = own - centres[row].astype(own.dtype)
        variances[row] = np.einsum("ij,ij->i", away, away).mean(dtype=np.float64)
    return centres, variances


def _segment(
    numbers: IntArray, distances: npt.NDArray[np.float64], row: int, silhouette: float, variance: float
) -> SegmentSeparation:
    others = {int(number): float(distances[row, at]) for at, number in enumerate(numbers) if at != row}
    nearest = min(others, key=lambda number: others[number], default=None)
    distance = None if nearest is None else others[nearest]
    return SegmentSeparation(int(numbers[row]), silhouette, variance, others, nearest, distance)
