"""Segment numbers: what people read and files carry."""

from __future__ import annotations

import numpy as np

from core.types import NOISE, IntArray, Labels


def number_segments(labels: Labels) -> Labels:
    """Give the clusters numbers from 1, the largest first; noise stays -1.

    Clusters of one size keep the order of their first user, so the numbers do not depend on the clusterer's own.

    >>> number_segments(np.array([4, 4, 0, -1, 0, 4])).tolist()
    [1, 1, 2, -1, 2, 1]
    """
    found, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    is_cluster = found != NOISE
    order = np.lexsort((first[is_cluster], -sizes[is_cluster]))
    numbers = np.full(len(found), NOISE, dtype=np.int32)
    numbers[np.flatnonzero(is_cluster)[order]] = np.arange(1, is_cluster.sum() + 1)
    return np.asarray(numbers[np.searchsorted(found, labels)], dtype=np.int32)


def compact_labels(labels: Labels) -> tuple[IntArray, Labels]:
    """Return the numbers of the segments that occur, in order, and the labels with 1 to k in their place; -1 stays.

    >>> numbers, places = compact_labels(np.array([7, 2, -1, 7]))
    >>> numbers.tolist(), places.tolist()
    ([2, 7], [2, 1, -1, 2])
    """
    numbers = np.unique(labels[labels != NOISE])
    places = np.where(labels == NOISE, NOISE, np.searchsorted(numbers, labels) + 1)
    return numbers, np.asarray(places, dtype=np.int32)
