"""Group items into branches, from broad to narrow: k-means, again within every branch that it gives.

How many parts a branch has is the number whose parts stand apart best (silhouette). See
docs/decisions/0030-interests-are-split-from-the-top.md for what else was measured.

References
----------
Steinbach, M., Karypis, G. and Kumar, V. (2000). A comparison of document clustering techniques. KDD workshop on text
mining (clusters split from the top).
Rousseeuw, P. J. (1987). Silhouettes. Journal of Computational and Applied Mathematics 20, 53-65.
doi:10.1016/0377-0427(87)90125-7
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.compute.threads import one_thread
from core.types import FloatArray, IntArray

LEAST_ITEMS = 4
"""A branch has at least so many: fewer are chance, and give no name."""
MOST_BROAD, MOST_PARTS = 16, 8
"""Most branches of layer 1, and most parts of a branch."""
LEAST_TO_SPLIT = 24
"""A branch of fewer items is not split again."""
_SAMPLE = 600
"""The number of parts is chosen on so many items of a branch, drawn at random."""
_LARGE_SAMPLE, _MORE_STARTS = 3_000, 10
"""The parts of layer 1 are found by so many items: by fewer, those of a large catalogue agreed less with its genres."""
_STARTS, _ROUNDS = 3, 20
"""Of k-means; the layers below the first have one start."""
_FEW_MOVE = 0.002
"""Share of the items that may still change their part when the centres are left where they are."""


def layers_for(n_items: int) -> int:
    """Return how many layers a catalogue of this size has.

    >>> [layers_for(n_items) for n_items in (50, 600, 4_000, 30_000)]
    [2, 2, 3, 4]
    """
    return 2 + (n_items >= 1_500) + (n_items >= 15_000)


def split(vectors: FloatArray, most: int, least: int = LEAST_ITEMS) -> IntArray:
    """Group items into at most so many parts of ``least`` items or more, (n_items,) from 0; all alike if too few."""
    most = min(most, len(vectors) // (2 * least))
    if most < 2 or len(np.unique(vectors, axis=0)) <= 2 * least:
        return np.zeros(len(vectors), np.int32)
    drawn = np.random.default_rng(0).permutation(len(vectors))
    centres = _centres(vectors[drawn[:_SAMPLE]], most)
    if most > MOST_PARTS and len(vectors) > _SAMPLE:
        centres = _more_exact(vectors[drawn[:_LARGE_SAMPLE]], len(centres))
    labels = _settle(vectors, centres)
    return _without_small(vectors, labels, least)


def _centres(sample: FloatArray, most: int) -> FloatArray:
    """Return the centres of the parts that stand apart best, of all numbers of parts up to ``most``."""
    from scipy.spatial.distance import pdist, squareform
    from sklearn.cluster import KMeans

    is_broad = most > MOST_PARTS
    square = squareform(pdist(sample.astype(np.float64)))
    found = {}
    with one_thread():  # on so few items, threads wait for each other
        for n_parts in range(min(4, most) if is_broad else 2, most + 1):
            fitted = KMeans(n_parts, n_init=_STARTS if is_broad else 1, max_iter=_ROUNDS, random_state=0).fit(sample)
            found[n_parts] = _silhouette(square, fitted.labels_), fitted.cluster_centers_
    return np.asarray(found[max(found, key=lambda n_parts: found[n_parts][0])][1])


def _more_exact(sample: FloatArray, n_parts: int) -> FloatArray:
    """Return the centres of so many parts by more items and more starts than their number was chosen by."""
    from sklearn.cluster import KMeans

    with one_thread():
        found = KMeans(n_parts, n_init=_MORE_STARTS, max_iter=_ROUNDS, random_state=0).fit(sample)
    return np.asarray(found.cluster_centers_)


def _silhouette(square: FloatArray, labels: IntArray) -> float:
    """Return the mean silhouette by the distances between all pairs; items alone in their part count 0."""
    labels = np.unique(labels, return_inverse=True)[1]
    is_in = np.eye(int(labels.max()) + 1)[labels]
    sizes = is_in.sum(axis=0)
    sums = square @ is_in
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    widths = np.where(sizes[labels] > 1, (nearest - own) / np.maximum(np.maximum(nearest, own), 1e-12), 0.0)
    return float(widths.mean())


def _settle(vectors: FloatArray, centres: FloatArray) -> IntArray:
    """Move the centres until every item is in the part of the nearest (Lloyd's k-means)."""
    labels = nearest_centre(vectors, centres)
    for _ in range(_ROUNDS):
        counts = np.bincount(labels, minlength=len(centres))
        sums = np.eye(len(centres), dtype=np.float32)[labels].T @ vectors
        centres = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
        before, labels = labels, nearest_centre(vectors, centres)
        if np.count_nonzero(before != labels) <= _FEW_MOVE * len(labels):
            break
    return labels


def _without_small(vectors: FloatArray, labels: IntArray, least: int) -> IntArray:
    """Give the items of parts that are too small to the nearest of the others, and number the parts without gaps."""
    sizes = np.bincount(labels)
    kept = np.flatnonzero(sizes >= least)
    if len(kept) < 2:
        return np.zeros(len(labels), np.int32)
    centres = np.array([vectors[labels == part].mean(axis=0) for part in kept])
    nearest = nearest_centre(vectors, centres)
    is_kept = np.isin(labels, kept)
    return np.where(is_kept, np.searchsorted(kept, labels), nearest).astype(np.int32)


def nearest_centre(vectors: FloatArray, centres: FloatArray) -> IntArray:
    """Return which centre each item is nearest to, (n_items,)."""
    distances = np.square(centres).sum(axis=1) - 2 * vectors @ centres.T
    return np.asarray(distances.argmin(axis=1), dtype=np.int32)


def branch(vectors: FloatArray, first: IntArray, n_layers: int) -> Iterator[IntArray]:
    """Yield the branch of each item in every layer, (n_items,) from 0, -1 for an item in none.

    ``first`` is layer 1. A branch that is not split goes on as it is: it has the same items in the next layer.
    """
    yield first
    current = first
    for _ in range(1, n_layers):
        following, n_so_far = np.full(len(vectors), -1, np.int32), 0
        for part in range(int(current.max(initial=-1)) + 1):
            items = np.flatnonzero(current == part)
            is_large = len(items) >= LEAST_TO_SPLIT
            found = split(vectors[items], MOST_PARTS) if is_large else np.zeros(len(items), np.int32)
            following[items] = found + n_so_far
            n_so_far += int(found.max(initial=-1)) + 1
        yield following
        current = following
