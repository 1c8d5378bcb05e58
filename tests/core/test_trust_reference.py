from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.errors import DataError
from core.trust import reference
from core.trust.holdout import judge
from core.trust.reference import chance_of, compare_with_null, permute_items
from core.trust.refit import Refit
from core.trust.split import split_holdout
from tests.contracts.logs import shop
from tests.core.trust_help import RECIPE, log_of, planted, popularity
from tests.populations import DAY, MONDAY, population

SMALL = planted((50, 50, 50), strength=20.0)
FIT = Refit(RECIPE, 3).fit_quickly


def test_everything_but_the_items_stays():
    log = shop(n_users=40)
    permuted = permute_items(log, 1).histories
    for name in ("user_ids", "offsets", "events", "timestamps", "week_hours", "values"):
        np.testing.assert_array_equal(getattr(permuted, name), getattr(log.histories, name))
    assert (permuted.items != log.histories.items).mean() > 0.5


def test_popularity_stays_within_each_twentieth_of_the_events():
    log = shop(n_users=45)
    n_events = log.histories.n_events
    frame = pd.DataFrame(
        {"at": log.histories.timestamps, "item": log.histories.items, "permuted": permute_items(log, 1).histories.items}
    )
    frame = frame.sort_values("at", kind="stable").reset_index(drop=True)
    sizes = [n_events // 20 + (part < n_events % 20) for part in range(20)]
    frame["part"] = np.repeat(np.arange(20), sizes)
    for _, rows in frame.groupby("part"):
        assert Counter(rows["item"]) == Counter(rows["permuted"])
        assert rows["item"].tolist() != rows["permuted"].tolist()


def test_what_links_a_users_items_is_gone():
    permuted = permute_items(SMALL)
    group = SMALL.histories.users // 50

    def dependence(items):
        return stats.chi2_contingency(pd.crosstab(group, items).to_numpy()).pvalue

    assert dependence(SMALL.histories.items) < 1e-10
    assert dependence(permuted.histories.items) > 0.01


def test_permuting_is_repeatable_and_leaves_the_log_alone():
    before = SMALL.histories.items.copy()
    first, again, other = (permute_items(SMALL, number).histories.items for number in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    np.testing.assert_array_equal(SMALL.histories.items, before)


@pytest.mark.parametrize("n_events", [0, 1, 7])
def test_logs_of_few_events_can_be_permuted(n_events):
    log = population([("ann", f"i{n}", "view", MONDAY + n * DAY) for n in range(n_events)], users=["ann"])
    assert permute_items(log).histories.items.tolist() == log.histories.items.tolist()


@pytest.mark.parametrize("value", [-1.0, 0.02, 0.5])
def test_the_chance_is_that_of_one_more_draw(value):
    null = np.random.default_rng(0).normal(0, 0.1, 8)
    # A new value against a sample: Student's two-sample test with one value on one side, equal variances.
    spread = null.std(ddof=1) * np.sqrt(1 / 8 + 1)
    expected = stats.t(df=7, loc=null.mean(), scale=spread).sf(value)
    assert chance_of(value, null) == pytest.approx(expected, rel=1e-9)


def test_the_chance_is_small_as_often_as_it_says():
    rng = np.random.default_rng(1)
    chances = [chance_of(rng.normal(), rng.normal(size=8)) for _ in range(2000)]
    assert stats.kstest(chances, "uniform").pvalue > 0.01


@pytest.mark.parametrize("value", [0.1, 0.0, -0.1])
@pytest.mark.parametrize("null", [np.zeros(8), np.full(8, 0.1), np.array([0.1 + 0.2, 0.3] * 4)], ids=str)
def test_references_that_all_agree_leave_the_chance_unknown(value, null):
    assert np.isnan(chance_of(value, null))


def test_planted_groups_are_beyond_chance_and_shuffled_ones_are_not():
    found = compare_with_null(SMALL, FIT, 10)
    assert (found.n_references, found.n_sampled) == (8, 150)
    assert found.bits > found.bits_null.max()
    assert found.silhouette > found.silhouette_null.max()
    assert max(found.p_bits, found.p_silhouette) < 0.001
    assert found.p_bits == chance_of(found.bits, found.bits_null)
    nothing = compare_with_null(permute_items(SMALL, 99), FIT, 10)
    assert nothing.p_bits > 0.01


@pytest.mark.slow
def test_logs_without_structure_are_never_beyond_chance():
    """By chance alone one p-value in a hundred is below 0.01; the verdict also asks for a gain that is above 0."""
    logs = [log_of(np.tile(popularity(), (80, 1)), random_state=number) for number in range(12)]
    chances = np.array([compare_with_null(log, FIT, 10).p_bits for log in logs])
    assert (chances < 0.01).sum() <= 1
    assert stats.kstest(chances, "uniform").pvalue > 0.01
    for log in logs:
        split = split_holdout(log, 10)
        assert not judge(split, FIT(split.train, 0)[1]).bits.is_above_zero


def test_the_same_random_state_gives_the_same_reference():
    first, again = (compare_with_null(SMALL, FIT, 10, 3) for _ in range(2))
    assert (first.bits, first.bits_null.tolist()) == (again.bits, again.bits_null.tolist())
    assert len(set(first.bits_null.tolist())) == 8


def test_of_many_users_some_are_drawn(monkeypatch):
    monkeypatch.setattr(reference, "MAX_USERS", 60)
    found = compare_with_null(SMALL, FIT, 10)
    assert found.n_sampled == 60
    assert np.isfinite([found.bits, *found.bits_null]).all()


def test_progress_reaches_half():
    reported = []
    compare_with_null(SMALL, FIT, 10, progress=lambda stage, share: reported.append((stage, share)))
    assert {stage for stage, _ in reported} == {"trust"}
    assert len(reported) == 9
    assert max(share for _, share in reported) == pytest.approx(0.5)


def test_a_log_without_a_holdout_says_so():
    with pytest.raises(DataError, match="No user has 21 events or more"):
        compare_with_null(SMALL, FIT, 21)
