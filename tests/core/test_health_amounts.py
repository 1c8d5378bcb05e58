"""Data health of amounts: typing errors and users whose spend is beyond all others, and logs in which it is usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.health.finding import Remedy, Severity
from core.health.log import HealthLog
from core.types import FloatArray
from tests.core.health_help import at, codes, found, log_of

_CODES = {"large_amounts", "large_spenders"}
_ITEMS = 30


def shop(totals: FloatArray, kinds: str = "purchase", extra: dict[int, float] | None = None) -> HealthLog:
    """Make a log in which each user buys ten times, for a total of his own; ``extra`` replaces single amounts."""
    rng = np.random.default_rng(3)
    events, values = [], []
    for user, total in enumerate(totals.tolist()):
        parts = rng.dirichlet(np.full(10, 20.0)) * total
        for n, part in enumerate(parts.tolist()):
            events.append((f"u{user:04d}", f"i{rng.integers(_ITEMS):02d}", at(n * 4 * 86_400 + 40_000 + user)))
            values.append(part)
    for place, value in (extra or {}).items():
        values[place] = value
    return log_of(events, values=values, kinds=[kinds] * len(events))


def totals_of(sigma: float, n_users: int = 200) -> FloatArray:
    return np.asarray(np.random.default_rng(5).lognormal(5, sigma, n_users))


def test_a_typing_error_is_found_and_leaves_its_event_out() -> None:
    log = shop(totals_of(0.6), extra={77: 1_000_000.0})
    each = found(log, "large_amounts")
    assert (each.count, each.of, each.severity, each.remedy) == (1, 2000, Severity.SEVERE, Remedy.EXCLUDE)
    assert each.members.tolist() == [77]
    assert each.sentence.startswith("1 of 2,000 events is worth over 100 times what its item usually brings.")
    assert " for 1,000,000.00, an item of which three of four amounts are " in each.example
    assert "large_spenders" not in codes(log)  # the rest of that user is usual


@pytest.mark.parametrize("second", [900_000.0, 400_000.0, 20_000.0, 8_000.0])
def test_two_typing_errors_of_a_user_are_one_finding(second: float) -> None:
    log = shop(totals_of(0.6), extra={77: 1_000_000.0, 72: second})
    assert found(log, "large_amounts").members.tolist() == [72, 77]
    assert "large_spenders" not in codes(log)


def test_a_typing_error_does_not_hide_that_of_another_user() -> None:
    assert found(shop(totals_of(0.6), extra={77: 1e9, 172: 1e6, 1234: 30_000.0}), "large_amounts").count == 3


@pytest.mark.parametrize("second", [50.0, 300.0, 1_000.0])
def test_what_is_usual_beside_a_typing_error_stays(second: float) -> None:
    log = shop(totals_of(0.6), extra={77: 1_000_000.0, 72: second})
    assert found(log, "large_amounts").members.tolist() == [77]


def test_amounts_are_stated_with_their_currency() -> None:
    log = shop(np.append(totals_of(0.6), 30_000.0))
    each = found(replace(log, population=replace(log.population, currency="EUR")), "large_spenders")
    assert each.example == "u0200 spent 30,000.00 EUR"


def test_a_wholesaler_is_found_as_a_user() -> None:
    log = shop(np.append(totals_of(0.6), 30_000.0))
    each = found(log, "large_spenders")
    assert (each.count, each.of, each.severity, each.remedy) == (1, 201, Severity.NOTICE, Remedy.EXCLUDE)
    assert log.histories.user_ids[each.members].tolist() == ["u0200"]
    assert "of what all users spent: of those who spent anything, nine of ten spent " in each.sentence
    assert each.example == "u0200 spent 30,000.00"
    assert "large_amounts" not in codes(log)


def test_two_wholesalers_do_not_hide_each_other() -> None:
    assert found(shop(np.append(totals_of(0.6), [30_000.0, 40_000.0])), "large_spenders").count == 2


def test_what_was_paid_back_is_no_large_amount() -> None:
    bought = shop(totals_of(0.6), extra={77: 1_000_000.0})
    user, item = bought.histories.users[77], bought.histories.items[77]
    events = [
        (f"u{u:04d}", f"i{i:02d}", at(int(t) - int(bought.histories.timestamps[0])))
        for u, i, t in zip(bought.histories.users, bought.histories.items, bought.histories.timestamps, strict=True)
    ]
    back = (f"u{user:04d}", f"i{item:02d}", at(60 * 86_400))
    kinds = ["purchase"] * len(events) + ["refund"]
    log = log_of([*events, back], values=[*bought.histories.values.tolist(), 1_000_000.0], kinds=kinds)
    assert not _CODES & set(codes(log))


def test_a_large_amount_is_found_where_items_were_only_seen_for_a_value() -> None:
    assert "large_amounts" in codes(shop(totals_of(0.6), kinds="play", extra={77: 1_000_000.0}))


@pytest.mark.parametrize(
    "usual",
    [
        pytest.param(lambda: shop(totals_of(0.3)), id="alike"),
        pytest.param(lambda: shop(totals_of(1.5)), id="a long tail"),
        pytest.param(lambda: shop(totals_of(2.2)), id="companies of any size"),
        pytest.param(lambda: shop(9.99 * np.where(np.arange(200) % 20, 1, 12)), id="subscriptions by month and year"),
        pytest.param(lambda: shop(np.where(np.arange(200) % 5, 1.0, 30.0) * totals_of(0.6)), id="two kinds of users"),
        pytest.param(lambda: shop(np.append(totals_of(0.6, 15), 90_000.0)), id="few users"),
        pytest.param(
            lambda: shop(np.append(totals_of(0.6, 990), 8_000 * np.array([1, 1.3, 1.8, 2.2, 2.9, 3.5, 4.0, 5.1, 6.6]))),
            id="buyers of dear items",
        ),
        pytest.param(lambda: shop(totals_of(0.6), kinds="rating", extra={77: 1e6}), id="stars"),
        pytest.param(lambda: shop(totals_of(0.6), extra={77: 300.0, 78: 500.0}), id="orders of many pieces"),
        pytest.param(lambda: shop(np.zeros(200)), id="nothing spent"),
    ],
)
def test_what_is_usual_for_a_log_is_not_found(usual: Callable[[], HealthLog]) -> None:
    assert not _CODES & set(codes(usual()))
