"""The thorough check of a run: its recipe fitted to many resampled logs, long after the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.compute.machine import Machine
from core.registry import finds_k, make_encoder
from core.trust.card import SegmentTrust, TrustCard, score_from
from core.trust.distinct import Neighbour, Parts, PredictiveGain
from core.trust.evidence import Evidence, SegmentEvidence
from core.trust.grade import Verdict
from core.trust.reference import NullReference
from core.trust.refit import Refit
from core.trust.segment_verdict import judge_without_holdout
from core.trust.segmented import Segmented
from core.trust.stability import Stability, refit_stability
from core.trust.verdict import judge_run
from core.types import FloatArray, Labels, Population, Recipe

N_DRAWS, MIN_DRAWS, MAX_DRAWS = 50, 10, 1000
"""Draws unless another number is asked for, and between which numbers it may be."""

_Trust = TypeVar("_Trust", TrustCard, SegmentTrust)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCheck:
    """Stability of one segment."""

    segment: int
    jaccard: float
    jaccard_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThoroughCheck:
    """What many draws say."""

    n_draws: int
    n_sampled: int
    jaccard: float
    """Mean over segments, each by its users."""
    ari: float
    ari_error: float
    segments: tuple[SegmentCheck, ...]
    users: tuple[float, ...]
    """(n_users,) share of the draws of a user in which the user came out in the same segment; NaN where not known."""


def encode_again(
    population: Population, labels: Labels, recipe: Recipe, machine: Machine, cache_dir: Path | None = None
) -> tuple[Segmented, Refit]:
    """Return the log with the segments of a run, in the space of its recipe, and what fits that again.

    Parameters
    ----------
    population, labels
        The log of the run, and (n_users,) its segments.
    """
    encoder = make_encoder(recipe, cache_dir, machine=machine)
    segmented = Segmented(population, encoder.fit_transform(population), labels, recipe.random_state)
    k = None if finds_k(recipe.clusterer) else len(segmented.segments)
    return segmented, Refit(recipe, k, cache_dir, len(labels), encoder, machine)


def check_thoroughly(
    segmented: Segmented, refit: Refit, n_draws: int, report: Callable[[float], None] = lambda _done: None
) -> ThoroughCheck:
    """Fit the recipe of a run to resampled logs.

    Parameters
    ----------
    n_draws
        2 or more; the first ones are those of the run.
    report
        Called with the share that is done.
    """
    rows = segmented.rows_of_some(refit.max_users)
    found = refit_stability(segmented.of_users(rows), refit.fit_quickly, n_draws, refit.machine.n_threads, report)
    users = np.full(len(segmented.labels), np.nan)
    users[rows] = found.users
    checks = zip(segmented.segments.tolist(), found.jaccard.tolist(), found.jaccard_error.tolist(), strict=True)
    return ThoroughCheck(
        n_draws=n_draws,
        n_sampled=found.n_sampled,
        jaccard=found.mean_jaccard,
        ari=found.ari,
        ari_error=found.ari_error,
        segments=tuple(SegmentCheck(segment=each, jaccard=value, jaccard_error=error) for each, value, error in checks),
        users=tuple(users.tolist()),
    )


def with_check(card: TrustCard, check: ThoroughCheck) -> TrustCard:
    """Return a card whose stability and verdicts rest on a thorough check."""
    found = {each.segment: each for each in check.segments}
    stability = replace(
        card.stability,
        ari_resamples=check.ari,
        ari_resamples_error=check.ari_error,
        n_resamples=check.n_draws,
        n_sampled=check.n_sampled,
        jaccard=check.jaccard,
        is_refitted=True,
        is_thorough=True,
    )
    segments = tuple(_with_segment_check(each, found[each.segment]) for each in card.segments)
    return judged_again(replace(card, stability=stability, segments=segments))


def _with_segment_check(trust: SegmentTrust, check: SegmentCheck) -> SegmentTrust:
    return scored_again(replace(trust, jaccard=check.jaccard, jaccard_error=check.jaccard_error))


def scored_again(trust: SegmentTrust) -> SegmentTrust:
    """Return a segment with the score of its figures."""
    return replace(trust, score=score_from(_segment(trust), trust.silhouette))


def judged_again(card: TrustCard, *, has_recipe: bool = True) -> TrustCard:
    """Return the card with verdicts from its own figures; without a holdout only those on segments state stability."""
    if card.predictive_gain is None or card.null is None:
        return replace(card, segments=_judged_without_holdout(card.segments))
    evidence = evidence_on(card)
    run, segments = judge_run(evidence if has_recipe else replace(evidence, stability=None))
    judged = tuple(_under(verdict, each) for verdict, each in zip(segments, card.segments, strict=True))
    structure = card.structure.regraded(run.grade) if card.structure else None
    return replace(_under(run, card), segments=judged, structure=structure)


def _judged_without_holdout(segments: tuple[SegmentTrust, ...]) -> tuple[SegmentTrust, ...]:
    if len(segments) < 2:
        return segments
    return tuple(_under(judge_without_holdout(_segment(each)), each) for each in segments)


def _under(verdict: Verdict, trust: _Trust) -> _Trust:
    return replace(
        trust,
        verdict=verdict.verdict,
        reason_code=verdict.reason_code,
        reason=verdict.reason,
        detail=verdict.detail,
        advice=verdict.advice,
    )


def evidence_on(card: TrustCard) -> Evidence:
    """Return the evidence that a card with a holdout was judged by."""
    gain, null, stability = card.predictive_gain, card.null, card.stability
    if gain is None or null is None:
        raise ValueError("the card has no holdout")
    return Evidence(
        segments=tuple(replace(_segment(each), list_length=card.list_length) for each in card.segments),
        list_length=card.list_length,
        stability=Stability(
            jaccard=_array(each.jaccard for each in card.segments),
            jaccard_error=_array(each.jaccard_error for each in card.segments),
            ari=stability.ari_resamples,
            ari_error=stability.ari_resamples_error,
            sizes=np.array([each.size for each in card.segments], dtype=np.int64),
            n_draws=stability.n_resamples,
            n_sampled=stability.n_sampled,
            users=np.empty(0),
        ),
        ari_seeds=stability.ari_random_states,
        views=(),
        predictive_gain=PredictiveGain(gain.item_bits, gain.habit_bits),
        null=NullReference(
            bits=null.item_bits,
            silhouette=null.silhouette,
            bits_null=_array(null.item_bits_permuted),
            silhouette_null=_array(null.silhouette_permuted),
            p_bits=null.p_item_bits,
            p_silhouette=null.p_silhouette,
            n_sampled=null.n_sampled,
        ),
        min_events=gain.min_events,
        coverage=card.reach.coverage if card.reach else 1.0,
        n_repeated=stability.n_repeated,
        number_is_chosen=card.number_is_chosen,
        recall_uplift=gain.recall_uplift_pct,
        gain_by_time=gain.item_bits_by_time,
    )


def _segment(trust: SegmentTrust) -> SegmentEvidence:
    neighbour, parts = trust.neighbour, trust.parts
    return SegmentEvidence(
        segment=trust.segment,
        size=trust.size,
        jaccard=trust.jaccard,
        jaccard_vectors=trust.jaccard_vectors,
        jaccard_error=trust.jaccard_error,
        n_judged=trust.n_judged,
        recall_uplift=trust.recall_uplift_pct,
        predictive_gain=PredictiveGain(trust.item_bits, trust.habit_bits),
        neighbour=Neighbour(neighbour.segment, PredictiveGain(neighbour.item_bits, neighbour.habit_bits))
        if neighbour
        else None,
        is_mixed=trust.is_mixed,
        parts=Parts(parts.shares, parts.jaccard, PredictiveGain(parts.item_bits, parts.habit_bits)) if parts else None,
    )


def _array(values: Iterable[float]) -> FloatArray:
    return np.array(list(values), dtype=np.float64)
