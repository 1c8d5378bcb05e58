"""What may be claimed of a segment beside the reason of its verdict, so that no proof contradicts a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from core.trust.grade import ReasonCode


class Claim(StrEnum):
    """What the figures of a segment may prove."""

    ITEMS = "what its users pick next is predicted"
    HABITS = "when and how its users act is predicted"
    SAME_GROUP = "the same group is found again"
    DISTINCT = "it is distinct from the one most like it"


_PREDICTED = frozenset({Claim.ITEMS, Claim.HABITS})
_COMPARED = _PREDICTED | {Claim.DISTINCT}
NOT_CLAIMED: Mapping[ReasonCode, frozenset[Claim]] = {
    ReasonCode.MIXED: frozenset(Claim),
    ReasonCode.CHANCE: _COMPARED,
    ReasonCode.TOO_FEW_JUDGED: _COMPARED,
    ReasonCode.NO_GAIN: _COMPARED,
    ReasonCode.NOT_DISTINCT: frozenset({Claim.DISTINCT}),
    ReasonCode.HABITS_ONLY: frozenset({Claim.ITEMS}),
}
"""Reason of a verdict to what it leaves unproven, whatever the figures are.

A mixed segment holds who is left over: it may be found again, and differ from its neighbour, but is no group.
"""


def may_claim(reason_code: ReasonCode, claim: Claim) -> bool:
    """Whether a segment with a verdict for this reason may claim something that its figures say.

    >>> may_claim(ReasonCode.MIXED, Claim.DISTINCT), may_claim(ReasonCode.STRONG, Claim.DISTINCT)
    (False, True)
    """
    return claim not in NOT_CLAIMED.get(reason_code, ())
