"""Hand-made evidence, one test for every verdict and reason, with the thresholds at their borders."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.trust.distinct import Neighbour, Parts, PredictiveGain
from core.trust.evidence import Evidence, SegmentEvidence, count_distinct
from core.trust.grade import Grade, ReasonCode
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.reference import NullReference
from core.trust.segment_verdict import judge_segment
from core.trust.stability import Stability
from core.trust.verdict import is_beyond_chance, judge_run

POSITIVE, INCONCLUSIVE, SMALL = Estimate(0.5, 0.1, 0.9), Estimate(0.5, -0.1, 1.1), Estimate(0.0199, 0.01, 0.03)
TASTE, HABIT, BOTH = (
    PredictiveGain(POSITIVE, INCONCLUSIVE),
    PredictiveGain(INCONCLUSIVE, POSITIVE),
    PredictiveGain(POSITIVE, POSITIVE),
)
NOTHING = PredictiveGain(INCONCLUSIVE, UNKNOWN)
TWO = Parts((0.5, 0.5), 0.9, TASTE)
BEST = SegmentEvidence(1, 100, 0.9, 0.9, 100, POSITIVE, TASTE, Neighbour(2, TASTE), None)


def run_of(*segments, predictive_gain=TASTE, p_bits=0.001, is_judged=True):
    n_segments = len(segments)
    null = NullReference(0.5, 0.2, np.zeros(8), np.zeros(8), p_bits, 0.5, 300)
    ones = np.ones(n_segments)
    return Evidence(
        segments=tuple(segments),
        stability=Stability(ones, 0 * ones, 1.0, 0.0, ones, 6, 300, np.ones(300)),
        ari_seeds=1.0,
        views=(),
        predictive_gain=predictive_gain if is_judged else None,
        null=null if is_judged else None,
        min_events=10 if is_judged else 0,
    )


def segment(number, grade="strong", size=100, neighbour=None, parts=None):
    evidence = replace(BEST, segment=number, size=size, parts=parts)
    if neighbour:
        evidence = replace(evidence, neighbour=Neighbour(neighbour, NOTHING))
    return replace(evidence, jaccard={"strong": 0.9, "usable": 0.7, "weak": 0.5}[grade])


def test_a_strong_segment_says_why():
    found = judge_segment(BEST)
    assert (found.grade, found.advice) == (Grade.STRONG, "")
    assert found.reason_code is ReasonCode.STRONG
    assert found.reason == (
        "Stable and distinct; what its users pick next is 1.41 times as likely once the segment is known, though a "
        "list of 20 gains little: most of it is what all users pick."
    )
    useful = judge_segment(replace(BEST, recall_uplift=Estimate(70.0, 50.0, 90.0)))
    assert useful.reason == (
        "Stable and distinct; what its users pick next is 1.41 times as likely once the segment is known."
    )
    assert found.detail == "Jaccard 0.90, +0.50 bits per event"


@pytest.mark.parametrize(
    ("changes", "grade", "code", "reason", "detail", "advice"),
    [
        (
            {"size": 49},
            "weak",
            "too_small",
            "It holds 49 users, fewer than the 50 that are worth acting on.",
            "",
            "Ask for fewer segments, or treat it and its nearest segment as one audience.",
        ),
        (
            {"size": 1},
            "weak",
            "too_small",
            "It holds 1 user, fewer than the 50 that are worth acting on.",
            "",
            "Ask for fewer segments, or treat it and its nearest segment as one audience.",
        ),
        (
            {"neighbour": Neighbour(7, NOTHING)},
            "weak",
            "not_distinct",
            "It predicts what its users pick next, but merged with segment 7 it predicts as well: the two are "
            "not distinct.",
            "+0.50 bits per event for items",
            "Treat it and segment 7 as one audience.",
        ),
        (
            {"jaccard": 0.59},
            "weak",
            "unstable",
            "It predicts what its users pick next, but it is unstable: it is not found again when users and events are "
            "resampled.",
            "Jaccard 0.59; stable from 0.75",
            "Ask for fewer segments.",
        ),
        (
            {"is_mixed": True},
            "weak",
            "mixed",
            "Mixed: it holds users of broad tastes who fit no other segment, not a group of its own.",
            "+0.50 bits per event for items, +0.50 for habits",
            "Treat its users like all others.",
        ),
        (
            {"predictive_gain": NOTHING},
            "weak",
            "no_gain",
            "Knowing it predicts neither what its users pick next nor when and how they act.",
            "+0.50 bits per event for items",
            "Treat its users like all others, or try another recipe.",
        ),
        (
            {"parts": Parts((0.625, 0.375), 0.9, TASTE)},
            "usable",
            "two_groups",
            "It holds two groups that differ (62 % and 38 % of its users).",
            "Jaccard 0.90 of the less stable group",
            "Ask for more segments, so that the two separate.",
        ),
        (
            {"predictive_gain": HABIT},
            "usable",
            "habits_only",
            "It predicts when and how its users act, but not what they pick next.",
            "+0.50 bits per event for items, +0.50 for habits",
            "Use it to time messages, not to choose what to offer.",
        ),
        (
            {"jaccard": 0.74},
            "usable",
            "partly_stable",
            "Partly stable: only a part of it is found again when users and events are resampled.",
            "Jaccard 0.74; stable from 0.75",
            "Ask for fewer segments, or act on its confident users only.",
        ),
        (
            {"recall_uplift": INCONCLUSIVE},
            "usable",
            "uplift_not_certain",
            "It predicts what its users pick next, but a list of the 20 items most popular in it may find no more "
            "than one list for all users.",
            "+0.50 bits per event for items, +0.50 for habits",
            "Judge it on a longer log.",
        ),
        (
            {"jaccard": math.nan},
            "usable",
            "stability_not_computed",
            "It predicts what its users pick next, but its stability was not computed.",
            "+0.50 bits per event for items, +0.50 for habits",
            "",
        ),
    ],
)
def test_what_a_segment_lacks_is_shown(changes, grade, code, reason, detail, advice):
    found = judge_segment(replace(BEST, **changes))
    assert (found.grade, found.reason_code) == (grade, code)
    assert (found.reason, found.detail, found.advice) == (reason, detail, advice)


@pytest.mark.parametrize(
    ("uplift", "helps"),
    [
        (Estimate(3, -1, 7), True), (Estimate(12, -11, 35), True), (Estimate(0, -400, 400), True),
        (Estimate(-2, -300, 296), True), (Estimate(0, -2, 2), False), (Estimate(1, -2, 4), False),
        (Estimate(-3, -6, 0), False), (Estimate(2, -2, 6), False), (Estimate(5, 0, 10), True),
    ],
)  # fmt: skip
def test_a_longer_log_is_advised_where_it_may_settle_the_uplift(uplift, helps):
    found = judge_segment(replace(BEST, recall_uplift=uplift))
    assert found.reason_code == "uplift_not_certain"
    assert (found.advice == "Judge it on a longer log.") == helps
    assert ("a longer log would hardly change that" in found.advice) != helps


@pytest.mark.parametrize(("bits", "times"), [(0.5, "1.41"), (0.1, "1.07"), (0.0201, "1.01"), (2.0, "4.00")])
def test_gains_are_written_with_two_decimals(bits, times):
    gain = PredictiveGain(Estimate(bits, 0.01, 9.0), UNKNOWN)
    assert f"is {times} times as likely" in judge_segment(replace(BEST, predictive_gain=gain)).reason


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"size": 50}, "strong"),
        ({"size": 49}, "weak"),
        ({"jaccard": 0.75}, "strong"),
        ({"jaccard": 0.7499}, "usable"),
        ({"jaccard": 0.60}, "usable"),
        ({"jaccard": 0.5999}, "weak"),
        ({"predictive_gain": BOTH}, "strong"),
        ({"predictive_gain": PredictiveGain(Estimate(0.02, 1e-6, 1.0), UNKNOWN)}, "strong"),
        ({"predictive_gain": PredictiveGain(Estimate(0.02, 0.0, 1.0), UNKNOWN)}, "weak"),
        ({"predictive_gain": PredictiveGain(SMALL, UNKNOWN)}, "weak"),
        ({"predictive_gain": PredictiveGain(UNKNOWN, Estimate(0.02, 1e-6, 1.0))}, "usable"),
        ({"predictive_gain": PredictiveGain(UNKNOWN, SMALL)}, "weak"),
        ({"predictive_gain": PredictiveGain(UNKNOWN, UNKNOWN)}, "weak"),
        ({"neighbour": None}, "strong"),
        ({"parts": replace(TWO, jaccard=0.74)}, "strong"),
        ({"parts": TWO, "jaccard": 0.5}, "weak"),
        ({"neighbour": Neighbour(2, HABIT)}, "strong"),
        ({"recall_uplift": Estimate(3.1, -0.5, 6.7)}, "usable"),
        ({"recall_uplift": Estimate(3.1, 0.1, 6.1)}, "strong"),
        ({"recall_uplift": UNKNOWN}, "strong"),
    ],
)
def test_the_borders_of_a_segments_grade(changes, grade):
    assert judge_segment(replace(BEST, **changes)).grade == grade


# The run

THREE_STRONG = run_of(segment(1), segment(2), segment(3))


def test_a_strong_run_says_why():
    verdict, segments = judge_run(THREE_STRONG)
    assert (verdict.grade, verdict.advice) == (Grade.STRONG, "")
    assert verdict.reason == (
        "3 of 3 segments are strong: stable, distinct and predictive. They contain all 300 assigned users."
    )
    assert verdict.detail == "+0.50 bits per event on the holdout; p = 0.001 against 8 logs with shuffled items"
    assert [each.grade for each in segments] == ["strong"] * 3


@pytest.mark.parametrize(
    ("grades", "sizes", "grade"),
    [
        (("strong", "strong", "weak"), (150, 150, 100), "strong"),
        (("strong", "strong", "weak"), (150, 149, 101), "usable"),
        (("strong", "strong", "usable"), (150, 149, 101), "usable"),
        (("strong", "weak"), (300, 100), "usable"),
        (("strong", "usable", "strong", "usable"), (300, 50, 100, 50), "usable"),
        (("usable", "weak"), (200, 200), "usable"),
        (("usable", "weak"), (199, 201), "weak"),
        (("strong", "weak"), (199, 201), "weak"),
        (("usable", "usable"), (100, 100), "usable"),
        (("weak", "weak"), (100, 100), "weak"),
    ],
)
def test_a_run_is_judged_by_the_users_in_good_segments(grades, sizes, grade):
    made = [segment(number, *each) for number, each in enumerate(zip(grades, sizes, strict=True), 1)]
    verdict, segments = judge_run(run_of(*made))
    assert verdict.grade == grade
    assert [each.grade for each in segments] == list(grades)


def test_a_strong_run_has_lists_whose_gain_is_certain():
    verdict, segments = judge_run(replace(THREE_STRONG, recall_uplift=Estimate(3.1, -0.5, 6.7)))
    assert (verdict.grade, verdict.reason_code) == (Grade.USABLE, ReasonCode.UPLIFT_NOT_CERTAIN)
    assert [each.grade for each in segments] == ["strong"] * 3
    assert verdict.reason == (
        "3 of 3 segments are strong, but lists of 20 items by segment may find no more than one list for all users."
    )
    certain = replace(THREE_STRONG, recall_uplift=Estimate(3.1, 0.1, 6.1))
    assert judge_run(certain)[0].grade is Grade.STRONG


def test_a_run_that_leaves_most_users_out_is_usable_at_most():
    assert judge_run(replace(THREE_STRONG, coverage=0.49))[0].grade is Grade.USABLE
    assert judge_run(replace(THREE_STRONG, coverage=0.5))[0].grade is Grade.STRONG


def test_usable_and_weak_runs_say_how_many_segments_hold():
    usable, _ = judge_run(run_of(segment(1, "strong", 150), segment(2, "usable", 150)))
    assert usable.reason == (
        "The segments predict better than chance. 1 of 2 are strong and 1 usable; the strong ones contain 150 of "
        "300 assigned users."
    )
    none_strong, _ = judge_run(run_of(segment(1, "usable", 150), segment(2, "weak", 50)))
    assert none_strong.reason == (
        "The segments predict better than chance. 1 of 2 are usable, none is strong; the usable ones contain 150 of "
        "200 assigned users."
    )
    weak, _ = judge_run(run_of(segment(1, "weak"), segment(2, "weak")))
    assert weak.reason == "Some segments predict better than chance, but none of 2 is strong or usable."
    few, _ = judge_run(run_of(segment(1, "strong", 50), segment(2, "weak", 150)))
    assert few.reason == (
        "Some segments predict better than chance, but the strong and usable ones contain only 50 of 200 assigned "
        "users; 1 of 2 are strong."
    )


@pytest.mark.parametrize("segments", [(BEST,)], ids=["one"])
def test_one_segment_has_no_separation(segments):
    verdict, own = judge_run(run_of(*segments))
    assert verdict.grade == Grade.NONE
    assert verdict.reason == "All assigned users are in one segment, so there is nothing to compare."
    assert own == (verdict,)


def test_a_run_without_segments_says_that_nobody_is_in_one():
    verdict, segments = judge_run(run_of())
    assert (verdict.grade, segments) == (Grade.NONE, ())
    assert verdict.reason == "No user is in a segment."


def test_without_a_holdout_a_run_is_unproved():
    verdict, segments = judge_run(run_of(segment(1), segment(2), is_judged=False))
    assert [verdict.grade, *(each.grade for each in segments)] == ["weak"] * 3
    assert verdict.reason == (
        "Whether the segments predict anything was not judged; only stability and separation are known."
    )
    assert segments[0].reason == "Whether it predicts anything was not judged; only stability and separation are known."
    assert segments[0].detail == "Jaccard 0.90; stable from 0.75"
    assert {verdict.reason_code, segments[0].reason_code} == {ReasonCode.NOT_JUDGED}
    assert verdict.advice == "Give a longer log, or run again with the judgement on the holdout."


@pytest.mark.parametrize(
    ("predictive_gain", "p_bits", "is_beyond"),
    [
        (TASTE, 0.0099, True),
        (TASTE, 0.01, False),
        (NOTHING, 0.001, False),
        (HABIT, 0.001, False),
        (PredictiveGain(SMALL, UNKNOWN), 0.001, False),
        (PredictiveGain(Estimate(0.02, 0.001, 0.1), UNKNOWN), 0.001, True),
        (TASTE, float("nan"), True),  # as far above references that are all the same
        (NOTHING, float("nan"), False),
    ],
)
def test_beyond_chance_takes_a_gain_above_zero_and_a_small_p(predictive_gain, p_bits, is_beyond):
    assert is_beyond_chance(run_of(BEST, BEST, predictive_gain=predictive_gain, p_bits=p_bits)) is is_beyond
    assert not is_beyond_chance(run_of(BEST, BEST, is_judged=False))


def with_equal_references(evidence, bits):
    return replace(evidence, null=replace(evidence.null, bits=bits, p_bits=float("nan")))


@pytest.mark.parametrize(("bits", "is_beyond"), [(0.02, True), (0.0199, False), (0.0, False), (-0.1, False)])
def test_where_the_chance_is_not_known_a_run_has_to_find_more_than_every_reference(bits, is_beyond):
    assert is_beyond_chance(with_equal_references(run_of(BEST, BEST), bits)) is is_beyond


def test_where_the_chance_is_not_known_a_run_is_usable_at_most_and_says_so():
    found = with_equal_references(run_of(segment(1), segment(2)), 0.5)
    verdict, segments = judge_run(found)
    assert [verdict.grade, *(each.grade for each in segments)] == ["usable", "strong", "strong"]
    assert verdict.reason == (
        "2 of 2 segments are strong, but chance cannot be ruled out by a p-value: the recipe finds the same in every "
        "log with shuffled items."
    )
    assert verdict.reason_code is ReasonCode.CHANCE_NOT_KNOWN
    weak = with_equal_references(run_of(segment(1, "weak"), segment(2, "weak")), 0.5)
    assert judge_run(weak)[0].grade == "weak"


def test_a_run_that_chance_explains_has_no_segments():
    verdict, segments = judge_run(run_of(segment(1), segment(2), p_bits=0.5))
    assert [verdict.grade, *(each.grade for each in segments)] == ["none"] * 3
    assert verdict.reason == (
        "No segments beyond chance: they predict what users pick next no better than segments of a log with shuffled "
        "items."
    )
    assert verdict.advice == "Treat all users alike, bring a longer log, or compare users by something else."
    assert segments[0].reason == "Its run predicts no better than chance."
    assert segments[0].advice == "Do not act on it."


@pytest.mark.parametrize(
    ("by_time", "says_so"),
    [
        (Estimate(0.25, 0.2, 0.3), True),
        (Estimate(0.24, 0.2, 0.3), False),  # less than half of the 0.5 bits of the segments
        (Estimate(0.4, -0.1, 0.9), False),
        (UNKNOWN, False),  # a run of an earlier program
    ],
)
def test_a_run_that_time_explains_says_so(by_time, says_so):
    found = replace(run_of(segment(1), segment(2), p_bits=0.5), gain_by_time=by_time)
    verdict = judge_run(found)[0]
    assert (verdict.grade, verdict.reason_code) == (Grade.NONE, ReasonCode.CHANCE)
    assert verdict.reason.startswith("No segments beyond chance: they separate early users from late ones, ") is says_so
    assert verdict.advice.startswith("Try a part of the log in which most users are active at the same time") is says_so


def test_a_run_of_habits_only_is_weak():
    own = (replace(segment(1), predictive_gain=HABIT), segment(2))
    verdict, segments = judge_run(run_of(*own, predictive_gain=HABIT, p_bits=0.5))
    assert [verdict.grade, *(each.grade for each in segments)] == ["weak", "weak", "none"]
    assert verdict.reason == (
        "The segments differ in when and how users act, but not in what they pick: there they predict no better than "
        "segments of a log with shuffled items."
    )
    assert verdict.advice == "Use them to time messages, not to choose what to offer."
    assert segments[0].reason == (
        "It differs in when and how its users act, but its run predicts nothing of what users pick."
    )
    assert [each.reason_code for each in (verdict, *segments)] == ["habits_only", "habits_only", "chance"]


# How many segments to try


@pytest.mark.parametrize(
    ("neighbours", "n_distinct"),
    [
        ((None, None, None, None), 4),
        ((2, 1, None, None), 3),
        ((2, None, None, None), 3),
        ((2, 1, 4, 3), 2),
        ((2, 3, 4, None), 1),
        ((4, 4, 4, None), 1),
        ((2, 3, 1, None), 2),
    ],
)
def test_segments_that_are_not_distinct_count_once(neighbours, n_distinct):
    made = [segment(number, neighbour=other) for number, other in enumerate(neighbours, 1)]
    assert count_distinct(run_of(*made)) == n_distinct


@pytest.mark.parametrize(
    ("segments", "advice"),
    [
        (
            [segment(1, neighbour=2), segment(2, neighbour=1), segment(3)],
            "Some segments are not distinct from each other: try about 2 segments.",
        ),
        (
            [segment(1, neighbour=2), segment(2, neighbour=1)],
            "No segment is distinct from the others: try another recipe.",
        ),
        ([segment(1, parts=TWO), segment(2)], "1 segment holds two groups: try about 3 segments."),
        ([segment(1, parts=TWO), segment(2, parts=TWO)], "2 segments hold two groups each: try about 4 segments."),
        (
            [segment(1, parts=TWO), segment(2, neighbour=3), segment(3, neighbour=2)],
            "Some segments are not distinct and others hold two groups: compare users by something else.",
        ),
        (  # what is unstable is called so, not two groups
            [segment(1, "weak", parts=TWO), segment(2, neighbour=3), segment(3, neighbour=2)],
            "Some segments are not distinct from each other: try about 2 segments.",
        ),
        ([segment(1, "weak", parts=TWO), segment(2)], ""),
        ([segment(1, parts=replace(TWO, jaccard=0.7)), segment(2)], ""),
    ],
)
def test_a_run_is_advised_how_many_segments_to_try(segments, advice):
    assert judge_run(run_of(*segments))[0].advice == advice


def test_every_sentence_can_be_translated():
    for evidence in (THREE_STRONG, run_of(BEST), run_of(BEST, BEST, p_bits=1.0), run_of(BEST, BEST, is_judged=False)):
        for verdict in (judge_run(evidence)[0], *judge_run(evidence)[1]):
            for sentence in filter(None, (verdict.reason, verdict.detail, verdict.advice)):
                assert sentence.template.format(**sentence.values) == sentence
                assert not any(math.isnan(value) for value in sentence.values.values() if isinstance(value, float))


def test_too_few_judged_users_say_nothing_of_chance():
    verdict, segments = judge_run(
        run_of(replace(segment(1), n_judged=20), replace(segment(2), n_judged=79), p_bits=0.5)
    )
    assert verdict.grade == Grade.WEAK
    assert verdict.reason == "Only 99 users have a holdout to be judged on, too few to rule out chance."
    assert segments == (verdict, verdict)


def test_short_histories_make_no_run_better_than_usable():
    run = replace(run_of(segment(1), segment(2)), min_events=3)
    verdict, _ = judge_run(run)
    assert verdict.grade == Grade.USABLE
    assert verdict.reason == (
        "2 of 2 segments are strong, but no user has the 10 events that the usual holdout needs: users with 3 events "
        "or more were judged instead."
    )
    assert verdict.reason_code is ReasonCode.SHORT_HISTORIES


def test_why_nothing_was_judged_is_reported():
    run = replace(run_of(segment(1), segment(2)), predictive_gain=None, null=None, why_not_judged="Nobody is left.")
    assert judge_run(run)[0].reason.endswith("separation are known. Nobody is left.")


def test_a_stability_below_a_bound_never_seems_to_reach_it():
    doubtful = judge_segment(replace(segment(1), jaccard=0.7496))
    assert doubtful.detail == "Jaccard 0.749; stable from 0.75"


def test_no_other_number_is_asked_for_where_the_number_was_chosen():
    made = (segment(1, parts=TWO), segment(2, "usable"), segment(3, "weak"), segment(4, size=40), segment(5))
    run, segments = judge_run(replace(run_of(*made), number_is_chosen=True))
    assert run.advice == ""
    assert [each.advice for each in segments] == [
        "Try splitting it in two: apart, its two groups predict more than together. If a part is weak then, undo the "
        "split.",
        "Act on its confident users only.",
        "Treat its users like all others.",
        "Treat it and its nearest segment as one audience.",
        "",
    ]
