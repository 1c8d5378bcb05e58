import math

import numpy as np
import pytest

from core.clusterers.kmeans import KMeans
from core.trust import distinct
from core.trust.distinct import GainEstimator, Neighbour, Parts, PredictiveGain, bisect, least_distinct
from core.trust.habits import HabitScorer
from core.trust.intervals import UNKNOWN, Estimate, ratio_estimate
from core.trust.scoring import HoldoutScorer
from core.trust.split import split_holdout
from tests.core.trust_help import planted
from tests.populations import DAY, HOUR, MONDAY, population

SIZES = (90, 90, 90)
LOG = planted(SIZES)
GROUPS = np.repeat(np.array([1, 2, 3], dtype=np.int32), SIZES)
SPLIT = split_holdout(LOG)
SCORER, HABITS = HoldoutScorer(SPLIT, 20), HabitScorer(LOG, SPLIT)
GAIN_ESTIMATOR = GainEstimator(SCORER, SPLIT.judged, HABITS)
EVERYBODY = np.full(270, -1, dtype=np.int32)


def estimate(low, value=0.5):
    return Estimate(value, low, 1.0)


def test_gains_are_those_of_the_graders_over_the_users_concerned():
    concerned = GROUPS == 2
    found = GAIN_ESTIMATOR.gain(GROUPS, EVERYBODY, concerned)
    is_own = concerned[SPLIT.judged]
    bits = (SCORER.bits(GROUPS) - SCORER.bits(EVERYBODY))[is_own]
    targets = SPLIT.targets.sum(axis=1)[SPLIT.judged][is_own]
    assert found.items.value == pytest.approx(bits.sum() / targets.sum(), abs=1e-12)
    assert found.items == ratio_estimate(bits, targets.astype(float))
    held = np.bincount(LOG.histories.users[SPLIT.is_held], minlength=270)
    habit_bits = (HABITS.bits(GROUPS) - HABITS.bits(EVERYBODY))[concerned[HABITS.users]]
    assert found.habits.value == pytest.approx(habit_bits.sum() / held[concerned].sum(), abs=1e-12)
    wide = GAIN_ESTIMATOR.gain(GROUPS, EVERYBODY, concerned, level=0.99)
    assert wide.items.low < found.items.low < found.items.value == wide.items.value


def test_taste_is_predicted_and_habits_nobody_has_are_not():
    found = GAIN_ESTIMATOR.gain(GROUPS, EVERYBODY, np.ones(270, dtype=bool))
    assert found.items.low > 0.2
    assert found.habits.low < 0.02
    assert found.is_gain


def test_no_user_concerned_gives_no_figure():
    found = GAIN_ESTIMATOR.gain(GROUPS, EVERYBODY, np.zeros(270, dtype=bool))
    assert math.isnan(found.items.value)
    assert math.isnan(found.habits.value)
    assert not found.is_gain


@pytest.mark.parametrize(
    ("items", "habits", "is_gain"),
    [
        (estimate(0.001), UNKNOWN, True),
        (UNKNOWN, estimate(0.001), True),
        (estimate(0.0), estimate(-0.1), False),
        (estimate(0.001, value=0.0199), UNKNOWN, False),
        (estimate(0.001, value=0.02), UNKNOWN, True),
        (UNKNOWN, UNKNOWN, False),
    ],
)
def test_a_gain_is_above_zero_and_large_enough(items, habits, is_gain):
    assert PredictiveGain(items, habits).is_gain is is_gain
    assert Neighbour(2, PredictiveGain(items, habits)).is_distinct is is_gain


def others(*segments):
    return np.array(segments, dtype=np.int32)


def test_planted_groups_are_distinct():
    for segment, order in ((1, (2, 3)), (2, (3, 1)), (3, (1, 2))):
        found = least_distinct(segment, GROUPS, others(*order), GAIN_ESTIMATOR)
        assert found.is_distinct
        assert found.segment == order[0]


@pytest.mark.parametrize("random_state", range(5))
def test_halves_of_a_group_are_not_distinct(random_state):
    halves = GROUPS.copy()
    members = np.random.default_rng(random_state).permutation(np.flatnonzero(GROUPS == 3))
    halves[members[:45]] = 4
    for segment, other in ((3, 4), (4, 3)):
        found = least_distinct(segment, halves, others(1, other), GAIN_ESTIMATOR)
        assert (found.segment, found.is_distinct) == (other, False)


def test_only_the_two_nearest_are_tried():
    halves = GROUPS.copy()
    halves[np.flatnonzero(GROUPS == 3)[:45]] = 4
    assert least_distinct(4, halves, others(1, 2, 3), GAIN_ESTIMATOR).is_distinct


def test_the_gain_is_measured_among_the_users_of_the_smaller_one():
    labels = GROUPS.copy()
    labels[GROUPS == 2] = np.repeat([1, 2], [50, 40])  # 1 has 140 users, 2 has 40
    found = least_distinct(1, labels, others(2), GAIN_ESTIMATOR)
    together = np.where(labels == 2, 1, labels).astype(np.int32)
    assert found.gain == GAIN_ESTIMATOR.gain(labels, together, labels == 2)
    assert least_distinct(2, labels, others(1), GAIN_ESTIMATOR).gain.items.value == pytest.approx(
        found.gain.items.value
    )


def test_a_large_group_is_distinct_from_a_small_one_of_another_taste():
    log = planted((500, 50), random_state=1)
    groups = np.repeat(np.array([1, 2], dtype=np.int32), (500, 50))
    split = split_holdout(log)
    gain_estimator = GainEstimator(HoldoutScorer(split, 20), split.judged, HabitScorer(log, split))
    assert least_distinct(1, groups, others(2), gain_estimator).is_distinct
    assert least_distinct(2, groups, others(1), gain_estimator).is_distinct


def test_groups_of_one_taste_that_act_at_other_hours_are_distinct():
    rng = np.random.default_rng(0)
    events = [
        (f"u{user}", f"i{rng.integers(60)}", "view", MONDAY + day * DAY + (8 + 8 * (user % 2)) * HOUR)
        for user in range(120)
        for day in range(12)
    ]
    log, labels = population(events), np.arange(120, dtype=np.int32) % 2 + 1
    split = split_holdout(log)
    gain_estimator = GainEstimator(HoldoutScorer(split, 20), split.judged, HabitScorer(log, split))
    found = least_distinct(1, labels, others(2), gain_estimator)
    assert found.is_distinct
    assert found.gain.habits.low > 0.5
    assert found.gain.items.low < 0.02


# Two in one


def blobs(sizes, spread=0.3, random_state=0):
    rng = np.random.default_rng(random_state)
    rows = np.repeat(np.eye(4)[: len(sizes)] * 5, sizes, axis=0) + spread * rng.normal(size=(sum(sizes), 4))
    return rows.astype(np.float32)


def test_two_blobs_in_one_segment_are_cut_between_them():
    X = blobs((60, 40, 30))
    labels = np.repeat(np.array([1, 2], dtype=np.int32), (100, 30))
    halves, worst = bisect(1, X, labels)
    assert halves.tolist() == [1] * 60 + [3] * 40 + [2] * 30
    assert worst == 1
    assert labels.max() == 2


def test_one_blob_has_no_stable_halves():
    X = np.random.default_rng(0).normal(size=(200, 6)).astype(np.float32)
    halves, worst = bisect(1, X, np.ones(200, dtype=np.int32))
    assert set(halves.tolist()) == {1, 2}
    assert np.count_nonzero(halves == 2) <= 100
    assert worst < 0.75


@pytest.mark.parametrize(("size", "is_cut"), [(59, False), (60, True)])
def test_a_small_segment_is_not_cut(size, is_cut):
    X = blobs((30, size - 30))
    assert (bisect(1, X, np.ones(size, dtype=np.int32)) is not None) is is_cut


def test_users_who_are_all_alike_cannot_be_cut():
    assert bisect(1, np.ones((80, 3), dtype=np.float32), np.ones(80, dtype=np.int32)) is None


def test_a_large_segment_is_cut_on_a_sample_and_everyone_takes_a_part(monkeypatch):
    monkeypatch.setattr(distinct, "_MAX_BISECTED", 70)
    X = blobs((100, 60))
    halves, _ = bisect(1, X, np.ones(160, dtype=np.int32))
    assert halves.tolist() == [1] * 100 + [2] * 60


def test_the_stability_of_parts_equals_a_plain_loop():
    X = blobs((50, 50), spread=3.0)
    labels = np.ones(100, dtype=np.int32)
    _, worst = bisect(1, X, labels, random_state=2)
    rng = np.random.default_rng(2)
    sample = X[np.sort(rng.permutation(100))]
    parts = KMeans(2, 4, 2).fit_predict(sample)
    rng, found = np.random.default_rng(2), []
    for number in range(10):
        drawn = np.sort(rng.integers(0, 100, 100))
        other = dict(zip(drawn.tolist(), KMeans(2, 4, 2 + number).fit_predict(sample[drawn]).tolist(), strict=True))
        own = [{user for user in other if parts[user] == part} for part in (0, 1)]
        again = [{user for user in other if other[user] == part} for part in (0, 1)]
        found.append([max(len(each & new) / len(each | new) for new in again) for each in own])
    assert worst == pytest.approx(np.mean(found, axis=0).min(), abs=1e-9)


GAIN, NOTHING = PredictiveGain(estimate(0.1), UNKNOWN), PredictiveGain(UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("parts", "is_two"),
    [
        (Parts((0.85, 0.15), 0.75, GAIN), True),
        (Parts((0.851, 0.149), 0.75, GAIN), False),
        (Parts((0.5, 0.5), 0.749, GAIN), False),
        (Parts((0.5, 0.5), 1.0, NOTHING), False),
        (Parts((0.5, 0.5), float("nan"), GAIN), False),
    ],
    ids=["borders", "a rest", "unstable", "predict nothing", "unknown"],
)
def test_two_parts_are_stable_large_and_different(parts, is_two):
    assert parts.is_two is is_two
