"""Where what a verdict advises is done: its advice leads there with one click, with the segment chosen already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.model.confidence_rule import Confident
from core.results.results import Results
from core.shaping.rule import write_rule
from core.trust.chosen_number import asks_for_another_run
from core.trust.grade import STABLE, Grade, ReasonCode
from core.trust.merges import waits_for_split
from core.trust.no_recipe import DIVIDES, MERGE
from core.types import NOISE, Column
from core.views.found_rules import found_rules
from core.views.trust import SegmentView, pairs_to_merge, segment_views


class Does(StrEnum):
    """What is done there."""

    MERGE = "merge"
    DIVIDE = "divide"
    CONFIDENT = "confident"
    FOUND_AGAIN = "found_again"
    SET_ASIDE = "set_aside"
    RUN = "run"
    LOG = "log"
    OFFERS = "offers"
    TIMES = "times"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Way:
    """One place."""

    does: Does
    numbers: tuple[int, ...] = ()
    """Of the segments that it is about, as pages show them."""
    rule: str = ""
    """Of the users whom it chooses."""
    most: int | None = None
    """Of the users of the segment, how many it chooses at most; None where that is not counted."""


_OF_SEGMENT: Mapping[ReasonCode, tuple[Does, ...]] = {
    ReasonCode.TOO_SMALL: (Does.MERGE,),
    ReasonCode.NOT_DISTINCT: (Does.MERGE,),
    ReasonCode.TWO_GROUPS: (Does.DIVIDE,),
    ReasonCode.PARTLY_STABLE: (Does.CONFIDENT,),
    ReasonCode.UNSTABLE: (Does.SET_ASIDE,),
    ReasonCode.NO_GAIN: (Does.SET_ASIDE,),
    ReasonCode.MIXED: (Does.SET_ASIDE,),
    ReasonCode.HABITS_ONLY: (Does.TIMES,),
    ReasonCode.UPLIFT_NOT_CERTAIN: (Does.OFFERS,),
}
"""What the advice on a segment asks for, where it does not ask for another run or is not that on the whole run."""
_OF_RUN: Mapping[ReasonCode, tuple[Does, ...]] = {
    ReasonCode.NOT_JUDGED: (Does.LOG,),
    ReasonCode.TOO_FEW_JUDGED: (Does.LOG,),
    ReasonCode.SHORT_HISTORIES: (Does.LOG,),
    ReasonCode.CHANCE: (Does.RUN, Does.LOG),
    ReasonCode.CHANCE_NOT_KNOWN: (Does.RUN, Does.LOG),
    ReasonCode.HABITS_ONLY: (Does.TIMES,),
}
"""What the advice on a run asks for; any other asks for another run."""


def ways_of_segment(results: Results, view: SegmentView, confident: Mapping[int, Confident]) -> list[Way]:
    """Return where the advice on a segment is followed; none where it has none, or has that of its run.

    ``confident`` is segment to when the model of the run assigns with confidence.
    """
    verdict = view.verdict
    if not verdict.advice or verdict.grade is Grade.NONE:
        return []
    asks = asks_for_another_run(verdict)
    does = [each for each in _OF_SEGMENT.get(verdict.reason_code, ()) if not (asks and each is Does.SET_ASIDE)]
    found = [way for each in does if (way := _way(each, results, view, confident))]
    return [*found, Way(Does.RUN)] if asks else found


def ways_of_run(results: Results, views: Sequence[SegmentView]) -> list[Way]:
    """Return where the advice on a run is followed; none where it has none."""
    card = results.trust
    if card is None or not card.advice:
        return []
    if card.advice == MERGE:
        waiting = {view.segment for view in views if waits_for_split(view.verdict.advice)}
        pairs = [pair for segment, pair in pairs_to_merge(views).items() if segment not in waiting]
        return [Way(Does.MERGE, pair) for pair in dict.fromkeys(pairs)]
    if card.advice in DIVIDES:
        return [Way(Does.DIVIDE, (number,)) for number in _of_two_groups(views)]
    return [_of_run(each, views) for each in _OF_RUN.get(card.reason_code, (Does.RUN,))]


def ways_of_segments(results: Results, views: Sequence[SegmentView], confident: Mapping[int, Confident]) -> list[Way]:
    """Return where the advice on all segments is followed, no place twice; another run is left to ``ways_of_run``."""
    found = (way for view in views for way in ways_of_segment(results, view, confident) if way.does is not Does.RUN)
    return list(dict.fromkeys(found))


def way_of_rule(results: Results, segment: int) -> Way | None:
    """Return where users are chosen by the rule of a segment, and saved by it; None without one, and for a poor one."""
    rule, judged = found_rules(results).get(segment), results.trust.by_segment() if results.trust else {}
    if segment in judged and (found := judged[segment].rule) and found.is_poor:
        return None
    return Way(Does.RULE, (results.number_of(segment),), write_rule(rule)) if rule else None


def _of_two_groups(views: Sequence[SegmentView]) -> list[int]:
    return [view.number for view in views if view.verdict.reason_code is ReasonCode.TWO_GROUPS]


def _of_run(does: Does, views: Sequence[SegmentView]) -> Way:
    return Way(does, (views[0].number,) if does is Does.TIMES and views else ())


def _way(does: Does, results: Results, view: SegmentView, confident: Mapping[int, Confident]) -> Way | None:
    if does is Does.MERGE:
        if view.verdict.reason_code is ReasonCode.NOT_DISTINCT:
            views = segment_views(results)
            pair = pairs_to_merge(views).get(view.segment)
            if pair and waits_for_split(view.verdict.advice):
                return next((Way(Does.DIVIDE, (each,)) for each in pair if each in _of_two_groups(views)), None)
            return pair and Way(does, pair)
        other = _nearest(results, view)
        return None if other is None else Way(does, (min(view.number, other), max(view.number, other)))
    if does is Does.CONFIDENT:
        return _of_confident(results, view, confident.get(view.segment))
    return Way(does, (view.number,))


def _nearest(results: Results, view: SegmentView) -> int | None:
    nearest = next((each.nearest for each in results.profiles if each.segment == view.segment), NOISE)
    return None if nearest == NOISE else results.number_of(nearest)


def _of_confident(results: Results, view: SegmentView, confident: Confident | None) -> Way | None:
    """Return the rule of the confident users; where nobody is, of those whom most resamples find in the segment."""
    if confident:
        is_sure = (results.labels == view.segment) & (results.probabilities >= confident.least_probability)
        rule = " and ".join(_conditions(view.number, confident))
        return Way(Does.CONFIDENT, (view.number,), rule, int(np.count_nonzero(is_sure)))
    if results.stabilities is None:
        return None
    return Way(Does.FOUND_AGAIN, (view.number,), f"segment:{view.number} and {Column.STABILITY}>={STABLE:g}")


def _conditions(number: int, confident: Confident) -> Iterator[str]:
    yield f"segment:{number}"
    yield f"{Column.PROBABILITY}>={confident.least_probability:.6g}"
    if confident.least_events > 1:
        yield f"events>={confident.least_events}"
