"""What is known of every number of segments before one is chosen.

Stability: the recipe is fitted again to resampled users and events, the encoder too; a segment is stable when most of
its users are together there too. Prediction: the last part of what comes before the holdout is kept from the recipe and
judged on; the holdout itself stays unseen. Vectors are made once and clustered into every number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core.compute.matching import match_segments
from core.compute.silhouette import mean_silhouette
from core.compute.threads import in_threads
from core.errors import DataError
from core.protocols import FitsManyK
from core.registry import K_RANGE
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.trust.distinct import MIN_BITS, GainEstimator, least_distinct
from core.trust.grade import UNSTABLE
from core.trust.habits import HabitScorer
from core.trust.holdout_gains import nearest_first
from core.trust.intervals import NAN
from core.trust.k_choice import HALF, KChoice, KScore, choose
from core.trust.placement import place_users
from core.trust.reach import MIN_SIZE
from core.trust.refit import Refit, sweep_clusterer
from core.trust.scoring import HoldoutScorer
from core.trust.split import LIST_LENGTH, MIN_EVENTS, Split, split_holdout
from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels, Population, Vectors

N_RESAMPLES = 2
KEPT_EVENTS = 0.632
"""Share of the events of a resample: as many different ones as draws with replacement give."""
MIN_GAIN = MIN_BITS / 2
"""Bits per event by which two segments must predict better than both merged, less than on the trust card: the
validation part is smaller than the holdout."""
_MIN_JUDGED = 30


@dataclass(frozen=True, slots=True)
class _Validation:
    """The last part before the holdout, and what came before it as vectors."""

    split: Split
    vectors: Vectors
    scorer: HoldoutScorer
    gain_estimator: GainEstimator
    baseline: FloatArray
    """(n_judged,) bits by global popularity."""
    baseline_recall: FloatArray


@dataclass(frozen=True, slots=True)
class _Again:
    """Vectors of resampled users and events, to be clustered again."""

    users: IntArray
    """(n_drawn,) rows of the sample, some twice."""
    vectors: Vectors


def choose_k(
    population: Population, vectors: Vectors, refit: Refit, ks: Sequence[int] = K_RANGE, progress: Progress = silent
) -> KChoice:
    """Try every number of segments and choose one.

    Parameters
    ----------
    population, vectors
        The log, and (n_users, n_dims) what the recipe's encoder makes of it.
    refit
        The recipe with its fitted encoder; its k is not read.

    Raises
    ------
    DataError
        If there are fewer than 3 users.
    """
    if population.n_users < 3:
        raise DataError(
            say("{n} users are too few to choose a number of segments.", n=population.n_users),
            say("Give one with --k."),
        )
    rows = _draw_users(population.n_users, refit)
    sample, own = (population, vectors) if len(rows) == len(vectors) else (population.of_users(rows), vectors[rows])
    ks = [k for k in ks if k < len(own)] or [2]
    again = _resample(sample, refit)
    progress(Stage.CHOOSE_K, 0.3)
    validation = _validate(sample, refit)
    progress(Stage.CHOOSE_K, 0.5)
    sets = [own, *([validation.vectors] if validation else []), *(each.vectors for each in again)]
    fitted = in_threads(partial(_cluster_all, refit, ks), sets, refit.machine.n_threads)
    progress(Stage.CHOOSE_K, 0.8)
    found = in_threads(
        lambda labels: _measure(own, labels, again, validation), zip(*fitted, strict=True), refit.machine.n_threads
    )
    progress(Stage.CHOOSE_K, 1.0)
    return choose(found, len(own))


def _draw_users(n_users: int, refit: Refit) -> IntArray:
    if n_users <= refit.max_users:
        return np.arange(n_users)
    return np.sort(np.random.default_rng(refit.random_state).permutation(n_users)[: refit.max_users])


def _resample(sample: Population, refit: Refit) -> list[_Again]:
    """Draw users with replacement and a part of their events, and encode them; none where that is too little."""
    try:
        return in_threads(partial(_draw, sample, refit), range(N_RESAMPLES), refit.machine.n_threads)
    except DataError:  # nothing is known of stability then, and no number holds
        return []


def _draw(sample: Population, refit: Refit, number: int) -> _Again:
    rng = np.random.default_rng((refit.random_state, number))
    users = np.sort(rng.integers(0, sample.n_users, sample.n_users))
    drawn = sample.of_users(users)
    is_kept = rng.random(drawn.histories.n_events) < KEPT_EVENTS
    return _Again(users, refit.encode(replace(drawn, histories=drawn.histories.keep(is_kept))))


def _validate(sample: Population, refit: Refit) -> _Validation | None:
    """Hold out a validation part of what comes before the holdout; None where histories are too short for it."""
    try:
        before = split_holdout(sample, MIN_EVENTS).train
        split = split_holdout(before, MIN_EVENTS)
        vectors = refit.encode(split.train)
    except DataError:
        return None
    if len(split.judged) < _MIN_JUDGED:
        return None
    scorer = HoldoutScorer(split, LIST_LENGTH)
    unassigned = np.full(sample.n_users, NOISE, dtype=np.int32)
    return _Validation(
        split,
        vectors,
        scorer,
        GainEstimator(scorer, split.judged, HabitScorer(before, split)),
        scorer.bits(unassigned),
        scorer.score(unassigned).recall,
    )


def _cluster_all(refit: Refit, ks: Sequence[int], vectors: Vectors) -> list[Labels]:
    """Return the labels, from 1, for every number of segments."""
    make: Callable[[int], object] = partial(sweep_clusterer, refit.recipe, refit.machine)
    first = make(ks[0])
    if isinstance(first, FitsManyK):
        return [np.asarray(labels, dtype=np.int32) + 1 for labels in first.fit_predict_many(vectors, ks)]
    made = [sweep_clusterer(refit.recipe, refit.machine, k).fit_predict(vectors) for k in ks]
    return [np.asarray(labels, dtype=np.int32) + 1 for labels in made]


def _measure(own: Vectors, fitted: Sequence[Labels], again: Sequence[_Again], validation: _Validation | None) -> KScore:
    """Measure one number of segments."""
    labels = fitted[0]
    segments, counts = np.unique(labels, return_counts=True)
    jaccard = _found_again(labels, fitted[-len(again) :] if again else (), again)
    is_held = (jaccard >= UNSTABLE) & (counts >= MIN_SIZE)
    score = KScore(
        k=len(segments),
        silhouette=mean_silhouette(own, labels),
        jaccard=float(np.average(jaccard, weights=counts)),
        stable=_share(jaccard >= UNSTABLE, counts) if again else NAN,
        held=_share(is_held, counts),
        smallest=int(counts.min()),
    )
    if validation is None:
        return score
    score = _with_usefulness(score, fitted[1], validation)
    if score.held < HALF:  # it cannot hold, whatever its segments predict
        return score
    is_distinct, is_predictive = _predict(own, labels, validation)
    shares = [_share(each, counts) for each in (is_distinct, is_predictive, is_held & is_distinct & is_predictive)]
    return replace(score, distinct=shares[0], predictive=shares[1], held=shares[2])


def _with_usefulness(score: KScore, before: Labels, validation: _Validation) -> KScore:
    """Add what segments predict that the recipe finds before the validation part."""
    recall, usual = validation.scorer.score(before).recall.sum(), validation.baseline_recall.sum()
    gains, n_events = validation.scorer.bits(before) - validation.baseline, validation.scorer.n_targets.sum()
    return replace(
        score,
        bits=float(gains.sum() / n_events),
        bits_error=float(gains.std(ddof=1) * np.sqrt(len(gains)) / n_events),
        uplift_pct=float(100 * (recall / usual - 1)) if usual else float("nan"),
    )


def _found_again(labels: Labels, fitted: Sequence[Labels], again: Sequence[_Again]) -> FloatArray:
    """Return (n_segments,) mean Jaccard index with the segments of each resample; NaN without resamples."""
    segments = np.unique(labels)
    if not again:
        return np.full(len(segments), NAN)
    total = np.zeros(len(segments))
    for other, each in zip(fitted, again, strict=True):
        users, first = np.unique(each.users, return_index=True)
        matches = match_segments(labels[users], other[first])
        total[np.searchsorted(segments, matches.segments)] += matches.jaccard
    return total / len(again)


def _predict(own: Vectors, labels: Labels, validation: _Validation) -> tuple[BoolArray, BoolArray]:
    """Say of each segment whether it is distinct from its neighbours, and whether it predicts anything."""
    placed = place_users(validation.vectors, labels)
    unassigned = np.full_like(placed, NOISE)
    estimator, segments = validation.gain_estimator, np.unique(labels)
    gains = [estimator.gain(placed, unassigned, placed == segment) for segment in segments]
    neighbours = [
        least_distinct(int(segment), placed, others, estimator)
        for segment, others in zip(segments, nearest_first(own, labels), strict=True)
        if len(others)
    ]
    is_distinct = np.array([each.gain.is_at_least(MIN_GAIN) for each in neighbours] or [False] * len(segments))
    return is_distinct, np.array([gain.is_gain for gain in gains])


def _share(is_so: BoolArray, counts: IntArray) -> float:
    return float(counts[is_so].sum() / counts.sum())
