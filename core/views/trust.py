"""The trust card: what its picture shows, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.card import SegmentTrust, TrustCard
from core.trust.claims import Claim, may_claim
from core.trust.distinct import MIN_BITS
from core.trust.grade import HIGHLY_STABLE, STABLE, UNSTABLE, Grade, ReasonCode, Verdict
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.merges import Alike, first_merges
from core.trust.rules import Rule

GRADE_WORDS: Mapping[Grade, Sentence] = {
    Grade.STRONG: say("strong"),
    Grade.USABLE: say("usable"),
    Grade.WEAK: say("weak"),
    Grade.NONE: say("none"),
}
"""Labels of the verdicts."""


class CheckResult(StrEnum):
    """How a segment stands one of the three checks."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_CLAIMED = "not claimed"
    """The figures say so, but the reason of the verdict leaves it unproven."""


class Band(StrEnum):
    """Hennig's words for a Jaccard index."""

    UNSTABLE = "unstable"
    DOUBTFUL = "doubtful"
    STABLE = "stable"
    HIGHLY_STABLE = "highly stable"


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One row of the card: a segment under its name, and what its figures say."""

    name: str
    trust: SegmentTrust
    number: int
    """That pages show, with its colour."""
    neighbour: int | None
    """That of the segment that it is least distinct from; None when there is none or it was not judged."""
    alike: tuple[int, ...] = ()
    """Numbers of segments, that neighbour aside, whose own rows call them not distinct from this one."""

    @property
    def verdict(self) -> Verdict:
        """The verdict with its reason."""
        return self.trust

    @property
    def segment(self) -> int:
        """Number of the segment."""
        return self.trust.segment

    @property
    def size(self) -> int:
        """Users in the segment."""
        return self.trust.size

    @property
    def share(self) -> float:
        """Size over all users."""
        return self.trust.share

    @property
    def silhouette(self) -> float:
        """Mean silhouette of its users."""
        return self.trust.silhouette

    @property
    def jaccard(self) -> float:
        """Stability over resampled logs."""
        return self.trust.jaccard

    @property
    def items(self) -> Estimate:
        """Bits per event of what its users pick next; NaN when not judged, as in the next two."""
        return self.trust.item_bits

    @property
    def habits(self) -> Estimate:
        """Bits per event of when and how its users act."""
        return self.trust.habit_bits

    @property
    def recall_uplift(self) -> Estimate:
        """In percent over global popularity."""
        return self.trust.recall_uplift_pct

    @property
    def is_distinct(self) -> bool:
        """Whether it is distinct from that neighbour."""
        return bool(self.trust.neighbour and self.trust.neighbour.is_distinct)

    @property
    def rule(self) -> Rule | None:
        """The segment in words; None when no rule was sought."""
        return self.trust.rule

    @property
    def band(self) -> Band:
        """In words, how stable it is."""
        bands = ((HIGHLY_STABLE, Band.HIGHLY_STABLE), (STABLE, Band.STABLE), (UNSTABLE, Band.DOUBTFUL))
        return next((band for least, band in bands if self.trust.jaccard >= least), Band.UNSTABLE)

    @property
    def stability_check(self) -> CheckResult:
        """Whether it is stable when users and events are resampled."""
        if math.isnan(self.trust.jaccard):
            return CheckResult.UNKNOWN
        found = {Band.UNSTABLE: CheckResult.NO, Band.DOUBTFUL: CheckResult.PARTLY}.get(self.band, CheckResult.YES)
        is_unproven = found is CheckResult.YES and not self.may_claim(Claim.SAME_GROUP)
        return CheckResult.NOT_CLAIMED if is_unproven else found

    @property
    def prediction_check(self) -> CheckResult:
        """Whether it predicts what its users pick next; partly when it only predicts when and how they act."""
        if math.isnan(self.trust.item_bits.value):
            return CheckResult.UNKNOWN
        if _matters(self.trust.item_bits) and self.may_claim(Claim.ITEMS):
            return CheckResult.YES
        if self.predicts_habits and self.may_claim(Claim.HABITS):
            return CheckResult.PARTLY
        is_any = _matters(self.trust.item_bits) or self.predicts_habits
        return CheckResult.NOT_CLAIMED if is_any else CheckResult.NO

    @property
    def predicts_habits(self) -> bool:
        """Whether when and how its users act is predicted."""
        return _matters(self.trust.habit_bits)

    @property
    def distinctness_check(self) -> CheckResult:
        """Whether it is distinct from its nearest other segments; partly where one of them is not distinct from it."""
        if self.trust.neighbour is None:
            return CheckResult.UNKNOWN
        if self.is_left_over or (self.is_distinct and not self.may_claim(Claim.DISTINCT)):
            return CheckResult.NOT_CLAIMED
        if not self.is_distinct:
            return CheckResult.NO
        return CheckResult.PARTLY if self.alike else CheckResult.YES

    @property
    def is_left_over(self) -> bool:
        """Whether it holds who fits no other segment, and so is no group of its own."""
        return self.trust.reason_code is ReasonCode.MIXED

    def may_claim(self, claim: Claim) -> bool:
        """Whether the reason of its verdict leaves room for a claim."""
        return may_claim(self.trust.reason_code, claim)


def pairs_to_merge(views: Sequence[SegmentView]) -> dict[int, tuple[int, int]]:
    """Return segment → the numbers that pages show of the two that are to be merged first, by ``first_merges``.

    It is of the segments that predict as well when they are merged with another one.
    """
    alike = {
        view.number: Alike(view.neighbour, view.trust.neighbour.item_bits.value)
        for view in views
        if _may_be_merged(view) and view.trust.neighbour and view.neighbour is not None
    }
    pairs = first_merges(alike)
    return {view.segment: pairs[view.number] for view in views if view.number in pairs}


def _may_be_merged(view: SegmentView) -> bool:
    return view.distinctness_check is CheckResult.NO or view.verdict.reason_code is ReasonCode.NOT_DISTINCT


def run_verdict(results: Results) -> TrustCard | None:
    """Return the verdict on the run, with its figures; None for a run without a card."""
    return results.trust


def segment_views(results: Results) -> list[SegmentView]:
    """Return the rows of the card, largest segment first; none for a run without a card."""
    found = results.trust.by_segment() if results.trust else {}
    views = [_view(results, found[each]) for each in results.segments if each in found]
    merged = [(each.neighbour, each.number) for each in views if each.distinctness_check is CheckResult.NO]
    return [replace(each, alike=_alike(each, merged)) for each in views]


def _alike(view: SegmentView, merged: Sequence[tuple[int | None, int]]) -> tuple[int, ...]:
    """Return whose neighbour a segment is, of pairs of a neighbour and the segment that is not distinct from it."""
    return tuple(number for neighbour, number in merged if neighbour == view.number and number != view.neighbour)


def _view(results: Results, trust: SegmentTrust) -> SegmentView:
    neighbour = results.number_of(trust.neighbour.segment) if trust.neighbour else None
    return SegmentView(results.names[trust.segment], trust, results.number_of(trust.segment), neighbour)


def mean_jaccard(results: Results) -> float:
    """Return the mean Jaccard index over segments, each by its users; NaN where it is not known."""
    if results.trust is None:
        return math.nan
    if not math.isnan(results.trust.stability.jaccard):
        return results.trust.stability.jaccard
    known = [each for each in results.trust.segments if not math.isnan(each.jaccard)]  # a run of an earlier version
    n_users = sum(each.size for each in known)
    return sum(each.size * each.jaccard for each in known) / n_users if n_users else math.nan


def run_bits(results: Results) -> Estimate:
    """Return the bits per event by which the segments of a run predict what users pick next; NaN when not judged."""
    gain = results.trust.predictive_gain if results.trust else None
    return gain.item_bits if gain else UNKNOWN


def times_as_likely(bits: float) -> float:
    """Return how many times as likely the item of an event is once the segment is known.

    It is the geometric mean over events, since bits per event are the mean of log2 of that ratio; NaN stays NaN.

    >>> [round(times_as_likely(bits), 2) for bits in (0.2, 0.0, -1.0)]
    [1.15, 1.0, 0.5]
    """
    return float(2.0**bits)


def _matters(estimate: Estimate) -> bool:
    """Whether a gain is above zero with its whole interval and large enough, as the verdict asks."""
    return estimate.is_above_zero and estimate.value >= MIN_BITS
