from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from core.interests.phrases import phrases_of
from core.interests.tree import InterestTree, Node
from core.personas import node_names
from core.personas.candidates import Doubts
from core.personas.clear import is_clear
from core.personas.kept import Kept
from core.personas.naming import name_segments
from core.personas.node_names import node_texts
from core.personas.phrases import phrases
from core.personas.topics import wordings_of
from core.profiles.lifts import FALSE_MARKS, evidence
from core.sentences import say
from core.types import Lift, Profile
from core.types.figures import Behaviour, Contrast, Measure
from core.types.meaning import Meaning
from core.views.marks import lift_figures
from tests.populations import DAY, HOUR, MONDAY, described, population

N_USERS = 1000


def log_of(*event_names):
    """A log of 1,000 users whose events say only which types there are."""
    return population([("u0", "x", name) for name in event_names], users=[f"u{i}" for i in range(N_USERS)])


def lift(kind, name, share, overall_share, key=None):
    return Lift(
        kind, name, round(200 * share), share, overall_share, share / overall_share, name if key is None else key
    )


def profile(segment, *lifts):
    return Profile(segment, size=200, share=0.2, lifts=lifts, typical_users=())


def names(event_names, *profiles):
    return [persona.name for persona in name_segments(profiles, log_of(*event_names))]


GARDEN = lift("category", "Garden", 0.64, 0.31)
TEA = lift("category", "Tea & Coffee", 0.63, 0.31)
PETS = lift("category", "Pets", 0.5, 0.33)
WEEKEND = lift("weekday", "weekend (half of the events or more)", 0.6, 0.2, "weekend")
NIGHT = lift("daypart", "night (0\N{EN DASH}4 h)", 0.64, 0.2, "night")
FREQUENT = lift("behaviour", "more events than usual", 0.8, 0.33, "n_events:high")


def test_the_sentence_states_numbers_with_their_denominators():
    [persona] = name_segments([profile(0, GARDEN, WEEKEND)], log_of("purchase"))
    assert persona.name == "Weekend Garden buyers"
    assert persona.sentence == (
        "200 of 1,000 users (20.0 %). 64.0 % bought Garden items, compared with 31.0 % of all users "
        "(2.1 \N{MULTIPLICATION SIGN}); 60.0 % have half of their events or more on weekends, compared with 20.0 % "
        "(3.0 \N{MULTIPLICATION SIGN})."
    )
    assert persona.evidence == (GARDEN, WEEKEND)


def test_the_sentence_has_the_figures_of_the_bars_of_the_same_facts():
    weekend = lift("weekday", "weekend (half of the events or more)", 0.5985, 0.24449, "weekend")
    garden = lift("category", "Garden", 0.7046, 0.26561)
    [persona] = name_segments([profile(0, garden, weekend)], log_of("purchase"))
    shown = [str(lift_figures(fact)) for fact in (garden, weekend)]
    assert shown == ["70.5 % vs 26.6 % · 2.7 ×", "59.9 % vs 24.4 % · 2.5 ×"]
    assert "70.5 % bought Garden items, compared with 26.6 % of all users (2.7 \N{MULTIPLICATION SIGN})" in (
        persona.sentence
    )
    assert "compared with 24.4 % (2.5 \N{MULTIPLICATION SIGN})." in persona.sentence


@pytest.mark.parametrize(
    ("event_names", "lifts", "name"),
    [
        (["purchase"], [GARDEN], "Garden buyers"),
        (["order", "refund"], [GARDEN], "Garden buyers"),
        (["purchase"], [GARDEN, TEA], "Garden buyers"),
        (["page_view"], [GARDEN, NIGHT], "Late-night Garden browsers"),
        (["view", "cart", "purchase"], [GARDEN], "Garden shoppers"),
        (
            ["view", "purchase"],
            [GARDEN, lift("event", "view: more than usual", 0.8, 0.4, "view")],
            "Garden shoppers",
        ),
        (["rating"], [lift("category", "Sci-Fi: more than usual", 0.8, 0.4, "Sci-Fi")], "Fans of Sci-Fi"),
        (
            ["rating"],
            [lift("behaviour", say("average rating: {range}", range="at least 4"), 0.6, 0.3, "average_rating:high")],
            "Generous raters",
        ),
        (["listen"], [lift("category", "Jazz", 0.8, 0.4)], "Jazz listeners"),
        (["purchase"], [lift("category", "SOFT DRINKS", 0.8, 0.4), NIGHT], "Late-night soft drink buyers"),
        (["purchase"], [lift("category", "DVD PLAYERS", 0.8, 0.4)], "DVD player buyers"),
        (["rating"], [lift("category", "WAR FILMS", 0.8, 0.4)], "Fans of war films"),
        (["purchase"], [lift("category", "茶具", 0.8, 0.4)], "Buyers of 茶具"),
        (["swipe"], [GARDEN], "Garden users"),
        (["purchase"], [lift("term", "christmas decoration", 0.5, 0.2)], "Christmas decoration buyers"),
        (
            ["purchase"],
            [lift("item", "RED TEA TIN", 0.5, 0.2, "i1")],
            "Broad-interest buyers",
        ),
        (["visit"], [lift("item", "85123A", 0.5, 0.2), FREQUENT, NIGHT], "Frequent late-night browsers"),
        (["visit"], [FREQUENT, NIGHT], "Frequent late-night browsers"),
    ],
)
def test_the_name_says_what_marks_a_segment_out(event_names, lifts, name):
    assert names(event_names, profile(0, *lifts)) == [name]


def acting(**kinds):
    """A segment whose events are of these kinds."""
    none = Measure(1.0, 1.0)
    return Behaviour(
        n_events=none, days_active=none, days_since_last=none, average_value=None, weekend_share=none, daypart="",
        daypart_share=None, kinds=kinds,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event_names", "kinds", "name"),
    [
        (["view", "purchase"], {"view": 0.9, "purchase": 0.1}, "Late-night Garden browsers"),
        (["view", "purchase"], {"view": 0.7, "purchase": 0.3}, "Late-night Garden shoppers"),
        (["view", "purchase"], {"purchase": 1.0}, "Late-night Garden buyers"),
        (["listen", "read"], {"listen": 0.8, "read": 0.2}, "Late-night Garden listeners"),
        (["listen", "read"], {"listen": 0.5, "read": 0.5}, "Late-night Garden users"),
    ],
)
def test_people_are_called_by_what_their_own_events_mostly_are(event_names, kinds, name):
    found = replace(profile(0, GARDEN, NIGHT), behaviour=acting(**kinds))
    assert names(event_names, found) == [name]


@pytest.mark.parametrize(
    ("kinds", "is_of_films", "name"),
    [
        ({"play": 6, "finish": 3, "rate": 1}, True, "Drama viewers"),
        ({"play": 6, "finish": 3, "rate": 1}, False, "Drama players"),
        ({"read": 6, "finish": 3, "save": 1}, False, "Drama readers"),
        ({"listen": 5, "finish": 2, "save": 3}, False, "Drama users"),
        ({"finish": 9, "save": 1}, False, "Drama users"),
    ],
)
def test_what_is_finished_was_watched_or_read_before(kinds, is_of_films, name):
    genres = ("Drama", "Horror", "Comedy") if is_of_films else ("Drama",)
    rows = [
        (f"u{turn}", f"{genres[turn % len(genres)]} {turn}", kind) for kind, n in kinds.items() for turn in range(3 * n)
    ]
    items = {item for _, item, _ in rows}
    log = population(
        rows, categories={item: item.split()[0] for item in items}, users=[f"u{i}" for i in range(N_USERS)]
    )
    log = replace(log, meanings={kind: Meaning(kind, 1.0) for kind in kinds})
    drama = profile(0, lift("category", "Drama", 0.64, 0.31))
    assert [persona.name for persona in name_segments([drama], log)] == [name]
    if is_of_films:
        played = replace(drama, behaviour=acting(play=1.0))
        assert [persona.name for persona in name_segments([played], log)] == [name]


@pytest.mark.parametrize("key", ["n_events:low", "days_active:low"])
def test_who_comes_seldom_is_occasional(key):
    seldom = lift("behaviour", "fewer than usual", 0.65, 0.36, key)
    assert names(["view"], profile(0, seldom)) == ["Occasional browsers"]


@pytest.mark.parametrize(("share", "is_stated"), [(0.034, False), (0.24, False), (0.25, True), (0.4, True)])
def test_a_habit_of_few_describes_nobody(share, is_stated):
    morning = lift("daypart", "morning (8\N{EN DASH}12 h)", share, share / 3, "morning")
    [persona] = name_segments([profile(0, GARDEN, morning)], log_of("purchase"))
    assert (morning in persona.evidence, "in the morning" in persona.sentence) == (is_stated, is_stated)


@pytest.mark.parametrize(("share", "name"), [(0.52, "Garden buyers"), (0.6, "Late-night Garden buyers")])
def test_a_habit_in_a_name_holds_for_a_clear_majority(share, name):
    assert names(["purchase"], profile(0, GARDEN, replace(NIGHT, share=share))) == [name]


def seen(event_share, overall_event_share, next_event_share=0.0, n_items=10.0):
    return Contrast(
        event_share=event_share, overall_event_share=overall_event_share, next_share=0.0,
        next_event_share=next_event_share, n_items=n_items,
    )  # fmt: skip


def test_a_name_needs_a_high_share_of_events_too_and_several_items():
    garden = replace(GARDEN, contrast=seen(0.4, 0.1))
    assert names(["purchase"], profile(0, garden)) == ["Garden buyers"]
    for weak in (seen(0.12, 0.1), seen(0.009, 0.002), seen(0.4, 0.1, n_items=2.0)):
        assert names(["purchase"], profile(0, replace(GARDEN, contrast=weak))) == ["Broad-interest buyers"]


def test_what_the_next_segment_has_as_much_of_says_less():
    garden, pets = replace(GARDEN, contrast=seen(0.4, 0.1, 0.39)), replace(PETS, contrast=seen(0.3, 0.1, 0.1))
    assert names(["purchase"], profile(0, garden, pets)) == ["Pets & Garden buyers"]


def test_segments_that_are_eras_are_called_so():
    titles = {f"i{year}{place}": f"Film {place} ({year})" for year in (1957, 1996) for place in range(5)}
    genres = dict(zip(titles, ["Drama", "Comedy", "Horror"] * 4, strict=False))
    log = population([("u0", item, "rating") for item in titles], titles=titles, categories=genres)
    old = replace(lift("era", "1950s", 0.9, 0.4), contrast=seen(0.6, 0.2))
    new = replace(lift("era", say("{name}: more than usual", name="1996"), 0.9, 0.5, "1996"), contrast=seen(0.8, 0.3))
    found = [persona.name for persona in name_segments([profile(0, old), profile(1, new)], log)]
    assert found == ["Fans of 1950s films", "Fans of 1996 films"]


def test_who_views_films_is_no_browser():
    titles = {f"i{place}": f"Film {place}" for place in range(12)}
    genres = dict(zip(titles, ["Drama", "Comedy", "Horror"] * 4, strict=True))
    log = population([("u0", item, "view") for item in titles], titles=titles, categories=genres)
    [persona] = name_segments([profile(0, lift("category", "Horror", 0.8, 0.4))], log)
    assert persona.name == "Horror viewers"


def test_a_node_names_a_segment_where_its_name_stands_in_the_titles():
    titles = {f"i{place}": title for place, title in enumerate(["Water Bottle"] * 5 + ["Clock", "Scarf", "Rug", "Ink"])}
    log = population([("u0", item) for item in titles], titles=titles)
    node = Node(0, -1, 1, "Water bottles", (0,), 5)
    tree = InterestTree((node, replace(node, id=1, name="Clocks", n_items=4)), np.repeat([0, 1], [5, 4]))
    assert node_texts(log, tree)[0] == {"0": "water bottles"}
    two = replace(tree, nodes=(replace(node, name="Water bottles & clocks"), tree.nodes[1]))
    assert node_texts(log, two)[0] == {"0": "water bottles"}
    by_analyst = replace(tree, given={1: "Watches"})
    assert node_texts(log, by_analyst)[0] == {"0": "water bottles", "1": "Clocks"}
    bottles, clocks = (
        replace(lift("node", name, 0.8, 0.3, key), contrast=seen(0.5, 0.1))
        for key, name in (("0", "Water bottles"), ("1", "Clocks"))
    )
    found = name_segments([profile(0, bottles), profile(1, clocks)], log, tree=tree)
    assert [persona.name for persona in found] == ["Water bottle buyers", "Segment 1"]


def test_another_script_names_only_where_titles_are_written_in_it():
    tea = lift("category", "茶具", 0.8, 0.4)
    english = population([("u0", "x")], titles={"x": "Tea cup", "y": "Mug"}, users=[f"u{n}" for n in range(N_USERS)])
    chinese = population([("u0", "x")], titles={"x": "茶杯", "y": "Mug"}, users=[f"u{n}" for n in range(N_USERS)])
    called = [name_segments([profile(0, tea)], log)[0].name for log in (english, chinese)]
    assert called == ["Segment 0", "Buyers of 茶具"]


def test_a_segment_with_a_taste_that_no_name_can_say_is_not_called_broad():
    titles = {"x": "Tea cup", "y": "Mug"}
    log = population([("u0", "x")], titles=titles, users=[f"u{n}" for n in range(N_USERS)])
    [persona] = name_segments([profile(3, lift("category", "茶具", 0.8, 0.4))], log)
    assert persona.name == "Segment 3"
    assert "Nothing marks them out" not in persona.sentence


def test_a_segment_without_marks_gets_an_honest_name():
    [persona] = name_segments([profile(0)], log_of("purchase"))
    assert persona.name == "Broad-interest buyers"
    assert persona.sentence == "200 of 1,000 users (20.0 %). Nothing marks them out from all users."


@pytest.mark.parametrize(
    ("size", "name", "why"),
    [
        (1, "Too little known", "They are too few to describe."),
        (19, "Too little known", "They are too few to describe."),
        (20, "Broad-interest buyers", "Nothing marks them out from all users."),
    ],
)
def test_a_small_segment_has_too_few_users_for_rules(size, name, why):
    [persona] = name_segments([replace(profile(0), size=size, share=size / N_USERS)], log_of("purchase"))
    assert persona.name == name
    assert persona.sentence.endswith(f" %). {why}")


def test_a_small_segment_with_marks_is_called_by_them():
    garden = replace(GARDEN, count=10)
    small = Profile(0, size=15, share=0.015, lifts=(garden,), typical_users=())
    assert names(["purchase"], small) == ["Garden buyers"]


def test_small_segments_of_one_size_are_numbered():
    small = [replace(profile(number), size=7, share=0.007) for number in range(2)]
    assert names(["purchase"], *small) == ["Too little known", "Too little known 2"]


def test_hardly_any_fact_can_stand_out_of_a_segment_that_is_too_few():
    asked = NormalDist().inv_cdf(1 - FALSE_MARKS / 100)
    assert evidence(16, 16, N_USERS / 3, N_USERS) < asked < evidence(20, 20, N_USERS / 3, N_USERS)


def test_faint_marks_make_no_claim():
    faint = lift("category", "Garden", 0.1, 0.04)
    assert names(["purchase"], profile(0, faint)) == ["Broad-interest buyers"]


def test_the_segment_of_which_a_taste_says_most_is_called_by_it():
    strong, weak = lift("category", "Garden", 0.9, 0.31), GARDEN
    assert names(["purchase"], profile(0, weak, PETS), profile(1, strong)) == ["Pets buyers", "Garden buyers"]
    assert names(["purchase"], profile(0, weak), profile(1, weak, NIGHT)) == ["Garden buyers", "Late-night buyers"]


def test_no_two_tastes_share_half_their_words():
    first, second = profile(0, GARDEN, WEEKEND), profile(1, TEA, replace(WEEKEND, share=0.4, count=80))
    assert names(["purchase"], first, second) == ["Weekend Garden buyers", "Tea & Coffee buyers"]


def test_a_habit_of_the_neighbour_is_not_in_the_name():
    first, second = profile(0, GARDEN, WEEKEND), profile(1, TEA, WEEKEND)
    assert names(["purchase"], first, second) == ["Garden buyers", "Tea & Coffee buyers"]


def test_a_habit_joins_a_taste_where_the_nearest_segment_has_it_less():
    near, far = replace(profile(1, TEA), nearest=0), replace(profile(2, PETS, WEEKEND), nearest=0)
    first = replace(profile(0, GARDEN, WEEKEND), nearest=1)
    assert names(["purchase"], first, near, far)[0] == "Weekend Garden buyers"
    assert names(["purchase"], replace(first, nearest=2), near, far)[0] == "Garden buyers"


RICH = lift(
    "behaviour", say("average value of an event: {range}", range="at least 9.00"), 0.6, 0.25, "average_value:high"
)


def test_high_value_is_stated_of_a_segment_only_where_no_other_is_worth_as_much():
    first, poor = replace(profile(0, GARDEN, RICH), nearest=2), replace(profile(2, PETS), nearest=0)
    for nearest in (0, 2):
        beside = replace(profile(1, TEA, RICH), nearest=nearest)
        assert names(["purchase"], first, beside, poor)[:2] == ["Garden buyers", "Tea & Coffee buyers"]
    alone = names(["purchase"], first, replace(beside, lifts=(TEA,)), poor)
    assert alone[:2] == ["High-value Garden buyers", "Tea & Coffee buyers"]
    faint = lift("behaviour", RICH.name, 0.3, 0.25, RICH.key)  # hardly more than all users
    assert names(["purchase"], first, replace(beside, lifts=(TEA, faint)), poor)[0] == "High-value Garden buyers"


@pytest.mark.parametrize(
    ("key", "spend", "name"),
    [
        ("average_value:high", (900.0, 500.0), "High-value Garden buyers"),
        ("average_value:high", (300.0, 500.0), "Garden buyers"),  # few large events, and little money in all
        ("average_value:high", None, "High-value Garden buyers"),  # a log that knows no orders
        ("average_value:low", (300.0, 500.0), "Low-value Garden buyers"),
        ("average_value:low", (900.0, 500.0), "Garden buyers"),  # many small ones
        ("n_events:high", (300.0, 500.0), "Frequent Garden buyers"),
        ("n_events:low", (900.0, 500.0), "Occasional Garden buyers"),
        ("recency:high", (900.0, 500.0), "Lapsed Garden buyers"),
    ],
)
def test_no_name_says_of_the_value_of_users_what_their_spend_contradicts(
    key: str, spend: tuple[float, float] | None, name: str
) -> None:
    habit = replace(RICH, key=key)
    same = Measure(1.0, 1.0)
    acting = Behaviour(
        n_events=same, days_active=same, days_since_last=same, average_value=same, weekend_share=same, daypart="",
        daypart_share=None, kinds={}, spend=Measure(*spend) if spend else None,
    )  # fmt: skip
    first = replace(profile(0, GARDEN, habit), nearest=1, behaviour=acting)
    assert names(["purchase"], first, replace(profile(1, TEA), nearest=0))[0] == name


def test_what_a_segment_is_called_already_stays_and_the_others_are_called_otherwise():
    strong = lift("category", "Garden", 0.9, 0.31)
    both, log = [profile(0, GARDEN, PETS), profile(1, strong, NIGHT)], log_of("purchase")
    assert [each.name for each in name_segments(both, log)] == ["Pets buyers", "Late-night Garden buyers"]
    kept = Kept(generated={0: "Garden buyers"})
    found = name_segments(both, log, Doubts({0}), kept=kept)
    assert [each.name for each in found] == ["Garden buyers", "Late-night buyers"]
    assert found[0].evidence[0] == GARDEN
    given = name_segments(both, log, kept=Kept(given={0: "Garden lovers"}))
    assert [each.name for each in given] == ["Garden buyers", "Late-night buyers"]
    numbered = name_segments(both, log, kept=Kept(generated={0: say("Segment {other}", other=7)}))
    assert [each.name for each in numbered] == ["Segment 0", "Late-night Garden buyers"]
    plain = name_segments([profile(0), profile(1)], log, kept=Kept(generated={1: "Broad-interest buyers"}))
    assert [each.name for each in plain] == ["Segment 0", "Broad-interest buyers"]


def test_a_name_by_habits_alone_fits_no_other_segment():
    unproven = Doubts({0, 1, 2})
    night_owls = profile(1, NIGHT)
    both = [replace(profile(0, WEEKEND, NIGHT), nearest=1), replace(night_owls, nearest=0)]
    found = name_segments(both, log_of("purchase"), unproven)
    assert [persona.name for persona in found] == ["Weekend late-night buyers", "Segment 1"]
    found = name_segments([*both, replace(profile(2, WEEKEND, NIGHT), nearest=0)], log_of("purchase"), unproven)
    assert [persona.name for persona in found] == ["Segment 0", "Segment 1", "Segment 2"]


def test_a_habit_that_fresh_events_cannot_compare_with_the_nearest_segment_names_nothing():
    hidden = replace(profile(1), nearest=0, why_no_facts=say("There is too little."))
    [first, _] = name_segments([replace(profile(0, NIGHT), nearest=1), hidden], log_of("purchase"), Doubts({0, 1}))
    assert first.name == "Segment 0"


def test_a_segment_of_what_is_left_over_is_called_broad_though_its_verdict_is_weak():
    afternoon = lift("daypart", "afternoon (12\N{EN DASH}16 h)", 0.7, 0.4, "afternoon")
    log, doubts = log_of("purchase"), Doubts({0, 1, 2}, {0, 1})
    mixed, liking, weak = profile(0, afternoon), profile(1, GARDEN, NIGHT), profile(2, FREQUENT)
    found = [persona.name for persona in name_segments([mixed, liking, weak], log, doubts)]
    assert found == ["Afternoon broad-interest buyers", "Late-night buyers", "Frequent buyers"]
    [alone] = name_segments([profile(0)], log, doubts)
    assert alone.name == "Broad-interest buyers"
    unknown = replace(profile(0), why_no_facts=say("There is too little."))
    assert [persona.name for persona in name_segments([unknown], log, doubts)] == ["Segment 0"]


def test_a_number_beside_a_clear_taste_is_explained():
    [persona] = name_segments([profile(1, TEA)], log_of("purchase"), Doubts({1}))
    assert persona.name == "Segment 1"
    assert persona.sentence.endswith(". The verdict on it is too weak for a taste to name it.")
    twins = name_segments([profile(1, TEA), profile(2, TEA)], log_of("purchase"))
    assert twins[1].sentence.endswith(". A name by their tastes would fit another segment too, or say too little.")


def test_what_nearly_everybody_in_the_segment_has_names_it():
    signs, wine = lift("term", "metal sign", 0.96, 0.29), lift("term", "wine", 0.15, 0.05)
    assert names(["purchase"], profile(0, replace(wine, strength=30.0), replace(signs, strength=9.0))) == [
        "Metal sign buyers"
    ]


@pytest.mark.parametrize(
    ("share", "of_events", "name"),
    [(0.99, 0.7, "True crime podcast buyers"), (0.99, 0.4, "Murder buyers"), (0.7, 0.7, "Murder buyers")],
)
def test_a_category_that_nearly_all_of_a_segment_is_about_names_before_words_of_titles(share, of_events, name):
    name_of_fact = say("{name}: more than usual", name="True crime podcast")
    common = lift("category", name_of_fact, share, 0.5, "True crime podcast")
    common = replace(common, contrast=seen(of_events, 0.3))
    murder = replace(lift("term", "murder", 0.8, 0.2), contrast=seen(0.4, 0.05))
    assert names(["purchase"], profile(0, murder, common)) == [name]


def shop(*titles, times=1):
    """A log in which one user has each of these titles, so many items of each."""
    every = {f"i{place}": title for place, title in enumerate(titles * times)}
    log = population([("u0", item) for item in every], titles=every, users=[f"u{i}" for i in range(N_USERS)])
    return log, InterestTree((Node(0, -1, 1, "Hearts", (0,), len(every)),), np.zeros(len(every), np.int32))


def liked(name, worth, share=0.6):
    """A clear taste by a word or two; the more of the events, the more it is worth."""
    return replace(lift("term", name, share, share / 2), contrast=seen(0.05 + 0.1 * worth, 0.05))


THINGS = ["Box", "Bell", "Mug", "Wreath", "Frame", "Clock", "Candle", "Lamp", "Tray", "Sofa", "Rug"]
MOTIF = [*(f"Zinc Heart {thing}" for thing in THINGS), *["Zinc Heart"] * 6]
"""Hearts on many things."""


@pytest.mark.parametrize(
    ("titles", "lifts", "name"),
    [
        (["Metal Sign", "Tin Sign"], [liked("sign", 4), liked("metal sign", 3.6)], "Metal sign buyers"),
        (["Metal Sign", "Tin Sign"], [liked("sign", 4), liked("metal sign", 4, 0.3)], "Sign buyers"),
        (
            [*MOTIF, *["Hanging Heart"] * 4],
            [liked("heart", 4), liked("hanging heart", 2.6)],
            "Hanging heart buyers",
        ),
        (MOTIF, [liked("heart", 4)], "Buyers of heart items"),
        ([*MOTIF, "Doormat"], [liked("heart", 4), liked("doormat", 3)], "Heart & doormat buyers"),
        (["Doormat", "Clock"], [liked("clock", 4), liked("doormat", 3)], "Clock & doormat buyers"),
        (["Doormat", "Clock"], [liked("clock", 4), liked("doormat", 1)], "Clock buyers"),
        (["Doormat", "Clock"], [liked("clock", 4), liked("doormat", 4, 0.25)], "Clock buyers"),
        (["Card", "Card Game"], [liked("card", 4), liked("game", 3)], "Card buyers"),
        (["Christmas Tree", "Christmas Bell"], [liked("christmas", 4)], "Christmas buyers"),
    ],
)
def test_a_word_that_is_vague_alone_is_named_with_its_company(titles, lifts, name):
    log, tree = shop(*titles, times=4)
    [persona] = name_segments([profile(0, *lifts)], log, tree=tree)
    assert persona.name == name


def test_a_node_that_is_called_by_what_is_on_things_names_nothing():
    titles = {f"i{place}": f"Fairy {thing}" for place, thing in enumerate(THINGS)}
    log = population([("u0", item) for item in titles], titles=titles, users=[f"u{i}" for i in range(N_USERS)])
    tree = InterestTree((Node(0, -1, 1, "Fairy", (0,), len(titles)),), np.zeros(len(titles), np.int32))
    fairy = replace(lift("node", "Fairy", 0.8, 0.3, "0"), contrast=seen(0.5, 0.1))
    [persona] = name_segments([profile(0, fairy, GARDEN)], log, tree=tree)
    assert persona.name == "Garden buyers"


def test_what_few_items_share_names_nothing():
    titles = {f"i{number}": f"Wooden {word}" for number, word in enumerate(["Sign"] * 4 + ["Frame"] * 3)}
    log = population([("u0", item, "purchase") for item in titles], titles=titles)
    lifts = [lift("term", "frame", 0.9, 0.2), lift("term", "sign", 0.5, 0.2)]
    [persona] = name_segments([profile(0, *lifts)], log)
    assert persona.name == "Sign buyers"


def test_a_segment_that_does_not_hold_is_called_by_habit_or_number():
    profiles = [profile(1, GARDEN, NIGHT), profile(2, TEA)]
    found = name_segments(profiles, log_of("purchase"), Doubts({1, 2}))
    assert [persona.name for persona in found] == ["Late-night buyers", "Segment 2"]


def test_parts_of_one_group_are_not_called_by_a_habit_that_others_have_too():
    halves = [profile(1, GARDEN, FREQUENT), profile(2, GARDEN, NIGHT), profile(3, TEA, WEEKEND)]
    found = name_segments(halves, log_of("purchase"), Doubts({1, 2, 3}))
    assert [persona.name for persona in found] == ["Segment 1", "Segment 2", "Weekend buyers"]
    assert "too weak for a taste to name it" in found[0].sentence


def test_a_category_too_long_for_the_people_stands_alone_in_the_plural():
    bread = lift("category", "BAKED BREAD/BUNS/ROLLS", 0.9, 0.2)
    [persona] = name_segments([profile(1, bread)], log_of("purchase"))
    assert persona.name == "Baked bread, buns & rolls"


def test_a_name_has_five_words_at_most():
    long = lift("category", "Hand made garden and patio furniture", 0.5, 0.3)
    assert names(["purchase"], profile(0, long, PETS)) == ["Pets buyers"]


def test_a_number_is_the_last_resort():
    assert names(["purchase"], profile(0), profile(1), profile(2)) == [
        "Broad-interest buyers",
        "Segment 1",
        "Segment 2",
    ]


@pytest.mark.parametrize(
    ("category", "share", "name"),
    [
        ("Politics", 0.9, "Late-night browsers"),  # "Tax plan" would say it in disguise
        ("Diabetes care", 0.9, "Late-night browsers"),
        ("Politics", 0.4, "Late-night Tax plan browsers"),  # a part of them have it: they are about something else
        ("Baby", 0.9, "Baby & Tax plan browsers"),
        ("Economy", 0.9, "Economy & Tax plan browsers"),
    ],
)
def test_a_part_of_a_sensitive_category_does_not_name_who_is_about_it(category, share, name):
    about = replace(lift("category", category, share, 0.3), contrast=seen(0.6, 0.1))
    part = replace(lift("category", "Tax plan", 0.8, 0.3), contrast=seen(0.3, 0.05))
    assert names(["page_view"], profile(0, about, part, NIGHT)) == [name]


def test_of_several_broad_segments_a_habit_sets_one_apart_though_others_have_it_too():
    owls, gardeners = profile(0, NIGHT), replace(profile(2, GARDEN, NIGHT), nearest=1)
    assert names(["purchase"], owls, profile(1), gardeners) == [
        "Late-night broad-interest buyers",
        "Broad-interest buyers",
        "Late-night Garden buyers",
    ]


def test_the_same_words_in_another_order_are_the_same_name():
    first = profile(0, GARDEN, lift("category", "Pets", 0.6, 0.3))
    second = profile(1, lift("category", "Pets", 0.64, 0.31), lift("category", "Garden", 0.6, 0.3))
    one, other = names(["purchase"], first, second)
    assert set(one.casefold().split()) != set(other.casefold().split())


@pytest.mark.parametrize("name", ["Pregnancy tests", "Payday loans", "Diabetes care", "孕妇用品", "Other", "unknown"])
def test_sensitive_and_vague_subjects_give_no_name(name):
    lifts = [lift("category", name, 0.9, 0.3), GARDEN]
    [persona] = name_segments([profile(0, *lifts)], log_of("purchase"))
    assert persona.name == "Garden buyers"
    assert name not in persona.sentence


def test_attributes_give_no_name():
    assert names(["purchase"], profile(0, lift("attribute", "gender: f", 0.9, 0.5))) == ["Broad-interest buyers"]


def test_terms_are_written_as_in_titles():
    terms = [lift("term", "bottle", 0.93, 0.33), lift("term", "water bottle", 0.9, 0.3)]
    assert phrases(terms, {"water bottle": "water bottles"}) == [("water bottles", terms[1])]
    assert phrases([lift("term", "青花 茶杯", 0.5, 0.2)], {}) == [("青花茶杯", lift("term", "青花 茶杯", 0.5, 0.2))]


def test_from_events_to_a_name():
    at = MONDAY + 5 * DAY + 9 * HOUR
    drinks, tools = (
        [f"{name}{i}" for i in range(4) for name in names] for names in (("tea", "coffee"), ("rake", "pot"))
    )
    weekend = [(f"a{i}", item, "purchase", at) for i in range(40) for item in drinks]
    weekday = [(f"b{i}", item, "purchase", at - 3 * DAY) for i in range(60) for item in tools]
    categories = {item: {"t": "Tea", "c": "Coffee"}.get(item[0], "Garden") for item in (*drinks, *tools)}
    log = population(weekend + weekday, categories=categories)
    segments = np.repeat(np.array([0, 1], dtype=np.int32), [40, 60])
    profiles = described(log, segments)
    first, second = name_segments(profiles, log)
    assert first.name == "Weekend Tea & Coffee buyers"
    assert second.name == "Weekday Garden buyers"
    assert first.sentence.startswith(
        "40 of 100 users (40.0 %). 100.0 % bought Tea items, compared with 40.0 % of all users"
    )


def test_a_taste_that_another_segment_has_more_of_names_nobody():
    most = Contrast(event_share=0.2, overall_event_share=0.05, next_share=0.3, next_event_share=0.1, n_items=9.0)
    garden = Lift("category", "Garden", 60, 0.6, 0.3, 2.0, "Garden", contrast=most)
    assert is_clear(garden)
    assert not is_clear(replace(garden, contrast=replace(most, next_share=0.7, next_event_share=0.3)))
    assert is_clear(replace(garden, contrast=replace(most, next_share=0.7)))


def test_a_department_of_the_log_is_not_called_by_one_of_its_types_that_has_its_word():
    types = {"Hive stand": "Hives > Stands", "Hive roof": "Hives > Roofs", "Veil": "Clothes > Veils"}
    titles = {
        f"{name}{place}": f"{word} {name}" for name in types for place, word in enumerate(("Oak", "Tin", "Elm", "Fir"))
    }
    categories = {item: types[item[:-1]] for item in titles}
    log = population([("u0", item) for item in titles], titles=titles, categories=categories)
    tree = InterestTree(
        (Node(0, -1, 1, "Hives", (0,), 8), Node(1, -1, 1, "Clothes", (8,), 4)),
        np.repeat([0, 1], [8, 4]).astype(np.int32),
    )
    hives = replace(lift("node", "Hives", 0.8, 0.3, "0"), contrast=seen(0.5, 0.1))
    stands = replace(lift("term", "hive stand", 0.75, 0.25), contrast=seen(0.45, 0.09))
    [persona] = name_segments([profile(0, hives)], log, tree=tree)
    assert persona.name == "Hives buyers"
    texts = dict(wordings_of(log, tree, goes_before=True).texts(profile(0, hives, stands)))
    assert texts == {"Hives": hives, "hive stand": stands}


def test_what_all_titles_say_is_read_once_for_a_log(monkeypatch):
    german = (
        "Hella Bremsbelag f\N{LATIN SMALL LETTER U WITH DIAERESIS}r Audi",
        "Sachs Bremsbelag vorne",
        "Bremse Sachs",
    )
    titles = {f"i{place}": title for place, title in enumerate(german)}
    log = population([("u0", item) for item in titles], titles=titles)
    first = wordings_of(log, None, goes_before=True)
    assert first.capitals["bremsbelag"] == "Bremsbelag"
    for reader in ("capitals_of", "maker_names"):
        monkeypatch.setattr(f"core.personas.topics.{reader}", None)
    again = wordings_of(log, None, goes_before=True)
    assert (again.capitals, again.makers) == (first.capitals, first.makers)


def test_a_long_name_of_a_node_is_shortened_so_that_the_people_fit():
    titles = {f"i{place}": f"{word} Desk Lamp" for place, word in enumerate(["Oak", "Tin", "Felt"])}
    titles |= {f"j{place}": f"{word} Laptop Sleeve" for place, word in enumerate(["Oak", "Tin", "Felt"])}
    titles |= {f"l{place}": f"{word} Floor Lamp" for place, word in enumerate(["Oak", "Tin", "Felt"])}
    log = population([("u0", item) for item in titles], titles=titles)
    tree = InterestTree((Node(0, -1, 1, "Desk lamp & laptop sleeve", (0,), 6),), np.array([0] * 6 + [-1] * 3, np.int32))
    desk = replace(lift("node", "Desk lamp & laptop sleeve", 0.8, 0.3, "0"), contrast=seen(0.5, 0.1))
    both = [lift("term", "desk lamp", 0.1, 0.05), lift("term", "laptop sleeve", 0.1, 0.05)]
    [persona] = name_segments([profile(0, desk, *both)], log, tree=tree)
    assert persona.name == "Lamp & laptop sleeve buyers"
    rated = population([("u0", item, "rating") for item in titles], titles=titles)
    [persona] = name_segments([profile(0, desk, *both)], rated, tree=tree)
    assert persona.name == "Lamp & laptop sleeve fans"
    [persona] = name_segments([profile(0, desk, both[1])], log, tree=tree)
    assert persona.name == "Laptop sleeve buyers"
    lamps = replace(lift("term", "desk lamp", 0.7, 0.3), contrast=seen(0.45, 0.1))
    titles |= {f"k{place}": "Desk Lamp" for place in range(3)}
    log = population([("u0", item) for item in titles], titles=titles)
    tree = replace(tree, leaf_of=np.array([0] * 9 + [-1] * 3, np.int32))
    [persona] = name_segments([profile(0, desk, lamps)], log, tree=tree)
    assert persona.name == "Desk lamp buyers"


def test_what_stands_behind_one_word_alone_is_not_left_without_it():
    titles = {f"i{place}": f"{word} Biberon Verre" for place, word in enumerate(["Oak", "Tin", "Felt"])}
    titles |= {f"j{place}": f"{word} Laptop Sleeve" for place, word in enumerate(["Oak", "Tin", "Felt"])}
    log = population([("u0", item) for item in titles], titles=titles)
    tree = InterestTree((Node(0, -1, 1, "Biberon verre & laptop sleeve", (0,), 6),), np.zeros(6, np.int32))
    node = replace(lift("node", "Biberon verre & laptop sleeve", 0.8, 0.3, "0"), contrast=seen(0.5, 0.1))
    both = [lift("term", "biberon verre", 0.1, 0.05), lift("term", "laptop sleeve", 0.1, 0.05)]
    [persona] = name_segments([profile(0, node, *both)], log, tree=tree)
    assert persona.name == "Biberon verre & laptop sleeve"


def test_what_says_little_beside_the_main_taste_names_nothing():
    main = replace(lift("term", "regency", 0.9, 0.2), contrast=seen(0.5, 0.1))
    faint = lift("category", "Pets", 0.45, 0.3)
    titles = {f"i{place}": f"Regency {word}" for place, word in enumerate(["Cup", "Pot", "Jug", "Bowl"])}
    log = population([("u0", item) for item in titles], titles=titles, users=[f"u{n}" for n in range(N_USERS)])
    [persona] = name_segments([profile(0, main, faint)], log)
    assert persona.name == "Buyers of regency items"
    [persona] = name_segments([profile(0, replace(main, key="vintage", name="vintage"), faint)], log)
    assert persona.name == "Segment 0"


def test_a_log_without_titles_names_the_cure():
    item = replace(lift("node", say("Like “{title}”", title="i1"), 0.8, 0.3, "0"), contrast=seen(0.5, 0.1))
    [persona] = name_segments([profile(3, item)], log_of("purchase"))
    assert persona.name == "Segment 3"
    assert "Load it again with --map text=COLUMN, or choose the column of titles on the page Data" in persona.sentence


def test_a_verb_before_your_ends_no_noun_phrase():
    found = {phrase.key: phrase.is_head for phrase in phrases_of("Make your own monsoon card kit")}
    assert found == {"make": False, "monsoon": False, "monsoon card": True, "card": True}


def test_what_names_call_nodes_is_found_once_for_a_log_and_a_tree(monkeypatch):
    log = population([("ann", f"i{n}") for n in range(6)], titles={f"i{n}": f"water bottle {n}" for n in range(6)})
    tree = InterestTree((Node(0, -1, 1, "water bottles", (0,), 6),), np.zeros(6, np.int32))
    other = replace(tree, nodes=(replace(tree.nodes[0], name="Clocks"),), given={0: "Water bottles"})
    read = []
    texts = node_names._node_texts
    monkeypatch.setattr(node_names, "_node_texts", lambda log, tree: read.append(tree) or texts(log, tree))
    found = [node_texts(log, each)[0]["0"] for each in (tree, tree, other, tree)]
    assert found == ["water bottles", "water bottles", "Clocks", "water bottles"]
    assert [id(each) for each in read] == [id(tree), id(other)]
