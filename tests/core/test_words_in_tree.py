"""Makes, lines and variants lie anywhere in the tree, and name nothing."""

from __future__ import annotations

import numpy as np
import pytest

from core.interests.naming import name_siblings, read_wording
from core.interests.tree import InterestTree, Node
from core.interests.words_in_tree import phrases_anywhere, without_words_anywhere
from core.types import FloatArray, IntArray
from tests.populations import population

KINDS = (("Rope", "Harness", "Helmet", "Chalk bag"), ("Yarn", "Needle", "Hook", "Project bag"))
"""Things of climbers and of knitters: a bag of each kind is called after what it holds."""


MAKES = ("Nordwind", "Kreutz", "Altmann", "Berga", "Lindtal")


def catalogue(pattern: str, makes: tuple[str, ...]) -> tuple[list[str], IntArray]:
    """Return titles, of every thing one by every make, and the branch of each."""
    pairs = [
        (pattern.format(make=make, thing=thing), kind) for make in makes for kind in (0, 1) for thing in KINDS[kind]
    ]
    return [title for title, _kind in pairs], np.array([kind for _title, kind in pairs], dtype=np.int32)


def left(titles: list[str], branch_of: IntArray, by_users: FloatArray) -> set[str]:
    kept = without_words_anywhere(read_wording(np.array(titles, dtype=object)), branch_of, by_users)
    return set().union(*kept.of_item)


@pytest.mark.parametrize("pattern", ["{make} {thing}", "{thing} {make}", "{thing}, {make}", "{thing} by {make} 500 ml"])
@pytest.mark.parametrize(
    "makes", [("Nordwind", "Kreutz", "Altmann", "Berga"), ("Maison Lys", "Quarry Lane", "Van Dalen", "Casa Rio")]
)
def test_makes_are_left_out_wherever_they_stand_and_things_stay(pattern: str, makes: tuple[str, ...]) -> None:
    titles, branch_of = catalogue(pattern, makes)
    found = left(titles, branch_of, np.eye(2)[branch_of])
    words = {word for make in makes for word in make.casefold().split()}
    assert not [key for key in found if words & set(key.split())]
    assert {"rope", "harness", "helmet", "yarn", "needle", "hook", "chalk", "project"} <= found


def test_a_pair_says_a_thing_where_a_word_of_it_hardly_stands_alone() -> None:
    titles, branch_of = catalogue("{make} {thing}", MAKES)
    found = left(titles, branch_of, np.eye(2)[branch_of])
    assert "bag" not in found
    assert {"chalk bag", "project bag"} <= found


def test_what_the_same_users_take_says_what_they_like_though_it_is_in_many_branches() -> None:
    titles, branch_of = catalogue("{thing} {make}", ("Garland", "Altmann", "Berga", "Kreutz"))
    by_users = np.hstack([np.eye(2)[branch_of], np.array([[3.0 * ("Garland" in title)] for title in titles])])
    by_users /= np.linalg.norm(by_users, axis=1, keepdims=True)
    found = left(titles, branch_of, by_users)
    assert "garland" in found
    assert "altmann" not in found


def test_a_pair_that_lies_anywhere_takes_its_words_with_it() -> None:
    cans = [f"{thing} watering can" for thing in ("Zinc", "Copper", "Rabbit", "Elephant")]
    titles = [*cans, "Rope", "Rope knot", "Rope bag", "Yarn", "Yarn bowl", "Yarn ball"]
    branch_of = np.array([0, 1, 0, 1, 0, 0, 0, 1, 1, 1], dtype=np.int32)
    assert left(titles, branch_of, np.eye(2)[branch_of]) == {"rope", "yarn"}


def test_a_line_that_a_rare_thing_has_by_chance_makes_no_pair() -> None:
    titles, branch_of = catalogue("{make} {thing}", ("Nordwind", "Kreutz"))
    titles, branch_of = [*titles * 3, *["Nordwind Belay"] * 3], np.r_[np.tile(branch_of, 3), [0, 0, 0]].astype(np.int32)
    found = left(titles, branch_of, np.eye(2)[branch_of])
    assert "belay" in found
    assert "nordwind belay" not in found


def test_a_branch_of_one_make_is_named_by_its_things() -> None:
    titles, branch_of = catalogue("{make} {thing}", ("Nordwind", "Kreutz", "Altmann", "Berga"))
    titles, branch_of = titles * 2, np.tile(branch_of, 2)
    kept = without_words_anywhere(read_wording(np.array(titles, dtype=object)), branch_of, np.eye(2)[branch_of])
    of_make = np.array([title.startswith("Kreutz") for title in titles])
    parts = [np.flatnonzero((branch_of == 0) & (of_make == is_so)) for is_so in (True, False)]
    assert not any("kreutz" in name.casefold() for name in name_siblings(parts, kept))


def test_one_branch_says_of_no_word_that_it_lies_anywhere() -> None:
    titles, branch_of = catalogue("{make} {thing}", ("Nordwind", "Kreutz"))
    assert {"nordwind", "kreutz", "yarn"} <= left(titles, np.zeros_like(branch_of), np.eye(2)[branch_of])


def test_a_log_says_which_phrases_lie_anywhere_in_its_tree() -> None:
    titles, branch_of = catalogue("{make} {thing}", MAKES)
    events = [(f"u{user}", f"i{item:02d}") for user in range(60) for item in np.flatnonzero(branch_of == user % 2)]
    log = population(events, titles={f"i{item:02d}": title for item, title in enumerate(titles)})
    nodes = tuple(Node(kind, -1, 1, "", (), 20) for kind in (0, 1))
    found = phrases_anywhere(log, InterestTree(nodes, branch_of))
    assert {"nordwind", "kreutz", "altmann", "berga", "bag"} <= found
    assert found.isdisjoint({"rope", "yarn", "chalk bag"})
