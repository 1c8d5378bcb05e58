"""Verdicts on segments that no recipe made: their stability is not known, and no recipe can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.sentences import Sentence, say, say_n
from core.trust.grade import ReasonCode, Verdict

MERGE = say("Merge segments that are not distinct.")
TWO_GROUPS = say(
    "Try splitting it in two: apart, its two groups predict more than together. If a part is weak then, undo the split."
)
"""On a segment that holds two groups, whoever made it and however its number was found."""
TWO_GROUPS_BEFORE = say("Split this one in two: apart, its two groups predict more than together.")
"""What runs of an earlier version say in its place."""
DIVIDE = say("Some segments hold two groups: try splitting those in two.")
DIVIDES = (DIVIDE, say("Some segments hold two groups: split those in two."))
"""The same, and what runs of an earlier version say in its place."""
RUN_ADVICE: Mapping[ReasonCode, Sentence] = {
    ReasonCode.NO_SEGMENT: say("Put users into segments."),
    ReasonCode.ONE_SEGMENT: say("Split the users, or accept that they are alike."),
    ReasonCode.NOT_JUDGED: say("Give a longer log, or judge the segments on the holdout."),
}
"""What to try next with a run, where the advice would be about a recipe."""
SEGMENT_ADVICE: Mapping[ReasonCode, Sentence] = {
    ReasonCode.NO_SEGMENT: RUN_ADVICE[ReasonCode.NO_SEGMENT],
    ReasonCode.ONE_SEGMENT: RUN_ADVICE[ReasonCode.ONE_SEGMENT],
    ReasonCode.TOO_SMALL: say("Treat it and its nearest segment as one audience."),
    ReasonCode.NO_GAIN: say("Treat its users like all others."),
    ReasonCode.TWO_GROUPS: TWO_GROUPS,
    ReasonCode.UNSTABLE: say("Treat its users like all others."),
    ReasonCode.PARTLY_STABLE: say("Act on its confident users only."),
    ReasonCode.NOT_JUDGED: RUN_ADVICE[ReasonCode.NOT_JUDGED],
}
"""The same with one segment."""


def judged_without_recipe(
    verdict: Verdict, advice: Mapping[ReasonCode, Sentence], *, is_stability_known: bool = False
) -> Verdict:
    """Return a verdict whose advice asks for no recipe, and whose detail says that stability was not computed.

    ``is_stability_known`` is for a segment that a recipe found and an edit of others left as it was.
    """
    missing = "" if is_stability_known else say("stability not computed")
    detail = verdict.detail or missing
    if verdict.detail and missing:
        detail = say("{detail}; {missing}", detail=verdict.detail, missing=missing)
    if not verdict.advice:
        return replace(verdict, detail=detail)
    return replace(verdict, detail=detail, advice=advice.get(verdict.reason_code, verdict.advice))


def not_made_by_a_recipe(n_unknown: int, n_segments: int) -> Sentence:
    """Say of how many segments the stability is not known, since no recipe made them."""
    if n_unknown < n_segments:
        return say_n(
            "The segments predict better than chance. The stability of {n} of {total} segments is not known, since an "
            "edit made it; the others keep theirs.",
            "The segments predict better than chance. The stability of {n} of {total} segments is not known, since an "
            "edit made them; the others keep theirs.",
            n_unknown,
            total=n_segments,
        )
    return say("The segments predict better than chance, but their stability was not computed: no recipe made them.")
