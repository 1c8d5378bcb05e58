"""What the model of every encoder and of several clusterers promises."""

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from core.encoders import titles
from core.errors import DataError
from core.model.files import MODEL_ARRAYS, MODEL_RECORD, load_model, write_model
from core.model.recode import recode
from core.model.reshaped import reshape_model
from core.pipeline import run
from core.registry import ENCODERS
from core.results.run import Options
from core.results.versions import versions
from core.types import Recipe
from tests.conftest import PROJECT
from tests.contracts.logs import ODD_LOGS, embed_words, shop, with_unseen, write_item_vectors

SHOP = shop()
QUICK = Options(with_map=False, with_holdout=False, with_trust=False)
NEEDED = {"items": {"path": "vectors.parquet"}}
TRAINED = {"autoencoder": {"epochs": 2}, "sequence": {"epochs": 1}, "graph": {"epochs": 2}}
RECIPES = {
    **{name: Recipe(name, "kmeans", 2) for name in ENCODERS},
    "counts, mixture": Recipe("counts", "mixture", 2),
    "counts, agglomerative": Recipe("counts", "agglomerative", 3),
    "counts, hdbscan": Recipe("counts", "hdbscan", clusterer_params={"min_cluster_size": 5}),
}
FIELDS = ("segments", "probabilities", "runners_up", "is_unsure", "n_known_events")


@pytest.fixture(autouse=True)
def without_the_model(monkeypatch):
    monkeypatch.setattr(titles, "_embed", embed_words)


@pytest.fixture(autouse=True)
def item_vectors(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "vectors_of_items"
    if not folder.exists():
        folder.mkdir()
        write_item_vectors(folder / "vectors.parquet")
    monkeypatch.chdir(folder)


@cache
def fitted(name):
    """The model of a recipe on the shop, which no test changes."""
    return model_of(name, SHOP)


def model_of(name, log):
    recipe = RECIPES[name]
    params = {**NEEDED.get(recipe.encoder, {}), **TRAINED.get(recipe.encoder, {})}
    return run(log, replace(recipe, encoder_params=params), QUICK).model


def shuffled(log):
    """The same log as another load might code it: items and event types backwards."""
    items, events = np.arange(log.n_items)[::-1], np.arange(len(log.event_names))[::-1]
    histories = replace(
        log.histories,
        items=items[log.histories.items].astype(np.int32),
        events=events[log.histories.events].astype(np.int16),
    )
    catalogue = replace(
        log.items,
        item_ids=log.items.item_ids[items],
        titles=log.items.titles[items],
        categories=log.items.categories[items],
    )
    return replace(log, histories=histories, items=catalogue, event_names=log.event_names[::-1])


def assert_same(one, other):
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field), err_msg=field)


@pytest.mark.parametrize("name", RECIPES)
def test_a_kept_model_assigns_as_the_fitted_one_does(name, tmp_path):
    model = fitted(name)
    write_model(model, versions(), tmp_path)
    again = load_model(tmp_path)
    for log in (SHOP, with_unseen(SHOP), shop(n_users=7, random_state=1), SHOP.of_users(np.array([4]))):
        assert_same(again.assign(log), model.assign(log))
    assert again.recipe == model.recipe
    assert again.confidence_rule == model.confidence_rule


@pytest.mark.parametrize("name", RECIPES)
def test_the_codes_of_a_load_do_not_matter(name):
    model = fitted(name)
    assert_same(model.assign(shuffled(with_unseen(SHOP))), model.assign(with_unseen(SHOP)))


@pytest.mark.parametrize("name", RECIPES)
def test_assignments_have_their_promised_form(name):
    model = fitted(name)
    log = with_unseen(SHOP)
    found = model.assign(log)
    assert found.user_ids.tolist() == log.histories.user_ids.tolist()
    assert set(found.segments) <= {-1, *model.segments}
    assert set(found.runners_up) <= {-1, *model.segments}
    assert not (found.runners_up == found.segments).any()
    is_known = found.n_known_events > 0
    assert is_known.any()
    assert ((found.probabilities > 0) == (found.segments > 0))[is_known].all()
    assert found.probabilities[is_known].max() <= 1
    assert found.shares.shape == (log.n_users, len(model.segments))
    np.testing.assert_allclose(found.shares[is_known].sum(axis=1), 1, atol=1e-6)
    is_in = is_known & (found.segments > 0)
    np.testing.assert_array_equal(found.shares.max(axis=1)[is_in], found.probabilities[is_in])
    np.testing.assert_array_equal(found.shares.argmax(axis=1)[is_in] + 1, found.segments[is_in])
    assert (found.n_unseen_items, found.unseen_event_names) == (2, ("swipe",))
    assert found.is_unsure[found.segments < 0].all()


@pytest.mark.parametrize("log", [ODD_LOGS["one user"], ODD_LOGS["two users"], ODD_LOGS["three users"]])
def test_a_run_of_few_users_is_confident_of_no_user(log, tmp_path):
    model = run(log, Recipe("counts", k=1), QUICK).model
    write_model(model, versions(), tmp_path)
    found = load_model(tmp_path).assign(log)
    assert found.segments.tolist() == [1] * log.n_users
    assert found.runners_up.tolist() == [-1] * log.n_users
    assert found.is_unsure.all()
    assert [str(line) for line in model.confidence_rule.sentences(model.segments)] == [
        "The run has too few users to measure the confidence of assignments, so all users are unsure."
    ]


def test_one_user_alone_in_a_segment_makes_a_model_that_is_confident_of_no_user():
    model = model_of("counts", SHOP)
    labels = np.where(np.arange(SHOP.n_users) == 3, 7, -1).astype(np.int32)
    shaped = reshape_model(model, *model.vectors(SHOP), labels)
    found = shaped.assign(SHOP)
    assert (found.segments[3], set(found.segments) - {-1, 7}) == (7, set())
    assert found.is_unsure.all()


def test_users_of_unknown_items_are_unsure_and_counted():
    model = model_of("counts", shop(n_users=400))
    strangers = replace(SHOP, items=replace(SHOP.items, item_ids=SHOP.items.item_ids + "-elsewhere"))
    found = model.assign(strangers)
    assert found.is_unsure.all()
    assert found.n_known_events.max() == 0
    assert np.isnan(found.probabilities).all()
    assert np.isnan(found.shares).all()
    assert list(found.sentences_on_new()) == [
        "40 items are new to the model.",
        "60 users have interacted with no item that the model knows, and are unsure.",
    ]


def test_known_items_keep_the_titles_and_categories_they_had():
    bare = replace(SHOP.items, titles=np.array([""] * SHOP.n_items, dtype=object))
    known = recode(shuffled(replace(SHOP, items=bare)), SHOP.items, SHOP.event_names)
    assert known.items.titles.tolist() == SHOP.items.titles.tolist()
    assert known.items.category_names == SHOP.items.category_names
    assert (known.items.categories != SHOP.items.categories).nnz == 0
    np.testing.assert_array_equal(known.histories.items, SHOP.histories.items)
    np.testing.assert_array_equal(known.histories.events, SHOP.histories.events)


ANOTHER_PROCESS = """
import sys
from pathlib import Path
import numpy as np
from core.model.files import load_model
from tests.contracts.logs import shop
for folder in sys.argv[1:]:
    found = load_model(Path(folder)).assign(shop(n_users=9, random_state=3))
    print(found.segments.tolist(), found.probabilities.tolist(), found.runners_up.tolist())
"""


def test_another_process_assigns_alike(tmp_path):
    names = ("counts", "factors", "behaviour")
    for name in names:
        (tmp_path / name).mkdir()
        write_model(fitted(name), versions(), tmp_path / name)
    command = [sys.executable, "-c", ANOTHER_PROCESS, *(str(tmp_path / name) for name in names)]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    expected = [fitted(name).assign(shop(n_users=9, random_state=3)) for name in names]
    parts = [(found.segments, found.probabilities, found.runners_up) for found in expected]
    assert printed == [" ".join(str(part.tolist()) for part in each) for each in parts]


@pytest.mark.parametrize("name", RECIPES)
def test_no_file_holds_a_pickle(name, tmp_path):
    write_model(fitted(name), versions(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MODEL_RECORD, MODEL_ARRAYS]
    with zipfile.ZipFile(tmp_path / MODEL_ARRAYS) as archive:
        heads = [archive.read(entry)[:200] for entry in archive.namelist()]
    assert all(head.startswith(b"\x93NUMPY") and b"|O" not in head for head in heads)


def _without_a_file(folder: Path) -> None:
    (folder / MODEL_ARRAYS).unlink()


def _cut_short(folder: Path) -> None:
    (folder / MODEL_ARRAYS).write_bytes((folder / MODEL_ARRAYS).read_bytes()[:200])


def _of_the_future(folder: Path) -> None:
    record = json.loads((folder / MODEL_RECORD).read_text(encoding="utf-8"))
    (folder / MODEL_RECORD).write_text(json.dumps({**record, "format": 2}), encoding="utf-8")


def _without_a_field(folder: Path) -> None:
    record = json.loads((folder / MODEL_RECORD).read_text(encoding="utf-8"))
    del record["sureness"]
    (folder / MODEL_RECORD).write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_without_a_file, r"holds no model: there is no model\.npz\."),
        (_cut_short, r"The model in .* is damaged and cannot be read\."),
        (_of_the_future, r"The model in .* is of a format that is not known here\."),
        (_without_a_field, r"The model in .* is damaged and cannot be read\."),
    ],
)
def test_a_model_that_cannot_be_read_is_reported(spoil, message, tmp_path):
    write_model(fitted("counts"), versions(), tmp_path)
    spoil(tmp_path)
    with pytest.raises(DataError, match=message):
        load_model(tmp_path)
