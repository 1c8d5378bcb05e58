"""Look-alikes: the nearest users of lists with one taste and with two, and the proof by hidden users."""

import numpy as np
import pytest

from core.compute.vectors import unit_rows
from core.errors import DataError
from core.shaping import nearest
from core.shaping.nearest import HiddenCheck, find_nearest, is_of_whole_segments

N_USERS, N_GROUPS = 600, 6
GROUPS = np.arange(N_USERS) % N_GROUPS


def space(noise=0.5, n_dims=6):
    """Users around as many axes as there are groups, in turn."""
    rng = np.random.default_rng(0)
    return unit_rows(np.eye(n_dims)[GROUPS] + rng.normal(scale=noise / np.sqrt(n_dims), size=(N_USERS, n_dims)))


def listed(*groups, n=30):
    marked = np.zeros(N_USERS, dtype=bool)
    for group in groups:
        marked[np.flatnonzero(group == GROUPS)[:n]] = True
    return marked


EVERYBODY = np.ones(N_USERS, dtype=bool)


@pytest.mark.parametrize("groups", [(1,), (0, 4)])
def test_the_nearest_are_of_the_groups_of_the_list_and_none_of_it(groups):
    found = find_nearest(space(), listed(*groups), EVERYBODY, 60)
    assert len(found.rows) == 60
    assert not listed(*groups)[found.rows].any()
    assert np.isin(GROUPS[found.rows], groups).mean() >= 0.95
    assert set(GROUPS[found.rows]) >= set(groups)
    assert np.all(np.diff(found.cosines) <= 0)
    assert np.all(np.diff(found.nearness) <= 0)


def test_nearness_and_the_proof_are_those_of_a_count_by_hand():
    vectors, marked = space(), listed(2)
    found = find_nearest(vectors, marked, EVERYBODY, 40)
    own = np.flatnonzero(marked)
    means = {}
    for user in (*own, *found.rows):
        cosines = np.sort(vectors[own[own != user]] @ vectors[user])[-10:]
        means[user] = cosines.mean()
    np.testing.assert_allclose(found.cosines, [means[row] for row in found.rows], rtol=1e-5)
    expected = [np.mean([means[each] < means[row] for each in own]) for row in found.rows]
    np.testing.assert_allclose(found.nearness, expected, atol=1e-9)
    assert (found.check.n_hidden, found.check.n_nearest) == (30, 40)
    assert found.check.at_random == pytest.approx(40 / 585)
    assert found.check.recall > 0.3  # 100 of the group are alike: 40 of the 85 others at best
    assert found.sentences()[1].startswith("Half of the list was hidden, then the other half: ")


def test_a_list_without_a_taste_finds_its_hidden_users_as_seldom_as_chance():
    rng = np.random.default_rng(1)
    vectors = unit_rows(rng.normal(size=(5000, 20)))
    found = find_nearest(vectors, np.isin(np.arange(5000), rng.choice(5000, 500, False)), np.ones(5000, bool), 500)
    assert found.check.recall == pytest.approx(found.check.at_random, abs=0.05)


def test_a_list_from_all_groups_alike_is_no_better_than_chance():
    found = find_nearest(space(), np.arange(N_USERS) < 60, EVERYBODY, 40)
    assert found.sentences()[-1] == "By this check look-alikes of this list are no better than chance."


@pytest.mark.parametrize(
    ("recall", "is_beyond"), [(0.05, False), (0.088, False), (0.15, False), (0.2, True), (1, True)]
)
def test_a_share_that_chance_often_finds_is_no_better_than_chance(recall, is_beyond):
    check = HiddenCheck(n_hidden=100, n_nearest=50, recall=recall, at_random=0.088)
    assert check.is_beyond_chance is is_beyond
    assert len(check.sentences()) == (1 if is_beyond else 2)
    assert not HiddenCheck(100, 900, 1.0, 1.0).is_beyond_chance


def test_blocks_and_drawn_users_of_a_list_change_little(monkeypatch):
    vectors, marked = space(), listed(1, 3)
    whole = find_nearest(vectors, marked, EVERYBODY, 50)
    monkeypatch.setattr(nearest, "_CELLS", 97)
    blocks = find_nearest(vectors, marked, EVERYBODY, 50)
    np.testing.assert_array_equal(blocks.rows, whole.rows)
    np.testing.assert_allclose(blocks.cosines, whole.cosines, rtol=1e-6)
    monkeypatch.setattr(nearest, "MOST_COMPARED", 30)
    drawn = find_nearest(vectors, marked, EVERYBODY, 50)
    assert np.isin(GROUPS[drawn.rows], (1, 3)).mean() >= 0.9


def test_short_lists_are_not_checked_and_unknown_users_are_counted():
    is_known = EVERYBODY.copy()
    is_known[[0, 1, 2]] = False
    found = find_nearest(space(), listed(0, n=3), is_known, 5)
    assert (found.n_listed, found.n_blank, found.n_candidates) == (2, 1, 595)
    assert found.check is None
    assert np.isnan(found.nearness).all()
    assert found.sentences()[1:] == [
        "1 user of the list has interacted with no item that the run knows, and is left out.",
        "A list of fewer than 20 users cannot be checked: too few could be hidden.",
    ]
    one = find_nearest(space(), listed(0, n=1), EVERYBODY, 5)
    assert GROUPS[one.rows].tolist() == [0] * 5
    with pytest.raises(DataError, match="Nobody of the list is known"):
        find_nearest(space(), listed(0, n=1), is_known, 5)
    with pytest.raises(DataError, match="All users are on the list"):
        find_nearest(space(), EVERYBODY, EVERYBODY, 5)


def test_a_list_of_whole_segments_is_known_as_such():
    assert is_of_whole_segments(GROUPS + 1, listed(1, n=100))
    assert is_of_whole_segments(GROUPS + 1, listed(1, n=95))
    assert not is_of_whole_segments(GROUPS + 1, listed(1, 2, n=50))
    assert not is_of_whole_segments(GROUPS - 1, listed(0, n=100))  # the unassigned are no segment
