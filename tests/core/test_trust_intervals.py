import numpy as np
import pytest
from scipy import stats

from core.trust.intervals import UNKNOWN, Estimate, ratio_estimate


def pairs(n_users, random_state=0):
    """Users with 1 to 9 events each, of which some are hits."""
    rng = np.random.default_rng(random_state)
    events = rng.integers(1, 10, n_users).astype(float)
    return rng.binomial(events.astype(int), 0.3).astype(float), events


def half_width(above, below, level=0.95):
    """Student's t times the standard error of a ratio by the delta method (Cochran 1977, section 6.4)."""
    n_users = len(above)
    rest = above - above.sum() / below.sum() * below
    error = np.sqrt(np.square(rest).sum() / (n_users - 1) / n_users) / below.mean()
    return stats.t.ppf((1 + level) / 2, n_users - 1) * error


@pytest.mark.parametrize("n_users", [60, 500, 9_999])
def test_the_interval_has_the_width_of_the_delta_method(n_users):
    above, below = pairs(n_users)
    found = ratio_estimate(above, below)
    assert found.value == pytest.approx(above.sum() / below.sum(), abs=1e-12)
    assert found.high - found.value == pytest.approx(found.value - found.low, abs=1e-12)
    assert (found.high - found.low) / 2 == pytest.approx(half_width(above, below), rel=0.08)


@pytest.mark.parametrize("n_users", [2_001, 10_001, 25_000])
def test_many_users_are_grouped_without_changing_the_spread(n_users):
    above, below = pairs(n_users)
    found = ratio_estimate(above, below)
    assert found.value == pytest.approx(above.sum() / below.sum(), abs=1e-12)
    assert (found.high - found.low) / 2 == pytest.approx(half_width(above, below), rel=0.08)


def test_the_bootstrap_of_scipy_agrees():
    above, below = pairs(200)
    scipys = stats.bootstrap(
        (above, below),
        lambda a, b: a.sum() / b.sum(),
        paired=True,
        vectorized=False,
        n_resamples=1000,
        rng=np.random.default_rng(1),
    )
    margin = stats.t.ppf(0.975, 199) * scipys.standard_error
    found = ratio_estimate(above, below)
    assert found.high - found.value == pytest.approx(margin, rel=0.1)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_the_level_sets_the_width(level):
    above, below = pairs(300)
    found = ratio_estimate(above, below, level=level)
    assert (found.high - found.low) / 2 == pytest.approx(half_width(above, below, level), rel=0.08)


@pytest.mark.parametrize("kind", ["bits per event", "uplift with many zeros"])
def test_95_of_100_intervals_of_50_users_hold_the_truth(kind):
    rng = np.random.default_rng(7)
    n_held = 0
    for repetition in range(200):
        if kind == "bits per event":
            below = rng.integers(1, 6, 50).astype(float)
            above, truth = below * 0.2 + rng.normal(0, 1, 50) * np.sqrt(below), 0.2
        else:
            below, truth = rng.binomial(3, 0.25, 50) / 3, 1.5
            above = np.minimum(below + rng.binomial(1, 0.125, 50), 2)  # mean 0.375 against 0.25
        found = ratio_estimate(above, below, repetition)
        n_held += found.low <= truth <= found.high
    assert 180 <= n_held <= 196


def test_the_mean_is_the_ratio_to_the_number_of_users():
    values = np.random.default_rng(0).exponential(2.0, 80)
    found = ratio_estimate(values, np.ones(80), 3)
    assert found.value == pytest.approx(values.mean(), abs=1e-12)
    margin = stats.t.ppf(0.975, 79) * stats.sem(values)
    assert found.high - found.value == pytest.approx(margin, rel=0.08)


def test_the_same_random_state_gives_the_same_interval():
    above, below = pairs(50)
    assert ratio_estimate(above, below, 4) == ratio_estimate(above, below, 4)
    assert ratio_estimate(above, below, 4) != ratio_estimate(above, below, 5)


def test_two_users_have_a_wide_interval():
    # Resamples are (1, 1), (1, 3), (3, 3) with chances 1/4, 1/2, 1/4: means 1, 2, 3, variance 1/2.
    found = ratio_estimate(np.array([1.0, 3.0]), np.ones(2))
    assert found.value == 2
    assert found.high - 2 == pytest.approx(stats.t.ppf(0.975, 1) * np.sqrt(0.5), rel=0.08)


@pytest.mark.parametrize(
    ("above", "below"),
    [([], []), ([1.0], [2.0]), ([1.0, 2.0], [0.0, 0.0])],
    ids=["nobody", "one user", "nothing below the line"],
)
def test_what_cannot_be_computed_is_nan(above, below):
    found = ratio_estimate(np.array(above), np.array(below))
    assert np.isnan([found.value, found.low, found.high]).all()
    assert not found.is_above_zero


def test_users_with_nothing_on_either_side_are_no_harm():
    found = ratio_estimate(np.array([0.0, 0.0, 0.0, 1.0]), np.array([0.0, 0.0, 0.0, 2.0]))
    assert found == Estimate(0.5, 0.5, 0.5)


def test_scaling_moves_value_and_interval():
    assert Estimate(1.5, 1.25, 2.0).scaled(100, -100) == Estimate(50.0, 25.0, 100.0)


@pytest.mark.parametrize(("low", "is_above"), [(0.0, False), (1e-9, True), (-0.1, False)])
def test_above_zero_means_the_whole_interval(low, is_above):
    assert Estimate(0.5, low, 1.0).is_above_zero is is_above
    assert not UNKNOWN.is_above_zero
