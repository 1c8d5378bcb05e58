"""Why a number of segments was chosen, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from core.sentences import Sentence, say, say_n
from core.trust.k_score import HELD_SHARE, KScore, gain, holds, is_only_too_small, may_hold
from core.trust.reach import MIN_SIZE

_LESS = 0.995
"""Of what the chosen number predicts: from here on, rounded percents show no difference."""


def reason_of(chosen: KScore, plausible: Sequence[int], scores: Sequence[KScore], *, names_better: bool) -> Sentence:
    """Say for how many users the number holds, when any does, and what the others are, by the figures of the chart.

    Where a split of one segment is what is left to do, the sentence about it comes last.
    """
    found = say(
        "{found} A number of segments holds where at least {least:.0f} % of the users are in such segments, each "
        "segment has {n} users or more, and they predict more than the time of events does.",
        found=_found(chosen),
        least=100 * HELD_SHARE,
        n=MIN_SIZE,
    )
    others = _others(chosen, plausible, scores, names_better=names_better)
    found = with_too_small(say("{found} {more}", found=found, more=others), chosen, scores)
    if len(plausible) > 1 or math.isnan(chosen.bits):
        return found
    return say(
        "{found} This compares divisions of all users; where the trust card advises to split one segment, it compares "
        "that one's two groups alone, so both can be right.",
        found=found,
    )


def _others(chosen: KScore, plausible: Sequence[int], scores: Sequence[KScore], *, names_better: bool) -> Sentence:
    if len(plausible) > 1:
        return say("{others} segments are plausible too.", others=", ".join(map(str, plausible[1:])))
    others = [each for each in scores if each.k != chosen.k]
    less = ", ".join(str(each.k) for each in others if holds(each))
    if math.isnan(chosen.bits):
        return say("No other number that holds separates users as well.") if less else say("No other number holds.")
    found = (
        say("Other numbers that hold, but predict less: {numbers}.", numbers=less)
        if less
        else say("No other number holds.")
    )
    failing = (each for each in others if not (holds(each) or is_only_too_small(each)))
    better = ", ".join(str(each.k) for each in failing if gain(each) > gain(chosen))
    if better and names_better:
        return say("{found} {numbers} segments would predict more, but do not hold.", found=found, numbers=better)
    return found


def reason_for_half(chosen: KScore, scores: Sequence[KScore]) -> Sentence:
    """Say for how many users a number holds, where that is fewer than are asked for, and why no nearer one is taken."""
    more = _none_holds(chosen, scores)
    if any(map(holds, scores)):
        more = say("Numbers that hold for more users lose too much of what is predicted.")
    fewer = [each.k for each in scores if round(each.held, 2) < round(chosen.held, 2)]
    if fewer:
        more = say("{more} With {numbers} segments, fewer users are in such ones.", more=more, numbers=_or(fewer))
    return say("{found} {more}", found=_found(chosen), more=more)


def _none_holds(chosen: KScore, scores: Sequence[KScore]) -> Sentence:
    none = say("No number reaches the {least:.0f} % that are asked for.", least=100 * HELD_SHARE)
    nearer = [each for each in scores if may_hold(each) and round(each.held, 2) > round(chosen.held, 2)]
    nearest = max(nearer, key=lambda each: each.held, default=None)
    if nearest is None or not 0 < nearest.bits < _LESS * chosen.bits:
        return none
    return say(
        "{none} {k} segments come nearest, with {share:.0f} %, but predict only {part:.0f} % of what {chosen} predict.",
        none=none,
        k=nearest.k,
        share=100 * nearest.held,
        part=100 * nearest.bits / chosen.bits,
        chosen=chosen.k,
    )


def _found(score: KScore) -> Sentence:
    """Say for how many users a number holds, and in what."""
    if math.isnan(score.predictive):
        return say(
            "{k} segments: in a quick check of every number, {share:.0f} % of the users are in segments of {least} "
            "users or more that are stable; what they predict was not measured.",
            k=score.k,
            share=100 * score.held,
            least=MIN_SIZE,
        )
    return say(
        "{k} segments: in a quick check of every number, {share:.0f} % of the users are in segments of {least} users "
        "or more that are stable, distinct and predictive enough to use.",
        k=score.k,
        share=100 * score.held,
        least=MIN_SIZE,
    )


def reason_for_none(score: KScore) -> Sentence:
    """Say why not even the best number holds."""
    if math.isnan(score.stable):
        return say("No number of segments holds: too few users or events to find segments again in resampled logs.")
    if score.is_by_time:
        return say(
            "No number of segments holds: the {k} of the best of them hardly predict more of what users pick than "
            "groups of users by when they were active, since what is popular changes with time.",
            k=score.k,
        )
    if score.held >= HELD_SHARE or is_only_too_small(score):
        return say_n(
            "No number of segments holds: with {k}, the best of them, the smallest segment has {n} user, and {least} "
            "are needed.",
            "No number of segments holds: with {k}, the best of them, the smallest segment has {n} users, and {least} "
            "are needed.",
            score.smallest,
            k=score.k,
            least=MIN_SIZE,
        )
    values = {"k": score.k, "share": 100 * score.held, "least": 100 * HELD_SHARE}
    if math.isnan(score.predictive):
        return say(
            "No number of segments holds: with {k}, the best of them, {share:.0f} % of the users are in segments that "
            "are stable and large enough, and {least:.0f} % are needed.",
            **values,
        )
    return say(
        "No number of segments holds: with {k}, the best of them, {share:.0f} % of the users are in segments that are "
        "stable, distinct, predictive and large enough, and {least:.0f} % are needed.",
        **values,
    )


def with_too_small(reason: Sentence, chosen: KScore, scores: Sequence[KScore]) -> Sentence:
    """Add to a reason which numbers would be better than the chosen one if their segments were large enough."""
    small = [each for each in scores if is_only_too_small(each) and gain(each) > gain(chosen)]
    if not small:
        return reason
    return say_n(
        "{found} {numbers} segments would {better}, and fail by the size of a segment alone: the smallest has "
        "{sizes} of the {least} users that are needed.",
        "{found} {numbers} segments would {better}, and fail by the size of a segment alone: the smallest have "
        "{sizes} of the {least} users that are needed.",
        len(small),
        found=reason,
        numbers=_and(each.k for each in small),
        sizes=_and(each.smallest for each in small),
        least=MIN_SIZE,
        better=say("separate users better") if math.isnan(chosen.bits) else say("predict more"),
    )


def _and(numbers: Iterable[int]) -> str:
    """Return numbers as a sentence lists them."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _or(numbers: Iterable[int]) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} or {last}" if first else last
