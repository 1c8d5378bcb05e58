"""What recommenders learnt is kept: by which log and parameters, and what becomes of damaged and old files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core.interests.item_vectors import item_vectors
from core.recommenders.for_users import Content, Ease, Factors
from core.recommenders.hybrid import Hybrid
from core.recommenders.kept import FOLDER, MOST_FILES, fit_once
from core.recommenders.offered import own_items
from core.registry import USER_RECOMMENDERS, make_user_recommender
from tests.populations import DAY, MONDAY, population


def log_of(n_users, category=""):
    rows = [
        (f"u{n}", f"i{(n * step) % 12}", "purchase", MONDAY + step * DAY) for n in range(n_users) for step in (1, 5, 7)
    ]
    return population(rows, categories={f"i{n}": category or "ab"[n % 2] for n in range(12)})


@pytest.fixture(scope="module")
def log():
    return log_of(60)


def never(*_given):
    raise AssertionError("it learns again")


@pytest.mark.parametrize("name", USER_RECOMMENDERS)
def test_what_was_learnt_comes_back_whole(name, log, tmp_path, monkeypatch):
    own = own_items(log)
    segments = np.arange(log.n_users) % 3
    fitted = fit_once(make_user_recommender(name, segments=segments), log, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(USER_RECOMMENDERS[name].cls, "fit", never)
        found = fit_once(make_user_recommender(name, segments=segments), log_of(60), tmp_path)
    assert found.items_.tolist() == fitted.items_.tolist()
    expected = fitted.scores(own[:, fitted.items_], segments)
    np.testing.assert_array_equal(found.scores(own[:, found.items_], segments), expected)
    if isinstance(found, Hybrid):
        assert found.weights == fitted.weights
        assert found.made_by(np.array([0, 9])).tolist() == fitted.made_by(np.array([0, 9])).tolist()


def test_another_log_or_parameter_is_learnt_anew(log, tmp_path):
    own = log.histories
    logs = (
        log,
        log_of(61),
        log_of(60, category="c"),
        replace(log, histories=replace(own, timestamps=own.timestamps + np.arange(own.n_events))),
    )
    for each in logs:
        fit_once(Ease(), each, tmp_path)
    fit_once(Ease(regularisation=30), log, tmp_path)
    assert len(list((tmp_path / FOLDER).iterdir())) == 5 <= MOST_FILES


def test_what_vectors_are_made_of_counts_and_their_folder_does_not(log, tmp_path):
    for with_users, folder in ((False, "a"), (True, "a"), (True, "b")):
        made = partial(item_vectors, cache_dir=tmp_path / folder, with_users=with_users)
        fit_once(Content(item_vectors=made), log, tmp_path)
    assert len(list((tmp_path / FOLDER).iterdir())) == 2


def test_the_files_that_were_used_last_stay(log, tmp_path):
    for n_dims in (2, 3, 4, 5, 6, 2, 7):
        fit_once(Factors(n_dims), log, tmp_path)
    kept = {np.load(path)["to_items_"].shape[0] for path in (tmp_path / FOLDER).iterdir()}
    assert kept == {2, 4, 5, 6, 7}


def test_a_damaged_file_is_made_anew(log, tmp_path):
    fitted = fit_once(Ease(), log, tmp_path)
    (path,) = (tmp_path / FOLDER).iterdir()
    whole = path.read_bytes()
    for damaged in (b"", b"no arrays", whole[:-200]):
        path.write_bytes(damaged)
        np.testing.assert_array_equal(fit_once(Ease(), log, tmp_path).weights_, fitted.weights_)
        assert path.read_bytes() == whole
