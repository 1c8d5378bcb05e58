"""The reason given where segments predict no better than those of logs with shuffled items."""

from __future__ import annotations

from core.sentences import Sentence, say
from core.trust.distinct import MIN_BITS
from core.trust.evidence import Evidence

MOST = 0.5
"""Share of the bits of the segments from which on groups by time alone save most of them."""
_BY_CHANCE = say(
    "No segments beyond chance: they predict what users pick next no better than segments of a log with shuffled items."
)
_ADVICE = say("Treat all users alike, bring a longer log, or compare users by something else.")
_BY_TIME = say(
    "No segments beyond chance: they separate early users from late ones, who pick what is popular in their time. What "
    "else they pick next is predicted no better than by segments of a log with shuffled items."
)
_ADVICE_BY_TIME = say(
    "Try a part of the log in which most users are active at the same time, such as its last months, or treat all "
    "users alike."
)


def why_by_chance(evidence: Evidence) -> tuple[Sentence, Sentence]:
    """Return the reason why there are no segments, and what to try."""
    return (_BY_TIME, _ADVICE_BY_TIME) if _are_by_time(evidence) else (_BY_CHANCE, _ADVICE)


def _are_by_time(evidence: Evidence) -> bool:
    """Whether groups of users by when they were active save most of what the segments do; false where not measured."""
    gain, by_time = evidence.predictive_gain, evidence.gain_by_time
    if gain is None or not by_time.is_above_zero:
        return False
    return by_time.value >= max(MIN_BITS, MOST * gain.items.value)
