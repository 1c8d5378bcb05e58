"""Advice on segments whose number was chosen from several: it asks for no other number, since the others were tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.sentences import Sentence, say
from core.trust.grade import ReasonCode, Verdict
from core.trust.no_recipe import TWO_GROUPS

_ADVICE: Mapping[ReasonCode, Sentence] = {
    ReasonCode.TOO_SMALL: say("Treat it and its nearest segment as one audience."),
    ReasonCode.UNSTABLE: say(
        "Treat its users like all others: other numbers of segments were tried, and this one was taken."
    ),
    ReasonCode.TWO_GROUPS: TWO_GROUPS,
    ReasonCode.PARTLY_STABLE: say("Act on its confident users only."),
}


def judged_at_chosen_number(verdict: Verdict) -> Verdict:
    """Return a verdict whose advice can be followed where no other number of segments holds better."""
    return replace(verdict, advice=_ADVICE.get(verdict.reason_code, verdict.advice))
