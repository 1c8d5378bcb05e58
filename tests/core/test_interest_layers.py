"""Weights of the layers of interests: what was before each pick, whom users lean on, and what is offered by them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from core.recommenders.for_users import Popularity
from core.recommenders.interest_layers import InterestLayers
from core.recommenders.layer_weights import Layers, choose_strength, picks_of, weights_of_all, weights_of_groups
from core.recommenders.offered import own_items
from core.recommenders.user_lists import Wish, user_lists
from core.views.interest_layers import levels_of
from tests.populations import DAY, MONDAY, population

N_ITEMS, PER_FIELD, N_PICKED = 60, 10, 8
FIELDS, KINDS = np.arange(N_ITEMS) // PER_FIELD, np.arange(N_ITEMS) // 2
"""Six fields of ten items; each has five kinds of two."""
NODES = np.vstack([FIELDS, 6 + KINDS]).astype(np.int32)


def log_of(picks):
    """A log in which users pick items of these numbers, one a day; all items are known from the first user."""
    rows = [("all", f"i{n:02}", "purchase", MONDAY) for n in range(N_ITEMS)]
    rows += [
        (user, f"i{item:02}", "purchase", MONDAY + day * DAY)
        for user, items in picks.items()
        for day, item in enumerate(items)
    ]
    return population(rows)


def picked(rng, *, is_broad):
    """Eight items, of the first field or of all."""
    return rng.permutation(PER_FIELD if is_broad else N_ITEMS)[:N_PICKED].tolist()


@pytest.fixture(scope="module")
def log():
    rng = np.random.default_rng(0)
    return log_of({f"u{n:03}": picked(rng, is_broad=n % 2 == 0) for n in range(120)})


def fitted(log, segments=None):
    return InterestLayers(item_layers=lambda _log: NODES, segments=segments).fit(log)


def test_each_pick_is_compared_with_what_was_before_it():
    own = sparse.csr_array(np.array([[0.25, 0.5, 0.5, 1.0], [1.0, 1.0, 0.0, 0.0]]))
    layers = Layers([np.array([0, 0, 1, 0])], [np.array([0.6, 0.4])])
    picks = picks_of(own, layers)
    order = np.argsort(picks.lifts[:, 1])
    # the second user took both at once; of the first one, items 1 and 2 came after item 0, and 3 after all of these
    assert picks.rows.tolist() == [0, 0, 0]
    assert picks.lifts[order, 1].round(4).tolist() == [0.0, 1.0, round(1 / 0.6, 4)]
    assert picks.lifts[order, 1][1] == pytest.approx((0.25 + 0.5) / 1.25 / 0.6)
    assert picks.is_late[order].tolist() == [0, 1, 0]
    assert (picks.lifts[:, 0] == 1).all()


def test_the_weights_are_those_under_which_picks_were_drawn():
    rng = np.random.default_rng(0)
    is_of_layer = rng.random(20_000) < 0.7
    in_node = np.where(is_of_layer, True, rng.random(20_000) < 0.25)  # the node holds a quarter of all picks
    lifts = np.stack([np.ones(20_000), np.where(in_node, 4.0, 0.0)], axis=1)
    assert weights_of_all(lifts) == pytest.approx([0.3, 0.7], abs=0.02)
    assert weights_of_all(np.ones((0, 4))).tolist() == [0.25] * 4


def test_who_picked_little_leans_on_the_prior_and_who_picked_much_does_not():
    prior = np.tile([0.5, 0.5], (3, 1))
    rows = np.array([1] + [2] * 1_000)
    lifts = np.tile([1.0, 4.0], (1_001, 1))
    none, one, many = weights_of_groups(rows, lifts, prior, 10.0)[:, 1]
    assert none == 0.5
    assert 0.5 < one < 0.6 < 0.95 < many
    assert weights_of_groups(rows, lifts, prior, np.inf).tolist() == prior.tolist()


def test_the_strength_is_low_where_users_differ_and_high_where_they_do_not(log):
    rng = np.random.default_rng(1)
    alike = log_of({f"u{n:03}": picked(rng, is_broad=False) for n in range(120)})
    strengths = []
    for each in (log, alike):
        made = fitted(each)
        picks = picks_of(own_items(each)[:, made.items_], made.layers_)
        strengths.append(choose_strength(picks, made.overall_))
        assert strengths[-1] == made.strength_
    assert strengths[0] < strengths[1]


def test_users_and_segments_have_weights_of_their_own(log):
    is_broad = np.array([False] + [True, False] * 60)
    segments = np.where(is_broad, 1, 2).astype(np.int32)
    segments[0] = -1
    made = fitted(log, segments)
    own = own_items(log)[:, made.items_]
    found = made.weights_of(own, segments)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert found.n_picks.tolist() == [0] + [N_PICKED - 1] * 120  # the first user took all at once
    broad = found.weights[:, 1]
    assert broad[1:][is_broad[1:]].mean() > 0.6 > 0.3 > broad[1:][~is_broad[1:]].mean()
    assert made.of_segments_[1, 1] > made.overall_[1] > made.of_segments_[2, 1]
    assert found.weights[0] == pytest.approx(made.overall_)
    # who has no pick after others has the weights of the segment, and of all users without one
    nothing = sparse.csr_array((2, len(made.items_)))
    leaning = made.weights_of(nothing, np.array([1, -1], dtype=np.int32)).weights
    assert leaning.tolist() == [made.of_segments_[1].tolist(), made.overall_.tolist()]
    assert made.weights_of(nothing).weights[0].tolist() == made.overall_.tolist()


def test_a_user_gets_what_the_weights_make_likely(log):
    made = fitted(log)
    own = own_items(log)[:, made.items_]
    scores = made.scores(own[[1]])[0]
    weights = made.weights_of(own[[1]]).weights[0]
    amounts = own[[1]].toarray()[0]
    expected = np.zeros(N_ITEMS)
    for item in range(N_ITEMS):
        lifts = [1.0]
        for nodes in (FIELDS[made.items_], KINDS[made.items_]):
            is_alike = nodes == nodes[item]
            lifts.append(amounts[is_alike].sum() / amounts.sum() / made.shares_[is_alike].sum())
        expected[item] = np.log(made.shares_[item] * (weights * lifts).sum())
    assert scores == pytest.approx(expected, abs=1e-4)
    (lists,) = user_lists(made, Popularity().fit(log), log, Wish(2))
    assert set(lists.items[1].tolist()) == set(range(PER_FIELD)) - set(
        log.histories.items[log.histories.users == 1].tolist()
    )


def test_a_tree_of_two_to_four_layers_has_words_for_each():
    assert levels_of(2) == ("everybody", "broad", "narrow")
    assert levels_of(4) == ("everybody", "broad", "middle", "narrower", "narrow")
    assert [len(levels_of(n)) for n in range(5)] == [1, 2, 3, 4, 5]


def test_without_layers_everybody_gets_what_is_popular(log):
    made = InterestLayers().fit(log)
    scores = made.scores(own_items(log)[:2][:, made.items_])
    assert scores == pytest.approx(np.tile(np.log(made.shares_), (2, 1)), abs=1e-5)
