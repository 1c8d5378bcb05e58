"""What the evidence on a run means, from stated thresholds: a grade, a reason with its code, and what to try next.

A segment is strong when it is stable (Jaccard 0.75 or more), predicts what its users pick next, is distinct from its
neighbours and large enough to act on. A run is beyond chance when the bits that its segments save on the holdout are
above 0 with their whole interval, and above those of permuted logs (p below 0.01). Where all permuted logs give the
same, p is not known: a run that saves more than they do is usable at most.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from core.sentences import Sentence, say, say_n
from core.trust.by_chance import why_by_chance
from core.trust.chosen_number import judged_at_chosen_number
from core.trust.distinct import MIN_BITS
from core.trust.evidence import Evidence, count_distinct
from core.trust.grade import Grade, ReasonCode, Verdict
from core.trust.merges import has_merge, with_first_merges
from core.trust.no_recipe import DIVIDE, MERGE, RUN_ADVICE, SEGMENT_ADVICE, judged_without_recipe, not_made_by_a_recipe
from core.trust.segment_verdict import (
    judge_by_chance,
    judge_segment,
    judge_without_holdout,
    predicts_habits,
    predicts_items,
)
from core.trust.split import MIN_EVENTS

MAX_CHANCE = 0.01
MIN_JUDGED = 100
"""Users who must be judged on their holdout before chance can be ruled out."""
STRONG_SHARE, USABLE_SHARE = 0.75, 0.5
"""Of the users in segments: how many strong ones make a strong run, how many strong or usable ones a usable run."""
STRONG_SEGMENTS = 0.5
"""More than so many of the segments must be strong in a strong run, however large one of them is."""


def judge_run(evidence: Evidence) -> tuple[Verdict, tuple[Verdict, ...]]:
    """Return the verdict on the run and on every segment, in the order of ``evidence.segments``."""
    run, judged = _judge(evidence)
    segments = with_first_merges(evidence.segments, judged)
    if evidence.number_is_chosen:
        return run, tuple(judged_at_chosen_number(each) for each in segments)
    if evidence.stability is not None:
        return run, segments
    is_known = [not math.isnan(each.jaccard) for each in evidence.segments]
    return judged_without_recipe(run, RUN_ADVICE, is_stability_known=any(is_known)), tuple(
        judged_without_recipe(each, SEGMENT_ADVICE, is_stability_known=known)
        for each, known in zip(segments, is_known, strict=True)
    )


def _judge(evidence: Evidence) -> tuple[Verdict, tuple[Verdict, ...]]:
    if len(evidence.segments) < 2:
        verdict = _one_segment() if evidence.segments else _no_segment()
        return verdict, tuple(verdict for _ in evidence.segments)
    if evidence.predictive_gain is None:
        segments = tuple(judge_without_holdout(segment) for segment in evidence.segments)
        return _not_judged(segments, evidence), segments
    n_judged = sum(each.n_judged for each in evidence.segments)
    if n_judged < MIN_JUDGED:
        verdict = _too_few_judged(n_judged)
        return verdict, tuple(verdict for _ in evidence.segments)
    if not is_beyond_chance(evidence):
        return _chance(evidence), tuple(judge_by_chance(segment) for segment in evidence.segments)
    segments = tuple(judge_segment(segment) for segment in evidence.segments)
    return _of_segments(evidence, segments), segments


def is_beyond_chance(evidence: Evidence) -> bool:
    """Whether the segments predict what users pick next, and better than in permuted logs."""
    null = evidence.null
    if evidence.predictive_gain is None or null is None or not predicts_items(evidence.predictive_gain):
        return False
    if math.isnan(null.p_bits):
        return bool(null.bits >= null.bits_null.max() + MIN_BITS)
    return null.p_bits < MAX_CHANCE


def _no_segment() -> Verdict:
    return Verdict(
        verdict=Grade.NONE,
        reason_code=ReasonCode.NO_SEGMENT,
        reason=say("No user is in a segment."),
        advice=say("Ask for another number of segments, or try another recipe."),
    )


def _one_segment() -> Verdict:
    return Verdict(
        verdict=Grade.NONE,
        reason_code=ReasonCode.ONE_SEGMENT,
        reason=say("All assigned users are in one segment, so there is nothing to compare."),
        advice=say("Ask for more segments, or accept that these users are alike."),
    )


def _too_few_judged(n_judged: int) -> Verdict:
    return Verdict(
        verdict=Grade.WEAK,
        reason_code=ReasonCode.TOO_FEW_JUDGED,
        reason=say_n(
            "Only {n} user has a holdout to be judged on, too few to rule out chance.",
            "Only {n} users have a holdout to be judged on, too few to rule out chance.",
            n_judged,
        ),
        advice=say("Give a longer log, or one of more users."),
    )


def _not_judged(segments: Sequence[Verdict], evidence: Evidence) -> Verdict:
    why = evidence.why_not_judged
    reason = say("Whether the segments predict anything was not judged; only stability and separation are known.")
    if evidence.stability is None:
        reason = say("Neither the stability of the segments nor what they predict is known; only their separation is.")
    full_reason = say("{reason} {why}", reason=reason, why=why) if why else reason
    return Verdict(verdict=Grade.WEAK, reason_code=ReasonCode.NOT_JUDGED, reason=full_reason, advice=segments[0].advice)


def _chance(evidence: Evidence) -> Verdict:
    """Say that there are no segments, or none but in habits."""
    assert evidence.predictive_gain is not None  # noqa: S101 - the caller asked
    if not predicts_habits(evidence.predictive_gain):
        reason, advice = why_by_chance(evidence)
        detail = _figures(evidence)
        return Verdict(verdict=Grade.NONE, reason_code=ReasonCode.CHANCE, reason=reason, detail=detail, advice=advice)
    advice = say("Use them to time messages, not to choose what to offer.")
    return Verdict(
        verdict=Grade.WEAK,
        reason_code=ReasonCode.HABITS_ONLY,
        reason=say(
            "The segments differ in when and how users act, but not in what they pick: there they predict no better "
            "than segments of a log with shuffled items."
        ),
        detail=_figures(evidence),
        advice=_few_assigned(evidence) if evidence.coverage < USABLE_SHARE else advice,
    )


def _of_segments(evidence: Evidence, segments: Sequence[Verdict]) -> Verdict:
    """Judge a run that is beyond chance by how many of its users are in segments that hold."""
    grade, code, reason = _weigh(evidence, segments)
    return Verdict(
        verdict=grade, reason_code=code, reason=reason, detail=_figures(evidence), advice=_next_step(evidence)
    )


def _weigh(evidence: Evidence, segments: Sequence[Verdict]) -> tuple[Grade, ReasonCode, Sentence]:
    strong, usable = (_share_of(grade, evidence, segments) for grade in (Grade.STRONG, Grade.USABLE))
    n_strong, n_usable = (sum(each.grade is grade for each in segments) for grade in (Grade.STRONG, Grade.USABLE))
    values = {"n_segments": len(segments), "n_strong": n_strong}
    if not n_strong + n_usable:
        reason = say("Some segments predict better than chance, but none of {n} is strong or usable.", n=len(segments))
        return Grade.WEAK, ReasonCode.FEW_HOLD, reason
    if strong + usable < USABLE_SHARE:
        reason = say(
            "Some segments predict better than chance, but the strong and usable ones contain only {users}; {n_strong} "
            "of {n_segments} are strong.",
            users=_contained(strong + usable, evidence),
            **values,
        )
        return Grade.WEAK, ReasonCode.FEW_HOLD, reason
    if limit := _limit(evidence, values):
        return Grade.USABLE, *limit
    if strong < STRONG_SHARE or n_strong <= STRONG_SEGMENTS * len(segments) or evidence.coverage < USABLE_SHARE:
        reason = say(
            "The segments predict better than chance. {n_strong} of {n_segments} are strong and {n_usable} usable; the "
            "strong ones contain {users}.",
            n_usable=n_usable,
            users=_contained(strong, evidence),
            **values,
        )
        if not n_strong:
            reason = say(
                "The segments predict better than chance. {n_usable} of {n_segments} are usable, none is strong; the "
                "usable ones contain {users}.",
                n_usable=n_usable,
                n_segments=len(segments),
                users=_contained(usable, evidence),
            )
        return Grade.USABLE, ReasonCode.PARTLY_STRONG, reason
    reason = say(
        "{n_strong} of {n_segments} segments are strong: stable, distinct and predictive. They contain {users}.",
        users=_contained(strong, evidence),
        **values,
    )
    return Grade.STRONG, ReasonCode.STRONG, reason


def _limit(evidence: Evidence, values: Mapping[str, int]) -> tuple[ReasonCode, Sentence] | None:
    """Return why a run is usable at most, whatever its segments are; None where nothing limits it."""
    if not evidence.is_protocol:
        reason = say(
            "{n_strong} of {n_segments} segments are strong, but no user has the {least} events that the usual holdout "
            "needs: users with {n} events or more were judged instead.",
            least=MIN_EVENTS,
            n=evidence.min_events,
            **values,
        )
        return ReasonCode.SHORT_HISTORIES, reason
    if evidence.null is None or math.isnan(evidence.null.p_bits):
        return ReasonCode.CHANCE_NOT_KNOWN, _chance_not_known(evidence, values)
    n_unknown = sum(math.isnan(each.jaccard) for each in evidence.segments)
    if evidence.stability is None and n_unknown:
        return ReasonCode.STABILITY_NOT_COMPUTED, not_made_by_a_recipe(n_unknown, len(evidence.segments))
    if evidence.recall_uplift.may_be_a_loss:
        reason = say(
            "{n_strong} of {n_segments} segments are strong, but lists of {n} items by segment may find no more than "
            "one list for all users.",
            n=evidence.list_length,
            **values,
        )
        return ReasonCode.UPLIFT_NOT_CERTAIN, reason
    return None


def _chance_not_known(evidence: Evidence, values: Mapping[str, int]) -> Sentence:
    if evidence.stability is None:
        return say(
            "{n_strong} of {n_segments} segments are strong, but chance cannot be ruled out by a p-value: the segments "
            "predict the same in every log with shuffled items.",
            **values,
        )
    return say(
        "{n_strong} of {n_segments} segments are strong, but chance cannot be ruled out by a p-value: the recipe finds "
        "the same in every log with shuffled items.",
        **values,
    )


def _share_of(grade: Grade, evidence: Evidence, segments: Sequence[Verdict]) -> float:
    """Return the share of the users in segments whose segment has a grade."""
    sizes = [segment.size for segment in evidence.segments]
    return sum(size for size, each in zip(sizes, segments, strict=True) if each.grade is grade) / sum(sizes)


def _contained(share: float, evidence: Evidence) -> Sentence:
    """Count the users that are a share of all who are in segments."""
    total = sum(segment.size for segment in evidence.segments)
    n_users = round(share * total)
    if n_users == total:
        return say("all {n:,} assigned users", n=total)
    return say("{n:,} of {total:,} assigned users", n=n_users, total=total)


def _figures(evidence: Evidence) -> Sentence | str:
    """Return the bits per event of the run on the holdout, and the chance of as many in a permuted log."""
    gain, null = evidence.predictive_gain, evidence.null
    if gain is None:
        return ""
    bits = say("{bits:+.2f} bits per event on the holdout", bits=gain.items.value)
    if null is None or math.isnan(null.p_bits):
        return bits
    return say(
        "{bits}; p = {p:.2g} against {n} logs with shuffled items", bits=bits, p=null.p_bits, n=null.n_references
    )


def _next_step(evidence: Evidence) -> str:
    """Return what number of segments to try, from those that are not distinct and those called two groups."""
    if evidence.coverage < USABLE_SHARE:
        return _few_assigned(evidence)
    judged = [judge_segment(each) for each in evidence.segments]
    n_two = sum(each.reason_code is ReasonCode.TWO_GROUPS for each in judged)
    n_distinct = count_distinct(evidence)
    if evidence.stability is None:
        has_first_merge = n_distinct < len(evidence.segments) and (not n_two or has_merge(evidence.segments, judged))
        return MERGE if has_first_merge else DIVIDE if n_two else ""
    if n_distinct == 1 and n_two == 0:
        return say("No segment is distinct from the others: try another recipe.")
    if evidence.number_is_chosen:  # the others were tried, and this one was taken
        return ""
    if n_distinct < len(evidence.segments) and n_two == 0:
        return say("Some segments are not distinct from each other: try about {k} segments.", k=n_distinct)
    if n_two and n_distinct == len(evidence.segments):
        return say_n(
            "{n} segment holds two groups: try about {k} segments.",
            "{n} segments hold two groups each: try about {k} segments.",
            n_two,
            k=n_distinct + n_two,
        )
    if n_two:
        return say("Some segments are not distinct and others hold two groups: compare users by something else.")
    return ""


def _few_assigned(evidence: Evidence) -> Sentence:
    if evidence.stability is None:
        return say(
            "{share:.0f} % of all users are in no segment: put more of them into one.",
            share=100 * (1 - evidence.coverage),
        )
    return say(
        "{share:.0f} % of all users are in no segment: take a clusterer that assigns everyone, such as k-means.",
        share=100 * (1 - evidence.coverage),
    )
