import re

import numpy as np
import pandas as pd
import pytest

from core.profiles.attributes import attribute_facts, number_bands
from core.profiles.facts import count_users, membership
from core.profiles.habits import behaviour_facts, daypart_facts, event_facts, weekday_facts
from core.profiles.lifts import evidence
from core.profiles.tastes import taste_facts, vague_terms
from core.profiles.terms import ending_shares, item_terms, motifs, title_terms
from core.profiles.typical import typical_users
from core.types import Lift
from tests.populations import DAY, HOUR, MONDAY, described, labels, population


def who(facts):
    """Return the rows of the users who have each fact."""
    everyone_alone = membership(np.arange(facts.has.shape[0], dtype=np.int32))[1]
    counts = count_users(facts, everyone_alone)[:-1]
    return {key: np.flatnonzero(column).tolist() for key, column in zip(facts.keys, counts.T, strict=True)}


def lifts_by_name(profile, kind):
    return {lift.name: lift for lift in profile.lifts if lift.kind == kind}


def two_halves(n_each=30, **more):
    """Half of the users touch tea, half of them mugs, everybody pens; ids are t0, t1, ... and m0, m1, ..."""
    tea = [(f"t{i}", item) for i in range(n_each) for item in ("tea", "pen")]
    mugs = [(f"m{i}", item) for i in range(n_each) for item in ("mug", "pen")]
    return population(tea + mugs, **more), np.repeat(labels(0, 1), n_each)


def test_items_have_count_share_and_lift_over_all_users():
    log, segments = two_halves(titles={"tea": "Green tea", "mug": "Mug", "pen": "Pen"})
    first, second = described(log, segments)
    assert (first.segment, first.size, first.share) == (0, 30, 0.5)
    assert list(lifts_by_name(first, "item").values()) == [Lift("item", "Green tea", 30, 1.0, 0.5, 2.0, "tea")]
    assert list(lifts_by_name(second, "item")) == ["Mug"]


def test_unassigned_users_have_no_profile_but_count_overall():
    log, segments = two_halves()
    segments[segments == 1] = -1
    [profile] = described(log, segments)
    assert profile.share == 0.5
    assert lifts_by_name(profile, "item")["tea"].overall_share == 0.5


def test_a_refund_alone_is_no_interaction():
    log = population([("ann", "tea", "purchase"), ("ann", "mug", "refund")])
    assert who(next(taste_facts(log))) == {"tea": [0], "mug": []}


def test_a_category_of_most_users_is_described_by_its_share_of_events():
    log = population(
        [
            ("ann", "tea"),
            ("ann", "tea"),
            ("ann", "mug"),
            ("bob", "tea"),
            ("bob", "mug"),
            ("bob", "mug"),
            ("cat", "mug"),
        ],
        categories={"tea": "Drinks", "mug": ["Kitchen", "Gifts"]},
    )
    _, categories, _ = taste_facts(log)
    assert categories.names == ("Drinks: more than usual", "Kitchen: more than usual", "Gifts: more than usual")
    # Drinks is 3 of 7 events, and 2 of 3 of ann's; Kitchen is 4 of 7, and 2 of 3 of bob's
    assert who(categories) == {"Drinks": [0], "Kitchen": [1, 2], "Gifts": [1, 2]}


def test_a_rare_category_is_described_by_interaction():
    log = population([("ann", "tea"), ("bob", "mug"), ("cat", "mug")], categories={"tea": "Drinks"})
    _, categories, _ = taste_facts(log)
    assert categories.names == ("Drinks",)
    assert who(categories) == {"Drinks": [0]}


def test_what_was_given_back_is_no_taste():
    events = [("ann", "tea", "buy"), ("ann", "tea", "refund"), ("bob", "tea", "refund"), ("bob", "tea", "buy")]
    log = population([*events, ("ann", "mug", "buy")])
    items, _, _ = taste_facts(log)
    assert who(items) == {"tea": [1], "mug": [0]}


def test_terms_are_counted_once_per_user_and_need_two_items():
    titles = {"a": "Lunch bag", "b": "Lunch box", "c": "Candle"}
    log = population([("ann", "a"), ("ann", "b"), ("bob", "b"), ("cat", "c")], titles=titles)
    _, _, terms = taste_facts(log)
    assert who(terms) == {"lunch": [0, 1]}


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("SET OF 3 TEA TINS", ["tea", "tea tin", "tin"]),
        ("Star Wars (1977)", ["star", "star war", "war"]),
        ("Red retrospot bag", ["bag", "retrospot", "retrospot bag"]),
        ("Tea for two", ["tea"]),
        ("青花茶杯 gift", ["茶杯", "青花", "青花 茶杯"]),
        ("", []),
    ],
)
def test_title_terms(title, terms):
    assert title_terms(title) == terms


def test_motifs_stand_on_many_things_and_things_come_first_in_titles():
    things = ["Box", "Bell", "Mug", "Wreath", "Frame", "Clock", "Candle", "Lamp", "Tray", "Sofa", "Rug"]
    titles = [f"Zinc Heart {thing}" for thing in things] + [f"Doormat {thing}" for thing in things]
    for some, found in ((titles, {"heart"}), (titles[:8], set())):
        array = np.array(some, dtype=object)
        assert motifs(array, ending_shares(array)) == found


def test_a_pair_that_ends_in_a_noun_is_no_vague_term():
    titles = {f"i{n}": title for n, title in enumerate(["Lunch Bag Suki", "Lunch Bag Apple", "Paper Bag", "Gift Bag"])}
    assert vague_terms(population([], titles=titles)) >= {"lunch", "paper"}
    assert "lunch bag" not in vague_terms(population([], titles=titles))


def test_a_pair_that_ends_in_a_colour_which_is_no_term_alone_is_vague():
    titles = {"i1": "Calming Lavender Oil", "i2": "Evening Lavender Candle"}
    assert vague_terms(population([], titles=titles)) >= {"calming lavender", "evening lavender"}


def test_the_most_frequent_terms_are_kept():
    log = population([], titles={"a": "tea", "b": "tea", "c": "mug", "d": "mug"})
    names, incidence = item_terms(log.items, [1, 1, 2, 2], max_terms=1)
    assert names == ["mug"]
    assert incidence.toarray().tolist() == [[False], [False], [True], [True]]


def test_events_are_described_by_share_against_the_log():
    log = population([("ann", "x", "view"), ("ann", "x", "buy"), ("bob", "x", "view"), ("bob", "x", "view")])
    assert who(event_facts(log)) == {"view": [1], "buy": [0]}
    assert event_facts(log).names == (
        "larger share of views than usual",
        "larger share of purchases than usual",
    )
    alike = population([("ann", "x", "view"), ("ann", "x", "product view"), ("bob", "x", "swipe")])
    assert event_facts(alike).names == (
        "larger share of events “view” than usual", "larger share of events “product view” than usual",
        "larger share of events “swipe” than usual",
    )  # fmt: skip
    assert event_facts(population([("ann", "x", "view")])).n_facts == 0


def test_a_daypart_is_where_a_user_is_most_active_alone():
    at_9, at_10, at_21 = (MONDAY + hour * HOUR for hour in (9, 10, 21))
    events = [("ann", at_9), ("ann", at_10), ("ann", at_21), ("bob", at_21), ("tie", at_9), ("tie", at_21)]
    log = population([(user, "x", "buy", time) for user, time in events], users=["ann", "bob", "tie", "nobody"])
    facts = daypart_facts(log)
    assert "late evening (20\N{EN DASH}24 h)" in facts.names
    found = who(facts)
    assert (found["morning"], found["late evening"], found["night"]) == ([0], [1], [])


def test_a_log_of_dates_has_no_dayparts_but_weekdays():
    log = population([("ann", "x")], has_time_of_day=False)
    assert daypart_facts(log).n_facts == 0
    assert who(weekday_facts(log))["Monday"] == [0]


def test_weekends_and_working_days():
    saturday = MONDAY + 5 * DAY
    events = [("ann", saturday), ("ann", MONDAY), ("bob", MONDAY), ("cat", saturday), ("cat", MONDAY), ("cat", MONDAY)]
    log = population([(user, "x", "buy", time) for user, time in events], users=["ann", "bob", "cat", "nobody"])
    found = who(weekday_facts(log))
    assert found["weekend"] == [0]
    assert found["working days"] == [1]
    assert (found["Monday"], found["Saturday"]) == ([1, 2], [])


def test_behaviour_levels_are_thirds_of_all_users():
    events = [(f"u{n}", "x", "buy", MONDAY + day * 7 * DAY, float(n)) for n in range(1, 7) for day in range(n)]
    facts = behaviour_facts(population(events))
    found = who(facts)
    assert (found["n_events:high"], found["n_events:low"]) == ([4, 5], [0, 1])
    assert (found["days_active:high"], found["average_value:high"]) == ([4, 5], [4, 5])
    assert (found["recency:high"], found["recency:low"]) == ([0, 1], [4, 5])
    names = dict(zip(facts.keys, facts.names, strict=True))
    assert (names["n_events:high"], names["average_value:high"]) == (
        "more events than usual",
        "average value of an event: at least 5",
    )


def test_what_depends_on_how_many_events_are_counted_has_no_number():
    """Facts are counted in half of each user's events: "at most 4" there is at most 8, or 9, or 6 of all."""
    events = [(f"u{n}", "x", "buy", MONDAY + day * 7 * DAY, float(n)) for n in range(1, 7) for day in range(n)]
    whole, half = behaviour_facts(population(events)), behaviour_facts(population(events[::2]))
    is_counted = [not key.startswith("average") for key in whole.keys]
    assert [name for name, is_so in zip(whole.names, is_counted, strict=True) if is_so] == [
        name for key, name in zip(half.keys, half.names, strict=True) if not key.startswith("average")
    ]
    assert not any(re.search(r"\d", name) for name, is_so in zip(whole.names, is_counted, strict=True) if is_so)


def test_days_active_are_distinct_days_of_the_week_or_weeks():
    times = {"ann": [0, HOUR], "bob": [0, 7 * DAY], "cat": [0, DAY, DAY + 1], "dan": [23 * HOUR, 25 * HOUR], "eve": [0]}
    log = population([(user, "x", "buy", MONDAY + t) for user, ts in times.items() for t in ts])
    assert who(behaviour_facts(log))["days_active:low"] == [0, 4]


def test_equal_users_are_in_no_third_and_refunds_have_no_value():
    log = population(
        [("ann", "x", "buy", MONDAY, 2.0), ("bob", "x", "buy", MONDAY, 2.0), ("bob", "x", "refund", MONDAY, -9)]
    )
    assert set(behaviour_facts(log).keys) == {"n_events:low", "n_events:high"}
    assert behaviour_facts(population([], users=["ann"])).n_facts == 0


def test_attributes_state_frequent_known_values():
    cities = ["Leeds"] * 5 + ["unknown", None, "", " York"] + ["York "] * 4 + ["Bath"]
    facts = attribute_facts(pd.DataFrame({"home_city": cities}))
    assert who(facts) == {"home_city: Leeds": [0, 1, 2, 3, 4], "home_city: York": [8, 9, 10, 11, 12]}
    assert facts.names == ("home city: Leeds", "home city: York")


def test_ages_stand_beside_years_of_birth():
    years = [1955] * 5 + [1970] * 5 + [1999] * 5
    for name, stated in (
        ("birth_year", " (aged {} in 2026)"),
        ("Geburtsjahr", " (aged {} in 2026)"),
        ("joined_year", ""),
    ):
        facts = attribute_facts(pd.DataFrame({name: years}), 2026)
        label = name.replace("_", " ")
        assert facts.names == tuple(f"{label}: {year}{stated.format(2026 - year)}" for year in (1955, 1970, 1999)), (
            facts.names
        )
        assert facts.keys == tuple(f"{name}: {year}" for year in (1955, 1970, 1999))
    many = attribute_facts(pd.DataFrame({"yob": range(1950, 2000)}), 2026)
    assert many.names[0] == "yob: 1950\N{EN DASH}1959 (aged 67 to 76 in 2026)"
    assert attribute_facts(pd.DataFrame({"yob": years})).names[0] == "yob: 1955"


def test_numbers_become_at_most_five_bands_named_by_their_ends():
    ages = [18, 24, 25, 34, 35, 44, 45, 54, 55, 99, None]
    bands = number_bands(pd.Series(ages))
    assert bands[2] == bands[3] == "25\N{EN DASH}34"
    assert bands.nunique() == 5
    assert bands.isna().tolist() == [False] * 10 + [True]
    assert number_bands(pd.Series([0.5, 2, 2])).tolist() == ["0.5", "2", "2"]


def test_evidence_prefers_many_users_to_a_high_lift_on_few():
    many, few = evidence([60, 5], 100, [400, 6], 1000)
    assert many > few > 0


def test_evidence_is_zero_where_the_segment_is_like_everybody():
    np.testing.assert_allclose(evidence([10], 100, [100], 1000), [0], atol=0.02)
    assert evidence([7], 10, [7], 10).tolist() == [0]


def test_few_users_are_no_mark():
    log, segments = two_halves(n_each=4)
    assert described(log, segments)[0].lifts == ()


def test_random_segments_have_no_marks():
    rng = np.random.default_rng(0)
    log = population([(f"u{user}", f"i{item}") for user in range(300) for item in rng.choice(100, 10, replace=False)])
    segments = rng.integers(0, 3, 300).astype(np.int32)
    assert [profile.lifts for profile in described(log, segments)] == [()] * 3


def test_counting_in_blocks_changes_nothing():
    log, segments = two_halves()
    facts = next(taste_facts(log))
    members = membership(segments)[1]
    np.testing.assert_array_equal(count_users(facts, members, users_at_once=7), count_users(facts, members))


def test_typical_users_are_nearest_the_mean_ties_by_id():
    vectors = np.array([[1, 0], [0.8, 0.6], [0.8, 0.6], [0, 1]], dtype=np.float32)
    ids = np.array(["far", "b", "a", "farther"], dtype=object)
    assert typical_users(vectors, ids, n_typical=3) == ("a", "b", "far")
    assert len(typical_users(vectors, ids, n_typical=9)) == 4


def test_one_segment_of_everybody_has_no_marks():
    log, _ = two_halves()
    [profile] = described(log, np.zeros(60, dtype=np.int32))
    assert (profile.share, profile.lifts) == (1.0, ())
    assert described(log, np.full(60, -1, dtype=np.int32)) == []
