"""What users and segments take again: how often, how lately, and when it is due."""

from __future__ import annotations

import numpy as np
import pytest

from core.recommenders.again import Again
from tests.populations import DAY, MONDAY, population

LABELS = np.array([1, 1, 2], dtype=np.int32)


def log():
    """Ann takes tea every 10 days and jam once, bob tea every 20 days, cat a lamp once; all in the last 100 days."""
    days = [("ann", "tea", 70), ("ann", "tea", 80), ("ann", "tea", 90), ("ann", "jam", 95), ("ann", "jar", 99)]
    days += [("bob", "tea", 75), ("bob", "tea", 95), ("cat", "lamp", 100), ("bob", "jam", 60), ("bob", "jam", 61)]
    rows = [(user, item, "purchase", MONDAY + day * DAY) for user, item, day in days]
    rows += [("ann", "tea", "purchase", MONDAY + 90 * DAY + 60), ("ann", "jar", "refund", MONDAY + 100 * DAY)]
    return population(rows, users=["ann", "bob", "cat"])


@pytest.fixture(scope="module")
def fitted():
    return Again().fit(log())


def test_days_are_counted_once_and_what_was_given_back_is_left_out(fitted):
    own = fitted.of_users(np.array([0]), 5)
    assert own["item_id"].tolist() == ["tea", "jam"]
    assert own["rank"].tolist() == [1, 2]
    assert own["times"].tolist() == [3, 1]
    assert own["every_days"].tolist() == [10.0, 1.0]  # ann took jam once, bob on two days in a row
    assert own["days_since"].tolist() == [10.0, 5.0]


def test_lists_of_several_users_are_no_longer_than_asked_for(fitted):
    found = fitted.of_users(np.array([0, 1, 2]), 1)
    assert found[["row", "item_id", "rank"]].to_numpy().tolist() == [[0, "tea", 1], [1, "tea", 1], [2, "lamp", 1]]
    without = fitted.of_users(np.array([0, 2]), 1, left_out=fitted.items_.item_ids == "tea")
    assert without["item_id"].tolist() == ["jam", "lamp"]
    assert fitted.of_users(np.array([], dtype=int), 1).empty


def test_a_segment_takes_again_what_its_users_took_twice(fitted):
    own = fitted.of_segment(LABELS, 1, 5).set_index("item_id")
    assert own.index.tolist() == ["tea", "jam"]
    assert own.loc["tea", ["score", "lift", "every_days", "due_pct"]].tolist() == [1.0, 1.5, 15.0, 50.0]
    assert own.loc["jam", ["score", "every_days", "due_pct"]].tolist() == [0.5, 1.0, 100.0]
    assert fitted.of_segment(LABELS, 2, 5).empty
    assert fitted.of_segment(LABELS, 1, 5, left_out=fitted.items_.item_ids == "tea")["item_id"].tolist() == ["jam"]


def test_a_log_has_repeats_or_not(fitted):
    assert fitted.repeated_share_ == 3 / 6
    assert fitted.has_repeats
    assert not Again().fit(population([("ann", "a"), ("ann", "b")])).has_repeats
    assert not Again().fit(population([], users=["ann"])).has_repeats
