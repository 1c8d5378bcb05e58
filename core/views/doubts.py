"""What speaks against acting on a segment, for whoever is about to approve it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.results.audience import flags_before_leaving
from core.results.results import Results
from core.sentences import Sentence, say, say_n
from core.trust.card import SegmentTrust
from core.trust.grade import WEAK, Grade


def doubts_about(results: Results, segment: int) -> tuple[Sentence | str, ...]:
    """Return a sentence for each doubt about a segment of named results: a weak verdict, a flagged name or text."""
    return tuple(_doubts(results, segment))


def weak_sentence(results: Results, verdict: SegmentTrust) -> Sentence:
    """Say that a segment is weak, or has the verdict none, why, and what to do instead."""
    why = {"number": results.number_of(verdict.segment), "reason": verdict.reason, "advice": verdict.advice}
    if verdict.grade is Grade.NONE:
        return say("The verdict on segment {number} is none. {reason} {advice}", **why)
    return say("Segment {number} is weak. {reason} {advice}", **why)


def may_be_acted_on(results: Results) -> bool:
    """Whether one of the segments that nobody set aside has a verdict on which people may act, or none was judged."""
    judged = results.trust.by_segment() if results.trust else {}
    grades = [judged[each].grade for each in results.segments if each in judged and each not in results.set_aside]
    return not grades or not all(grade in WEAK for grade in grades)


def nameless_sentence(results: Results, segments: Sequence[int]) -> Sentence:
    """Say which segments have numbers for names."""
    numbers = ", ".join(str(results.number_of(each)) for each in segments)
    return say_n(
        "Segment {numbers} has no name, as the run found none: name it, or leave it at its number.",
        "Segments {numbers} have no names, as the run found none: name them, or leave them at their numbers.",
        len(segments),
        numbers=numbers,
    )


def _doubts(results: Results, segment: int) -> Iterator[Sentence | str]:
    judged = results.trust.by_segment().get(segment) if results.trust else None
    if judged and judged.grade in WEAK:
        yield weak_sentence(results, judged)
    if flagged := flags_before_leaving(results)[segment]:
        yield flagged
