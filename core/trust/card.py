"""The trust card of a run: evidence and verdict, for the run and for every segment."""

from __future__ import annotations

from dataclasses import dataclass

from core.stages.progress import Progress, silent
from core.trust.evidence import Evidence, Segmented, SegmentEvidence, gather
from core.trust.grade import Verdict
from core.trust.information import AttributeInformation, attribute_information
from core.trust.outcome import Outcome, find_outcomes, measure_outcome
from core.trust.reach import Reach, SegmentReach, reach
from core.trust.refit import Refit
from core.trust.rules import Rule, find_rules
from core.trust.separation import SegmentSeparation, Separation, separation
from core.trust.split import HeldOut
from core.trust.verdict import judge_run
from core.types import FloatArray


@dataclass(frozen=True, slots=True)
class SegmentTrust:
    """The verdict on one segment and the evidence behind it."""

    verdict: Verdict
    evidence: SegmentEvidence
    separation: SegmentSeparation
    reach: SegmentReach
    rule: Rule


@dataclass(frozen=True, slots=True)
class TrustCard:
    """The verdict on a run and the evidence behind it."""

    verdict: Verdict
    segments: tuple[SegmentTrust, ...]
    """In the order of segment numbers."""
    evidence: Evidence
    separation: Separation
    reach: Reach
    outcomes: tuple[Outcome, ...]
    """Of the attributes whose names say that they are outcomes, those that took no part in the clustering."""
    attributes: tuple[AttributeInformation, ...]
    """How much the segments and each attribute that took no part in them explain of each other."""


def make_card(
    segmented: Segmented, silhouettes: FloatArray, held: HeldOut | None, refit: Refit, progress: Progress = silent
) -> TrustCard:
    """Gather the evidence and judge it.

    Parameters
    ----------
    segmented
        The run's population, vectors and labels.
    silhouettes
        (n_users,) in the space that was clustered.
    held
        The recipe before the holdout; None when the log cannot be judged.
    refit
        Fits the recipe again.
    """
    evidence = gather(segmented, held, refit, progress)
    verdict, verdicts = judge_run(evidence)
    population, labels = segmented.population, segmented.labels
    separated = separation(segmented.vectors, labels, silhouettes)
    reached = reach(population, labels)
    rules = find_rules(population, labels, segmented.random_state, refit.machine.n_threads)
    parts = zip(verdicts, evidence.segments, separated.segments, reached.segments, rules, strict=True)
    return TrustCard(
        verdict=verdict,
        segments=tuple(SegmentTrust(*each) for each in parts),
        evidence=evidence,
        separation=separated,
        reach=reached,
        outcomes=tuple(
            measure_outcome(population, labels, name, segmented.random_state)
            for name in find_outcomes(population)
            if name not in refit.used_attributes
        ),
        attributes=attribute_information(population, labels, refit.used_attributes),
    )
