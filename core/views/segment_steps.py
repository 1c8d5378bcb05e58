"""What to do next with segments that are weak, and with those that hold two groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.model.confidence_rule import Confident
from core.personas.without_taste import is_number_alone
from core.results.results import Results
from core.sentences import Sentence, say, say_n
from core.trust.card import SegmentTrust
from core.trust.grade import WEAK, Grade, ReasonCode
from core.trust.no_recipe import DIVIDES
from core.views.advice import Way, ways_of_run, ways_of_segment
from core.views.doubts import may_be_acted_on, weak_sentence
from core.views.step import Step
from core.views.trust import SegmentView, segment_views

_BOARD = "board {dataset} --minutes 10 --out FOLDER"
_DIVIDE = "edit {run} --split {segment}:2"
_MAX_WITH_WAYS = 3
"""Segments of which a step says where their advice is followed."""


def weak_steps(results: Results, confident: Mapping[int, Confident]) -> Iterator[Step]:
    """Give the advice of the card on the run, then on its largest weak segment, and count the others."""
    if results.trust is None:
        return
    views = segment_views(results)
    if results.trust.grade is not Grade.STRONG and results.trust.advice:
        ways = tuple(ways_of_run(results, views))
        yield Step(results.trust.advice, "segment", ways=ways, does="show {run}")
    judged = results.trust.by_segment()
    acted_on = [each for each in results.segments if each in judged and each not in results.set_aside]
    weak = [judged[segment] for segment in acted_on if judged[segment].grade in WEAK]
    if weak and not may_be_acted_on(results):
        verdict = say("All segments are weak: do not act on them as they are.")
        if Grade.NONE in {each.grade for each in weak}:
            verdict = say("No segment is strong or usable: do not act on them as they are.")
        advice = say("Compare recipes: that tries other ways of comparing users, and other numbers of segments.")
        yield Step(say("{verdict} {advice}", verdict=verdict, advice=advice), "segment", does=_BOARD)
    elif weak:
        first = weak[0]
        sentence = weak_sentence(results, first)
        if len(weak) > 1:
            others = ", ".join(str(results.number_of(each.segment)) for each in weak[1:])
            more = say_n(
                "Segment {others} is weak as well.", "Segments {others} are weak as well.", len(weak) - 1, others=others
            )
            sentence = say("{first} {more}", first=sentence, more=more)
        if numbered := _numbered(results, weak):
            sentence = say("{weak} {why}", weak=sentence, why=numbered)
        named = {each.segment for each in weak[:_MAX_WITH_WAYS]}
        ways = _ways([view for view in views if view.segment in named], results, confident)
        yield Step(sentence, "one_segment", results.number_of(first.segment), ways=ways)


def _numbered(results: Results, weak: Sequence[SegmentTrust]) -> Sentence | str:
    """Say why weak segments have numbers for names; "" where none has."""
    names = {each.segment: each.name for each in results.personas}
    numbers = [str(results.number_of(each.segment)) for each in weak if is_number_alone(names[each.segment])]
    if not numbers:
        return ""
    return say_n(
        "Segment {numbers} has no name, since weak segments are not named after what they like.",
        "Segments {numbers} have no names, since weak segments are not named after what they like.",
        len(numbers),
        numbers=", ".join(numbers),
    )


def two_group_steps(results: Results, confident: Mapping[int, Confident]) -> Iterator[Step]:
    """Give the advice on the largest segment that holds two groups, and name the others; not of those decided on."""
    if results.trust is None or (results.trust.grade is not Grade.STRONG and results.trust.advice in DIVIDES):
        return  # each of them is named in the advice on the run
    decisions = results.naming.decisions if results.naming else {}
    two = [
        view
        for view in segment_views(results)
        if view.segment not in results.set_aside
        and view.segment not in decisions
        and view.verdict.reason_code is ReasonCode.TWO_GROUPS
        and view.verdict.grade not in WEAK
    ]
    if not two:
        return
    first, others = two[0], ", ".join(str(view.number) for view in two[1:])
    sentence = say(
        "Segment {number}: {reason} {advice}",
        number=first.number, reason=first.verdict.reason, advice=first.verdict.advice,
    )  # fmt: skip
    if others:
        more = say_n(
            "Segment {others} holds two groups as well.", "Segments {others} hold two groups as well.", len(two) - 1,
            others=others,
        )  # fmt: skip
        sentence = say("{first} {more}", first=sentence, more=more)
    yield Step(sentence, "one_segment", first.number, _DIVIDE, _ways(two[:_MAX_WITH_WAYS], results, confident))


def _ways(views: Sequence[SegmentView], results: Results, confident: Mapping[int, Confident]) -> tuple[Way, ...]:
    """Return where the advice on some segments is followed, no place twice."""
    found = (way for view in views for way in ways_of_segment(results, view, confident))
    return tuple(dict.fromkeys(found))
