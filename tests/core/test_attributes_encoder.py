"""Users by their attributes."""

import numpy as np
import pytest

from core.encoders.attributes import Attributes
from core.errors import DataError
from tests.populations import people, population

NAN = float("nan")


def features(vectors):
    """Undo the unit length: the first coordinate was 1."""
    return vectors[:, 1:] / vectors[:, :1]


def test_every_attribute_has_the_same_energy():
    log = people(city=["Leeds", "York"] * 10, age=[*range(20, 39), NAN], sex=["f", "f", "m", "m"] * 5)
    found = features(Attributes().fit_transform(log))
    # city: 2 values, rare, missing; age: number, missing; sex: 2 values, rare, missing
    assert found.shape == (20, 10)
    energies = [found[:, block].var(axis=0).sum() for block in (slice(0, 4), slice(4, 6), slice(6, 10))]
    assert energies == pytest.approx([1 / 3] * 3, abs=1e-5)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-6)


def test_numbers_are_scaled_by_quartiles_and_one_far_off_does_not_matter():
    ages = [20.0, 30.0, 40.0, 50.0, 60.0]
    encoder = Attributes()
    encoder.fit_transform(people(age=ages))
    assert encoder.scales_["age"] == (40.0, 20.0)
    wild, very_wild = (Attributes().fit_transform(people(age=[*ages[:4], last])) for last in (1e3, 1e9))
    np.testing.assert_allclose(wild, very_wild, atol=1e-6)


def test_missing_values_are_a_group_of_their_own():
    found = features(Attributes().fit_transform(people(age=[20.0, 30.0, 40.0, NAN, float("inf")])))
    # the number of one who gave none is the median; the second feature says so
    np.testing.assert_array_equal(found[3], found[4])
    assert found[3, 1] > 0 > found[1, 1]
    city = features(Attributes(rare_users=1).fit_transform(people(city=["Leeds", " leeds ", "Unknown", ""])))
    np.testing.assert_array_equal(city[0], city[1])
    np.testing.assert_array_equal(city[2], city[3])
    assert not np.allclose(city[0], city[2])


def test_rare_values_and_values_beyond_the_most_frequent_are_one():
    towns = ["Leeds"] * 8 + ["York"] * 6 + ["Bath"] * 5 + ["Ely", "Rye", "Ayr"]
    encoder = Attributes(n_values=2)
    found = encoder.fit_transform(people(town=towns))
    assert encoder.values_ == {"town": ("leeds", "york")}
    np.testing.assert_array_equal(found[14], found[-1])
    assert Attributes().fit_transform(people(town=towns)).shape == (22, 1 + 3 + 2)


def test_new_users_with_new_values_count_as_rare_and_it_is_noted():
    encoder = Attributes()
    fitted = encoder.fit_transform(people(city=["Leeds"] * 8 + ["York"] * 6 + ["Ely"]))
    new = encoder.transform(people(city=["Oslo", "Leeds", "Ely", None]))
    np.testing.assert_array_equal(new[:3], fitted[[14, 0, 14]])
    assert encoder.notes_ == ("2 of 4 users have a rare or new value of city; such values count as one.",)


def test_an_attribute_that_new_users_do_not_have_is_missing():
    encoder = Attributes()
    encoder.fit_transform(people(age=[20.0, 30.0, NAN]))
    alone = encoder.transform(people(height=[1.8]))
    np.testing.assert_array_equal(alone, encoder.transform(people(age=[NAN])))


N = 40
SUITABLE = {"age": [20 + number % 30 for number in range(N)], "city": ["Leeds", "York"] * (N // 2)}


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("email", [f"a{number}@example.com" for number in range(N)], "too many of its values are unique to one user"),
        ("member", [f"M-{number}" for number in range(N)], "too many of its values are unique to one user"),
        ("customer_number", list(range(1000, 1000 + N)), "too many of its values are unique to one user"),
        ("shopId", [number // 4 for number in range(N)], "too many of its values are unique to one user"),
        ("consent", ["yes", "no"] * (N // 2), "its name says that it is consent"),
        ("opt_in_sms", ["yes", "no"] * (N // 2), "its name says that it is consent"),
        ("has_churned", [0, 1] * (N // 2), "its name says that it is an outcome"),
        ("lifetimeValue", [float(number % 7) for number in range(N)], "its name says that it is an outcome"),
        ("country", ["UK"] * N, "all users have the same value"),
        ("fax", [None] * N, "all users have the same value"),
    ],
)
def test_what_should_not_be_compared_is_left_out_and_noted(name, values, why):
    encoder = Attributes()
    vectors = encoder.fit_transform(people(**SUITABLE, **{name: values}))
    np.testing.assert_array_equal(vectors, Attributes().fit_transform(people(**SUITABLE)))
    [note] = encoder.notes_
    assert note.startswith(f"The attribute {name} is not compared: {why}")
    asked = Attributes(columns=f"city, {name}")
    asked.fit_transform(people(**SUITABLE, **{name: values}))
    assert (asked.columns_, asked.notes_) == (["city", name], ())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("income", [1000.5 + number for number in range(N)]),
        ("height", [150 + number % 30 for number in range(N)]),
        ("options", ["a", "b"] * (N // 2)),
    ],
)
def test_what_only_looks_odd_is_compared(name, values):
    encoder = Attributes()
    encoder.fit_transform(people(**SUITABLE, **{name: values}))
    assert encoder.columns_ == ["age", "city", name]
    assert encoder.notes_ == ()


def test_an_attribute_that_is_not_there_is_refused_with_the_known_ones():
    with pytest.raises(DataError, match=r"The log has no user attribute shoe\.") as caught:
        Attributes(columns="city, shoe").fit_transform(people(**SUITABLE))
    assert caught.value.hint == "It has age, city."


def test_a_log_without_attributes_is_refused_with_what_to_do():
    with pytest.raises(DataError, match=r"The log has no user attributes, so there is nothing to compare\.") as caught:
        Attributes().fit_transform(population([("ann", "tea")]))
    assert caught.value.hint.startswith("Map them with --map attribute=COLUMN")
