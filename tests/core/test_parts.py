"""The preview of a split says of its parts what their cards say once the segment is divided."""

import numpy as np
import pytest

from core.personas.portrait import LIKES, make_portrait
from core.pipeline import appraise, run
from core.pipeline.parts import words_of_parts
from core.results.run import Options, Space
from core.shaping.divide import ways_to_divide
from core.trust.grade import Grade
from core.types import Recipe
from tests.populations import HOUR, MONDAY, population

TASTES = ("Garden", "Kitchen", "Toys", "Books")
OPTIONS = Options(with_map=False, with_interests=False)


def shop(n_of_each=70, n_events=24, own=0.7):
    """Users who take most of what they take from one category, the rest from anywhere."""
    rng = np.random.default_rng(3)
    items = [f"{taste}{place}" for taste in TASTES for place in range(15)]
    events = []
    for user in range(n_of_each * len(TASTES)):
        group = user // n_of_each
        for at in rng.integers(0, 100 * 24, n_events):
            is_own = rng.random() < own
            item = items[group * 15 + rng.integers(15)] if is_own else items[rng.integers(len(items))]
            events.append((f"u{user:03}", item, "purchase", MONDAY + int(at) * HOUR))
    titles = {item: f"A thing of number {place}" for place, item in enumerate(items)}
    return population(events, titles=titles, categories={item: item.rstrip("0123456789") for item in items})


LOG = shop()
GROUP = np.arange(LOG.n_users) // 70


@pytest.fixture(scope="module")
def found():
    return run(LOG, Recipe("counts", "kmeans", 4), OPTIONS)


def divided(found, merged):
    """Merge segments, divide what comes out in two; return vectors and labels."""
    vectors, labels = found.model.vectors(LOG)[1], found.clustering.labels
    before = np.where(np.isin(labels, merged), merged[0], labels).astype(np.int32)
    is_own = before == merged[0]
    _parts, own = next(ways_to_divide(vectors[is_own], 0))
    after = before.copy()
    after[is_own] = np.array([merged[0], 9], dtype=np.int32)[own - 1]
    return vectors, after


@pytest.mark.parametrize("merged", [(1, 2), (1,)])
def test_names_and_likes_of_parts_are_those_of_their_cards(found, merged):
    vectors, labels = divided(found, merged)
    parts = (merged[0], 9)
    card = appraise(LOG, labels, None, Space(vectors), OPTIONS)
    verdicts = card.trust.by_segment()
    words = words_of_parts(LOG, vectors, labels, {each: verdicts[each].verdict for each in parts}, OPTIONS)
    places = [np.unique(labels).tolist().index(each) for each in parts]
    for at, stated in zip(places, words, strict=True):
        profile, persona = card.description.profiles[at], card.description.personas[at]
        (likes,) = [line.sentence for line in make_portrait(profile, persona, ()).lines if line.about == LIKES]
        assert stated.likes == likes
        assert stated.name == ("" if str(persona.name).startswith("Segment ") else persona.name)


def test_parts_of_two_tastes_are_called_by_these(found):
    vectors, labels = divided(found, (1, 2))
    words = words_of_parts(LOG, vectors, labels, {1: Grade.USABLE, 9: Grade.USABLE}, OPTIONS)
    tastes = [TASTES[np.bincount(GROUP[labels == part]).argmax()] for part in (1, 9)]
    assert [each.name for each in words] == [f"{taste} buyers" for taste in tastes]
    for taste, each in zip(tastes, words, strict=True):
        assert each.likes.startswith(f"{taste} more than usual (")


def test_a_part_that_is_weak_is_not_named_by_a_taste(found):
    vectors, labels = divided(found, (1, 2))
    words = words_of_parts(LOG, vectors, labels, {1: Grade.WEAK, 9: Grade.USABLE}, OPTIONS)
    assert not any(taste in words[0].name for taste in TASTES)
    assert any(taste in words[1].name for taste in TASTES)


def test_what_made_the_parts_is_not_what_they_are_shown_to_like():
    """Users without any taste are divided by chance alone: in events that did not divide them nothing of it is left."""
    rng = np.random.default_rng(5)
    items = [f"{taste}{place}" for taste in TASTES for place in range(15)]
    events = [
        (f"u{user:03}", items[rng.integers(60)], "purchase", MONDAY + int(at) * HOUR)
        for user in range(240)
        for at in rng.integers(0, 100 * 24, 12)
    ]
    log = population(events, categories={item: item.rstrip("0123456789") for item in items})
    vectors = run(log, Recipe("counts", "kmeans", 2), OPTIONS).model.vectors(log)[1]
    _parts, own = next(ways_to_divide(vectors, 0))
    words = words_of_parts(log, vectors, own, dict.fromkeys((1, 2), Grade.USABLE), OPTIONS)
    assert not any(taste in f"{each.name} {each.likes}" for taste in TASTES for each in words)
