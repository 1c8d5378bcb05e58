"""A verdict: its grade, its reason with a code, and the thresholds of stability behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

UNSTABLE, STABLE, HIGHLY_STABLE = 0.60, 0.75, 0.85
"""Jaccard index: below the first a segment is unstable, below the next partly stable; from the last highly stable."""


class Grade(StrEnum):
    """How far a run or a segment can be trusted."""

    STRONG = "strong"
    USABLE = "usable"
    WEAK = "weak"
    NONE = "none"


WEAK = (Grade.WEAK, Grade.NONE)
"""Grades of segments that nobody should act on as they are."""


class ReasonCode(StrEnum):
    """Why a verdict is what it is, for programs: a sentence may change or be translated, its code stays."""

    STRONG = "strong"
    TOO_SMALL = "too_small"
    NOT_DISTINCT = "not_distinct"
    UNSTABLE = "unstable"
    NO_GAIN = "no_gain"
    TWO_GROUPS = "two_groups"
    MIXED = "mixed"
    HABITS_ONLY = "habits_only"
    PARTLY_STABLE = "partly_stable"
    UPLIFT_NOT_CERTAIN = "uplift_not_certain"
    STABILITY_NOT_COMPUTED = "stability_not_computed"
    NOT_JUDGED = "not_judged"
    CHANCE = "chance"
    CHANCE_NOT_KNOWN = "chance_not_known"
    TOO_FEW_JUDGED = "too_few_judged"
    SHORT_HISTORIES = "short_histories"
    PARTLY_STRONG = "partly_strong"
    FEW_HOLD = "few_hold"
    ONE_SEGMENT = "one_segment"
    NO_SEGMENT = "no_segment"
    NOT_RECORDED = "not_recorded"
    """Of a run made before verdicts had codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A grade, why, and what to try next."""

    verdict: Grade
    reason_code: ReasonCode = ReasonCode.NOT_RECORDED
    reason: str
    detail: str = ""
    """The statistics behind the reason under their standard names; "" when there are none."""
    advice: str = ""
    """What to try next; "" when there is nothing to fix."""

    @property
    def grade(self) -> Grade:
        """The verdict itself: strong, usable, weak or none."""
        return self.verdict
