"""The trust card of a run: verdict and figures, of the run and of every segment.

Its classes are what ``run.json`` holds under ``trust``, and what pages and files read: a figure is a field here and a
row in ``core.trust.figures``. docs/adding-a-figure.md shows both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np

from core.trust.across_k import AcrossK
from core.trust.distinct import Neighbour, Parts
from core.trust.evidence import Evidence, SegmentEvidence, Source
from core.trust.generalizability import Generalizability, generalizability_of
from core.trust.grade import WEAK, Verdict
from core.trust.information import AttributeInformation, attribute_information
from core.trust.intervals import NAN, UNKNOWN, Estimate
from core.trust.outcome import Outcome, find_outcomes, measure_outcome
from core.trust.reach import Reach, SegmentReach, reach
from core.trust.rules import Rule, find_rules
from core.trust.run_evidence import NullFigures, RunGain, RunStability, gain_of, null_of, stability_of
from core.trust.score import Score, ScoredFigures, score_of
from core.trust.segmented import Segmented
from core.trust.separation import SegmentSeparation, separation
from core.trust.split import LIST_LENGTH
from core.trust.structure import Structure, structure_of
from core.trust.verdict import judge_run
from core.types import FloatArray, Lift


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreDistances:
    """How tight a segment is, and how far its centre is from those of the others, in the space that was clustered."""

    within_variance: float = NAN
    nearest: int | None = None
    """The other segment with the nearest centre."""
    nearest_distance: float | None = None
    distances: Mapping[int, float] | None = None
    """To each other segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourGain:
    """The other segment that a segment is least distinct from, and what the two predict better than both merged."""

    segment: int
    is_distinct: bool
    item_bits: Estimate = UNKNOWN
    habit_bits: Estimate = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsGain:
    """A segment cut in two, and what its parts predict better than the whole."""

    shares: tuple[float, float]
    """Of the segment's users, the larger part first."""
    jaccard: float = NAN
    """Of the less stable part."""
    is_two: bool
    item_bits: Estimate = UNKNOWN
    habit_bits: Estimate = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTrust(Verdict):
    """The verdict on one segment and its figures; NaN or None where a figure was not measured."""

    segment: int
    size: int
    share: float = NAN
    """size over all users."""
    consent_share: float | None = None
    silhouette: float = NAN
    separation: CentreDistances = CentreDistances()
    rule: Rule | None = None
    jaccard: float = NAN
    """Mean over resampled logs to which the recipe was fitted."""
    jaccard_error: float = NAN
    """Its standard error."""
    jaccard_vectors: float = NAN
    """Mean over bootstraps of the users on the same vectors."""
    n_judged: int = 0
    """Users of the segment who are judged on the holdout."""
    recall_uplift_pct: Estimate = UNKNOWN
    item_bits: Estimate = UNKNOWN
    """Bits per event that the segment saves against what is known of all users, for what they pick next."""
    habit_bits: Estimate = UNKNOWN
    """The same for when and how they act."""
    neighbour: NeighbourGain | None = None
    parts: PartsGain | None = None
    is_mixed: bool = False
    """Whether it holds what is left over: hardly separated, and near the middle of all users."""
    score: Score = field(default_factory=Score)
    """For ordering, from 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustCard(Verdict):
    """The verdict on a run and its figures; NaN or None where a figure was not measured."""

    silhouette: float = NAN
    within_variance: float = NAN
    centre_distance: float | None = None
    """Mean over all pairs of segments; None with fewer than two."""
    stability: RunStability = field(default_factory=RunStability)
    predictive_gain: RunGain | None = None
    """None without a holdout."""
    null: NullFigures | None = None
    """None without a holdout."""
    reach: Reach | None = None
    outcomes: tuple[Outcome, ...] = ()
    """Of the attributes whose names say that they are outcomes, those that took no part in the clustering."""
    attributes: tuple[AttributeInformation, ...] = ()
    """How much the segments and each attribute that took no part in them explain of each other."""
    segments: tuple[SegmentTrust, ...] = ()
    """In the order of segment numbers."""
    across_k: AcrossK | None = None
    """The segments at other numbers of segments; None where the recipe is not asked for a number."""
    structure: Structure | None = None
    """What kind of structure the segments are; None where half of the events are too few for it."""
    generalizability: Generalizability | None = None
    """Whether a classifier assigns users whose segments it has not seen; None where that was not measured."""
    number_is_chosen: bool = False
    """Whether the run tried other numbers of segments and took this one: then no advice asks for another."""
    list_length: int = LIST_LENGTH
    """Items on the lists by which segments were judged."""

    def by_segment(self) -> dict[int, SegmentTrust]:
        """Return the segments by their number."""
        return {each.segment: each for each in self.segments}

    @property
    def weak(self) -> tuple[int, ...]:
        """Return the segments that do not hold: their verdict is weak or none."""
        return tuple(each.segment for each in self.segments if each.grade in WEAK)


class _Measured(NamedTuple):
    """What was measured of one segment."""

    verdict: Verdict
    evidence: SegmentEvidence
    separation: SegmentSeparation
    reach: SegmentReach
    rule: Rule
    silhouettes: FloatArray
    """(n_users of the segment,)"""


def make_card(
    segmented: Segmented,
    silhouettes: FloatArray,
    evidence: Evidence,
    source: Source,
    named: Mapping[int, Sequence[Lift]] | None = None,
) -> TrustCard:
    """Judge the evidence and measure what else the card shows.

    Parameters
    ----------
    segmented
        The run's population, vectors and labels.
    silhouettes
        (n_users,) in the space that was clustered.
    evidence
        What ``gather`` found of the same.
    source
        Where the labels come from.
    named
        Segment to the facts that its name states, for its rule.
    """
    verdict, verdicts = judge_run(evidence)
    population, labels = segmented.population, segmented.labels
    separated = separation(segmented.vectors, labels, silhouettes)
    reached = reach(population, labels)
    mixed = [each.segment for each in evidence.segments if each.is_mixed]
    rules = find_rules(population, labels, segmented.random_state, source.machine.n_threads, named)
    own = [silhouettes[labels == number] for number in segmented.segments]
    measured = zip(verdicts, evidence.segments, separated.segments, reached.segments, rules, own, strict=True)
    return TrustCard(
        **_fields_of(verdict),
        silhouette=separated.silhouette,
        within_variance=separated.variance,
        centre_distance=separated.between,
        stability=stability_of(evidence),
        predictive_gain=gain_of(evidence),
        null=null_of(evidence),
        reach=reached,
        outcomes=tuple(
            measure_outcome(population, labels, name, segmented.random_state)
            for name in find_outcomes(population)
            if name not in source.used_attributes
        ),
        attributes=attribute_information(population, labels, source.used_attributes),
        segments=tuple(_segment(_Measured(*each)) for each in measured),
        across_k=evidence.across_k,
        structure=structure_of(population, source, verdict.grade, np.isin(labels, mixed)),
        generalizability=generalizability_of(segmented, source),
        number_is_chosen=evidence.number_is_chosen,
        list_length=evidence.list_length,
    )


def _segment(measured: _Measured) -> SegmentTrust:
    found, separated = measured.evidence, measured.separation
    return SegmentTrust(
        **_fields_of(measured.verdict),
        segment=found.segment,
        size=found.size,
        share=measured.reach.share,
        consent_share=measured.reach.consent_share,
        silhouette=separated.silhouette,
        separation=CentreDistances(
            within_variance=separated.variance,
            nearest=separated.nearest,
            nearest_distance=separated.nearest_distance,
            distances=separated.distances,
        ),
        rule=measured.rule,
        jaccard=found.jaccard,
        jaccard_error=found.jaccard_error,
        jaccard_vectors=found.jaccard_vectors,
        n_judged=found.n_judged,
        recall_uplift_pct=found.recall_uplift,
        item_bits=found.predictive_gain.items,
        habit_bits=found.predictive_gain.habits,
        neighbour=_neighbour(found.neighbour) if found.neighbour else None,
        parts=_parts(found.parts) if found.parts else None,
        is_mixed=found.is_mixed,
        score=score_from(found, separated.silhouette),
    )


def score_from(found: SegmentEvidence, silhouette: float) -> Score:
    """Return the score of a segment with this evidence."""
    gains = (found.neighbour.gain.items.value, found.neighbour.gain.habits.value) if found.neighbour else ()
    known = [value for value in gains if not math.isnan(value)]
    return score_of(
        ScoredFigures(
            jaccard=found.jaccard,
            item_bits=found.predictive_gain.items.value,
            neighbour_bits=max(known, default=NAN),
            silhouette=silhouette,
            size=found.size,
            is_mixed=found.is_mixed,
        )
    )


def _fields_of(verdict: Verdict) -> dict[str, Any]:
    return {each.name: getattr(verdict, each.name) for each in fields(Verdict)}


def _neighbour(found: Neighbour) -> NeighbourGain:
    gain = found.gain
    return NeighbourGain(
        segment=found.segment, is_distinct=found.is_distinct, item_bits=gain.items, habit_bits=gain.habits
    )


def _parts(found: Parts) -> PartsGain:
    return PartsGain(
        shares=found.shares,
        jaccard=found.jaccard,
        is_two=found.is_two,
        item_bits=found.gain.items,
        habit_bits=found.gain.habits,
    )
