"""Which words of titles a card states beside what a log itself calls its items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.interests.tree import SEPARATOR, InterestTree, Node
from core.personas.likes import likes_sentence
from core.personas.naming import name_segments
from core.personas.stated import with_what_is_stated
from core.sentences import say
from core.types import Lift, Persona, Profile
from core.types.figures import Contrast
from core.views.marks import trait_name
from tests.populations import population

WORDS = ("Cold", "Silent", "Buried", "Frozen")
PLACES = ("Detective", "Fjord", "Verdict")
CRIME = {
    f"c{place}{number}": f"{word} {noun}" for place, noun in enumerate(PLACES) for number, word in enumerate(WORDS)
}
FOOD = {f"f{number}": f"{word} Kitchen" for number, word in enumerate(("Tuscan", "Street", "Slow", "Market"))}
REALITY = {f"r{number}": f"{word} Love" for number, word in enumerate(("Dream", "Secret"))}
KOREAN = {f"k{number}": f"{word} Love" for number, word in enumerate(("Seoul", "Moonlit"))}
TITLES = {**CRIME, **FOOD, **REALITY, **KOREAN}
OF = {"c": "Crime", "f": "Food", "r": "Reality", "k": "Korean"}


def log(with_categories=True):
    categories = {item: OF[item[0]] for item in TITLES} if with_categories else None
    return population([("u0", item, "view") for item in TITLES], titles=TITLES, categories=categories)


def taste(kind, name, times=4.0, share=0.6):
    """A clear taste that is ``times`` as much of the events of a segment as of all."""
    seen = Contrast(
        event_share=0.1 * times, overall_event_share=0.1, next_share=0.1, next_event_share=0.05, n_items=4.0
    )
    return Lift(kind, name, round(200 * share), share, 0.2, share / 0.2, name, contrast=seen)


def stated(*lifts, with_categories=True, tree=None):
    profile = Profile(1, 200, 0.2, lifts, ())
    [found] = with_what_is_stated([profile], log(with_categories), tree)
    return [lift.is_stated for lift in found.lifts]


@pytest.mark.parametrize(
    ("times", "expected"), [(4.0, False), (4.9, False), (5.1, True), (8.0, True)], ids=["same", "hardly", "more", "own"]
)
def test_a_word_of_titles_beside_its_category_is_stated_where_it_says_more(times, expected):
    assert stated(taste("category", "Crime"), taste("term", "detective", times)) == [True, expected]


def test_a_word_is_stated_where_no_given_category_of_the_segment_covers_it():
    crime, kitchen = taste("category", "Crime"), taste("term", "kitchen")
    assert stated(crime, kitchen) == [True, True]
    assert stated(taste("term", "detective")) == [True]
    assert stated(taste("term", "detective"), with_categories=False) == [True]
    faint = replace(crime, share=0.22, overall_share=0.2, lift=1.1)
    assert stated(faint, taste("term", "detective")) == [True, True]


def test_a_word_that_two_categories_cover_together_is_weighed_against_both():
    korean, reality = taste("category", "Korean", 5.0), taste("category", "Reality", 1.6)
    assert stated(korean, taste("term", "love")) == [True, True]  # half of it: "love" is in Reality as well
    assert stated(korean, reality, taste("term", "love", 4.0)) == [True, True, False]
    assert stated(korean, reality, taste("term", "love", 4.2)) == [True, True, True]


def test_a_bare_adjective_and_a_word_of_few_items_are_never_stated():
    assert stated(taste("term", "cold"), taste("term", "love"), with_categories=False) == [False, True]
    assert stated(taste("term", "street"), taste("term", "kitchen")) == [False, True]


def test_a_node_by_words_of_titles_is_as_its_words_and_a_given_one_is_stated():
    leaf_of = np.array([0 if item[:2] == "c0" else 1 if item[0] == "c" else 2 for item in TITLES], np.int32)
    nodes = [Node(0, -1, 1, "Detective", (0,), 4), Node(1, -1, 1, "Cold", (5,), 8), Node(2, -1, 1, "Food", (12,), 8)]
    tree = InterestTree(tuple(nodes), leaf_of)
    detective, cold, food = (replace(taste("node", node.name), key=str(node.id)) for node in nodes)
    assert stated(detective, cold, food, tree=tree) == [True, False, True]
    assert stated(taste("category", "Crime"), detective, tree=tree) == [True, False]
    own = replace(tree, given={0: "Whatever"})
    assert stated(taste("category", "Crime"), detective, tree=own) == [True, True]


def likes(*lifts, name="Segment 1", evidence=()):
    return likes_sentence(Profile(1, 200, 0.2, lifts, ()), Persona(1, name, "", evidence))


def test_given_categories_come_first_and_what_is_not_stated_stands_only_where_the_name_says_it():
    crime, food = taste("category", "Crime"), taste("category", "Food", 3.0, 0.5)
    detective = replace(taste("term", "detective", 6.0, 0.7), is_stated=False)
    assert likes(detective, food, crime) == "Crime (60.0 %, all users 20.0 %), Food (50.0 %, all users 20.0 %)."
    assert likes(detective, crime) == "Crime (60.0 %, all users 20.0 %)."
    assert likes(replace(detective, is_stated=True), crime) == (
        "Crime (60.0 %, all users 20.0 %), detective (70.0 %, all users 20.0 %)."
    )
    named = likes(detective, crime, name="Detective viewers", evidence=(detective,))
    assert named == "detective (70.0 %, all users 20.0 %), Crime (60.0 %, all users 20.0 %)."
    beside = likes(detective, crime, name="Crime viewers", evidence=(crime, detective))
    assert beside == "Crime (60.0 %, all users 20.0 %)."


def test_a_part_of_an_interest_is_read_aloud_without_its_path():
    retrospot = taste("node", f"Bag{SEPARATOR}Retrospot", 4.0)
    more = replace(retrospot, name=say("{name}: more than usual", name=f"Wicker & woodland{SEPARATOR}Wicker"))
    assert likes(retrospot) == "Retrospot in Bag (60.0 %, all users 20.0 %)."
    assert likes(more) == "Wicker in Wicker & woodland more than usual (60.0 %, all users 20.0 %)."
    names = [trait_name(each) for each in (retrospot, more, taste("category", "Bag"))]
    assert names == ["Retrospot in Bag", "Wicker in Wicker & woodland: more than usual", "Bag"]


def item(name, share, times=6.0):
    return replace(taste("item", name, times, share), key=name)


def test_a_segment_of_one_item_says_so_and_keeps_its_number():
    segment = Profile(2, 200, 0.2, (item("Rake", 0.98), item("Hose", 0.3)), ())
    users = [f"u{place}" for place in range(1000)]
    [persona] = name_segments([segment], population([("u0", "Rake"), ("u1", "Hose")], users=users))
    assert persona.name == "Segment 2"
    assert persona.sentence == (
        "200 of 1,000 users (20.0 %). 98.0 % bought “Rake”, compared with 20.0 % of all users "
        "(4.9 \N{MULTIPLICATION SIGN}). No taste is clear beyond it, and a name needs at least four items."
    )
    assert likes_sentence(segment, persona) == "“Rake” (98.0 %, all users 20.0 %); no taste beyond this item is clear."
    two = replace(segment, lifts=(item("Rake", 0.98), item("Hose", 0.9)))
    assert likes_sentence(two, persona) == (
        "“Rake” (98.0 %, all users 20.0 %), “Hose” (90.0 %, all users 20.0 %); no taste beyond such items is clear."
    )


@pytest.mark.parametrize(
    "bought", [item("Rake", 0.55), item("Rake", 0.98, times=1.9), replace(item("Rake", 0.98), lift=1.6)]
)
def test_a_best_seller_that_others_buy_as_well_is_no_item_of_a_segment(bought):
    users = [f"u{place}" for place in range(1000)]
    [persona] = name_segments([Profile(2, 200, 0.2, (bought,), ())], population([("u0", "Rake")], users=users))
    assert persona.name == "Broad-interest buyers"


def test_a_segment_with_a_taste_is_named_by_it_whatever_item_all_have():
    crime, rake = taste("category", "Crime"), item("Rake", 0.98)
    users = [f"u{place}" for place in range(1000)]
    [persona] = name_segments([Profile(2, 200, 0.2, (crime, rake), ())], population([("u0", "Rake")], users=users))
    assert persona.name == "Crime buyers"
    assert likes(crime, rake) == "Crime (60.0 %, all users 20.0 %)."
