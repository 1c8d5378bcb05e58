"""Every advice of a verdict leads to where it is followed."""

import ast
from dataclasses import replace

import numpy as np
import pytest

from core.model.confidence_rule import ConfidenceRule, Confident
from core.model.files import read_confident
from core.sentences import say
from core.shaping.rule import parse_rule
from core.trust.chosen_number import judged_at_chosen_number
from core.trust.conditions import Condition
from core.trust.grade import Grade, ReasonCode
from core.trust.no_recipe import DIVIDE, MERGE, SEGMENT_ADVICE, TWO_GROUPS_BEFORE, judged_without_recipe
from core.trust.rules import Rule
from core.views.advice import Does, Way, way_of_rule, ways_of_run, ways_of_segment, ways_of_segments
from core.views.found_rules import rule_of
from core.views.trust import segment_views
from tests.conftest import PROJECT
from tests.core.test_trust_views import card, of_segment, results_with

ASKS = say("Ask for fewer segments, or act on its confident users only.")
CONFIDENT = {1: Confident(0.625, 3)}


def verdict_calls():
    """Yield reason code and whether there is advice, of each verdict that is written in the judge of segments."""
    tree = ast.parse((PROJECT / "core/trust/segment_verdict.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Verdict":
            given = {each.arg: each.value for each in node.keywords}
            yield ReasonCode[given["reason_code"].attr], "advice" in given


ADVISED = sorted({code for code, is_advised in verdict_calls() if is_advised})
OF_THE_RUN = {ReasonCode.CHANCE, ReasonCode.NOT_JUDGED}


def seen(code, advice=ASKS, grade="weak", **changed):
    """Return results of which segment 1 has a verdict, and its view."""
    trust = of_segment(1, grade, reason_code=code, advice=advice, **changed)
    results = results_with(card(trust, of_segment(2, "strong")))
    near = [replace(each, nearest=3 - each.segment) for each in results.profiles]
    results = replace(results, profiles=tuple(near), stabilities=np.ones(60))
    return results, segment_views(results)[0]


@pytest.mark.parametrize("code", [code for code in ADVISED if code not in OF_THE_RUN])
@pytest.mark.parametrize("is_chosen", [False, True])
def test_no_advice_on_a_segment_is_without_a_place(code, is_chosen):
    results, view = seen(code)
    if is_chosen:
        verdict = judged_without_recipe(judged_at_chosen_number(view.trust), SEGMENT_ADVICE)
        results, view = seen(code, verdict.advice)
    ways = ways_of_segment(results, view, {})
    assert ways
    assert not is_chosen or Does.RUN not in {way.does for way in ways}


def test_the_codes_that_are_advised_on_are_found_in_the_source():
    assert {ReasonCode.PARTLY_STABLE, ReasonCode.TWO_GROUPS, ReasonCode.MIXED, *OF_THE_RUN} <= {*ADVISED}


@pytest.mark.parametrize(
    ("code", "advice", "ways"),
    [
        (ReasonCode.TWO_GROUPS, SEGMENT_ADVICE[ReasonCode.TWO_GROUPS], [Way(Does.DIVIDE, (1,))]),
        (ReasonCode.TWO_GROUPS, TWO_GROUPS_BEFORE, [Way(Does.DIVIDE, (1,))]),  # of a run of an earlier version
        (ReasonCode.TWO_GROUPS, ASKS, [Way(Does.DIVIDE, (1,)), Way(Does.RUN)]),
        (ReasonCode.TOO_SMALL, SEGMENT_ADVICE[ReasonCode.TOO_SMALL], [Way(Does.MERGE, (1, 2))]),
        (ReasonCode.UNSTABLE, say("Ask for fewer segments."), [Way(Does.RUN)]),
        (ReasonCode.UNSTABLE, SEGMENT_ADVICE[ReasonCode.UNSTABLE], [Way(Does.SET_ASIDE, (1,))]),
        (ReasonCode.STABILITY_NOT_COMPUTED, "", []),
    ],
)
def test_advice_leads_to_what_it_says(code, advice, ways):
    assert ways_of_segment(*seen(code, advice), {}) == ways


def test_confident_users_are_chosen_by_the_rule_of_the_model():
    results, view = seen(ReasonCode.PARTLY_STABLE, SEGMENT_ADVICE[ReasonCode.PARTLY_STABLE])
    (way,) = ways_of_segment(results, view, CONFIDENT)
    n_sure = sum((results.labels == 1) & (results.probabilities >= 0.625))
    assert way == Way(Does.CONFIDENT, (1,), "segment:1 and probability>=0.625 and events>=3", n_sure)
    unsure = replace(results, probabilities=np.where(np.arange(len(results.labels)) < 2, 0.7, 0.6))
    assert ways_of_segment(unsure, view, CONFIDENT)[0].most == 2
    parse_rule(way.rule)


def test_where_the_model_is_never_confident_those_are_chosen_whom_resamples_find_again():
    results, view = seen(ReasonCode.PARTLY_STABLE, SEGMENT_ADVICE[ReasonCode.PARTLY_STABLE])
    (way,) = ways_of_segment(results, view, {2: Confident(0.5, 1)})
    assert way == Way(Does.FOUND_AGAIN, (1,), "segment:1 and stability>=0.75")
    assert ways_of_segment(replace(results, stabilities=None), view, {}) == []


def test_a_segment_of_a_run_that_is_no_better_than_chance_has_the_advice_of_the_run():
    results, view = seen(ReasonCode.CHANCE, grade="none")
    assert ways_of_segment(results, view, CONFIDENT) == []


@pytest.mark.parametrize(
    ("code", "advice", "ways"),
    [
        (ReasonCode.FEW_HOLD, MERGE, [Way(Does.MERGE, (1, 2))]),
        (ReasonCode.FEW_HOLD, DIVIDE, [Way(Does.DIVIDE, (1,))]),
        (ReasonCode.FEW_HOLD, say("Try about {k} segments.", k=3), [Way(Does.RUN)]),
        (ReasonCode.TOO_FEW_JUDGED, ASKS, [Way(Does.LOG)]),
        (ReasonCode.CHANCE, ASKS, [Way(Does.RUN), Way(Does.LOG)]),
        (ReasonCode.FEW_HOLD, "", []),
    ],
)
def test_advice_on_a_run_leads_to_what_it_says(code, advice, ways):
    neighbour = replace(of_segment(2, "strong").neighbour, is_distinct=False, segment=1)
    two = of_segment(1, "usable", reason_code=ReasonCode.TWO_GROUPS, advice=SEGMENT_ADVICE[ReasonCode.TWO_GROUPS])
    alike = of_segment(2, "weak", reason_code=ReasonCode.NOT_DISTINCT, advice=ASKS, neighbour=neighbour)
    results = results_with(card(two, alike, verdict=Grade.WEAK, reason_code=code, advice=advice))
    assert ways_of_run(results, segment_views(results)) == ways
    assert ways_of_segments(results, segment_views(results), {}) == [Way(Does.DIVIDE, (1,)), Way(Does.MERGE, (1, 2))]


def test_what_is_confident_is_read_from_the_record_of_the_model(tmp_path):
    assert read_confident(tmp_path) == {}
    rule = ConfidenceRule((None, 0.5), 2)
    record = {"sureness": {"least_probabilities": rule.least_probabilities, "least_events": 2}, "n_segments": 2}
    (tmp_path / "model.json").write_text(str(record).replace("'", '"').replace("(None", "[null").replace("5)", "5]"))
    assert read_confident(tmp_path) == {2: Confident(0.5, 2)}


def test_the_rule_of_a_segment_leads_to_the_users_who_meet_it():
    asked = (Condition("n_events", "", ">=", 12), Condition("category", "Tea & Coffee", ">", 0.15))
    rule = Rule(1, asked, precision=0.8, recall=0.6, n_fitted=25, n_judged=25, n_own=9, n_matched=9, n_hits=6)
    results = results_with(card(of_segment(1, "strong", rule=rule), of_segment(2, "strong")))
    way = way_of_rule(results, 1)
    assert (way.does, way.numbers) == (Does.RULE, (1,))
    assert parse_rule(way.rule) == rule_of(asked)
    assert way_of_rule(results, 2) is None
    for poor in ({"precision": 0.49}, {"recall": 0.49}):
        found = results_with(card(of_segment(1, "strong", rule=replace(rule, **poor)), of_segment(2, "strong")))
        assert way_of_rule(found, 1) is None
