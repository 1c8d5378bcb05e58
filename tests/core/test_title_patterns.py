"""Makers and sizes that titles state, and the names that they give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.personas.naming import name_segments
from core.profiles.title_patterns import makers_of, sizes_of
from core.sentences import say
from core.types import Profile
from core.types.figures import Contrast
from tests.core.test_personas import lift, log_of

SONGS = [
    f"{artist} - {song} of {artist}" for artist in ("Los Ríos", "Mira Kane") for song in ("Blue", "Rain", "Sea", "Sky")
]
SEEN = Contrast(event_share=0.3, overall_event_share=0.1, next_share=0.2, next_event_share=0.1, n_items=8)


def found(topics):
    return {key: np.flatnonzero(topics.items.toarray()[:, place]).tolist() for place, key in enumerate(topics.keys)}


def test_makers_stand_before_a_dash_or_behind_by():
    assert found(makers_of(np.array(SONGS))) == {"Los Ríos": [0, 1, 2, 3], "Mira Kane": [4, 5, 6, 7]}
    books = [f"Book {n} by Ann Lee" for n in range(4)]
    assert found(makers_of(np.array(books))) == {"Ann Lee": [0, 1, 2, 3]}


def test_variants_of_an_item_are_no_makers():
    variants = [f"{item} - {colour}" for item in ("Mug", "Bowl", "Plate") for colour in ("Blue", "Red", "Black", "Oat")]
    assert found(makers_of(np.array(variants))) == {}


def test_a_mobile_network_is_no_weight():
    phones = [f"Phone {n} {network}" for network in ("3G", "4G", "5G") for n in range(4)]
    assert found(sizes_of(np.array(phones))) == {}


def test_a_pattern_that_few_titles_follow_is_no_fact():
    assert found(makers_of(np.array([*SONGS, *(f"Tea {n}" for n in range(9))]))) == {}
    assert found(sizes_of(np.array(["Tea 100 g", "Mug", "Cup", "Pot"]))) == {}


def test_sizes_are_thirds_of_what_titles_state():
    titles = [f"Rice {n}00 g" for n in range(1, 10)] + ["Rice 5 kg", "Oil 2 l", "Oil 1.5 L"]
    assert found(sizes_of(np.array(titles))) == {"large packs": [8, 9, 10, 11], "small packs": [0, 1, 2, 3]}


def test_letters_are_sizes():
    titles = [f"Shirt {n} / {size}" for n in range(4) for size in ("XS", "M", "L", "2XL")]
    assert set(found(sizes_of(np.array(titles)))) == {"large sizes", "small sizes"}


def test_titles_without_different_sizes_have_no_ranges():
    assert found(sizes_of(np.array(["Tea 100 g"] * 8))) == {}


@pytest.mark.parametrize(
    ("event", "kind", "key", "name", "stated"),
    [
        ("listen", "maker", "Mira Kane", "Mira Kane listeners", "listened to Mira Kane items"),
        ("purchase", "size", say("large packs"), "Buyers of large packs", "bought large packs"),
    ],
)
def test_makers_and_sizes_name_segments(event, kind, key, name, stated):
    mark = replace(lift(kind, key, 0.8, 0.3), contrast=SEEN)
    [persona] = name_segments([Profile(0, 200, 0.2, (mark,), ())], log_of(event))
    assert persona.name == name
    assert stated in persona.sentence


def test_neighbouring_eras_are_two_names():
    eras = [
        replace(lift("era", say("late-{decade}s", decade=decade), 0.9, 0.4, f"late-{decade}s"), contrast=SEEN)
        for decade in (1980, 1990)
    ]
    profiles = [Profile(number, 200, 0.2, (era,), ()) for number, era in enumerate(eras)]
    names = [each.name for each in name_segments(profiles, log_of("purchase"))]
    assert names == ["Buyers of late-1980s titles", "Buyers of late-1990s titles"]
