"""How many clusters: the silhouette of the log against that of the same vectors with their columns shuffled.

Shuffling each column over users keeps every column's values and breaks what holds them together, so the difference
("gap") is what the log has beyond its columns. The smallest k whose gap is within one standard error of the
best is chosen.

References
----------
Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data set via the gap
statistic. JRSS B 63, 411-423. doi:10.1111/1467-9868.00293 (the idea of a reference and of one standard error).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from core.encoders.vectors import unit_rows
from core.errors import DataError
from core.progress import Progress, silent
from core.protocols import Clusterer
from core.trust.silhouette import silhouette_samples
from core.types import FloatArray, Vectors

K_RANGE = range(2, 21)
_SAMPLE = 10_000
_N_SHUFFLES = 3


@dataclass(frozen=True, slots=True)
class KScore:
    """One k of the sweep."""

    k: int
    silhouette: float
    silhouette_shuffled: float
    gap: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class KChoice:
    """The chosen k and the evidence for it."""

    k: int
    scores: tuple[KScore, ...]
    n_sampled: int


def choose_k(
    X: Vectors, make_clusterer: Callable[[int], Clusterer], random_state: int = 0, progress: Progress = silent
) -> KChoice:
    """Sweep k from 2 to 20 on at most 10,000 users.

    Parameters
    ----------
    X
        (n_users, n_dims) unit rows.
    make_clusterer
        Gives a clusterer for a k.
    random_state
        Seeds the sample and the shuffles.
    progress
        Told "choose k" and the fraction done.

    Raises
    ------
    DataError
        If there are fewer than 3 users.
    """
    if len(X) < 3:
        raise DataError(f"{len(X)} users are too few to choose a number of segments.", "Give one with --k.")
    seeds = np.random.default_rng(random_state)
    drawn = np.sort(seeds.permutation(len(X))[:_SAMPLE])
    sample = X[drawn]
    shuffled = [unit_rows(_shuffle_columns(sample, seeds)) for _ in range(_N_SHUFFLES)]
    ks = [k for k in K_RANGE if k < len(sample)]
    done = 0

    def score(k: int) -> KScore:
        nonlocal done
        result = _score(k, sample, shuffled, make_clusterer)
        done += 1
        progress("choose k", done / len(ks))
        return result

    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        scores = list(pool.map(score, ks))
    return KChoice(k=smallest_within_one_error(scores), scores=tuple(scores), n_sampled=len(sample))


def smallest_within_one_error(scores: Sequence[KScore]) -> int:
    """Return the smallest k whose gap is at least the best gap less the best's standard error."""
    best = max(scores, key=lambda score: score.gap)
    return min(score.k for score in scores if score.gap >= best.gap - best.standard_error)


def _shuffle_columns(X: Vectors, seeds: np.random.Generator) -> FloatArray:
    return np.asarray(seeds.permuted(X, axis=0))


def _score(k: int, X: Vectors, shuffled: Sequence[Vectors], make_clusterer: Callable[[int], Clusterer]) -> KScore:
    own = silhouette_samples(X, make_clusterer(k).fit_predict(X))
    reference = np.array([silhouette_samples(S, make_clusterer(k).fit_predict(S)).mean() for S in shuffled])
    error = np.hypot(own.std() / np.sqrt(len(X)), reference.std() * np.sqrt(1 + 1 / len(reference)))
    return KScore(
        k=k,
        silhouette=float(own.mean()),
        silhouette_shuffled=float(reference.mean()),
        gap=float(own.mean() - reference.mean()),
        standard_error=float(error),
    )
