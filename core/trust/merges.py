"""Which two segments to merge first, where several are not distinct: each merge changes what the others are beside.

A segment that holds two groups is split before it is merged: the other one may be like one of its groups alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.sentences import Sentence, say, with_values
from core.trust.evidence import SegmentEvidence
from core.trust.grade import ReasonCode, Verdict

_SPLIT_FIRST = say(
    "First split segment {other}, which holds two groups: after that the verdict on this one may be another.", other=0
)


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
    """Return the verdicts on all segments; those that wait for a split, or for the merge of two others, say so."""
    pairs, two = _pairs(evidence, verdicts), _two_groups(evidence, verdicts)
    return tuple(
        _with_first_step(verdict, each.segment, pairs[each.segment], two) if each.segment in pairs else verdict
        for each, verdict in zip(evidence, verdicts, strict=True)
    )


def waits_for_split(advice: str) -> bool:
    """Whether the advice on a segment is to split another one first."""
    return isinstance(advice, Sentence) and advice.template == _SPLIT_FIRST.template


def has_merge(evidence: Sequence[SegmentEvidence], verdicts: Sequence[Verdict]) -> bool:
    """Whether two segments are to be merged, and none of them is to be split before."""
    two = _two_groups(evidence, verdicts)
    return any(not two & set(pair) for pair in _pairs(evidence, verdicts).values())


def _pairs(evidence: Sequence[SegmentEvidence], verdicts: Sequence[Verdict]) -> dict[int, tuple[int, int]]:
    alike = {
        each.segment: Alike(each.neighbour.segment, each.neighbour.gain.items.value)
        for each, verdict in zip(evidence, verdicts, strict=True)
        if verdict.reason_code is ReasonCode.NOT_DISTINCT and each.neighbour
    }
    return first_merges(alike)


def _two_groups(evidence: Sequence[SegmentEvidence], verdicts: Sequence[Verdict]) -> set[int]:
    judged = zip(evidence, verdicts, strict=True)
    return {each.segment for each, verdict in judged if verdict.reason_code is ReasonCode.TWO_GROUPS}


def _with_first_step(verdict: Verdict, segment: int, pair: tuple[int, int], two: set[int]) -> Verdict:
    """Advise what comes before the merge of a segment with the one that it is not distinct from, where anything does.

    ``pair`` is merged first of all that hang together with it; ``two`` are the segments that hold two groups.
    """
    if to_split := [each for each in pair if each in two]:
        return replace(verdict, advice=with_values(_SPLIT_FIRST, {"other": to_split[0]}))
    if segment in pair:
        return verdict
    one, other = (say("segment {other}", other=each) for each in pair)
    advice = say("First merge {one} and {two}: after that the verdict on this one may be another.", one=one, two=other)
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
