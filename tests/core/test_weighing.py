"""Weights of the hybrid are chosen on two validation parts, from the best part alone or where picks are likeliest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from core.recommenders.for_users import Ease, Popularity
from core.recommenders.likeliest import likeliest_weights
from core.recommenders.validation import split_late, split_validation
from core.recommenders.weighing import MIN_TUNED_USERS, choose_weights, joined, weigh
from tests.populations import DAY, MONDAY, population


def table(n_users, n_items=100, n_parts=2, right=0, seed=0):
    """Users who each pick one item, which one part scores highest and others at random."""
    rng = np.random.default_rng(seed)
    picked = rng.integers(1, n_items, n_users)
    targets = np.zeros((n_users, n_items))
    targets[np.arange(n_users), picked] = 1
    scores = [targets * 9.0 if place == right else rng.random((n_users, n_items)) for place in range(n_parts)]
    had = sparse.csr_array((n_users, n_items))
    return weigh(scores, had, sparse.csr_array(targets), np.zeros(n_items))


def test_the_late_part_is_the_last_fifth_of_all_events_and_of_users_who_were_there_before():
    rows = [(f"u{n}", f"i{day}", "purchase", MONDAY + day * DAY) for n in range(4) for day in range(10)]
    rows += [("late", "i9", "purchase", MONDAY + 9 * DAY), ("early", "i0", "purchase", MONDAY)]
    log = population(rows)
    made = split_late(log)
    users = {name: row for row, name in enumerate(log.histories.user_ids.tolist())}
    items = log.items.item_ids
    held = [items[row.nonzero()[0]].tolist() for row in made.targets.toarray()]
    assert held[users["u0"]] == ["i8", "i9"]
    assert held[users["late"]] == []  # nothing is known of the user before
    assert held[users["early"]] == []
    before = [items[row.nonzero()[0]].tolist() for row in made.had.toarray()]
    assert before[users["u0"]] == [f"i{day}" for day in range(8)]
    assert not set(made.train.histories.items.tolist()) & {items.tolist().index(each) for each in ("i8", "i9")}


@pytest.mark.parametrize("n_days", [1, 2])
def test_nothing_is_held_out_late_where_the_last_moment_has_more_than_a_fifth(n_days):
    log = population([(f"u{n}", f"i{n % n_days}", "purchase", MONDAY + (n % n_days) * DAY) for n in range(20)])
    assert split_late(log).targets.nnz == 0
    assert split_late(population([], users=["ann"])).targets.shape == (1, 0)


def test_users_of_both_parts_are_judged_as_one():
    first, second = table(20, right=0), table(40, n_items=60, right=1, seed=1)
    both = joined([first, None, second])
    weights = np.array([0.3, 1.0])
    expected = [*first.grade(weights), *second.grade(weights)]
    assert both.grade(weights).tolist() == pytest.approx(expected)
    assert both.length == 12  # a fifth of the shorter list of items
    assert both.best_alone().tolist() == [0, 1]  # twice as many users say so
    assert joined([table(MIN_TUNED_USERS - 1)]) is None
    assert joined([None, None]) is None


def test_a_part_in_which_all_find_much_counts_no_more_than_one_in_which_they_find_little():
    easy, hard = table(60, right=1), table(60, right=0, seed=1)
    hard = replace(hard, n_targets=hard.n_targets * 10)  # of ten picks one is among the candidates
    both = joined([easy, hard])
    found = both.grade(np.array([1.0, 0.0]))
    assert found[60:].mean() == pytest.approx(1)
    assert both.grade(np.array([0.0, 1.0]))[:60].mean() == pytest.approx(1)


def test_what_finds_certainly_less_in_one_part_is_not_taken():
    both = joined([table(200), table(40, seed=1)])
    chance = np.random.default_rng(0).normal(0, 0.2, 240)
    gain = np.repeat([0.3, -0.2], [200, 40]) + chance
    assert gain.mean() > 0.1
    assert not both._is_more(gain)
    assert both._is_more(np.repeat([0.3, 0.1], [200, 40]) + chance)
    few = joined([table(200), table(20, seed=1)])  # too few to say that they lose
    assert few._is_more(np.repeat([0.3, -0.2], [200, 20]) + chance[:220])
    assert not both._is_more(chance - chance.mean())


def test_the_likeliest_weights_follow_who_says_what_is_picked_and_know_no_part_below_nothing():
    rng = np.random.default_rng(0)
    good, bad, noise = rng.normal(size=(3, 500, 30))
    chances = np.exp(2 * good - bad)
    picked = np.array([rng.choice(30, p=row / row.sum()) for row in chances])
    is_target = np.arange(30) == picked[:, None]
    weights = likeliest_weights([good, bad, noise], np.ones_like(is_target), is_target)
    assert weights.sum() == pytest.approx(1)
    assert weights[0] > 0.9
    assert weights[1] == 0
    assert likeliest_weights([good, bad], is_target, np.zeros_like(is_target)).tolist() == [0.5, 0.5]


def test_likeliest_weights_pass_over_what_users_could_not_pick():
    scores = np.array([[5.0, 1.0, 0.0]] * 40)
    target = np.array([[False, True, False]] * 40)
    free = np.array([[False, True, True]] * 40)
    assert likeliest_weights([scores, -scores], free, target).round(2).tolist() == [1.0, 0.0]
    assert likeliest_weights([scores, -scores], np.ones_like(free), target).round(2).tolist() != [1.0, 0.0]


def test_two_parts_that_know_half_each_are_added_where_each_alone_finds_half():
    """A user picks what the first part sees or what the second sees; a climb from either alone may stop at once."""
    rng = np.random.default_rng(0)
    n_users, n_items = 400, 100
    targets = np.zeros((n_users, n_items))
    targets[np.arange(n_users), rng.integers(0, n_items, n_users)] = 1
    halves = np.arange(n_users)[:, None] % 2 == np.arange(2)
    scores = [rng.normal(size=(n_users, n_items)) + 4 * targets * halves[:, [part]] for part in range(2)]
    made = weigh(scores, sparse.csr_array((n_users, n_items)), sparse.csr_array(targets), np.zeros(n_items))
    alone = made.best_alone()
    assert made.grade(made.best_of_two(alone)).mean() > made.grade(alone).mean() + 0.1


def test_weights_of_a_log_without_a_pick_to_judge_are_the_first_part_alone():
    log = population([(f"u{n}", "one") for n in range(40)])
    parts = [each.fit(log) for each in (Ease(), Popularity())]
    found = choose_weights([split_validation(log), split_late(log)], parts)
    assert found.tolist() == [[1, 0]] * 3
