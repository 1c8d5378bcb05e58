"""Lifts that are stated since they were high are drawn to those of other facts; what many users have stays."""

from dataclasses import replace

import numpy as np
import pytest

from core.trust.drawn_lifts import MIN_FACTS, draw
from core.trust.fact_tests import Counted, mean_of, stated

SIZE, N_USERS = 120, 1_000


def counted_of(count, usual, **more):
    """Return a fact that ``count`` of ``SIZE`` users have, and a share ``usual`` of all."""
    figures = {"size": SIZE, "overall_count": N_USERS * usual, "n_users": N_USERS, "expected": SIZE * usual}
    return Counted(name="Tea", count=count, strength=5.0, **figures, **more)


@pytest.mark.parametrize("random_state", range(5))
@pytest.mark.parametrize(("middle", "spread"), [(1.3, 0.2), (2.0, 0.3), (3.0, 0.3)])
def test_facts_that_were_chosen_by_their_counts_are_stated_at_their_true_size(middle, spread, random_state):
    rng = np.random.default_rng(random_state)
    true = middle * np.exp(rng.normal(0, spread, 400))
    usual = rng.uniform(0.03, 0.1, 400)
    counts = rng.binomial(SIZE, np.minimum(true * usual, 1))
    found = draw(counts, SIZE * usual, np.full(400, SIZE)).lifts
    seen = counts / (SIZE * usual)
    strongest = np.argsort(-(seen - 1) * np.sqrt(usual))[:60]
    assert seen[strongest].mean() > 1.07 * true[strongest].mean()
    assert found[strongest].mean() == pytest.approx(true[strongest].mean(), rel=0.06)


def test_intervals_hold_true_lifts():
    rng = np.random.default_rng(0)
    true, usual = 2 * np.exp(rng.normal(0, 0.3, 2_000)), rng.uniform(0.03, 0.2, 2_000)
    found = draw(rng.binomial(SIZE, np.minimum(true * usual, 1)), SIZE * usual, np.full(2_000, SIZE))
    inside = (found.low <= true) & (true <= found.high)
    assert inside.mean() == pytest.approx(0.95, abs=0.02)


def test_what_many_users_have_hardly_moves():
    counts, expected = np.array([9_000, 4_000, 2_000, 6_000, 3_000]), np.array([3_000, 2_000, 1_500, 5_000, 2_900])
    lifts = draw(counts, expected, np.full(5, 50_000)).lifts
    assert lifts == pytest.approx(counts / expected, rel=0.01)


def test_where_chance_explains_all_differences_one_lift_is_stated():
    usual = np.full(200, 0.1)
    counts = np.random.default_rng(3).binomial(SIZE, 2 * usual)
    lifts = draw(counts, SIZE * usual, np.full(200, SIZE)).lifts
    assert np.ptp(lifts) < 0.2 < np.ptp(counts / (SIZE * usual))
    assert lifts.mean() == pytest.approx(2, rel=0.03)


def test_a_few_facts_and_habits_stay_as_they_were_counted():
    few = {(1, "item", f"i{n}"): counted_of(30 + n, 0.1) for n in range(MIN_FACTS - 1)}
    habits = {(1, "daypart", f"{n}"): counted_of(30 + n, 0.1) for n in range(MIN_FACTS + 3)}
    for found in (few, habits):
        shares = {lift.key: lift.share * SIZE for lift in stated(found)[1]}
        assert shares == pytest.approx({place[2]: each.count for place, each in found.items()})


def test_share_lift_and_interval_of_a_stated_fact_agree_and_both_halves_count():
    found = {(1, "item", f"i{n}"): counted_of(14 + 2 * n, 0.1) for n in range(12)}
    twice = {place: mean_of([each, each], 2) for place, each in found.items()}
    once_lifts, twice_lifts = stated(found)[1], stated(twice)[1]
    for lift in (*once_lifts, *twice_lifts):
        assert lift.low < lift.lift < lift.high
        assert lift.lift == pytest.approx(lift.share / lift.overall_share)
        assert lift.count == round(lift.share * SIZE)
    highest = [max(each.lift for each in lifts) for lifts in (once_lifts, twice_lifts, [counted_as(found)])]
    assert highest == sorted(highest)
    assert highest[0] < highest[1] < highest[2]


def counted_as(found):
    """Return the strongest fact as it was counted."""
    [lift] = stated({place: each for place, each in found.items() if place[2] == "i11"})[1]
    return lift


def test_a_fact_that_is_drawn_below_chance_is_not_stated():
    alike = {(1, "item", f"i{n}"): counted_of(12, 0.1) for n in range(40)}
    lucky = {(1, "item", "lucky"): counted_of(30, 0.1)}
    assert [lift.key for lift in stated(lucky)[1]] == ["lucky"]
    assert 1 not in stated(alike | lucky)
    others = {(2, *place[1:]): each for place, each in alike.items()}
    assert [lift.key for lift in stated(others | lucky)[1]] == ["lucky"]


def test_the_order_of_facts_is_that_of_the_half_that_chose_them():
    found = {(1, "item", f"i{n}"): replace(counted_of(60 - n, 0.1), strength=float(n)) for n in range(10)}
    assert [lift.key for lift in stated(found)[1]] == [f"i{n}" for n in range(9, -1, -1)]


def test_what_nobody_has_in_the_events_that_are_counted_changes_no_other_lift():
    counts, expected = np.array([8, 90, 100, 160, 200, 50]), np.array([2, 30, 50, 100, 110, 40])
    alone = draw(counts, expected, np.full(6, 1000)).lifts
    more = draw(np.append(counts, [0, 0]), np.append(expected, [0, 0]), np.full(8, 1000)).lifts
    assert more[:6] == pytest.approx(alone, rel=1e-3)
    assert np.isfinite(more).all()


def test_no_interval_goes_beyond_all_users_of_the_segment():
    found = {(1, "item", f"i{n}"): counted_of(117 - n, 0.4 + 0.01 * n) for n in range(12)}
    lifts = stated(found)[1]
    assert all(lift.lift <= lift.high <= 1 / lift.overall_share for lift in lifts)
    assert any(lift.high == pytest.approx(1 / lift.overall_share) for lift in lifts)
