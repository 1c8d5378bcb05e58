from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.population.amounts import bought_value, spent
from core.trust.futures import measure_futures, return_gain, rfm_features
from core.trust.split import split_holdout
from core.types import Population
from tests.populations import DAY, MONDAY, population


def members(n_users: int = 240) -> Population:
    """Users of whom members alone return in the last fifth of time, and who buy within a category of their own."""
    rng = np.random.default_rng(0)
    events = []
    for user in range(n_users):
        is_member, group = user % 2, user // 2 % 2
        days = [*np.sort(rng.integers(0, 75, 10)), *([95] if is_member else [])]
        events += [
            (f"u{user}", f"i{group}-{rng.integers(0, 40)}", "purchase", MONDAY + int(day) * DAY, 5.0) for day in days
        ]
    events.append(("u0", "i0-0", "purchase", MONDAY + 100 * DAY, 5.0))
    categories = {f"i{group}-{item}": f"c{group}" for group in range(2) for item in range(40)}
    return population(events, categories=categories, attributes={"member": [user % 2 for user in range(n_users)]})


def encode_member(log: Population) -> np.ndarray:
    return np.column_stack([log.attributes["member"].to_numpy(float), np.ones(log.n_users)]).astype(np.float32)


def encode_group(log: Population) -> np.ndarray:
    group = np.array([int(user[1:]) // 2 % 2 for user in log.histories.user_ids], dtype=np.float32)
    return np.column_stack([group, 1 - group])


def test_recency_frequency_and_monetary_value_are_logarithms() -> None:
    log = population([("a", "x", "purchase", MONDAY, 3.0), ("b", "x", "purchase", MONDAY + 2 * DAY, 1.0)])
    assert rfm_features(log).round(4).tolist() == [
        [round(math.log(3), 4), round(math.log(2), 4), round(math.log(4), 4)],
        [0.0, round(math.log(2), 4), round(math.log(2), 4)],
    ]


def test_a_view_that_predicts_return_gains_over_rfm_and_another_does_not() -> None:
    log = members()
    assert return_gain(log, encode_member) > 0.3
    assert return_gain(log, encode_group) < 0.1


def test_return_is_unknown_where_everybody_returns() -> None:
    events = [(f"u{user}", "x", "purchase", MONDAY + day * DAY) for user in range(100) for day in (0, 100)]
    assert math.isnan(return_gain(population(events), encode_group))


def test_a_view_that_predicts_the_category_gains_over_rfm() -> None:
    log = members()
    split = split_holdout(log)
    known = measure_futures(log, split, encode_group(log), encode_group)
    other = measure_futures(log, split, encode_member(log), encode_member)
    assert known.category > 0.3
    assert other.category == pytest.approx(0.0, abs=0.1)
    assert known.items > other.items
    assert known.returns < 0.1 < other.returns


def test_a_log_without_values_says_nothing_of_spend() -> None:
    events = [(f"u{user}", f"i{day}", "view", MONDAY + day * DAY) for user in range(90) for day in range(12)]
    log = population(events)
    assert math.isnan(measure_futures(log, split_holdout(log), encode_group(log), encode_group).spend)


def test_what_was_spent_is_no_view_no_rating_and_nothing_that_came_back() -> None:
    log = population(
        [
            ("a", "x", "view", MONDAY, 9.0), ("a", "x", "purchase", MONDAY, 7.0), ("a", "x", "refund", MONDAY, 7.0),
            ("a", "y", "purchase", MONDAY, 3.0), ("b", "x", "cancelled_order", MONDAY, 50.0),
            ("b", "y", "purchase", MONDAY, 6.0), ("b", "y", "refund", MONDAY, -2.0), ("b", "x", "refund", MONDAY, 8.0),
        ]
    )  # fmt: skip
    assert spent(log).tolist() == bought_value(log).tolist() == [3, 4]
    assert rfm_features(log)[:, 2].tolist() == pytest.approx([math.log(4), math.log(5)])
    rated = population([("a", "x", "rating", MONDAY, 5.0), ("a", "y", "rating", MONDAY, 1.0), ("b", "x", "view")])
    assert spent(rated) is None
    assert rfm_features(rated)[:, 2].tolist() == [0, 0]


def test_spend_that_vectors_know_is_that_of_purchases_alone() -> None:
    """Who has a group buys for 40 or for 4; what all of them view, and cancel, is worth far more than that."""
    log = members()
    histories = log.histories
    kinds = np.arange(histories.n_events) % 3
    bought = np.where(histories.users // 2 % 2, 40.0, 4.0)
    noise = np.random.default_rng(1).permutation(histories.n_events) * 10.0
    values = np.where(kinds == 0, bought, noise).astype(np.float32)
    named = replace(
        log,
        histories=replace(histories, values=values, events=kinds.astype(histories.events.dtype)),
        event_names=("purchase", "view", "cancelled_order"),
    )
    split = split_holdout(named)
    found = measure_futures(named, split, encode_group(named), encode_group).spend
    assert found > measure_futures(named, split, encode_member(named), encode_member).spend
