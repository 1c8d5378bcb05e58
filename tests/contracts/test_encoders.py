"""What every encoder of the registry promises."""

import copy
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow.parquet as pq
import pytest

from core.encoders import counts
from core.encoders.text import Text
from core.errors import DataError, RecipeError
from core.params import params_of
from core.protocols import HasLosses, HasViews, notes_of
from core.registry import ENCODERS, make_encoder
from core.sentences import Sentence
from core.types import Recipe
from tests.contracts.logs import (
    ODD_LOGS,
    shop,
    with_attributes,
    with_unseen,
    without_titles,
    write_item_vectors,
)
from tests.populations import DAY, MONDAY, population

pytestmark = pytest.mark.usefixtures("without_the_model")

SHOP = shop()
PARAMS = [(name, info) for name, method in ENCODERS.items() for info in params_of(method)]

BIG = ("behaviour", "random_state")
"""Quantiles are learnt from a sample only beyond 100,000 users."""

NEEDED = {
    "items": {"path": "vectors.parquet"},
    "autoencoder": {"epochs": 4, "n_dims": 6, "n_hidden": 16, "batch_size": 16, "learning_rate": 0.02},
    "sequence": {"epochs": 4, "n_dims": 8, "batch_size": 16, "learning_rate": 0.02},
    "graph": {"epochs": 4, "n_dims": 8, "batch_size": 128, "learning_rate": 0.05},
}
"""What an encoder cannot do without; networks are small and trained for a moment."""
BESIDE = {
    ("counts", "k1"): {"weighting": "bm25"},
    ("counts", "b"): {"weighting": "bm25"},
    ("blend", "items"): {"items_path": "vectors.parquet"},
    ("blend", "items_path"): {"items": 1.0},
    ("autoencoder", "patience"): {"epochs": 40, "patience": 100, "learning_rate": 0.05},
    ("sequence", "patience"): {"epochs": 40, "patience": 100},
    ("graph", "patience"): {"epochs": 40, "patience": 100},
}
"""What a parameter is tried beside, since it takes no part otherwise."""
TEXTS = {
    ("text", "model"): ("multilingual", "english"),
    ("attributes", "columns"): ("city", "age, city"),
    ("items", "path"): ("others.parquet",),
    ("blend", "items_path"): ("others.parquet", "vectors.parquet"),
}
"""Values of parameters that are text, each unlike the default."""

each_encoder = pytest.mark.parametrize("name", ENCODERS)
each_param = pytest.mark.parametrize(("name", "info"), PARAMS, ids=[f"{name}-{info.name}" for name, info in PARAMS])


@pytest.fixture(autouse=True)
def item_vectors(tmp_path_factory, monkeypatch):
    """Item vectors in the working directory: all of them, and but a few dimensions of them."""
    folder = tmp_path_factory.getbasetemp() / "item_vectors"
    if not folder.exists():
        folder.mkdir()
        table = pq.read_table(write_item_vectors(folder / "vectors.parquet"))
        few = [row[:5] for row in table["vector"].to_pylist()]
        pq.write_table(table.set_column(1, "vector", [few]), folder / "others.parquet")
    monkeypatch.chdir(folder)


def make(name, **params):
    return make_encoder(Recipe(encoder=name, encoder_params={**NEEDED.get(name, {}), **params}))


@cache
def fitted(name):
    """An encoder that has learnt the shop, for tests that leave it as it is, and its vectors."""
    encoder = make(name)
    return encoder, encoder.fit_transform(SHOP)


@cache
def usual_vectors(name, beside):
    """Vectors by the defaults of an encoder and what a parameter is tried beside, in a test that draws few users."""
    return make(name, **dict(beside)).fit_transform(SHOP)


def try_values(name, info):
    """Values of a parameter to try: the ends of its range, its choices, or texts."""
    if info.choices:
        return info.choices
    return TEXTS[name, info.name] if isinstance(info.default, str) else (info.low, info.high)


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
    encoder, vectors = fitted(name)
    assert_vectors(vectors, 60)
    np.testing.assert_allclose(encoder.transform(SHOP), vectors, atol=1e-5)


@each_encoder
def test_the_same_random_state_gives_identical_vectors(name):
    np.testing.assert_array_equal(make(name).fit_transform(SHOP), fitted(name)[1])


@each_encoder
def test_identical_users_get_identical_vectors(name):
    for log in (ODD_LOGS["identical users"], ODD_LOGS["identical users, more items than dimensions"]):
        vectors = make(name).fit_transform(log)
        np.testing.assert_allclose(vectors, np.tile(vectors[:1], (20, 1)), atol=1e-5)


@each_encoder
def test_new_users_come_into_the_same_space(name):
    encoder, known = fitted(name)
    new = shop(n_users=7, random_state=1)
    vectors = encoder.transform(new)
    assert_vectors(vectors, 7)
    assert vectors.shape[1] == known.shape[1]
    np.testing.assert_array_equal(encoder.transform(new), vectors)


@each_encoder
def test_what_was_learnt_can_be_kept_without_pickle(name, tmp_path):
    encoder, _vectors = fitted(name)
    state = encoder.get_state()
    assert all(isinstance(array, np.ndarray) and array.dtype != object for array in state.values())
    np.savez(tmp_path / "state.npz", **state)
    again = make(name)
    with np.load(tmp_path / "state.npz", allow_pickle=False) as kept:
        again.set_state(dict(kept))
    for log in (SHOP, with_unseen(SHOP), shop(n_users=7, random_state=1)):
        np.testing.assert_array_equal(again.transform(log), encoder.transform(log))
    assert again.get_state().keys() == state.keys()


@each_encoder
def test_what_is_new_does_not_move_the_others(name):
    encoder, vectors = fitted(name)
    grown = encoder.transform(with_unseen(SHOP))
    assert_vectors(grown, 61)
    np.testing.assert_allclose(grown[:60], vectors, atol=1e-4)


def test_the_title_of_an_unseen_item_is_read():
    encoder = make("text")
    vectors = encoder.fit_transform(SHOP)
    tea = encoder.transform(with_unseen(SHOP, "green tea leaf"))[60]
    nail = encoder.transform(with_unseen(SHOP, "long nail box"))[60]
    likes_tea, likes_tools = vectors[::2].mean(axis=0), vectors[1::2].mean(axis=0)
    assert tea @ likes_tea > tea @ likes_tools
    assert nail @ likes_tools > nail @ likes_tea


def test_the_vector_of_an_unseen_item_is_looked_up():
    encoder = make("items")
    encoder.fit_transform(SHOP)
    grown = with_unseen(SHOP)
    known = encoder.transform(grown)[60]
    unknown = replace(grown, items=replace(grown.items, item_ids=np.append(SHOP.items.item_ids, ["never", "odd"])))
    assert not np.allclose(encoder.transform(unknown)[60], known)


@each_encoder
def test_users_of_one_taste_are_nearer_to_each_other(name):
    _encoder, vectors = fitted(name)
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
    forwards = with_attributes(population(events, users=["ann", "bob", "cat"], titles=names))
    backwards = with_attributes(population(events, users=["cat", "bob", "ann"], titles=names))
    first, second = make(name).fit_transform(forwards), make(name).fit_transform(backwards)
    np.testing.assert_allclose(first @ first.T, (second @ second.T)[::-1, ::-1], atol=1e-4)


@each_encoder
def test_an_encoder_declares_what_it_can(name):
    """The line in the table and the fitted encoder agree."""
    method, (encoder, _vectors) = ENCODERS[name], fitted(name)
    assert method.is_quick != isinstance(encoder, HasLosses)
    assert set(method.required) | set(method.as_view) <= {info.name for info in method.params}
    assert isinstance(encoder, HasViews) == (not method.is_view) == bool(method.views())
    assert all(isinstance(note, Sentence) for note in notes_of(encoder))


def test_text_without_titles_says_what_to_do():
    with pytest.raises(DataError, match=r"The log has no titles, so the text encoder has nothing to read\.") as caught:
        make("text").fit_transform(without_titles(SHOP))
    assert caught.value.hint.startswith("Map a title column with --map text=COLUMN")


@pytest.mark.parametrize("name", [name for name, method in ENCODERS.items() if not method.needs_words])
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


def test_a_parameter_has_help_and_a_default_that_it_allows():
    assert [(name, info.name) for name, info in PARAMS if not (info.help.endswith(".") and allows_default(info))] == []


def allows_default(info):
    if info.choices:
        return info.default in info.choices
    return isinstance(info.default, str) or info.low <= info.default <= info.high


def test_a_value_that_is_not_allowed_is_refused():
    for name, info in PARAMS:
        if isinstance(info.default, str):
            others, message = (("magic",) if info.choices else ()), "'magic' is not known"
        else:
            others, message = (info.low - 1, info.high + 1), "is out of range"
        for value in others:
            with pytest.raises(RecipeError, match=rf"{info.name} = .*{message}\."):
                make(name, **{info.name: value})


@each_param
def test_every_value_works_and_changes_the_vectors_or_the_help_says_that_it_does_not(name, info, monkeypatch):
    monkeypatch.setattr(counts, "_FIT_USERS", 30)  # so that there is something to draw
    beside = BESIDE.get((name, info.name), {})
    values = try_values(name, info)
    found = [make(name, **{**beside, info.name: value}).fit_transform(SHOP) for value in values]
    for vectors in found:
        assert_vectors(vectors, 60)
    other, changed = next(pair for pair in zip(values, found, strict=True) if pair[0] != info.default)
    usual_beside = beside | ({"items_path": "vectors.parquet"} if info.name == "items_path" else {})
    usual = usual_vectors(name, tuple(usual_beside.items()))
    if (name, info.name) == BIG:
        log = crowd()
        usual, changed = make(name).fit_transform(log), make(name, **{info.name: other}).fit_transform(log)
    is_same = usual.shape == changed.shape and np.array_equal(usual, changed)
    assert is_same == (info.name == "random_state" and "changes nothing" in info.help)


def test_an_unknown_parameter_is_refused_with_the_known_ones():
    for name in ENCODERS:
        with pytest.raises(RecipeError, match=r"has no parameter 'colour'\.") as caught:
            make(name, colour="red")
        assert "random_state" in caught.value.hint


@pytest.mark.parametrize("random_state", [-1, 2**32])
def test_a_random_state_of_the_recipe_beyond_its_range_is_refused(random_state):
    for name in ENCODERS:
        with pytest.raises(RecipeError, match=rf"random_state = {random_state} is out of range\."):
            make_encoder(Recipe(encoder=name, random_state=random_state))


def test_an_unknown_encoder_is_answered_with_a_guess():
    with pytest.raises(RecipeError, match=r"There is no encoder 'bland'; there are blend, counts") as caught:
        make("bland")
    assert caught.value.hint == "Did you mean 'blend'?"
