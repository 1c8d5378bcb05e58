"""How many clusters: the silhouette of the log against that of the same vectors with their columns shuffled.

Shuffling each column over users keeps the values of every column and breaks their correlation, so the difference
("gap") is structure beyond single columns. The smallest k whose gap is within one standard error of the
best is chosen.

References
----------
Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data set via the gap
statistic. JRSS B 63, 411-423. doi:10.1111/1467-9868.00293 (the idea of a reference and of one standard error).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from core.compute.silhouette import silhouette_samples
from core.compute.threads import in_threads
from core.compute.vectors import unit_rows
from core.errors import DataError
from core.protocols import Clusterer, FitsManyK
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import FloatArray, Vectors

K_RANGE = range(2, 21)
_SAMPLE = 10_000
_N_SHUFFLES = 5
_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


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
    X: Vectors,
    make_clusterer: Callable[[int], Clusterer],
    random_state: int = 0,
    progress: Progress = silent,
    n_threads: int = 1,
) -> KChoice:
    """Sweep k from 2 to 20 on at most 10,000 users.

    Parameters
    ----------
    X
        (n_users, n_dims) unit rows.
    make_clusterer
        Gives a clusterer for a k. One that ``FitsManyK`` is fitted once for all k.
    random_state
        Seeds the sample and the shuffles.
    progress
        Called with the fraction of sizes that are measured.
    n_threads
        Numbers of clusters that are measured at a time.

    Raises
    ------
    DataError
        If there are fewer than 3 users.
    """
    if len(X) < 3:
        raise DataError(
            say("{n} users are too few to choose a number of segments.", n=len(X)), say("Give one with --k.")
        )
    rng = np.random.default_rng(random_state)
    drawn = np.sort(rng.permutation(len(X))[:_SAMPLE])
    sample = X[drawn]
    shuffled = [unit_rows(_shuffle_columns(sample, rng)) for _ in range(_N_SHUFFLES)]
    ks = [k for k in K_RANGE if k < len(sample)]
    first = make_clusterer(ks[0])
    if isinstance(first, FitsManyK):
        measured = _measure_at_once(first, [sample, *shuffled], ks, progress, n_threads)
    else:

        def measure(k: int) -> _Measured:
            return _measure(sample, shuffled, partial(make_clusterer, k))

        measured = in_threads(_with_progress(measure, len(ks), progress), ks, n_threads)
    scores = _score(ks, measured)
    return KChoice(k=smallest_within_one_error(scores), scores=tuple(scores), n_sampled=len(sample))


def smallest_within_one_error(scores: Sequence[KScore]) -> int:
    """Return the smallest k whose gap is at least the best gap less the best's standard error."""
    best = max(scores, key=lambda score: score.gap)
    return min(score.k for score in scores if score.gap >= best.gap - best.standard_error)


def _shuffle_columns(X: Vectors, rng: np.random.Generator) -> FloatArray:
    return np.asarray(rng.permuted(X, axis=0))


@dataclass(frozen=True, slots=True)
class _Measured:
    own: FloatArray
    """(n_users,) silhouettes of the log."""
    reference: FloatArray
    """(n_shuffles,) mean silhouettes of the shuffled vectors."""


def _measure(X: Vectors, shuffled: Sequence[Vectors], make: Callable[[], Clusterer]) -> _Measured:
    reference = [silhouette_samples(S, np.asarray(make().fit_predict(S))).mean() for S in shuffled]
    return _Measured(silhouette_samples(X, np.asarray(make().fit_predict(X))), np.array(reference))


def _measure_at_once(
    clusterer: FitsManyK,
    vectors: Sequence[Vectors],
    ks: Sequence[int],
    progress: Progress,
    n_threads: int,
) -> list[_Measured]:
    """Measure every k on labels that one fit to each of the vectors gives: those of the log, then the shuffled ones."""

    def score(X: Vectors) -> list[FloatArray]:
        return [silhouette_samples(X, labels) for labels in clusterer.fit_predict_many(X, ks)]

    by_k = zip(*in_threads(_with_progress(score, len(vectors), progress), vectors, n_threads), strict=True)
    return [_Measured(own, np.array([each.mean() for each in reference])) for own, *reference in by_k]


def _with_progress(
    measure: Callable[[_Thing], _Result], n_things: int, progress: Progress
) -> Callable[[_Thing], _Result]:
    """Return ``measure`` that reports how many of the things are done."""
    n_done = 0

    def measure_and_report(thing: _Thing) -> _Result:
        nonlocal n_done
        measured = measure(thing)
        n_done += 1
        progress(Stage.CHOOSE_K, n_done / n_things)
        return measured

    return measure_and_report


def _score(ks: Sequence[int], measured: Sequence[_Measured]) -> list[KScore]:
    """Score every k; the variance of shuffles is pooled over k, since a few shuffles estimate it poorly for one k."""
    spread = np.sqrt(np.mean([each.reference.var(ddof=1) for each in measured]) * (1 + 1 / _N_SHUFFLES))
    return [
        KScore(
            k=k,
            silhouette=float(each.own.mean()),
            silhouette_shuffled=float(each.reference.mean()),
            gap=float(each.own.mean() - each.reference.mean()),
            standard_error=float(np.hypot(each.own.std() / np.sqrt(len(each.own)), spread)),
        )
        for k, each in zip(ks, measured, strict=True)
    ]
