"""Stability: whether the same segments reappear when users are resampled.

References
----------
Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and Data Analysis 52(1),
258-271. doi:10.1016/j.csda.2006.11.025
Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218. doi:10.1007/BF01908075
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.compute.threads import in_threads
from core.types import NOISE, FloatArray, IntArray, Labels, Vectors

N_RESAMPLES = 20
"""Of each kind: bootstrap and subsample."""
SUBSAMPLE = 0.8
Recluster = Callable[[Vectors, int], Labels]
"""From vectors (n_drawn, n_dims) and a random_state to labels (n_drawn,)."""


@dataclass(frozen=True, slots=True)
class Stability:
    """Agreement with clusterings of resampled users."""

    jaccard: FloatArray
    """(n_segments,) mean over bootstraps of the best Jaccard index with a segment of the resample."""
    jaccard_subsample: FloatArray
    """(n_segments,) the same over subsamples of 80 % of the users."""
    ari: float
    """Mean adjusted Rand index over all resamples, among the users drawn."""
    n_resamples: int
    """Of each kind."""
    n_sampled: int
    """Users from whom the resamples were drawn."""
    jaccard_error: FloatArray
    """(n_segments,) standard error of ``jaccard`` over the bootstraps."""
    ari_error: float
    """Standard error of ``ari`` over the resamples."""


def resample_stability(
    X: Vectors, labels: Labels, recluster: Recluster, random_state: int = 0, n_threads: int = 1
) -> Stability:
    """Cluster resampled users again and match the segments.

    Parameters
    ----------
    X
        (n_users, n_dims), the space that was clustered.
    labels
        (n_users,) the run's own, -1 is noise.
    recluster
        The run's clusterer, on other rows.
    n_threads
        Resamples that are clustered at a time.
    """
    rng = np.random.default_rng(random_state)
    n_users = len(labels)
    n_fewer = max(round(SUBSAMPLE * n_users), len(np.unique(labels)))  # fewer could not form as many segments
    draws = [rng.integers(0, n_users, n_users) for _ in range(N_RESAMPLES)]
    draws += [rng.permutation(n_users)[:n_fewer] for _ in range(N_RESAMPLES)]

    def recluster_sample(task: tuple[int, IntArray]) -> tuple[FloatArray, float]:
        number, drawn = task
        drawn = np.sort(drawn)
        found = recluster(X[drawn], random_state + 1 + number)
        users, first = np.unique(drawn, return_index=True)
        return best_jaccard(labels[users], found[first], labels), _agreement(labels[users], found[first])

    matched = in_threads(recluster_sample, enumerate(draws), n_threads)
    jaccard = np.array([each for each, _ in matched])
    return Stability(
        jaccard=_mean(jaccard[:N_RESAMPLES]),
        jaccard_subsample=_mean(jaccard[N_RESAMPLES:]),
        jaccard_error=_error(jaccard[:N_RESAMPLES]),
        ari=float(np.mean([ari for _, ari in matched])),
        ari_error=float(_error(np.array([[ari] for _, ari in matched]))[0]),
        n_resamples=N_RESAMPLES,
        n_sampled=n_users,
    )


def best_jaccard(labels: Labels, other: Labels, all_labels: Labels | None = None) -> FloatArray:
    """Return the Jaccard index of each segment with the segment of ``other`` that meets it best.

    Parameters
    ----------
    labels, other
        (n_users,) of the same users; noise forms no segment.
    all_labels
        Where the segments are looked up, ``labels`` unless given; NaN for a segment of which no user is in ``labels``.

    Examples
    --------
    >>> best_jaccard(np.array([1, 1, 2, 2]), np.array([5, 5, 5, 7])).round(2).tolist()
    [0.67, 0.5]
    """
    segments = np.unique(labels if all_labels is None else all_labels)
    segments = segments[segments != NOISE]
    sizes = {int(name): int(count) for name, count in zip(*np.unique(other, return_counts=True), strict=True)}
    best = []
    for segment in segments:
        inside = other[labels == segment]
        names, shared = np.unique(inside[inside != NOISE], return_counts=True)
        unions = np.array([sizes[int(name)] for name in names]) + len(inside) - shared
        best.append(float((shared / unions).max()) if len(names) else (0.0 if len(inside) else np.nan))
    return np.array(best)


def _agreement(labels: Labels, other: Labels) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(labels, other))


def _mean(jaccard: FloatArray) -> FloatArray:
    """Average over resamples; one that holds no user of a segment says nothing about it."""
    is_seen = np.isfinite(jaccard)
    return np.asarray(np.where(is_seen, jaccard, 0).sum(axis=0) / np.maximum(is_seen.sum(axis=0), 1))


def _error(values: FloatArray) -> FloatArray:
    """Return the standard error of the mean over resamples, of those that say anything."""
    is_seen = np.isfinite(values)
    n_seen = np.maximum(is_seen.sum(axis=0), 2)
    spread = np.where(is_seen, values - _mean(values), 0)
    return np.asarray(np.sqrt(np.square(spread).sum(axis=0) / (n_seen - 1) / n_seen))
