"""What the evidence means, from stated thresholds, as a word, a sentence and what to try next.

A segment is strong when it comes out again (Jaccard 0.75 or more), foretells what its users touch next, is apart from
its neighbours and large enough to act on. A run is beyond chance when the bits its segments save on the holdout are
surely above 0 and above those of permuted logs (p below 0.01). Where all permuted logs give the same, p is not known: a
run that saves more than they do is usable at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.sentences import Sentence, say, say_n
from core.trust.distinct import MIN_BITS, PredictiveGain
from core.trust.evidence import Evidence, SegmentEvidence, count_distinct
from core.trust.reach import MIN_SIZE

UNSTABLE, STABLE, HIGHLY_STABLE = 0.60, 0.75, 0.85
"""Jaccard index: below the first a segment is unstable, below the second doubtful, from the third highly stable."""
MAX_CHANCE = 0.01
MIN_JUDGED = 100
"""Users who must be judged on their holdout before anything is said of chance."""
STRONG_SHARE, USABLE_SHARE = 0.75, 0.5
"""Of the users in segments: how many strong ones make a strong run, how many strong or usable ones a usable run."""


class Grade(StrEnum):
    """How far a run or a segment can be trusted."""

    STRONG = "strong"
    USABLE = "usable"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade, why, and what to try next ("" when there is nothing to mend)."""

    grade: Grade
    reason: Sentence
    advice: str = ""


def judge_run(evidence: Evidence) -> tuple[Verdict, tuple[Verdict, ...]]:
    """Return the verdict on the run and on every segment, in the order of ``evidence.segments``."""
    if not evidence.segments:
        advice = say("Ask for another number of segments, or try another recipe.")
        return Verdict(Grade.NONE, say("No user is in a segment."), advice), ()
    if len(evidence.segments) < 2:
        verdict = Verdict(
            Grade.NONE,
            say("All users who are in a segment are in the same one, so nothing tells them apart."),
            say("Ask for more segments, or accept that these users are alike."),
        )
        return verdict, tuple(verdict for _ in evidence.segments)
    if evidence.predictive_gain is None:
        segments = tuple(_without_holdout(segment) for segment in evidence.segments)
        return _unproved(segments, evidence.why_not_judged), segments
    n_judged = sum(each.n_judged for each in evidence.segments)
    if n_judged < MIN_JUDGED:
        verdict = _too_few(n_judged)
        return verdict, tuple(verdict for _ in evidence.segments)
    if not is_beyond_chance(evidence):
        return _chance(evidence), tuple(_by_chance(segment) for segment in evidence.segments)
    segments = tuple(judge_segment(segment) for segment in evidence.segments)
    return _of_segments(evidence, segments), segments


def is_beyond_chance(evidence: Evidence) -> bool:
    """Whether the segments foretell what users touch next, and more so than in permuted logs."""
    null = evidence.null
    if evidence.predictive_gain is None or null is None or not _predicts_items(evidence.predictive_gain):
        return False
    if math.isnan(null.p_bits):
        return bool(null.bits >= null.bits_null.max() + MIN_BITS)
    return null.p_bits < MAX_CHANCE


def judge_segment(evidence: SegmentEvidence) -> Verdict:
    """Judge one segment of a run that is beyond chance."""
    return _fault(evidence) or _doubt(evidence) or Verdict(Grade.STRONG, _strengths(evidence))


def _predicts_items(gain: PredictiveGain) -> bool:
    return gain.items.is_above_zero and gain.items.value >= MIN_BITS


def _predicts_habits(gain: PredictiveGain) -> bool:
    return gain.habits.is_above_zero and gain.habits.value >= MIN_BITS


def _fault(evidence: SegmentEvidence) -> Verdict | None:
    """Return why a segment is weak; None when it is not."""
    neighbour = evidence.neighbour
    if evidence.size < MIN_SIZE:
        reason = say_n(
            "It holds {n:,} user, fewer than the {least} that are worth acting on.",
            "It holds {n:,} users, fewer than the {least} that are worth acting on.",
            evidence.size,
            least=MIN_SIZE,
        )
        return Verdict(Grade.WEAK, reason, say("Ask for fewer segments, or act on it and its nearest one as one."))
    if neighbour and not neighbour.is_distinct:
        reason = say(
            "It is not apart from segment {other}: taken together, the two foretell as much as one by one.",
            other=neighbour.segment,
        )
        return Verdict(Grade.WEAK, reason, say("Act on it and segment {other} as one.", other=neighbour.segment))
    if evidence.jaccard < UNSTABLE:
        reason = say(
            "It does not come out again when other users are drawn (Jaccard {jaccard}; stable from {stable}).",
            jaccard=_two_decimals(evidence.jaccard),
            stable=STABLE,
        )
        return Verdict(Grade.WEAK, reason, say("Ask for fewer segments."))
    if not _predicts_items(evidence.predictive_gain) and not _predicts_habits(evidence.predictive_gain):
        reason = say("Knowing it foretells neither what its users touch next nor when and how they act.")
        return Verdict(Grade.WEAK, reason, say("Treat its users as everybody, or try another recipe."))
    return None


def _doubt(evidence: SegmentEvidence) -> Verdict | None:
    """Return why a segment that is not weak is no more than usable; None when it is."""
    if evidence.parts and evidence.parts.is_two:
        reason = say(
            "It holds two groups that differ ({larger:.0f} % and {smaller:.0f} % of it).",
            larger=100 * evidence.parts.shares[0],
            smaller=100 * evidence.parts.shares[1],
        )
        return Verdict(Grade.USABLE, reason, say("Ask for more segments, so that the two come apart."))
    if not _predicts_items(evidence.predictive_gain):
        reason = say(
            "It foretells when and how its users act ({bits:+.2f} bits per event), but not what they touch next.",
            bits=evidence.predictive_gain.habits.value,
        )
        return Verdict(Grade.USABLE, reason, say("Use it for when to speak to them, not for what to offer."))
    if evidence.jaccard < STABLE:
        reason = say(
            "It comes out again only in part when other users are drawn (Jaccard {jaccard}; stable from {stable}).",
            jaccard=_two_decimals(evidence.jaccard),
            stable=STABLE,
        )
        return Verdict(Grade.USABLE, reason, say("Ask for fewer segments, or act on its surest users only."))
    return None


def _two_decimals(jaccard: float) -> str:
    """Write a Jaccard index so that it does not seem to reach a bound that it is below."""
    is_rounded_onto = any(jaccard < bound <= round(jaccard, 2) for bound in (UNSTABLE, STABLE))
    return f"{math.floor(1000 * jaccard) / 1000:.3f}" if is_rounded_onto else f"{jaccard:.2f}"


def _strengths(evidence: SegmentEvidence) -> Sentence:
    return say(
        "It comes out again when other users are drawn (Jaccard {jaccard:.2f}), is apart from its neighbours and "
        "foretells what its users touch next ({bits:+.2f} bits per event).",
        jaccard=evidence.jaccard,
        bits=evidence.predictive_gain.items.value,
    )


def _without_holdout(evidence: SegmentEvidence) -> Verdict:
    reason = say(
        "It comes out again with a Jaccard index of {jaccard:.2f}, but whether it foretells anything was not judged.",
        jaccard=evidence.jaccard,
    )
    return Verdict(Grade.WEAK, reason, say("Give a longer log, or run again with the judgement on the holdout."))


def _by_chance(evidence: SegmentEvidence) -> Verdict:
    if _predicts_habits(evidence.predictive_gain):
        reason = say(
            "It differs in when and how its users act ({bits:+.2f} bits per event), in a run whose segments say "
            "nothing about what users touch.",
            bits=evidence.predictive_gain.habits.value,
        )
        return Verdict(Grade.WEAK, reason, say("Use it for when to speak to them at most."))
    return Verdict(
        Grade.NONE,
        say("It belongs to a run that finds no more than chance does."),
        say("Do not act on it."),
    )


def _too_few(n_judged: int) -> Verdict:
    return Verdict(
        Grade.WEAK,
        say_n(
            "Only {n} user has a holdout to be judged on, too few to tell segments from chance.",
            "Only {n} users have a holdout to be judged on, too few to tell segments from chance.",
            n_judged,
        ),
        say("Give a longer log, or one of more users."),
    )


def _unproved(segments: Sequence[Verdict], why: str) -> Verdict:
    reason = say("Whether the segments foretell anything was not judged, so nothing speaks for them but how they look.")
    full_reason = say("{reason} {why}", reason=reason, why=why) if why else reason
    return Verdict(Grade.WEAK, full_reason, segments[0].advice)


def _chance(evidence: Evidence) -> Verdict:
    """Say that there are no segments, or none but in habits."""
    assert evidence.predictive_gain is not None  # noqa: S101 - the caller asked
    if _predicts_habits(evidence.predictive_gain):
        reason = say(
            "The segments differ in when and how users act, but not in what they touch: there they foretell no more "
            "than segments of a log whose items are dealt out by chance."
        )
        advice = say("Use them for when to speak to users, not for what to offer.")
        return Verdict(Grade.WEAK, reason, _few_assigned(evidence) if evidence.coverage < USABLE_SHARE else advice)
    reason = say(
        "There are no segments in this log as far as this recipe can see: what it finds foretells no more of what "
        "users touch next than what it finds where items are dealt out by chance."
    )
    advice = say("Treat all users alike, bring a longer log, or compare users by something else.")
    return Verdict(Grade.NONE, reason, advice)


def _of_segments(evidence: Evidence, segments: Sequence[Verdict]) -> Verdict:
    """Judge a run that is beyond chance by how many of its users are in segments that hold."""
    sizes = [segment.size for segment in evidence.segments]
    total = sum(sizes)
    strong = sum(size for size, verdict in zip(sizes, segments, strict=True) if verdict.grade is Grade.STRONG)
    usable = sum(size for size, verdict in zip(sizes, segments, strict=True) if verdict.grade is Grade.USABLE)
    n_strong = sum(verdict.grade is Grade.STRONG for verdict in segments)
    values = {"n_segments": len(segments), "n_strong": n_strong, "share": 100 * strong / total}
    advice = _advice(evidence)
    if not evidence.is_protocol and strong + usable >= USABLE_SHARE * total:
        reason = say(
            "{n_strong} of {n_segments} segments are strong, but nobody has the ten events that the usual holdout "
            "needs: users with {n} events or more were judged instead.",
            n=evidence.min_events,
            **values,
        )
        return Verdict(Grade.USABLE, reason, advice)
    is_chance_known = evidence.null is not None and not math.isnan(evidence.null.p_bits)
    if not is_chance_known and strong + usable >= USABLE_SHARE * total:
        reason = say(
            "{n_strong} of {n_segments} segments are strong, but how likely chance gives as much is not known: the "
            "recipe finds the same in every log whose items are dealt out by chance.",
            **values,
        )
        return Verdict(Grade.USABLE, reason, advice)
    if strong >= STRONG_SHARE * total:
        reason = say(
            "{n_strong} of {n_segments} segments are strong: real, stable and useful. They hold {share:.0f} % of the "
            "users in segments.",
            **values,
        )
        return Verdict(Grade.STRONG, reason, advice)
    if strong + usable >= USABLE_SHARE * total:
        reason = say(
            "The segments foretell more than chance does. {n_strong} of {n_segments} are strong and {n_usable} usable; "
            "the strong ones hold {share:.0f} % of the users in segments.",
            n_usable=sum(verdict.grade is Grade.USABLE for verdict in segments),
            **values,
        )
        return Verdict(Grade.USABLE, reason, advice)
    reason = say(
        "The log holds groups that foretell more than chance does, but the segments that hold up have only "
        "{held:.0f} % of the users in segments; {n_strong} of {n_segments} are strong.",
        held=100 * (strong + usable) / total,
        **values,
    )
    return Verdict(Grade.WEAK, reason, advice)


def _advice(evidence: Evidence) -> str:
    """Return what number of segments to try, from those that are not apart and those that hold two groups."""
    if evidence.coverage < USABLE_SHARE:
        return _few_assigned(evidence)
    n_two = sum(bool(each.parts and each.parts.is_two) for each in evidence.segments)
    n_distinct = count_distinct(evidence)
    if n_distinct == 1 and n_two == 0:
        return say("No segment is apart from the others: try another recipe.")
    if n_distinct < len(evidence.segments) and n_two == 0:
        return say("Some segments are not apart from each other: try about {k} segments.", k=n_distinct)
    if n_two and n_distinct == len(evidence.segments):
        return say_n(
            "{n} segment holds two groups: try about {k} segments.",
            "{n} segments hold two groups each: try about {k} segments.",
            n_two,
            k=n_distinct + n_two,
        )
    if n_two:
        return say("Some segments are not apart and others hold two groups: compare users by something else.")
    return ""


def _few_assigned(evidence: Evidence) -> Sentence:
    return say(
        "{share:.0f} % of all users are in no segment: take a clusterer that assigns everyone, such as k-means.",
        share=100 * (1 - evidence.coverage),
    )
