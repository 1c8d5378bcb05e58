"""Advice on segments whose number was chosen from several: it asks for no other number, since the others were tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.sentences import Sentence, say
from core.trust.grade import ReasonCode, Verdict
from core.trust.no_recipe import SEGMENT_ADVICE, TWO_GROUPS, TWO_GROUPS_BEFORE

_ADVICE: Mapping[ReasonCode, Sentence] = {
    ReasonCode.TOO_SMALL: say("Treat it and its nearest segment as one audience."),
    ReasonCode.UNSTABLE: SEGMENT_ADVICE[ReasonCode.UNSTABLE],
    ReasonCode.TWO_GROUPS: TWO_GROUPS,
    ReasonCode.PARTLY_STABLE: say("Act on its confident users only."),
}

_UNSTABLE_BEFORE = say("Treat its users like all others: other numbers of segments were tried, and this one was taken.")
"""What runs of an earlier version say of an unstable one."""
_BY_RECIPE = (
    ReasonCode.TOO_SMALL,
    ReasonCode.TWO_GROUPS,
    ReasonCode.UNSTABLE,
    ReasonCode.PARTLY_STABLE,
    ReasonCode.NO_GAIN,
)
"""Reasons whose advice on a segment asks for another run, unless it is one of those that ask for none."""


def asks_for_another_run(verdict: Verdict) -> bool:
    """Whether the advice on a segment is to run with another number of segments, or another recipe."""
    code = verdict.reason_code
    of_others = (_ADVICE.get(code), SEGMENT_ADVICE.get(code), TWO_GROUPS_BEFORE, _UNSTABLE_BEFORE, "")
    return code in _BY_RECIPE and verdict.advice not in of_others


def judged_at_chosen_number(verdict: Verdict) -> Verdict:
    """Return a verdict whose advice can be followed where no other number of segments holds better."""
    return replace(verdict, advice=_ADVICE.get(verdict.reason_code, verdict.advice))
