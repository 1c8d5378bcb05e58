"""Which two segments to merge first, where several are not distinct: each merge changes what the others are beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.sentences import say
from core.trust.evidence import SegmentEvidence
from core.trust.grade import ReasonCode, Verdict


@dataclass(frozen=True, slots=True)
class Alike:
    """What a segment that is not distinct is like."""

    other: int
    """The segment that it is least distinct from."""
    bits: float
    """What the two predict better than both merged, per event."""


def first_merges(alike: Mapping[int, Alike]) -> dict[int, tuple[int, int]]:
    """Return segment → the pair to merge first of all that hang together with it, the smaller number first.

    Of segments that hang together, each by the one that it is least distinct from, one pair is merged at a time: of
    pairs in which each is the other's, else of all, the one that gains least from being two.

    Examples
    --------
    >>> first_merges({3: Alike(7, 0.02), 6: Alike(7, 0.01), 7: Alike(6, 0.01), 1: Alike(2, 0.0)})
    {3: (6, 7), 6: (6, 7), 7: (6, 7), 1: (1, 2)}
    """
    found: dict[int, tuple[int, int]] = {}
    for group in _groups(alike):
        members = [each for each in alike if each in group]
        first = min(members, key=lambda each: (not _is_mutual(each, alike), alike[each].bits, each))
        pair = (min(first, alike[first].other), max(first, alike[first].other))
        found |= dict.fromkeys(members, pair)
    return {each: found[each] for each in alike}


def with_first_merges(evidence: Sequence[SegmentEvidence], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts on all segments; those that wait for the merge of two others say so."""
    alike = {
        each.segment: Alike(each.neighbour.segment, each.neighbour.gain.items.value)
        for each, verdict in zip(evidence, verdicts, strict=True)
        if verdict.reason_code is ReasonCode.NOT_DISTINCT and each.neighbour
    }
    waiting = {segment: pair for segment, pair in first_merges(alike).items() if segment not in pair}
    return tuple(
        _waiting(verdict, waiting[each.segment]) if each.segment in waiting else verdict
        for each, verdict in zip(evidence, verdicts, strict=True)
    )


def _waiting(verdict: Verdict, pair: tuple[int, int]) -> Verdict:
    one, two = (say("segment {other}", other=each) for each in pair)
    advice = say("First merge {one} and {two}: after that the verdict on this one may be another.", one=one, two=two)
    return replace(verdict, advice=advice)


def _is_mutual(segment: int, alike: Mapping[int, Alike]) -> bool:
    other = alike[segment].other
    return other in alike and alike[other].other == segment


def _groups(alike: Mapping[int, Alike]) -> list[set[int]]:
    """Return the segments that hang together."""
    groups: list[set[int]] = []
    for segment, each in alike.items():
        pair = {segment, each.other}
        joined = [group for group in groups if group & pair]
        groups = [*(group for group in groups if group not in joined), pair.union(*joined)]
    return groups
