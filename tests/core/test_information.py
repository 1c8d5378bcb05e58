import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import adjusted_mutual_info_score, mutual_info_score

from core.trust.information import attribute_information
from tests.populations import labels, people


@pytest.fixture(scope="module")
def leaning():
    """600 users in three segments and nowhere, with attributes that lean with the segment."""
    rng = np.random.default_rng(0)
    segments = rng.integers(-1, 3, 600).astype(np.int32)
    city = np.where(rng.random(600) < 0.5, segments.astype(str), rng.choice(["x", "y"], 600)).astype(object)
    city[::50] = None
    return segments, city, segments + rng.normal(size=600), rng.choice(["red", "blue"], 600).astype(object)


def test_values_equal_scikit_learn_and_scipy(leaning):
    segments, city, age, _ = leaning
    of_city, of_age = attribute_information(people(city=city, age=age), segments)
    for found, values in ((of_city, city), (of_age, pd.qcut(pd.Series(age)[segments >= 0], 4, labels=False))):
        values = pd.Series(values).reindex(range(600))
        is_counted = (segments >= 0) & values.notna().to_numpy()
        own, codes = segments[is_counted], pd.factorize(values[is_counted])[0]
        table = pd.crosstab(own, codes).to_numpy() / len(own)
        entropy = [stats.entropy(table.sum(axis=axis), base=2) for axis in (1, 0)]
        assert found.bits == pytest.approx(sum(entropy) - stats.entropy(table.ravel(), base=2))
        assert found.bits == pytest.approx(mutual_info_score(own, codes) / np.log(2))
        assert found.entropy_share == pytest.approx(found.bits / entropy[0])
        assert found.adjusted == pytest.approx(adjusted_mutual_info_score(own, codes))
        assert (found.n_known, found.n_missing) == (is_counted.sum(), (segments >= 0).sum() - is_counted.sum())
    assert (of_city.n_values, of_age.n_values) == (5, 4)


def test_chance_gives_about_0_and_a_copy_gives_everything(leaning):
    segments, _, _, colour = leaning
    chance, copy = attribute_information(people(colour=colour, copy=[f"s{each}" for each in segments]), segments)
    assert abs(chance.adjusted) < 0.01
    assert (copy.entropy_share, copy.adjusted) == (pytest.approx(1), pytest.approx(1))


def test_one_bit_by_hand():
    log = people(city=["a", "a", "b", "b"] * 5)
    (found,) = attribute_information(log, labels(*[1, 1, 2, 2] * 5))
    assert (found.attribute, found.bits, found.entropy_share) == ("city", pytest.approx(1), pytest.approx(1))


def test_used_attributes_are_passed_over(leaning):
    segments, city, age, _ = leaning
    found = attribute_information(people(city=city, age=age), segments, used=["city"])
    assert [each.attribute for each in found] == ["age"]


def test_few_numbers_stay_as_they_are():
    log = people(children=[0, 0, 0, 0, 0, 0, 1, 2])
    (found,) = attribute_information(log, labels(0, 0, 0, 0, 0, 0, 1, 1))
    assert (found.n_values, found.entropy_share) == (3, pytest.approx(1))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([f"{i}@example.com" for i in range(20)], "'it' has 20 different values for 20 users: it is an id."),
        (["Leeds"] * 20, "'it' has one value only."),
        (["a", "b"] * 5 + [None] * 10, "Fewer than two segments have users whose 'it' is known."),
    ],
)
def test_what_is_left_out_says_why(values, reason):
    (found,) = attribute_information(people(it=values), np.repeat(labels(0, 1), 10))
    assert (found.bits, found.entropy_share, found.adjusted, found.reason) == (None, None, None, reason)


def test_numbers_are_never_ids():
    (found,) = attribute_information(people(age=np.arange(20.0)), np.repeat(labels(0, 1), 10))
    assert (found.n_values, found.bits) == (4, pytest.approx(1))


def test_without_segments_everything_is_left_out():
    (found,) = attribute_information(people(age=np.arange(4.0)), labels(-1, -1, -1, -1))
    assert (found.n_known, found.bits) == (0, None)
