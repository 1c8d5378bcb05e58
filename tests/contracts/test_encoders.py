"""What every encoder of the registry promises."""

import copy

import numpy as np
import pytest

from core.encoders import counts, titles
from core.encoders.text import Text
from core.errors import DataError, RecipeError
from core.params import params_of
from core.registry import ENCODERS, make_encoder
from core.types import Recipe
from tests.contracts.logs import ODD_LOGS, embed_words, shop, without_titles
from tests.populations import DAY, MONDAY, population

SHOP = shop()
PARAMS = [(name, info) for name, method in ENCODERS.items() for info in params_of(method)]

BIG = ("behaviour", "random_state")
"""Quantiles are learnt from a sample only beyond 100,000 users."""

NEEDED = {
    "autoencoder": {"epochs": 4, "n_dims": 6, "n_hidden": 16, "batch_size": 16, "learning_rate": 0.02},
    "sequence": {"epochs": 4, "n_dims": 8, "batch_size": 16, "learning_rate": 0.02},
    "graph": {"epochs": 4, "n_dims": 8, "batch_size": 128, "learning_rate": 0.05},
}
"""Small networks, trained for a moment."""
BESIDE = {
    ("autoencoder", "patience"): {"epochs": 40, "patience": 100, "learning_rate": 0.05},
    ("sequence", "patience"): {"epochs": 40, "patience": 100},
    ("graph", "patience"): {"epochs": 40, "patience": 100},
}
"""What a parameter is tried beside, since it takes no part otherwise."""

each_encoder = pytest.mark.parametrize("name", ENCODERS)
each_param = pytest.mark.parametrize(("name", "info"), PARAMS, ids=[f"{name}-{info.name}" for name, info in PARAMS])


@pytest.fixture(autouse=True)
def without_the_model(monkeypatch):
    monkeypatch.setattr(titles, "_embed", embed_words)


def make(name, **params):
    return make_encoder(Recipe(encoder=name, encoder_params={**NEEDED.get(name, {}), **params}))


def crowd():
    times = np.random.default_rng(0).integers(MONDAY, MONDAY + 99 * DAY, 100_001).tolist()
    return population((f"user{number}", "tea", "view", time) for number, time in enumerate(times))


def assert_vectors(vectors, n_users):
    assert vectors.dtype == np.float32
    assert vectors.ndim == 2
    assert len(vectors) == n_users
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors.astype(np.float64), axis=1), 1, atol=1e-5)


@each_encoder
@pytest.mark.parametrize("log", ODD_LOGS.values(), ids=ODD_LOGS)
def test_any_log_gives_unit_vectors_and_transform_agrees(name, log):
    encoder = make(name)
    vectors = encoder.fit_transform(log)
    assert_vectors(vectors, log.n_users)
    np.testing.assert_allclose(encoder.transform(log), vectors, atol=1e-5)


@each_encoder
def test_an_ordinary_log_gives_unit_vectors_and_transform_agrees(name):
    encoder = make(name)
    vectors = encoder.fit_transform(SHOP)
    assert_vectors(vectors, 60)
    np.testing.assert_allclose(encoder.transform(SHOP), vectors, atol=1e-5)


@each_encoder
def test_the_same_random_state_gives_identical_vectors(name):
    np.testing.assert_array_equal(make(name).fit_transform(SHOP), make(name).fit_transform(SHOP))


@each_encoder
def test_identical_users_get_identical_vectors(name):
    for log in (ODD_LOGS["identical users"], ODD_LOGS["identical users, more items than dimensions"]):
        vectors = make(name).fit_transform(log)
        np.testing.assert_allclose(vectors, np.tile(vectors[:1], (20, 1)), atol=1e-5)


@each_encoder
def test_new_users_come_into_the_same_space(name):
    encoder = make(name)
    n_dims = encoder.fit_transform(SHOP).shape[1]
    new = shop(n_users=7, random_state=1)
    vectors = encoder.transform(new)
    assert_vectors(vectors, 7)
    assert vectors.shape[1] == n_dims
    np.testing.assert_array_equal(encoder.transform(new), vectors)


@each_encoder
def test_users_of_one_taste_are_nearer_to_each_other(name):
    vectors = make(name).fit_transform(SHOP)
    odd = np.arange(60) % 2 == 1
    within, across = (vectors[odd] @ vectors[odd].T).mean(), (vectors[odd] @ vectors[~odd].T).mean()
    assert within > across


@each_encoder
def test_the_population_stays_as_it_is(name):
    log = shop()
    before = copy.deepcopy(log)
    encoder = make(name)
    encoder.fit_transform(log)
    encoder.transform(log)
    for field in ("user_ids", "offsets", "items", "events", "timestamps", "week_hours", "values"):
        np.testing.assert_array_equal(getattr(log.histories, field), getattr(before.histories, field))
    assert log.items.titles.tolist() == before.items.titles.tolist()
    assert (log.items.categories != before.items.categories).nnz == 0
    assert log.event_names == before.event_names


@each_encoder
def test_the_order_of_users_does_not_matter(name):
    events = [(user, item) for user, items in {"ann": "abc", "bob": "cde", "cat": "aef"}.items() for item in items]
    names = {item: f"tea {item}" for item in "abcdef"}
    forwards = population(events, users=["ann", "bob", "cat"], titles=names)
    backwards = population(events, users=["cat", "bob", "ann"], titles=names)
    first, second = make(name).fit_transform(forwards), make(name).fit_transform(backwards)
    np.testing.assert_allclose(first @ first.T, (second @ second.T)[::-1, ::-1], atol=1e-4)


def test_text_without_titles_says_what_to_do():
    with pytest.raises(DataError, match=r"The log has no titles, so the text encoder has nothing to read\.") as caught:
        make("text").fit_transform(without_titles(SHOP))
    assert caught.value.hint.startswith("Map a title column with --map text=COLUMN")


@pytest.mark.parametrize("name", sorted(ENCODERS.keys() - {"text"}))
def test_other_encoders_go_on_without_titles(name):
    encoder = make(name)
    log = without_titles(SHOP)
    vectors = encoder.fit_transform(log)
    assert_vectors(vectors, 60)
    np.testing.assert_allclose(encoder.transform(log), vectors, atol=1e-5)


def test_the_blend_leaves_its_text_view_out_without_titles():
    encoder = make("blend")
    encoder.fit_transform(without_titles(SHOP))
    assert list(encoder.views_) == ["counts", "behaviour"]


def test_text_is_not_read_twice_for_one_title():
    log = population([("ann", "a"), ("bob", "b")], titles={"a": "Red  MUG", "b": "red mug"})
    vectors = Text().fit_transform(log)
    np.testing.assert_array_equal(vectors[0], vectors[1])


@each_param
def test_a_parameter_has_help_and_a_default_in_its_range(name, info):
    assert info.help.endswith(".")
    assert info.low <= info.default <= info.high


@each_param
@pytest.mark.parametrize("end", ["low", "high"])
def test_both_ends_of_a_range_work(name, info, end):
    assert_vectors(make(name, **{info.name: getattr(info, end)}).fit_transform(SHOP), 60)


@each_param
def test_a_value_beyond_its_range_is_refused(name, info):
    for value in (info.low - 1, info.high + 1):
        with pytest.raises(RecipeError, match=rf"{info.name} = {value} is out of range\."):
            make(name, **{info.name: value})


@each_param
def test_a_parameter_changes_the_vectors_or_its_help_says_that_it_does_not(name, info, monkeypatch):
    monkeypatch.setattr(counts, "_FIT_USERS", 30)  # so that there is something to draw
    log = crowd() if (name, info.name) == BIG else SHOP
    beside = BESIDE.get((name, info.name), {})
    other = info.low if info.low != info.default else info.high
    usual = make(name, **beside).fit_transform(log)
    changed = make(name, **{**beside, info.name: other}).fit_transform(log)
    is_same = usual.shape == changed.shape and np.array_equal(usual, changed)
    assert is_same == ("changes nothing" in info.help)


@each_encoder
def test_an_unknown_parameter_is_refused_with_the_known_ones(name):
    with pytest.raises(RecipeError, match=r"has no parameter 'colour'\.") as caught:
        make(name, colour="red")
    assert "random_state" in caught.value.hint


@each_encoder
@pytest.mark.parametrize("random_state", [-1, 2**32])
def test_a_random_state_of_the_recipe_beyond_its_range_is_refused(name, random_state):
    with pytest.raises(RecipeError, match=rf"random_state = {random_state} is out of range\."):
        make_encoder(Recipe(encoder=name, random_state=random_state))


def test_an_unknown_encoder_is_answered_with_a_guess():
    with pytest.raises(RecipeError, match=r"There is no encoder 'bland'; there are blend, counts") as caught:
        make("bland")
    assert caught.value.hint == "Did you mean 'blend'?"
