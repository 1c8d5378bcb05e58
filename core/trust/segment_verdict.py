"""The verdict on one segment, from stated thresholds."""

from __future__ import annotations

import math

from core.sentences import Sentence, say, say_n
from core.trust.distinct import MIN_BITS, PredictiveGain
from core.trust.evidence import SegmentEvidence
from core.trust.grade import STABLE, UNSTABLE, Grade, ReasonCode, Verdict
from core.trust.intervals import Estimate
from core.trust.reach import MIN_SIZE
from core.trust.uplift import is_wide

SMALL_UPLIFT_PCT = 10.0
"""A smaller uplift of the lists is mentioned beside a strong verdict."""


def judge_segment(evidence: SegmentEvidence) -> Verdict:
    """Judge one segment of a run that is beyond chance."""
    return _fault(evidence) or _doubt(evidence) or _strong(evidence)


def judge_without_holdout(evidence: SegmentEvidence) -> Verdict:
    """Judge one segment of a run that was not judged on a holdout."""
    reason = say("Whether it predicts anything was not judged; only stability and separation are known.")
    if math.isnan(evidence.jaccard):
        reason = say("Neither its stability nor what it predicts is known; only its separation is.")
    return Verdict(
        verdict=Grade.WEAK,
        reason_code=ReasonCode.NOT_JUDGED,
        reason=reason,
        detail=_jaccard(evidence),
        advice=say("Give a longer log, or run again with the judgement on the holdout."),
    )


def judge_by_chance(evidence: SegmentEvidence) -> Verdict:
    """Judge one segment of a run that predicts what users pick next no better than chance."""
    if predicts_habits(evidence.predictive_gain):
        return Verdict(
            verdict=Grade.WEAK,
            reason_code=ReasonCode.HABITS_ONLY,
            reason=say("It differs in when and how its users act, but its run predicts nothing of what users pick."),
            detail=_bits(evidence.predictive_gain),
            advice=say("Use it to time messages at most."),
        )
    return Verdict(
        verdict=Grade.NONE,
        reason_code=ReasonCode.CHANCE,
        reason=say("Its run predicts no better than chance."),
        detail=_bits(evidence.predictive_gain),
        advice=say("Do not act on it."),
    )


def predicts_items(gain: PredictiveGain) -> bool:
    """Whether what users pick next is predicted: the gain is above 0 with its whole interval, and large enough."""
    return gain.items.is_above_zero and gain.items.value >= MIN_BITS


def predicts_habits(gain: PredictiveGain) -> bool:
    """Whether when and how users act is predicted, by the same thresholds."""
    return gain.habits.is_above_zero and gain.habits.value >= MIN_BITS


def _fault(evidence: SegmentEvidence) -> Verdict | None:
    """Return why a segment is weak; None when it is not."""
    if evidence.size < MIN_SIZE:
        reason = say_n(
            "It holds {n:,} user, fewer than the {least} that are worth acting on.",
            "It holds {n:,} users, fewer than the {least} that are worth acting on.",
            evidence.size,
            least=MIN_SIZE,
        )
        advice = say("Ask for fewer segments, or treat it and its nearest segment as one audience.")
        return Verdict(verdict=Grade.WEAK, reason_code=ReasonCode.TOO_SMALL, reason=reason, advice=advice)
    if evidence.is_mixed:
        return _mixed(evidence)
    neighbour = evidence.neighbour
    if neighbour and not neighbour.is_distinct:
        return Verdict(
            verdict=Grade.WEAK,
            reason_code=ReasonCode.NOT_DISTINCT,
            reason=_not_distinct(evidence, neighbour.segment),
            detail=_bits(neighbour.gain),
            advice=say("Treat it and segment {other} as one audience.", other=neighbour.segment),
        )
    if evidence.jaccard < UNSTABLE:
        return Verdict(
            verdict=Grade.WEAK,
            reason_code=ReasonCode.UNSTABLE,
            reason=_unstable(evidence),
            detail=_jaccard(evidence),
            advice=say("Ask for fewer segments."),
        )
    if not predicts_items(evidence.predictive_gain) and not predicts_habits(evidence.predictive_gain):
        return Verdict(
            verdict=Grade.WEAK,
            reason_code=ReasonCode.NO_GAIN,
            reason=say("Knowing it predicts neither what its users pick next nor when and how they act."),
            detail=_bits(evidence.predictive_gain),
            advice=say("Treat its users like all others, or try another recipe."),
        )
    return None


def _not_distinct(evidence: SegmentEvidence, other: int) -> Sentence:
    if predicts_items(evidence.predictive_gain):
        return say(
            "It predicts what its users pick next, but merged with segment {other} it predicts as well: the two are "
            "not distinct.",
            other=other,
        )
    return say("Not distinct from segment {other}: merging the two loses no predictive power.", other=other)


def _unstable(evidence: SegmentEvidence) -> Sentence:
    if predicts_items(evidence.predictive_gain):
        return say(
            "It predicts what its users pick next, but it is unstable: it is not found again when users and events are "
            "resampled."
        )
    return say("Unstable: it is not found again when users and events are resampled.")


def _mixed(evidence: SegmentEvidence) -> Verdict:
    return Verdict(
        verdict=Grade.WEAK,
        reason_code=ReasonCode.MIXED,
        reason=say("Mixed: it holds users of broad tastes who fit no other segment, not a group of its own."),
        detail=_bits(evidence.predictive_gain),
        advice=say("Treat its users like all others."),
    )


def _doubt(evidence: SegmentEvidence) -> Verdict | None:
    """Return why a segment that is not weak is no more than usable; None when it is."""
    if evidence.parts and evidence.parts.is_two:
        return Verdict(
            verdict=Grade.USABLE,
            reason_code=ReasonCode.TWO_GROUPS,
            reason=say(
                "It holds two groups that differ ({larger:.0f} % and {smaller:.0f} % of its users).",
                larger=100 * evidence.parts.shares[0],
                smaller=100 * evidence.parts.shares[1],
            ),
            detail=say("Jaccard {jaccard:.2f} of the less stable group", jaccard=evidence.parts.jaccard),
            advice=say("Ask for more segments, so that the two separate."),
        )
    if not predicts_items(evidence.predictive_gain):
        return Verdict(
            verdict=Grade.USABLE,
            reason_code=ReasonCode.HABITS_ONLY,
            reason=say("It predicts when and how its users act, but not what they pick next."),
            detail=_bits(evidence.predictive_gain),
            advice=say("Use it to time messages, not to choose what to offer."),
        )
    if evidence.jaccard < STABLE:
        return Verdict(
            verdict=Grade.USABLE,
            reason_code=ReasonCode.PARTLY_STABLE,
            reason=say("Partly stable: only a part of it is found again when users and events are resampled."),
            detail=_jaccard(evidence),
            advice=say("Ask for fewer segments, or act on its confident users only."),
        )
    if evidence.recall_uplift.may_be_a_loss:
        return _uplift_not_certain(evidence)
    if math.isnan(evidence.jaccard):
        return Verdict(
            verdict=Grade.USABLE,
            reason_code=ReasonCode.STABILITY_NOT_COMPUTED,
            reason=say("It predicts what its users pick next, but its stability was not computed."),
            detail=_bits(evidence.predictive_gain),
        )
    return None


def _uplift_not_certain(evidence: SegmentEvidence) -> Verdict:
    return Verdict(
        verdict=Grade.USABLE,
        reason_code=ReasonCode.UPLIFT_NOT_CERTAIN,
        reason=_why_uplift_not_certain(evidence.recall_uplift, evidence.list_length),
        detail=_bits(evidence.predictive_gain),
        advice=_on_uplift(evidence.recall_uplift),
    )


def _on_uplift(uplift: Estimate) -> Sentence:
    """Advise a longer log only where one may settle it: the interval of one four times as long is half as wide.

    The list of the largest segment is nearly that of all users, however long the log.
    """
    if is_wide(uplift) or uplift.value + uplift.low > 0:
        return say("Judge it on a longer log.")
    return say(
        "Give its users the offers made for it if these find more, else what all users get: a longer log would hardly "
        "change that."
    )


def _why_uplift_not_certain(uplift: Estimate, length: int) -> Sentence:
    if is_wide(uplift):
        return say(
            "It predicts what its users pick next, but they are too few to judge whether a list of the {n} items most "
            "popular in it finds more than one list for all users.",
            n=length,
        )
    return say(
        "It predicts what its users pick next, but a list of the {n} items most popular in it may find no more than "
        "one list for all users.",
        n=length,
    )


def _strong(evidence: SegmentEvidence) -> Verdict:
    bits = evidence.predictive_gain.items.value
    return Verdict(
        verdict=Grade.STRONG,
        reason_code=ReasonCode.STRONG,
        reason=_why_strong(f"{2.0**bits:.2f}", evidence.recall_uplift.value, evidence.list_length),
        detail=say("Jaccard {jaccard:.2f}, {bits:+.2f} bits per event", jaccard=evidence.jaccard, bits=bits),
    )


def _why_strong(times: str, uplift_pct: float, length: int) -> Sentence:
    """Say what is predicted, and that a short list gains little where it does."""
    if uplift_pct < SMALL_UPLIFT_PCT:
        return say(
            "Stable and distinct; what its users pick next is {times} times as likely once the segment is known, "
            "though a list of {n} gains little: most of it is what all users pick.",
            times=times,
            n=length,
        )
    return say(
        "Stable and distinct; what its users pick next is {times} times as likely once the segment is known.",
        times=times,
    )


def _jaccard(evidence: SegmentEvidence) -> Sentence:
    if math.isnan(evidence.jaccard):
        return say("Jaccard not computed")
    return say("Jaccard {jaccard}; stable from {stable}", jaccard=_two_decimals(evidence.jaccard), stable=STABLE)


def _bits(gain: PredictiveGain) -> Sentence | str:
    """Return the bits per event of both kinds, as far as they are known."""
    items, habits = gain.items.value, gain.habits.value
    if math.isnan(items):
        return "" if math.isnan(habits) else say("{habits:+.2f} bits per event for habits", habits=habits)
    if math.isnan(habits):
        return say("{items:+.2f} bits per event for items", items=items)
    return say("{items:+.2f} bits per event for items, {habits:+.2f} for habits", items=items, habits=habits)


def _two_decimals(jaccard: float) -> str:
    """Write a Jaccard index so that it does not seem to reach a bound that it is below."""
    is_rounded_onto = any(jaccard < bound <= round(jaccard, 2) for bound in (UNSTABLE, STABLE))
    return f"{math.floor(1000 * jaccard) / 1000:.3f}" if is_rounded_onto else f"{jaccard:.2f}"
