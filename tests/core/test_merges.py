"""Advice to merge names one pair at a time, and never goes in a circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from core.results.results import with_naming
from core.store.segmentations import Segmentation
from core.trust.distinct import Neighbour, PredictiveGain
from core.trust.grade import ReasonCode
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.merges import Alike, first_merges
from core.trust.no_recipe import DIVIDE, MERGE
from core.trust.verdict import judge_run
from core.types import Persona, Profile
from core.views.advice import Does, Way, ways_of_run, ways_of_segments
from core.views.sheet import sheet_of, sheets_of
from core.views.trust import segment_views
from tests.core.test_trust_verdict import TWO, run_of, segment
from tests.core.test_trust_views import card, of_segment, results_with


@pytest.mark.parametrize(
    ("alike", "pairs"),
    [
        ({3: Alike(7, 0.0), 6: Alike(7, 0.02), 7: Alike(6, 0.02)}, {3: (6, 7), 6: (6, 7), 7: (6, 7)}),
        ({3: Alike(7, 0.02)}, {3: (3, 7)}),
        ({3: Alike(7, 0.02), 4: Alike(7, 0.01)}, {3: (4, 7), 4: (4, 7)}),
        ({1: Alike(2, 0.0), 2: Alike(1, 0.0), 5: Alike(4, 0.0)}, {1: (1, 2), 2: (1, 2), 5: (4, 5)}),
        ({1: Alike(2, 0.0), 2: Alike(3, 0.0), 3: Alike(4, 0.0), 4: Alike(3, 0.1)}, dict.fromkeys((1, 2, 3, 4), (3, 4))),
        ({}, {}),
    ],
)
def test_of_segments_that_hang_together_one_pair_is_merged_first(alike, pairs) -> None:
    assert first_merges(alike) == pairs


def alike(number: int, other: int, bits: float):
    found = segment(number)
    return replace(found, neighbour=Neighbour(other, PredictiveGain(Estimate(bits, -0.1, 0.2), UNKNOWN)))


def test_who_waits_for_the_merge_of_two_others_says_so() -> None:
    _run, verdicts = judge_run(run_of(segment(1), alike(3, 7, 0.0), alike(6, 7, 0.02), alike(7, 6, 0.02)))
    assert [each.advice for each in verdicts] == [
        "",
        "First merge segment 6 and segment 7: after that the verdict on this one may be another.",
        "Treat it and segment 7 as one audience.",
        "Treat it and segment 6 as one audience.",
    ]
    assert verdicts[1].reason_code is ReasonCode.NOT_DISTINCT


SPLIT_7 = "First split segment 7, which holds two groups: after that the verdict on this one may be another."


def two_groups(number: int):
    return replace(segment(number), parts=TWO)


@pytest.mark.parametrize(
    ("others", "advice"),
    [
        ((alike(3, 7, 0.0), two_groups(7)), [SPLIT_7]),
        ((alike(3, 7, 0.02), alike(4, 7, 0.0), two_groups(7)), [SPLIT_7, SPLIT_7]),
        ((alike(3, 8, 0.0), two_groups(7), segment(8)), ["Treat it and segment 8 as one audience."]),
        ((alike(3, 7, 0.0), segment(7)), ["Treat it and segment 7 as one audience."]),
    ],
)
def test_a_segment_that_holds_two_groups_is_split_before_it_is_merged(others, advice) -> None:
    judged = judge_run(run_of(segment(1), *others))[1]
    assert [each.advice for each in judged if each.reason_code is ReasonCode.NOT_DISTINCT] == advice


def test_the_run_does_not_advise_to_merge_what_is_to_be_split_first() -> None:
    waiting, free = (alike(3, 7, 0.0), two_groups(7)), (alike(4, 5, 0.0), segment(5))
    run = replace(run_of(segment(1), *waiting), stability=None)
    assert judge_run(run)[0].advice == DIVIDE
    assert judge_run(replace(run_of(segment(1), *waiting, *free), stability=None))[0].advice == MERGE


def test_the_link_leads_to_that_split() -> None:
    made = three(others={1: 3})
    trust = made.trust
    (waiting,) = (
        each for each in judge_run(run_of(segment(1), alike(2, 3, 0.0), two_groups(3)))[1] if "split" in each.advice
    )
    first, second, third = trust.segments
    two = replace(third, reason_code=ReasonCode.TWO_GROUPS, advice="")
    split = replace(trust, segments=(replace(first, advice=waiting.advice), second, two))
    made = replace(made, record=replace(made.record, trust=split))
    assert ways_of_segments(made, segment_views(made), {}) == [Way(Does.DIVIDE, (3,))]
    of_run = replace(made, record=replace(made.record, trust=replace(split, advice=MERGE)))
    assert ways_of_run(of_run, segment_views(of_run)) == []


def three(*, others: dict[int, int]):
    """Results of three segments, of which those in ``others`` are not distinct from the one they lead to."""
    segments = []
    for number in (1, 2, 3):
        found = of_segment(number, "weak" if number in others else "strong")
        if number in others:
            near = replace(
                found.neighbour, is_distinct=False, segment=others[number], item_bits=Estimate(0.0, -1.0, 1.0)
            )
            found = replace(found, reason_code=ReasonCode.NOT_DISTINCT, neighbour=near, advice="Merge.")
        else:
            found = replace(found, neighbour=replace(found.neighbour, segment=1))
        segments.append(found)
    made = results_with(card(*segments))
    labels = (made.labels - 1 + (made.labels == 2) * ([False] * 45 + [True] * 15) + 1).astype("int32")
    profiles = tuple(Profile(each, size, size / 60, (), ("ann",)) for each, size in ((1, 30), (2, 15), (3, 15)))
    return replace(made, labels=labels, profiles=profiles, personas=(*made.personas, Persona(3, "Toys", "", ())))


def test_the_links_lead_to_that_one_merge_under_the_numbers_that_pages_show() -> None:
    made = three(others={1: 3, 2: 3, 3: 2})
    assert ways_of_segments(made, segment_views(made), {}) == [Way(Does.MERGE, (2, 3))]
    shown = with_naming(made, Segmentation("r", 0, None, "", datetime(2026, 5, 12), {}, {}, numbers={1: 1, 2: 5, 3: 4}))
    assert ways_of_segments(shown, segment_views(shown), {}) == [Way(Does.MERGE, (4, 5))]


def test_advice_does_not_name_a_segment_that_is_hidden() -> None:
    made = three(others={1: 3, 2: 3, 3: 2})
    assert any("Merge." in each.sentence for each in sheet_of(made, 1).risks)
    assert not any("Merge." in each.sentence for each in sheets_of(made, [1], hidden={2})[1].risks)
