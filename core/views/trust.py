"""The trust card: what its picture shows, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from core.export.trust_file import trust_by_segment, trust_table
from core.results.results import Results
from core.sentences import from_plain
from core.trust.distinct import MIN_BITS
from core.trust.grade import HIGHLY_STABLE, STABLE, UNSTABLE, Grade
from core.trust.intervals import UNKNOWN, Estimate
from core.views.names import with_names


class CheckResult(StrEnum):
    """How a segment stands one of the three proofs."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class Band(StrEnum):
    """Hennig's words for a Jaccard index."""

    UNSTABLE = "unstable"
    DOUBTFUL = "doubtful"
    STABLE = "stable"
    HIGHLY_STABLE = "highly stable"


@dataclass(frozen=True, slots=True)
class VerdictText:
    """A verdict with its reason and what to try next, as sentences that remember their template."""

    grade: Grade
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A segment in words."""

    text: str
    precision: float | None
    recall: float | None
    reason: str
    """Why there is no rule, or no figure of it; "" otherwise."""


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One row of the card."""

    segment: int
    name: str
    size: int
    share: float
    """size over all users."""
    verdict: VerdictText
    silhouette: float
    jaccard: float
    items: Estimate
    """Bits per event by which it predicts what its users pick next; NaN when not judged, as in the next two."""
    habits: Estimate
    recall_uplift: Estimate
    neighbour: int | None
    """The segment that it is least distinct from; None when there is none or it was not judged."""
    is_distinct: bool
    rule: Rule | None

    @property
    def band(self) -> Band:
        """In words, how stable it is."""
        bands = ((HIGHLY_STABLE, Band.HIGHLY_STABLE), (STABLE, Band.STABLE), (UNSTABLE, Band.DOUBTFUL))
        return next((band for least, band in bands if self.jaccard >= least), Band.UNSTABLE)

    @property
    def stability_check(self) -> CheckResult:
        """Whether it is stable when users are resampled."""
        return {Band.UNSTABLE: CheckResult.NO, Band.DOUBTFUL: CheckResult.PARTLY}.get(self.band, CheckResult.YES)

    @property
    def prediction_check(self) -> CheckResult:
        """Whether it predicts what its users pick next; partly when it only predicts when and how they act."""
        if math.isnan(self.items.value):
            return CheckResult.UNKNOWN
        if _matters(self.items):
            return CheckResult.YES
        return CheckResult.PARTLY if _matters(self.habits) else CheckResult.NO

    @property
    def distinctness_check(self) -> CheckResult:
        """Whether it is distinct from its nearest other segments."""
        if self.neighbour is None:
            return CheckResult.UNKNOWN
        return CheckResult.YES if self.is_distinct else CheckResult.NO


def run_verdict(results: Results) -> VerdictText | None:
    """Return the verdict on the run; None for a run without a card."""
    return _verdict_text(results.trust) if results.trust else None


def segment_views(results: Results) -> list[SegmentView]:
    """Return the rows of the card, largest segment first; none for a run without a card."""
    found = trust_by_segment(results.trust)
    names = {persona.segment: persona.name for persona in results.personas}
    return [
        _view(found[profile.segment], names[profile.segment], profile.share)
        for profile in results.profiles
        if profile.segment in found
    ]


def run_bits(results: Results) -> Estimate:
    """Return the bits per event by which the segments of a run predict what users pick next; NaN when not judged."""
    gains = (results.trust or {}).get("foretelling") or {}
    return estimate_of(gains.get("item_bits"))


def times_as_likely(bits: float) -> float:
    """Return how many times as likely the item of an event is once the segment is known.

    It is the geometric mean over events, since bits per event are the mean of log2 of that ratio; NaN stays NaN.

    >>> [round(times_as_likely(bits), 2) for bits in (0.2, 0.0, -1.0)]
    [1.15, 1.0, 0.5]
    """
    return float(2.0**bits)


def trust_frame(results: Results, names: Mapping[int, str] | None = None) -> pd.DataFrame:
    """Return the card as the table of ``trust.csv``, largest segment first.

    ``names`` are those that analysts gave, by segment; for others the run's own stand.
    """
    named = with_names(results, names or {})
    frame: pd.DataFrame = trust_table(named.trust, named.profiles, named.personas).to_pandas()
    return frame


def estimate_of(found: Mapping[str, Any] | None) -> Estimate:
    """Read an estimate of ``run.json``; NaN where there is none."""
    return Estimate(*(number_of(found[part]) for part in ("value", "low", "high"))) if found else UNKNOWN


def number_of(value: float | None) -> float:
    """Read a number of ``run.json``; NaN where there is none."""
    return math.nan if value is None else float(value)


def _view(found: Mapping[str, Any], name: str, share: float) -> SegmentView:
    neighbour = found.get("neighbour") or {}
    return SegmentView(
        segment=found["segment"],
        name=name,
        size=found["size"],
        share=share,
        verdict=_verdict_text(found),
        silhouette=number_of(found.get("silhouette")),
        jaccard=number_of(found.get("jaccard")),
        items=estimate_of(found.get("item_bits")),
        habits=estimate_of(found.get("habit_bits")),
        recall_uplift=estimate_of(found.get("recall_uplift_pct")),
        neighbour=neighbour.get("segment"),
        is_distinct=bool(neighbour.get("is_apart")),
        rule=_rule(found.get("rule")),
    )


def _verdict_text(found: Mapping[str, Any]) -> VerdictText:
    templates = found.get("said") or {}
    reason, advice = (from_plain(templates.get(part, found[part])) for part in ("reason", "advice"))
    return VerdictText(Grade(found["verdict"]), reason, advice)


def _rule(found: Mapping[str, Any] | None) -> Rule | None:
    if not found:
        return None
    templates = found.get("said") or {}
    text, reason = (from_plain(templates.get(part, found.get(part))) or "" for part in ("text", "reason"))
    return Rule(text, found.get("precision"), found.get("recall"), reason)


def _matters(estimate: Estimate) -> bool:
    """Whether a gain is above zero with its whole interval and large enough, as the verdict asks."""
    return estimate.is_above_zero and estimate.value >= MIN_BITS
