"""Facts on fresh events: planted tastes are stated at the size they have in new events, and chance is not stated."""

from dataclasses import replace

import numpy as np
import pytest

from core.pipeline.appraisal import appraise
from core.pipeline.segments import find
from core.profiles.facts import membership
from core.profiles.tastes import taste_facts
from core.results.run import Options
from core.trust.expected_tastes import ExpectedTastes
from core.trust.fact_tests import TASTES, Counted
from core.trust.fact_tests import stated as facts_that_hold
from core.trust.fresh_facts import fresh_facts
from core.trust.given import GivenSegments
from core.trust.placement import place_everybody
from core.trust.reference import permute_items
from core.trust.refit import Refit
from core.types import Basis, Recipe
from core.types.figures import Contrast
from tests.core.trust_help import log_of, planted, popularity, tastes
from tests.populations import DAY, MONDAY, described, population

COUNTS = Recipe("counts", k=3)
TRUTH = np.repeat([1, 2, 3], 100).astype(np.int32)
LITTLE = Options(with_map=False, with_holdout=False, with_trust=False, with_model=False, with_interests=False)


@pytest.fixture(scope="module")
def log():
    return planted()


@pytest.fixture(scope="module")
def stated(log):
    return fresh_facts(log, TRUTH, Refit(COUNTS, 3))


def items_of(lifts):
    return [lift for lift in lifts if lift.kind == "item"]


def test_planted_tastes_are_stated_of_every_segment(stated):
    assert stated.why_none == ("", "", "")
    assert all(len(items_of(lifts)) >= 5 for lifts in stated.lifts)


def test_stated_lifts_are_those_of_new_events_of_the_same_users(stated):
    fresh = described(log_of(tastes((100, 100, 100)), n_events=10, random_state=7), TRUTH)
    own = [{lift.key: lift.lift for lift in items_of(profile.lifts)} for profile in fresh]
    pairs = [
        (lift.lift, new[lift.key])
        for lifts, new in zip(stated.lifts, own, strict=True)
        for lift in items_of(lifts)
        if lift.key in new
    ]
    before, after = np.mean(pairs, axis=0)
    assert len(pairs) > 15
    assert before == pytest.approx(after, rel=0.1)


def test_every_lift_lies_in_its_interval_and_the_strongest_come_first(stated):
    for lifts in stated.lifts:
        strengths = [lift.strength for lift in items_of(lifts)]
        assert strengths == sorted(strengths, reverse=True)
        for lift in lifts:
            assert lift.low < lift.lift < lift.high
            assert lift.lift == pytest.approx(lift.share / lift.overall_share)


def test_shuffled_items_leave_no_taste_to_state(log):
    for number in range(3):
        shuffled = permute_items(log, number)
        found = find(shuffled, replace(COUNTS, random_state=number), LITTLE)
        described = appraise(shuffled, found.clustering.labels, found.refit, found.space, LITTLE).description
        assert not [lift for profile in described.profiles for lift in profile.lifts if lift.kind in TASTES]


def test_given_segments_state_facts_too(log):
    found = fresh_facts(log, TRUTH, GivenSegments(log.histories.user_ids, TRUTH))
    assert all(items_of(lifts) for lifts in found.lifts)


def test_labels_that_events_do_not_show_state_nothing(log):
    labels = np.random.default_rng(0).integers(1, 4, 300).astype(np.int32)
    found = fresh_facts(log, labels, GivenSegments(log.histories.user_ids, labels))
    assert found.lifts == ((), (), ())
    assert all(why.startswith("One half of a user's events does not show") for why in found.why_none)


def test_one_event_per_user_is_too_little_and_says_so():
    log = population([(f"u{n}", f"i{n % 3}", "purchase", MONDAY + n * DAY) for n in range(60)])
    found = appraise(log, np.arange(60) % 3 + 1, options=LITTLE)
    assert [profile.lifts for profile in found.description.profiles] == [(), (), ()]
    assert [persona.name for persona in found.description.personas] == ["Segment 1", "Segment 2", "Segment 3"]
    assert "Half of the users have 1 event or none" in found.notes[-1]


def test_a_run_says_where_its_facts_are_counted(log):
    found = appraise(log, TRUTH, options=LITTLE).description
    assert {profile.basis for profile in found.profiles} == {Basis.FRESH_EVENTS}


def test_expected_tastes_add_up_to_the_users_who_have_them(log):
    facts = next(taste_facts(log))
    members = membership(TRUTH)[1]
    columns = np.arange(10)
    expected = ExpectedTastes(log).count(facts, columns, members)
    assert expected.shape == (4, 10)
    np.testing.assert_allclose(expected[-1], facts.has[:, columns].sum(axis=0), rtol=1e-6)
    np.testing.assert_allclose(expected[:3].sum(axis=0), expected[3], rtol=1e-6)


def test_who_acts_more_is_expected_to_have_more():
    rng = np.random.default_rng(0)
    chances = popularity(200)
    events = [
        (f"u{user}", f"i{item}", "purchase", MONDAY + int(rng.integers(0, 100)) * DAY)
        for user in range(400)
        for item in rng.choice(200, 5 if user < 200 else 40, replace=False, p=chances)
    ]
    log, facts_of_items = population(events), np.arange(200)
    facts, members = next(taste_facts(log)), membership(np.repeat([1, 2], 200).astype(np.int32))[1]
    light, heavy, _ = ExpectedTastes(log).count(facts, facts_of_items, members)
    observed = members[:2] @ facts.has.astype(float).toarray()
    assert light.sum() == pytest.approx(observed[0].sum(), rel=0.15)
    assert heavy.sum() == pytest.approx(observed[1].sum(), rel=0.03)
    popular = np.argsort(-observed.sum(axis=0))[:20]
    assert heavy[popular].sum() == pytest.approx(observed[1][popular].sum(), rel=0.1)


def test_nobody_is_noise_by_their_own_label():
    rng = np.random.default_rng(0)
    vectors = np.vstack([rng.normal(centre, 0.1, (20, 2)) for centre in (0, 3)]).astype(np.float32)
    labels = np.repeat([1, 2], 20).astype(np.int32)
    labels[5] = -1
    vectors[30] = (40, 0)
    placed = place_everybody(vectors, labels)
    assert (placed[5], placed[30]) == (1, -1)


def test_whoever_picks_from_everything_has_no_taste_for_what_is_less_of_their_events():
    ends = tastes((1, 1, 1, 1), strength=30.0)
    chances = np.repeat(np.vstack([ends, ends.mean(axis=0)]), 80, axis=0)
    labels = np.repeat([1, 2, 3, 4, 5], 80).astype(np.int32)
    found = fresh_facts(log_of(chances), labels, Refit(Recipe("counts", k=5), 5))
    assert all(len(items_of(lifts)) >= 5 for lifts in found.lifts[:4])
    stated_tastes = [lift for lifts in found.lifts for lift in lifts if lift.kind in TASTES]
    assert all(lift.contrast.event_share > lift.contrast.overall_event_share for lift in stated_tastes)


def test_a_taste_is_more_of_the_events_of_a_segment_too():
    seen = Contrast(event_share=0.064, overall_event_share=0.082, next_share=0.8, next_event_share=0.26, n_items=6.7)
    has = Counted(
        name="Dog food", count=96, size=200, overall_count=320, n_users=1000, expected=64, strength=5.0, contrast=seen
    )
    more = replace(has, contrast=replace(seen, event_share=0.1))
    habit = replace(has, name="evening", contrast=None)
    places = {"less": (1, "category", "less"), "more": (1, "category", "more"), "evening": (1, "daypart", "evening")}
    found = facts_that_hold({places["less"]: has, places["more"]: more, places["evening"]: habit})
    assert [lift.key for lift in found[1]] == ["more", "evening"]


def test_what_an_edit_joined_is_found_by_its_parts_and_some_who_came_with_few_others_are_not():
    joined = np.array([1, 1, 1, 1, 1, 1, 2, 2, 2, -1], dtype=np.int32)
    origin = np.array([1, 1, 1, 3, 3, 2, 2, 2, 2, -1], dtype=np.int32)
    users = np.array([f"u{n}" for n in range(10)], dtype=np.str_)
    assert GivenSegments(users, joined, origin=origin).parts.tolist() == [1, 1, 1, 3, 3, 1, 2, 2, 2, -1]
    assert GivenSegments(users, joined).parts.tolist() == joined.tolist()
    merged, halves = np.ones(10, dtype=np.int32), np.repeat([1, 2], 5).astype(np.int32)
    assert GivenSegments(users, merged, origin=halves).parts.tolist() == halves.tolist()


@pytest.mark.parametrize("origin", [None, TRUTH], ids=["given", "edited"])
def test_what_is_stated_of_a_joined_segment_holds_of_all_its_users(log, stated, origin):
    joined = np.where(np.arange(300) < 150, 1, TRUTH).astype(np.int32)  # half of the second taste is in the first one
    found = fresh_facts(log, joined, GivenSegments(log.histories.user_ids, joined, origin=origin)).lifts[0]
    alone = {lift.key: lift.share for lift in items_of(stated.lifts[0])}
    shares = [lift.share / alone[lift.key] for lift in items_of(found) if lift.key in alone]
    assert len(shares) >= 5
    assert np.mean(shares) == pytest.approx(2 / 3, abs=0.15)  # two thirds of its users have the taste
