"""The trust card of a run: evidence and verdict, for the run and for every segment."""

from __future__ import annotations

from dataclasses import dataclass

from core.progress import Progress, silent
from core.trust.evidence import Again, Evidence, HeldOut, Segmented, SegmentEvidence, gather
from core.trust.verdict import Verdict, judge_run
from core.types import FloatArray


@dataclass(frozen=True, slots=True)
class SegmentTrust:
    """What speaks for and against one segment."""

    verdict: Verdict
    evidence: SegmentEvidence
    silhouette: float
    """Mean of its users."""


@dataclass(frozen=True, slots=True)
class TrustCard:
    """What speaks for and against a run."""

    verdict: Verdict
    segments: tuple[SegmentTrust, ...]
    """In the order of segment numbers."""
    evidence: Evidence
    silhouette: float
    """Mean over all users, unassigned ones counted as 0."""


def make_card(
    segmented: Segmented, silhouettes: FloatArray, held: HeldOut | None, again: Again, progress: Progress = silent
) -> TrustCard:
    """Gather the evidence and judge it."""
    evidence = gather(segmented, held, again, progress)
    verdict, verdicts = judge_run(evidence)
    segments = tuple(
        SegmentTrust(each, found, float(silhouettes[segmented.labels == found.segment].mean()))
        for each, found in zip(verdicts, evidence.segments, strict=True)
    )
    return TrustCard(verdict, segments, evidence, float(silhouettes.mean()))
