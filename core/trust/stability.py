"""Stability: whether the same segments are found again when users and events are resampled.

Each draw is a log drawn again, to which the whole recipe is fitted with another random state; its segments are matched
with those of the run by the users drawn. Beside it stands what only clusters resampled users of the finished vectors:
there the encoder has seen everybody, so that figure is higher.

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

from core.compute.matching import match_segments
from core.compute.threads import in_threads
from core.errors import DataError
from core.trust.reference import Fit
from core.trust.resample import resample_log
from core.trust.segmented import Segmented
from core.types import NOISE, FloatArray, IntArray, Labels, Population, Vectors

N_RESAMPLES = 10
"""Bootstraps of finished vectors."""
Recluster = Callable[[Vectors, int], Labels]
"""From vectors (n_drawn, n_dims) and a random_state to labels (n_drawn,)."""


@dataclass(frozen=True, slots=True)
class Stability:
    """Agreement with the recipe fitted to resampled logs."""

    jaccard: FloatArray
    """(n_segments,) mean over draws of the Jaccard index with the segment's partner."""
    jaccard_error: FloatArray
    """(n_segments,) its standard error."""
    ari: float
    """Mean adjusted Rand index over draws, among the users drawn."""
    ari_error: float
    """Its standard error."""
    sizes: IntArray
    """(n_segments,) users of each segment, of those sampled."""
    n_draws: int
    n_sampled: int
    """Users from whom was drawn."""
    users: FloatArray
    """(n_sampled,) share of the draws of a user in which the user came out in the partner of the user's segment; NaN
    for one who was never drawn or is unassigned."""

    @property
    def mean_jaccard(self) -> float:
        """Mean over segments, each by its users; NaN without segments."""
        return float(np.average(self.jaccard, weights=self.sizes)) if len(self.sizes) else float("nan")


@dataclass(frozen=True, slots=True)
class VectorStability:
    """Agreement with clusterings of resampled users on the same vectors."""

    jaccard: FloatArray
    """(n_segments,) mean over bootstraps of the best Jaccard index with a segment of the resample."""
    ari: float
    """Mean adjusted Rand index over bootstraps, among the users drawn."""
    n_resamples: int


@dataclass(frozen=True, slots=True)
class _Draw:
    """What one draw says."""

    jaccard: FloatArray
    """(n_segments,) NaN for a segment of which nobody was drawn."""
    ari: float
    is_back: FloatArray
    """(n_users,) 1 for users in the partner of their segment, 0 for others in a segment, NaN for the rest."""


def refit_stability(
    segmented: Segmented,
    fit: Fit,
    n_draws: int,
    n_threads: int = 1,
    report: Callable[[float], None] = lambda _done: None,
) -> Stability:
    """Fit the recipe to resampled logs and match the segments.

    Parameters
    ----------
    segmented
        The log with the labels to be found again.
    fit
        The recipe at the k of the run, with any random state.
    n_draws
        2 or more. The first draws are the same however many there are.
    n_threads
        Draws that are fitted at a time.
    report
        Called with the share of the draws that are done.
    """
    n_done = 0

    def measure(number: int) -> _Draw:
        nonlocal n_done
        rng = np.random.default_rng((segmented.random_state, number))
        rows, log = resample_log(segmented.population, rng, len(np.unique(segmented.labels)))
        found = _found(fit, log, segmented.random_state + 1 + number)
        n_done += 1
        report(n_done / n_draws)
        return _compare(segmented.labels, rows, found)

    return _summary(in_threads(measure, range(n_draws), n_threads), segmented.labels)


def vector_stability(
    X: Vectors, labels: Labels, recluster: Recluster, random_state: int = 0, n_threads: int = 1
) -> VectorStability:
    """Cluster bootstraps of the users again, on the same vectors.

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
    rng, n_users = np.random.default_rng(random_state), len(labels)
    draws = [np.sort(rng.integers(0, n_users, n_users)) for _ in range(N_RESAMPLES)]

    def recluster_sample(task: tuple[int, IntArray]) -> tuple[FloatArray, float]:
        number, drawn = task
        found = recluster(X[drawn], random_state + 1 + number)
        users, first = np.unique(drawn, return_index=True)
        return best_jaccard(labels[users], found[first], labels), _agreement(labels[users], found[first])

    matched = in_threads(recluster_sample, enumerate(draws), n_threads)
    return VectorStability(
        jaccard=_mean(np.array([each for each, _ in matched])),
        ari=float(np.mean([ari for _, ari in matched])),
        n_resamples=N_RESAMPLES,
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


def _found(fit: Fit, log: Population, random_state: int) -> Labels:
    try:
        return fit(log, random_state)[1]
    except DataError:  # the recipe finds nothing in this draw, so no segment is found again
        return np.full(log.n_users, NOISE, dtype=np.int32)


def _compare(labels: Labels, rows: IntArray, found: Labels) -> _Draw:
    drawn, segments = labels[rows], np.unique(labels[labels != NOISE])
    matches = match_segments(drawn, found)
    jaccard = np.full(len(segments), np.nan)
    jaccard[np.searchsorted(segments, matches.segments)] = matches.jaccard
    partners = np.full(len(segments), NOISE)
    partners[np.searchsorted(segments, matches.segments)] = matches.partners
    is_assigned = drawn != NOISE
    partner = partners[np.searchsorted(segments, drawn[is_assigned])]
    is_back = np.full(len(labels), np.nan)
    is_back[rows[is_assigned]] = (found[is_assigned] == partner) & (partner != NOISE)
    return _Draw(jaccard, _agreement(drawn, found), is_back)


def _summary(draws: list[_Draw], labels: Labels) -> Stability:
    jaccard = np.array([each.jaccard for each in draws])
    is_back, ari = np.array([each.is_back for each in draws]), np.array([[each.ari] for each in draws])
    was_drawn = np.isfinite(is_back).any(axis=0)
    return Stability(
        jaccard=_mean(jaccard),
        jaccard_error=_error(jaccard),
        ari=float(ari.mean()),
        ari_error=float(_error(ari)[0]),
        sizes=np.unique(labels[labels != NOISE], return_counts=True)[1],
        n_draws=len(draws),
        n_sampled=len(labels),
        users=np.where(was_drawn, _mean(is_back), np.nan),
    )


def _agreement(labels: Labels, other: Labels) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(labels, other))


def _mean(values: FloatArray) -> FloatArray:
    """Average over resamples; one that holds no user of a segment says nothing about it."""
    is_seen = np.isfinite(values)
    return np.asarray(np.where(is_seen, values, 0).sum(axis=0) / np.maximum(is_seen.sum(axis=0), 1))


def _error(values: FloatArray) -> FloatArray:
    """Return the standard error of the mean over resamples, of those that say anything."""
    is_seen = np.isfinite(values)
    n_seen = np.maximum(is_seen.sum(axis=0), 2)
    spread = np.where(is_seen, values - _mean(values), 0)
    return np.asarray(np.sqrt(np.square(spread).sum(axis=0) / (n_seen - 1) / n_seen))
