import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.attributes.consent import read_consent
from core.attributes.yes_no import read_yes_no
from core.errors import DataError
from core.trust.outcome import find_outcomes, measure_outcome
from tests.populations import labels, people


def test_rates_and_lifts_by_hand():
    log = people(responded=["yes", "no", "yes", None, "no", "no", "no", "yes", "yes", "unknown"])
    found = measure_outcome(log, labels(1, 1, 1, 1, 2, 2, 2, 2, -1, 2), "responded")
    assert (found.attribute, found.is_rate, found.n_known, found.n_missing) == ("responded", True, 8, 2)
    assert found.overall == 0.5
    one, two = found.segments
    assert (one.segment, one.n_known, one.n_missing) == (1, 3, 1)
    assert (one.value, one.lift) == (pytest.approx(2 / 3), pytest.approx(4 / 3))
    assert (two.segment, two.n_known, two.n_missing, two.value, two.lift) == (2, 4, 1, 0.25, 0.5)


@pytest.mark.parametrize(
    ("yes", "no"), [("yes", "no"), ("True", "False"), ("1", "0"), ("是", "否"), (1.0, 0.0), (True, False), ("Y", "N")]
)
def test_yes_and_no_in_many_forms(yes, no):
    found = measure_outcome(people(churned=[yes, no, no, no]), labels(0, 0, 1, 1), "churned")
    assert (found.is_rate, found.overall) == (True, 0.25)
    assert [each.value for each in found.segments] == [0.5, 0]


def test_numbers_are_averaged_and_gaps_left_out():
    log = people(spent=[10.0, 30.0, np.nan, 5.0, 15.0, np.inf])
    found = measure_outcome(log, labels(0, 0, 0, 1, 1, 1), "spent")
    assert (found.is_rate, found.n_missing, found.overall) == (False, 2, 15)
    assert [(each.value, each.lift) for each in found.segments] == [
        (20, pytest.approx(4 / 3)),
        (10, pytest.approx(2 / 3)),
    ]


@pytest.mark.parametrize("is_rate", [True, False])
def test_intervals_agree_with_scipy(is_rate):
    rng = np.random.default_rng(1)
    segments = np.repeat(labels(0, 1), (80, 320))
    values = (rng.random(400) < 0.2 + 0.2 * (segments == 0)).astype(float) if is_rate else rng.gamma(2, 10, 400)
    found = measure_outcome(people(spent=values), segments, "spent").segments

    def lift(values, is_own, axis=-1):
        return (values * is_own).sum(axis=axis) / is_own.sum(axis=axis) / values.mean(axis=axis)

    for each in found:
        data = (values, (segments == each.segment).astype(float))
        expected = stats.bootstrap(data, lift, paired=True, method="percentile", n_resamples=4_000, rng=2)
        width = expected.confidence_interval.high - expected.confidence_interval.low
        assert each.low == pytest.approx(expected.confidence_interval.low, abs=0.08 * width)
        assert each.high == pytest.approx(expected.confidence_interval.high, abs=0.08 * width)
        assert each.low < each.lift < each.high
        assert each.reason is None


@pytest.mark.slow
def test_intervals_cover_the_truth():
    rng = np.random.default_rng(3)
    segments = np.repeat(labels(0, 1), (50, 450))
    chances = np.where(segments == 0, 0.4, 0.2)
    truth = 0.4 / (0.1 * 0.4 + 0.9 * 0.2)
    logs = [people(converted=(rng.random(500) < chances).astype(float)) for _ in range(200)]
    found = [
        measure_outcome(log, segments, "converted", random_state).segments[0] for random_state, log in enumerate(logs)
    ]
    assert 0.90 <= np.mean([each.low <= truth <= each.high for each in found]) <= 0.98


def test_the_same_number_gives_the_same_interval():
    log, segments = people(spent=np.arange(40.0)), np.arange(40, dtype=np.int32) % 2
    assert measure_outcome(log, segments, "spent", 1) == measure_outcome(log, segments, "spent", 1)
    assert measure_outcome(log, segments, "spent", 1) != measure_outcome(log, segments, "spent", 2)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([np.nan] * 20, "Nobody's outcome in the segment is known."),
        ([1.0, 0.0] + [np.nan] * 18, "The outcome of only 2 users of the segment is known."),
        ([1.0] * 20, "All users of the segment have the same outcome"),
    ],
)
def test_an_interval_that_cannot_be_had_says_why(values, reason):
    log = people(responded=[*values, *[0.0, 1.0] * 10])
    first, second = measure_outcome(log, np.repeat(labels(0, 1), 20), "responded").segments
    assert (first.low, first.high) == (None, None)
    assert first.reason.startswith(reason)
    assert second.reason is None


def test_a_rare_outcome_says_why_it_has_no_interval():
    log = people(responded=[1.0, *[0.0] * 39])
    first = measure_outcome(log, np.repeat(labels(0, 1), 20), "responded").segments[0]
    assert (first.lift, first.low) == (2, None)
    assert first.reason == "The outcome is so rare that some samples of users have none of it."


def test_nothing_to_compare_with_gives_no_lift():
    log = people(responded=["no"] * 20)
    only = measure_outcome(log, np.zeros(20, dtype=np.int32), "responded").segments[0]
    assert (only.value, only.lift, only.low) == (0, None, None)
    assert only.reason == "The outcome of all users is not above 0, so there is nothing to compare with."


def test_an_unknown_attribute_is_refused():
    with pytest.raises(DataError, match="There is no attribute 'won'"):
        measure_outcome(people(spent=[1.0]), labels(0), "won")


@pytest.mark.parametrize("values", [["yes", "maybe"], ["Leeds", "Paris"], [None, ""]])
def test_other_values_are_no_outcome(values):
    with pytest.raises(DataError, match="'responded' cannot be an outcome: its values are neither yes and no nor"):
        measure_outcome(people(responded=values), labels(0, 0), "responded")


def test_outcomes_are_found_by_name_and_values():
    names = ["age", "Total_Spend", "is_churned", "responded", "是否流失", "消费金额", "converted"]
    log = people(**{name: [1.0, 0.0] for name in names[:-1]}, converted=["in May", "never"])
    assert find_outcomes(log) == ("responded", "is_churned", "Total_Spend", "是否流失", "消费金额")
    assert find_outcomes(people(age=[1])) == ()


def test_a_column_that_says_nothing_is_no_yes_and_no():
    assert read_yes_no(pd.Series([None, "", "n/a"])) is None
    answers = read_yes_no(pd.Series(["Ja", "nein", "Oui", "non", "Sí", "não"]))
    assert answers is not None
    assert answers.tolist() == [1, 0, 1, 0, 1, 0]
    assert read_consent(pd.DataFrame({"Newsletter-Einwilligung": ["ja", "nein"]})).is_given.tolist() == [True, False]
    assert read_yes_no(pd.Series([1.0, 2.0])) is None
