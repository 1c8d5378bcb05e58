"""The portrait of a segment: sentences that rest on figures, in at most 80 words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.personas.likes import in_short
from core.personas.portrait import MAX_WORDS, make_portrait, masked
from core.personas.two_kinds import opposite_habits, two_kinds
from core.profiles.behaviour import behaviours
from core.profiles.habits import daypart_name
from core.sentences import say
from core.types import Basis, Lift, Persona, Profile
from core.types.figures import MIXED, Behaviour, Contrast, Measure
from core.views.bases import by_basis
from core.views.cards import behaviour_frame, behaviour_labels
from core.views.marks import top_marks
from tests.populations import DAY, HOUR, MONDAY, labels, population

SEEN = Contrast(event_share=0.4, overall_event_share=0.1, next_share=0.1, next_event_share=0.1, n_items=9.0)
GARDEN = Lift("category", "Garden", 128, 0.64, 0.31, 2.06, "Garden", contrast=SEEN)
LEEDS = Lift("attribute", "city: Leeds", 60, 0.3, 0.15, 2.0, "city: Leeds")
ACTING = Behaviour(
    n_events=Measure(24, 12), days_active=Measure(6, 5), days_since_last=Measure(9, 30), average_value=Measure(7.5, 5),
    weekend_share=Measure(0.6, 0.3), daypart="evening", daypart_share=Measure(0.35, 0.3),
    kinds={"purchase": 1.0},
)  # fmt: skip
PROFILE = Profile(1, 200, 0.2, (GARDEN, LEEDS), (), behaviour=ACTING)
PERSONA = Persona(1, "Garden buyers", "", (GARDEN,))


def lines_of(profile, offered=()):
    return {line.about: line.sentence for line in make_portrait(profile, PERSONA, offered).lines}


def test_every_part_stands_with_its_number():
    assert lines_of(PROFILE, ["Rake", "Watering can of galvanised steel, ten litres", "Hose"]) == {
        "Likes": "Garden (64.0 %, all users 31.0 %).",
        "Usually (median)": "events 24 (all users 12), active days 6 (5).",
        "Value of an event (median)": "7.50 (5.00).",
        "Last seen (median)": "9 days before the log's end (30).",
        "When": "weekends 60.0 % of events (all users 30.0 %).",
        "Offer first": "Rake, Watering can of galvanised steel, ten\N{HORIZONTAL ELLIPSIS}.",
        "Who": "city: Leeds (30.0 %, all users 15.0 %).",
    }


def test_best_sellers_are_offered_where_the_own_list_finds_no_more():
    made = make_portrait(PROFILE, PERSONA, ["Rake"], finds_more=False)
    [offered] = [line.sentence for line in made.lines if line.about == "Offer first"]
    assert offered == "what is popular with all users, as its own list finds no more."
    assert not [line for line in make_portrait(PROFILE, PERSONA, (), finds_more=False).lines if "first" in line.about]


def test_an_attribute_of_few_says_nobody_who_they_are():
    few = replace(LEEDS, share=0.06, overall_share=0.02)
    assert "Who" not in lines_of(replace(PROFILE, lifts=(GARDEN, few)))
    assert lines_of(replace(PROFILE, lifts=(GARDEN, few, LEEDS)))["Who"] == "city: Leeds (30.0 %, all users 15.0 %)."


def test_two_categories_of_which_users_have_more_than_usual_are_both_stated():
    more = [
        replace(GARDEN, name=say("{name}: more than usual", name=name), key=name, share=share)
        for name, share in (("Garden", 0.64), ("Pets", 0.5))
    ]
    likes, *_ = make_portrait(
        replace(PROFILE, lifts=tuple(more)), Persona(1, "Garden buyers", "", (more[0],)), ()
    ).lines
    assert likes.sentence == (
        "Garden more than usual (64.0 %, all users 31.0 %), Pets more than usual (50.0 %, all users 31.0 %)."
    )
    short = in_short(replace(PROFILE, lifts=tuple(more)), Persona(1, "Garden buyers", "", (more[0],)))
    assert short == "Likes Garden and Pets more than usual."
    both = replace(PROFILE, lifts=(more[0], replace(GARDEN, name="Pets", key="Pets", share=0.5)))
    assert in_short(both, Persona(1, "Garden buyers", "", (more[0],))) == "Likes Garden more than usual, and Pets."


def test_only_facts_counted_in_fresh_events_are_confirmed():
    long_ago = Lift("behaviour", say("last event longer ago than usual"), 180, 0.9, 0.33, 2.7, "recency:high")
    fresh = replace(PROFILE, lifts=(GARDEN, LEEDS, long_ago), basis=Basis.FRESH_EVENTS)
    lines = make_portrait(fresh, PERSONA, ["Rake"]).lines
    assert [line.about for line in lines if line.is_fresh] == ["Likes", "Lapsed"]
    confirmed, described = by_basis(lines)
    assert ([line.about for line in confirmed[1]], [line.about for line in described[1]]) == (
        ["Likes", "Lapsed"],
        ["Usually (median)", "Value of an event (median)", "Last seen (median)", "When", "Who"],
    )
    assert not any(line.is_fresh for line in make_portrait(PROFILE, PERSONA, ()).lines)


def test_what_a_log_has_in_capitals_is_not_shouted():
    shouted = Lift("category", say("{name}: more than usual", name="SOFT DRINKS"), 128, 0.64, 0.31, 2.06, "SOFT DRINKS")
    found = make_portrait(Profile(1, 200, 0.2, (shouted,), ()), Persona(1, "", "", (shouted,)), ())
    assert found.lines[0].sentence == "soft drinks more than usual (64.0 %, all users 31.0 %)."


def test_a_faint_taste_is_none_of_who_is_called_broad():
    called = say("{name!c}", name=say("{how} broad-interest {people}", how=say("frequent"), people=say("buyers")))
    more = say("{name}: more than usual", name="Garden")
    faint = replace(GARDEN, name=more, share=0.5, overall_share=0.46, lift=1.09)
    found = make_portrait(Profile(1, 200, 0.2, (faint,), ()), Persona(1, called, "", (faint,)), ())
    assert {line.about: line.sentence for line in found.lines} == {
        "Likes": "many interests; the clearest: Garden more than usual (50.0 %, all users 46.0 %)."
    }


MANY = "many interests, and no single one describes them"
CLEAREST = "many interests; the clearest"
FAINT = replace(GARDEN, share=0.5, overall_share=0.46, lift=1.09)
BY_ITEM = replace(GARDEN, kind="node", name=say("{name}: more than usual", name=say("Like “{title}”", title="Rake 2")))
SHARED = Contrast(event_share=0.4, overall_event_share=0.2, next_share=0.7, next_event_share=0.5, n_items=26.0)


@pytest.mark.parametrize(
    ("changed", "name", "breadth", "likes"),
    [
        ({"lifts": (FAINT,)}, "Segment 4", "", f"{CLEAREST}: Garden (50.0 %, all users 46.0 %)."),
        ({"lifts": (FAINT,)}, "Weekend buyers", "", f"{CLEAREST}: Garden (50.0 %, all users 46.0 %)."),
        ({"lifts": (FAINT,)}, "Segment 4", say("no taste of their own."), "no taste of their own."),
        ({"lifts": ()}, "Segment 4", "", f"{MANY}."),
        ({"lifts": (), "size": 12}, "Too little known", "", "no taste can be stated, since its users are too few."),
        ({"lifts": (), "why_no_facts": "Too few events."}, "Segment 4", "", "no taste can be stated. Too few events."),
        ({"lifts": (BY_ITEM,)}, "Segment 4", "", "items of their own, which no single word describes well."),
        (
            {"lifts": (replace(GARDEN, contrast=SHARED),)},
            "Segment 4",
            "",
            "Garden (64.0 %, all users 31.0 %).",
        ),
    ],
    ids=["number", "habit", "mixed", "nothing", "few", "no facts", "item", "shared with a neighbour"],
)
def test_a_portrait_always_states_what_they_like_or_why_it_does_not(changed, name, breadth, likes):
    profile = replace(PROFILE, **changed)
    line, *_ = make_portrait(profile, Persona(1, name, "", profile.lifts), (), breadth).lines
    assert (line.about, line.sentence) == ("Likes", likes)


def test_what_is_one_item_is_no_taste_of_a_broad_segment_and_interests_go_before_words():
    seen = replace(SEEN, event_share=0.08, overall_event_share=0.06, n_items=1.02)
    one = Lift("term", "desk tidy", 120, 0.67, 0.51, 1.3, "desk tidy", contrast=seen)
    spread = replace(one, name="oolong", key="oolong", lift=1.2, contrast=replace(seen, n_items=4.0))
    lamps = replace(FAINT, kind="node", name="Lighting", key="7")
    for lifts, likes in (
        ((one,), f"{MANY}."),
        ((one, spread), f"{CLEAREST}: oolong (67.0 %, all users 51.0 %)."),
        ((one, spread, lamps), f"{CLEAREST}: Lighting (50.0 %, all users 46.0 %)."),
    ):
        persona = Persona(1, "Broad-interest users", "", lifts)
        line, *_ = make_portrait(replace(PROFILE, lifts=lifts), persona, ()).lines
        assert line.sentence == likes


def test_a_broad_segment_likes_what_the_first_bar_of_a_taste_shows():
    """Another segment has nearly as much tea, which makes lamps say more of this one; yet more of it like tea."""
    near = replace(SEEN, event_share=0.15, overall_event_share=0.1, next_share=0.9, next_event_share=0.4, n_items=9.0)
    apart = replace(near, next_share=0.4, next_event_share=0.1)
    tea = Lift("category", "Tea", 114, 0.57, 0.37, 1.54, "tea", contrast=near)
    lamps = Lift("category", "Lighting", 102, 0.51, 0.38, 1.34, "lighting", contrast=apart)
    views = Lift("behaviour", say("larger share of views than usual"), 170, 0.85, 0.48, 1.8, "views:high")
    profile = replace(PROFILE, lifts=(lamps, views, tea))
    persona = Persona(1, "Broad-interest users", "", (views,))
    line, *_ = make_portrait(profile, persona, (), say("breadth")).lines
    assert line.sentence == "breadth"  # that of a mixed segment stands in its place
    line, *_ = make_portrait(profile, persona, ()).lines
    assert line.sentence == f"{CLEAREST}: tea more than usual (57.0 %, all users 37.0 %)."
    assert [mark.name for mark in top_marks(profile, persona, 1_000)][:2] == [views.name, "Tea"]


def test_times_are_those_of_the_bars_beside_them():
    late = Lift("daypart", daypart_name(5), 120, 0.6, 0.24, 2.5, "late evening")
    weekend = Lift("weekday", say("weekend (50 % of their events or more)"), 90, 0.45, 0.3, 1.5, "weekend")
    seen = replace(PROFILE, lifts=(GARDEN, late, weekend), basis=Basis.FRESH_EVENTS)
    line = next(line for line in make_portrait(seen, PERSONA, ()).lines if line.about == "Most active")
    assert line.sentence == "late evening, 20–24 h (60.0 %, all users 24.0 %), weekends (45.0 %, all users 30.0 %)."
    assert line.is_fresh
    assert lines_of(replace(seen, lifts=(weekend,)))["Most active"] == "weekends (45.0 %, all users 30.0 %)."
    assert (
        lines_of(replace(PROFILE, lifts=(replace(late, share=0.3),)))["When"]
        == "weekends 60.0 % of events (all users 30.0 %)."
    )


def test_why_nothing_is_known_is_no_fact_of_fresh_events():
    unknown = replace(PROFILE, lifts=(), why_no_facts="Too few events.", basis=Basis.FRESH_EVENTS)
    assert not any(line.is_fresh for line in make_portrait(unknown, PERSONA, ()).lines)


def test_a_lapsed_segment_says_so():
    long_ago = Lift("behaviour", say("last event longer ago than usual"), 180, 0.9, 0.33, 2.7, "recency:high")
    found = make_portrait(replace(PROFILE, lifts=(GARDEN, long_ago)), PERSONA, ())
    assert found.is_lapsed
    sentences = {line.about: line.sentence for line in found.lines}
    assert sentences["Lapsed"] == "90.0 % of its users, 33.0 % of all."
    assert sentences["Last seen (median)"] == "9 days before the log's end (30)."
    assert not make_portrait(PROFILE, PERSONA, ()).is_lapsed


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=400), max_size=4), st.text(max_size=300))
def test_the_words_of_a_portrait_have_an_end(titles, name):
    found = make_portrait(replace(PROFILE, lifts=(GARDEN, replace(LEEDS, name=name))), PERSONA, titles)
    assert sum(line.n_words for line in found.lines) <= MAX_WORDS


def test_every_card_has_the_same_lines_and_who_the_users_are_stands_before_what_adds_to_them():
    spends = {"orders": Measure(2.25, 1.0), "spend": Measure(1814.0, 940.5), "median_spend": Measure(31.0, 20.0)}
    acting = replace(ACTING, **spends, few_carry_spend=True)
    found = lines_of(replace(PROFILE, lifts=(GARDEN, LEEDS), behaviour=acting), ["Rake"])
    on_each = {"Likes", "Who", "Offer first", "Usually (median)", "Buys (mean)", "Last seen (median)"}
    assert found.keys() == on_each | {"Spend (median)", "Value of an event (median)", "When"}
    for n_words in (4, 6, 7):
        wordy = replace(LEEDS, name="area: " + " ".join(["north of the river"] * n_words))
        longer = lines_of(replace(PROFILE, lifts=(GARDEN, wordy), behaviour=acting), ["Rake"])
        left_out = found.keys() - longer.keys()
        assert left_out
        assert not left_out & on_each


def test_a_full_card_of_a_shop_has_all_that_stands_on_each_card():
    more = [
        replace(GARDEN, name=say("{name}: more than usual", name=each), key=each) for each in ("Tea & Coffee", "Toys")
    ]
    who = [replace(LEEDS, name="age band: 45-54"), replace(LEEDS, name="gender: female", key="gender: female")]
    acting = replace(ACTING, orders=Measure(12.9, 7.2), spend=Measure(1260.51, 491.54))
    profile = replace(PROFILE, lifts=(*more, *who), behaviour=acting)
    persona = Persona(1, "Tea & Coffee shoppers", "", (more[0],))
    titles = ["Slow Arabica Discovery Set", "Double-Wall Oolong Gift Tin"]
    found = {line.about for line in make_portrait(profile, persona, titles).lines}
    assert found >= {"Likes", "Who", "Offer first", "Usually (median)", "Buys (mean)", "Last seen (median)"}


@pytest.mark.parametrize("user_id", ["", "7", "17", "user-1234567", "ann@example.com"])
def test_a_masked_id_hides_most_of_it(user_id):
    shown = masked(user_id).replace("\N{HORIZONTAL ELLIPSIS}", "")
    assert len(shown) <= min(4, 2 * len(user_id) / 3)
    assert masked(user_id) != user_id


def test_behaviour_is_that_of_the_middle_user_beside_all():
    morning = [("ann", "x", "purchase", MONDAY + day * DAY + 9 * HOUR, 4.0) for day in (0, 5, 6)]
    events = [*morning, ("bob", "x", "view", MONDAY + 20 * HOUR, 2.0)]
    first, second = behaviours(population(events), labels(1, 2))
    assert (first.n_events, first.days_active) == (Measure(3.0, 2.0), Measure(3.0, 2.0))
    assert (first.days_since_last, second.days_since_last) == (Measure(0.0, 2.5), Measure(5.0, 2.5))
    assert first.average_value == Measure(4.0, 3.0)
    assert first.weekend_share == Measure(2 / 3, 0.5)
    assert (first.daypart, first.daypart_share) == ("morning (8\N{EN DASH}12 h)", Measure(1.0, 0.75))
    assert (first.kinds, second.kinds) == ({"purchase": 1.0}, {"view": 1.0})


def test_orders_and_spend_are_means_of_what_was_bought_less_what_came_back():
    events = [
        ("ann", "tea", "view", MONDAY, 99.0),
        ("ann", "tea", "purchase", MONDAY + HOUR, 4.0),
        ("ann", "mug", "purchase", MONDAY + HOUR, 6.0),  # of the same order
        ("ann", "tea", "purchase", MONDAY + DAY, 10.0),
        ("ann", "mug", "refund", MONDAY + 2 * DAY, 6.0),
        ("bob", "tea", "purchase", MONDAY + HOUR, 2.0),
        ("cat", "tea", "view", MONDAY, 99.0),
    ]
    first, second = behaviours(population(events), labels(1, 2, 2))
    assert (first.orders, second.orders) == (Measure(2.0, 1.0), Measure(0.5, 1.0))
    assert (first.spend, second.spend) == (Measure(14.0, 16 / 3), Measure(1.0, 16 / 3))
    assert (first.median_spend, second.median_spend) == (Measure(14.0, 2.0), Measure(1.0, 2.0))
    for silent in ([each[:4] for each in events], [(user, item, "view", *rest) for user, item, _, *rest in events]):
        found = behaviours(population(silent), labels(1, 2, 2))
        assert {(each.orders, each.spend, each.median_spend) for each in found} == {(None, None, None)}


@pytest.mark.parametrize(
    ("spends", "is_carried"),
    [
        pytest.param([10.0] * 50, False, id="alike"),
        pytest.param([*[10.0] * 49, 300.0], True, id="one large customer"),
        pytest.param([*[10.0] * 48, 40.0, 60.0], False, id="a long tail"),
        pytest.param([*[0.0] * 49, 10.0], False, id="one buyer"),
        pytest.param([*[0.0] * 47, 10.0, 10.0, 30.0], False, id="few buyers"),
        pytest.param([*[0.0] * 380, *range(10, 30)], False, id="most only look"),
        pytest.param([*[0.0] * 370, *[10.0] * 29, 300.0], True, id="most only look, one large customer"),
        pytest.param([0.0] * 50, False, id="nothing"),
    ],
)
def test_few_users_carry_the_mean_spend_where_a_hundredth_of_buyers_has_a_large_share(spends, is_carried):
    events = [(f"u{n:03d}", "tea", "purchase", MONDAY, spend) for n, spend in enumerate(spends)]
    first, second = behaviours(population(events), labels(*(1 + n % 2 for n in range(len(spends)))))
    assert first.few_carry_usual_spend is second.few_carry_usual_spend is is_carried


def test_few_users_carry_the_mean_of_the_segments_that_they_are_in_alone():
    spends = [*[10.0] * 50, *[10.0] * 49, 3000.0]
    events = [(f"u{n:03d}", "tea", "purchase", MONDAY, spend) for n, spend in enumerate(spends)]
    first, second = behaviours(population(events), labels(*(1 + n // 50 for n in range(len(spends)))))
    assert (first.few_carry_spend, first.few_carry_usual_spend) == (False, True)
    assert (second.few_carry_spend, second.few_carry_usual_spend) == (True, True)


@pytest.mark.parametrize(
    ("of_segment", "of_all", "stated"),
    [
        (True, False, "31.00 EUR (all users 20.00): a few who spend much raise the mean."),
        (False, True, "31.00 EUR (all users 20.00): a few who spend much raise the mean of all users."),
        (True, True, "31.00 EUR (all users 20.00): a few who spend much raise the mean, here and of all users."),
        (False, False, None),
    ],
)
def test_the_median_stands_beside_a_mean_that_few_users_carry(of_segment, of_all, stated):
    spends = {"orders": Measure(2.25, 1.0), "spend": Measure(1814.0, 940.5), "median_spend": Measure(31.0, 20.0)}
    acting = replace(ACTING, **spends, currency="EUR", few_carry_spend=of_segment, few_carry_usual_spend=of_all)
    assert lines_of(replace(PROFILE, behaviour=acting)).get("Spend (median)") == stated
    assert behaviour_frame(acting).set_index("key").loc["median_spend"].tolist() == [31.0, 20.0]
    assert behaviour_labels(acting)["median_spend"] == "Spend per user after refunds, EUR (median)"


def test_the_portrait_and_the_table_state_orders_and_spend_beside_all_users():
    acting = replace(ACTING, orders=Measure(2.25, 1.0), spend=Measure(1814.0, 940.5))
    orders = "uncancelled orders 2.2 (1.0), spend after refunds 1,814.00"
    for currency, stated in (("", ""), ("EUR", " EUR"), (MIXED, " in mixed currencies")):
        found = lines_of(replace(PROFILE, behaviour=replace(acting, currency=currency)))
        assert found["Buys (mean)"] == f"{orders}{stated} (940.50)."
        assert found["Value of an event (median)"] == f"7.50{stated} (5.00)."
    paid_only = lines_of(replace(PROFILE, behaviour=replace(acting, orders=None, currency="EUR")))
    assert paid_only["Buys (mean)"] == "spend after refunds 1,814.00 EUR (940.50)."
    labels = [behaviour_labels(replace(acting, currency=each))["spend"] for each in ("", "EUR", MIXED)]
    assert [each.removeprefix("Spend per user after refunds") for each in labels] == [
        " (mean)",
        ", EUR (mean)",
        ", mixed currencies (mean)",
    ]
    assert not any(about.startswith("Buys") for about in lines_of(PROFILE))
    rows = behaviour_frame(acting).set_index("key")
    assert rows.loc["spend"].tolist() == [1814.0, 940.5]
    assert {"orders", "spend"} & set(behaviour_frame(ACTING)["key"]) == set()
    assert behaviour_labels(acting)["orders"] == "Uncancelled orders per user (mean)"


def test_where_times_are_dates_days_with_an_order_are_counted_and_called_so():
    acting = replace(ACTING, orders=Measure(2.25, 1.0), spend=Measure(18.0, 9.0), daypart="", daypart_share=None)
    assert lines_of(replace(PROFILE, behaviour=acting))["Buys (mean)"].startswith("days with an order 2.2 (1.0), spend")
    assert behaviour_labels(acting)["orders"] == "Days with an order per user (mean)"


def test_of_a_mixed_segment_no_taste_is_stated_that_another_one_has_more_of():
    hay = say("{name}: more than usual", name="Hay")
    other_has_more = Contrast(
        event_share=0.2, overall_event_share=0.14, next_share=0.9, next_event_share=0.83, n_items=26.0
    )
    shared = Lift("node", hay, 132, 0.66, 0.25, 2.6, "4", contrast=other_has_more)
    profile, persona = Profile(3, 200, 0.2, (shared,), ()), Persona(3, "Segment 3", "", (shared,))
    likes = [line.sentence for line in make_portrait(profile, persona, ["Meadow hay"]).lines]
    assert likes == ["Hay more than usual (66.0 %, all users 25.0 %).", "Meadow hay."]
    broad = make_portrait(profile, persona, ["Meadow hay"], say("no taste of their own."))
    assert [(line.about, line.sentence) for line in broad.lines] == [("Likes", "no taste of their own.")]
    assert in_short(profile, persona, say("no taste of their own.")) == "No taste of their own."
    own = replace(shared, contrast=replace(other_has_more, next_share=0.3, next_event_share=0.15))
    clear = make_portrait(replace(profile, lifts=(own,)), persona, ["Meadow hay"], say("no taste of their own."))
    assert [line.sentence for line in clear.lines] == ["Hay more than usual (66.0 %, all users 25.0 %)."]


@pytest.mark.parametrize(
    ("key", "name", "is_stated"),
    [
        ("recency:high", "last event longer ago than usual", True),
        ("recency:low", "last event more recent than usual", False),
        ("n_events:low", "fewer events than usual", True),
        ("n_events:high", "more events than usual", False),
        ("days_active:low", "fewer active days than usual", True),
        ("average_value:low", "average value of an event: at most 2.00", True),
        ("average_value:high", "average value of an event: at least 9.00", False),
    ],
)
def test_a_habit_and_a_median_that_point_apart_are_one_sentence(key, name, is_stated):
    habit = Lift("behaviour", name, 92, 0.46, 0.33, 1.4, key)
    lines = make_portrait(replace(PROFILE, lifts=(GARDEN, habit)), PERSONA, ())
    both = [line.sentence for line in lines.lines if line.about == "Two kinds of users"]
    assert bool(both) is is_stated
    if is_stated:
        assert both[0].startswith(f"{name} (46.0 %, all users 33.0 %), yet the median is ")
    assert ("Last seen (median)" in {line.about for line in lines.lines}) is (key != "recency:high")


def test_the_median_beside_such_a_habit_has_its_decimals():
    habit = Lift("behaviour", "average value of an event: at most 2.00", 92, 0.46, 0.33, 1.4, "average_value:low")
    found = opposite_habits((GARDEN, habit), ACTING)
    assert found == {"average_value": habit}
    assert two_kinds(habit, ACTING.average_value) == (
        "average value of an event: at most 2.00 (46.0 %, all users 33.0 %), yet the median is 7.50 (all users 5.00)."
    )
    assert opposite_habits((habit,), None) == opposite_habits((habit,), replace(ACTING, average_value=None)) == {}


def test_what_is_offered_falls_out_after_habits(monkeypatch):
    whole = make_portrait(PROFILE, PERSONA, ("Garden bench",))
    n_words = {line.about: line.n_words for line in whole.lines}
    monkeypatch.setattr("core.personas.portrait.MAX_WORDS", n_words["Likes"] + n_words["Offer first"])
    assert [line.about for line in make_portrait(PROFILE, PERSONA, ("Garden bench",)).lines] == ["Likes", "Offer first"]


def test_the_block_of_the_day_that_is_stated_is_that_of_most_users():
    night, evening = (
        Lift("daypart", name, 100, share, usual, share / usual, name)
        for name, share, usual in (("night", 0.24, 0.04), ("late evening", 0.53, 0.24))
    )
    lines = make_portrait(replace(PROFILE, lifts=(night, evening)), PERSONA, ()).lines
    assert "late evening (53.0 %, all users 24.0 %)." in {str(line.sentence) for line in lines}
    assert not any("night (" in str(line.sentence) for line in lines)
