"""What is measured of one number of segments: how stable they are, and what they predict before the holdout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.compute.matching import match_segments
from core.compute.once import once
from core.compute.silhouette import mean_silhouette
from core.errors import DataError
from core.trust.distinct import MIN_BITS, N_NEAREST, GainEstimator, Saved, taken_together
from core.trust.grade import UNSTABLE
from core.trust.habits import HabitScorer
from core.trust.holdout_gains import groups_by_time, nearest_first
from core.trust.intervals import NAN
from core.trust.k_choice import HALF
from core.trust.k_score import KScore
from core.trust.mixed import find_mixed
from core.trust.placement import place_users
from core.trust.reach import MIN_SIZE
from core.trust.scoring import HoldoutScorer
from core.trust.split import MIN_EVENTS, Split, split_holdout
from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels, Population, Recipe, Vectors

_MIN_JUDGED = 30
_LEAST_USERS = 2
_JACCARD_ERROR = 0.06
"""Standard error of a mean Jaccard index over four draws: half the variance of the difference between two such means,
over 3,000 segments of eleven logs."""


@dataclass(frozen=True, slots=True)
class Judge:
    """The last part before the holdout."""

    split: Split
    scorer: HoldoutScorer
    gain_estimator: GainEstimator
    baseline: FloatArray
    """(n_judged,) bits by global popularity."""
    baseline_recall: FloatArray

    def bits(self, labels: Labels) -> float:
        """Return the bits per event that labels save."""
        return float((self.scorer.bits(labels) - self.baseline).sum() / self.scorer.n_targets.sum())


@dataclass(frozen=True, slots=True)
class Again:
    """Vectors of resampled users and events, to be clustered again."""

    users: IntArray
    """(n_drawn,) rows of the sample."""
    vectors: Vectors
    recipe: Recipe
    """With a random state of its own."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of segments; arrays are (n_segments,)."""

    score: KScore
    labels: Labels
    counts: IntArray
    jaccards: tuple[FloatArray, ...]
    """One of each draw."""
    chances: FloatArray
    """Chance that a segment is distinct and predictive, given how exact its figures are; 0 for mixed ones."""

    @property
    def may_hold(self) -> bool:
        """Whether enough users are in segments that hold, or would if they were larger, by what is known so far."""
        return self.score.of_any_size >= HALF

    def with_draws(self, more: Sequence[FloatArray]) -> Number:
        """Return the same with the Jaccard indices of more draws."""
        jaccards = (*self.jaccards, *more)
        score = _with_stability(self.score, jaccards, self.counts, self.chances)
        return replace(self, score=score, jaccards=jaccards)


def judge_of(sample: Population) -> Judge | None:
    """Hold out a validation part of what comes before the holdout; None where histories are too short for it.

    Made once for a sample, whatever the recipe is.
    """
    return once(sample, "validation", lambda: _hold_out(sample))


def _hold_out(sample: Population) -> Judge | None:
    try:
        before = split_holdout(sample, MIN_EVENTS).train
        split = split_holdout(before, MIN_EVENTS)
    except DataError:
        return None
    if len(split.judged) < _MIN_JUDGED:
        return None
    scorer = HoldoutScorer(split)
    unassigned = np.full(sample.n_users, NOISE, dtype=np.int32)
    gain_estimator = GainEstimator(scorer, split.judged, HabitScorer(before, split))
    return Judge(split, scorer, gain_estimator, scorer.bits(unassigned), scorer.score(unassigned).recall)


def measure(
    own: Vectors, fitted: Sequence[Labels], again: Sequence[Again], judge: Judge | None, before: Vectors | None
) -> Number:
    """Measure one number of segments."""
    labels = fitted[0]
    segments, counts = np.unique(labels, return_counts=True)
    others = fitted[-len(again) :] if again else ()
    jaccards = tuple(found_again(labels, other, each) for other, each in zip(others, again, strict=True))
    is_mixed = find_mixed(own, labels)
    chances = (~is_mixed).astype(np.float64)
    score = KScore(
        k=len(segments),
        silhouette=mean_silhouette(own, labels),
        smallest=int(counts.min()),
        n_mixed=int(is_mixed.sum()),
        mixed=_share(is_mixed, counts),
    )
    score = _with_stability(score, jaccards, counts, chances)
    if judge is None or before is None:
        return Number(score, labels, counts, jaccards, chances)
    score = _with_usefulness(score, fitted[1], judge)
    if score.of_any_size >= HALF:  # else it cannot hold, whatever its segments predict
        distinct, predictive = _predict(own, labels, judge, before, is_mixed)
        chances = chances * distinct * predictive
        by_time = judge.bits(groups_by_time(judge.split.train.histories, len(segments)))
        score = replace(score, distinct=_share(distinct, counts), predictive=_share(predictive, counts))
        score = replace(score, bits_by_time=by_time)
        score = _with_stability(score, jaccards, counts, chances)
    return Number(score, labels, counts, jaccards, chances)


def _with_stability(score: KScore, jaccards: Sequence[FloatArray], counts: IntArray, chances: FloatArray) -> KScore:
    """Add how much of the segments is found again, over all draws, and the share of users in segments that hold."""
    if not jaccards:
        return replace(score, held=0.0, of_any_size=0.0)
    jaccard = np.mean(jaccards, axis=0)
    stable = _chance((jaccard - UNSTABLE) / _JACCARD_ERROR)
    return replace(
        score,
        jaccard=float(np.average(jaccard, weights=counts)),
        stable=_share(stable, counts),
        held=_share(stable * chances * (counts >= MIN_SIZE), counts),
        of_any_size=_share(stable * chances, counts),
    )


def _with_usefulness(score: KScore, before: Labels, judge: Judge) -> KScore:
    """Add what segments predict that the recipe finds before the validation part."""
    uplift_pct, uplift_error = _uplift(judge.scorer.score(before).recall, judge.baseline_recall)
    gains, n_events = judge.scorer.bits(before) - judge.baseline, judge.scorer.n_targets.sum()
    return replace(
        score,
        bits=float(gains.sum() / n_events),
        bits_error=float(gains.std(ddof=1) * np.sqrt(len(gains)) / n_events),
        uplift_pct=uplift_pct,
        uplift_error=uplift_error,
    )


def _uplift(recall: FloatArray, usual: FloatArray) -> tuple[float, float]:
    """Return the uplift and its standard error, in percent; NaN where popular items find nothing."""
    if not usual.sum():
        return NAN, NAN
    ratio = recall.sum() / usual.sum()
    error = np.sqrt(np.square(recall - ratio * usual).sum()) / usual.sum()
    return float(100 * (ratio - 1)), float(100 * error)


def found_again(labels: Labels, other: Labels, again: Again) -> FloatArray:
    """Return (n_segments,) Jaccard index with the partner in a resample; 0 where there is none."""
    segments = np.unique(labels)
    matches = match_segments(labels[again.users], other)
    jaccard = np.zeros(len(segments))
    jaccard[np.searchsorted(segments, matches.segments)] = matches.jaccard
    return jaccard


def _predict(
    own: Vectors, labels: Labels, judge: Judge, before: Vectors, is_mixed: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Return the chance of each segment that it is distinct from its neighbours, and that it predicts anything.

    What is left over is no neighbour from which a segment could fail to be distinct, unless there is no other.
    """
    placed = place_users(before, labels)
    unassigned = np.full_like(placed, NOISE)
    segments = np.unique(labels)

    def chance(base: Labels, is_concerned: BoolArray) -> float:
        return max(map(_chance_of_bits, judge.gain_estimator.saved(placed, base, is_concerned)))

    predictive = [chance(unassigned, placed == segment) for segment in segments]
    distinct = []
    for segment, others in zip(segments.tolist(), nearest_first(own, labels), strict=True):
        groups = others[~np.isin(others, segments[is_mixed])]
        tried = (groups if len(groups) else others)[:N_NEAREST].tolist()
        distinct.append(min((chance(*taken_together(segment, other, placed)) for other in tried), default=0.0))
    return np.array(distinct), np.array(predictive)


def _chance_of_bits(saved: Saved) -> float:
    """Return the chance that as many bits are saved per event as the trust card asks for, by the error of the ratio."""
    bits, n_events = saved
    if len(bits) < _LEAST_USERS or not n_events.sum() > 0:
        return 0.0
    value = bits.sum() / n_events.sum()
    error = np.sqrt(np.square(bits - value * n_events).sum()) / n_events.sum()
    return float(_chance(np.array((value - MIN_BITS) / max(error, 1e-9))))


def _chance(distances: FloatArray) -> FloatArray:
    """Return how likely figures reach their thresholds, from their distances to them in standard errors."""
    from scipy.stats import norm

    return np.asarray(norm.cdf(distances))


def _share(shares: FloatArray | BoolArray, counts: IntArray) -> float:
    return float((counts * shares).sum() / counts.sum())
