"""Segments that like a part of a small catalogue whose titles share no word are named by two of its items."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.personas.candidates import Doubts
from core.personas.likes import in_short, likes_sentence
from core.personas.naming import name_segments, named_lifts
from core.types import Lift, Persona, Profile
from core.types.figures import Contrast
from tests.populations import population

CLIMBING = ("Quickdraw set", "Helmet", "Belay device", "Dynamic rope", "Hangboard")
COFFEE = ("Espresso cups", "French press", "Burr grinder", "Drip bags", "Milk jug")
USERS = [f"u{place}" for place in range(1000)]


def item(name: str, share: float = 0.5, times: float = 4.0, of_next: float = 0.05) -> Lift:
    seen = Contrast(
        event_share=0.1 * times * share,
        overall_event_share=0.1 * share,
        next_share=of_next,
        next_event_share=0.001,
        n_items=1.0,
    )
    return Lift("item", name, round(200 * share), share, share / times, times, name, contrast=seen)


def part(share: float = 0.95, name: str = "Like “Helmet”") -> Lift:
    """The node of the tree that holds the items."""
    seen = Contrast(event_share=0.8, overall_event_share=0.2, next_share=0.2, next_event_share=0.1, n_items=5.0)
    return Lift("node", name, round(200 * share), share, 0.3, share / 0.3, "3", contrast=seen)


def segment(number: int, *lifts: Lift) -> Profile:
    return Profile(number, 200, 0.2, lifts, ())


def items_of(titles: tuple[str, ...], *, times: float = 4.0) -> list[Lift]:
    return [item(title, 0.6 - 0.05 * place, times) for place, title in enumerate(titles)]


def named(*profiles: Profile, doubts: Doubts | None = None) -> list[Persona]:
    titles = {title: title for title in (*CLIMBING, *COFFEE)}
    log = population([("u0", title) for title in titles], users=USERS, titles=titles)
    return name_segments(profiles, log, doubts or Doubts())


def name_of(*lifts: Lift, doubts: Doubts | None = None) -> str:
    return named(segment(1, *lifts), doubts=doubts)[0].name


def test_two_items_that_say_most_name_a_segment_and_are_its_evidence() -> None:
    profile = segment(1, *items_of(CLIMBING), part())
    [persona] = named(profile)
    assert persona.name == "Quickdraw set & Helmet buyers"
    assert persona.sentence == (
        "200 of 1,000 users (20.0 %). 60.0 % bought “Quickdraw set”, compared with 15.0 % of all users (4.0 ×); 55.0 % "
        "bought “Helmet”, compared with 13.7 % (4.0 ×)."
    )
    assert [lift.name for lift in named_lifts(persona)] == ["Quickdraw set", "Helmet"]
    assert likes_sentence(profile, persona) == (
        "“Quickdraw set” (60.0 %, all users 15.0 %), “Helmet” (55.0 %, all users 13.7 %), "
        "and 3 more items that they have at least twice as often as all users."
    )
    assert in_short(profile, persona) == "Likes “Quickdraw set”, “Helmet” and 3 more items."


def test_the_items_alone_are_the_name_where_there_is_no_room_for_the_people() -> None:
    assert name_of(*items_of(("Belay device", "Dynamic rope", "Crash pad", "Finger tape")), part()) == (
        "Belay device & Dynamic rope"
    )


def test_segments_are_named_by_items_of_their_own() -> None:
    names = [
        each.name for each in named(segment(1, *items_of(CLIMBING), part()), segment(2, *items_of(COFFEE), part()))
    ]
    assert names == ["Quickdraw set & Helmet buyers", "Espresso cups & French press"]


@pytest.mark.parametrize(
    "lifts",
    [
        [*items_of(CLIMBING[:3]), part()],  # too few: a chance
        [*items_of(CLIMBING, times=1.9), part()],  # others have them as well
        [*[item(title, 0.1) for title in CLIMBING], part()],  # few have them
        [*[item(title, of_next=0.9) for title in CLIMBING], part()],  # another segment has them more often
        items_of(CLIMBING),  # no part of the catalogue that they like
        [*items_of(CLIMBING), part(share=0.31)],
        [*items_of(("A very long title here", "Set of 6", "85123A", "Mug 500 ml", "🌱")), part()],  # nothing to say
        [*items_of(CLIMBING), part(name="Diabetes")],  # its items say the same
    ],
    ids=["three", "hardly", "few", "next", "scattered", "faint", "unsayable", "sensitive"],
)
def test_what_is_no_clear_part_of_many_items_names_nothing(lifts: list[Lift]) -> None:
    assert name_of(*lifts) in ("Segment 1", "Broad-interest buyers")


def test_items_beside_one_about_health_name_nobody() -> None:
    assert name_of(*items_of(("Insulin pen", "Sugar tablets", "Lancets", "Cotton wool", "Diabetes test")), part()) == (
        "Segment 1"
    )


def test_a_segment_that_does_not_hold_is_not_named_by_items() -> None:
    assert name_of(*items_of(CLIMBING), part(), doubts=Doubts(weak=[1])) == "Segment 1"


def test_a_word_that_many_titles_share_goes_before_items() -> None:
    rope = replace(part(), kind="term", name="rope", key="rope")
    titles = {f"r{place}": f"{kind} rope" for place, kind in enumerate(("Static", "Dynamic", "Twin", "Half", "Cord"))}
    log = population([("u0", each) for each in titles], users=USERS, titles=titles)
    [persona] = name_segments([segment(1, *items_of(CLIMBING), rope, part())], log)
    assert persona.name == "Rope buyers"


def test_a_variant_at_the_end_of_a_title_is_left_out() -> None:
    titles = ("Helmet Black Large", "Crash pad XL", "Hangboard Classic", "Harness Pro")
    assert name_of(*items_of(titles), part()) == "Helmet & Crash pad buyers"
