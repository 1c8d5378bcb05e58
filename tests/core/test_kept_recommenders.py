"""What recommenders learnt is kept: by which log and parameters, and what becomes of damaged and old files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from core.interests.item_vectors import item_vectors
from core.recommenders import kept
from core.recommenders.for_users import Content, Ease, Factors
from core.recommenders.hybrid import Hybrid
from core.recommenders.interest_layers import InterestLayers
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


@pytest.fixture
def titled(monkeypatch):
    monkeypatch.setattr(kept, "LEAST_EVENTS", 100)
    rows = [(f"u{n}", f"i{(n * step) % 12}", "purchase", MONDAY + step * DAY) for n in range(60) for step in (1, 5, 7)]
    return population(rows, titles={f"i{n}": f"{'tea' if n % 2 else 'coffee'} pot {n}" for n in range(12)})


def hybrid_of(log, segments=None):
    """A hybrid whose items lie in two corners, and how often that was asked for."""
    asked = []

    def vectors(population):
        asked.append("vectors")
        return np.eye(2, dtype=np.float32)[np.arange(population.n_items) % 2]

    def layers(population):
        asked.append("layers")
        return np.arange(population.n_items, dtype=np.int32)[None, :] % 2

    parts = [Ease(), Content(item_vectors=vectors), InterestLayers(item_layers=layers, segments=segments)]
    return Hybrid(parts), asked


def test_what_a_run_keeps_ahead_gives_the_same_lists_for_any_segments_without_choosing_again(
    titled, tmp_path, monkeypatch
):
    kept.keep_ahead(hybrid_of(titled)[0], titled, tmp_path / "run")
    segments = (np.arange(titled.n_users) % 3).astype(np.int32)
    fresh = fit_once(hybrid_of(titled, segments)[0], titled, tmp_path / "other")
    hybrid, asked = hybrid_of(titled, segments)
    monkeypatch.setattr(Hybrid, "choose", never)
    copy = replace(titled, items=replace(titled.items))  # nothing of it is in memory
    found = fit_once(hybrid, copy, tmp_path / "run")
    assert asked == []
    assert found.weights == fresh.weights
    own = own_items(titled)[:, found.items_]
    np.testing.assert_array_equal(found.scores(own, segments), fresh.scores(own, segments))
    again = fit_once(hybrid_of(titled, segments)[0], copy, tmp_path / "run")  # from the whole file
    np.testing.assert_array_equal(again.scores(own, segments), fresh.scores(own, segments))


def test_a_log_that_is_learnt_soon_or_not_at_all_keeps_nothing_ahead(titled, tmp_path, monkeypatch):
    for least, most in ((1_000, 2_000), (1, 100)):
        monkeypatch.setattr(kept, "LEAST_EVENTS", least)
        monkeypatch.setattr(kept, "MOST_EVENTS", most)
        kept.keep_ahead(hybrid_of(titled)[0], titled, tmp_path)
    assert not list(tmp_path.iterdir())


def test_small_files_of_the_last_logs_stay_and_vectors_beside_them_are_left_alone(titled, tmp_path):
    (tmp_path / "titles.npz").write_bytes(b"vectors")
    for n in range(MOST_FILES + 2):
        own = titled.histories
        later = replace(titled, histories=replace(own, timestamps=own.timestamps + n))
        kept.keep_ahead(hybrid_of(later)[0], later, tmp_path)
    assert len(list(tmp_path.glob(f"{kept.AHEAD}*"))) == MOST_FILES
    assert (tmp_path / "titles.npz").exists()


def test_a_damaged_file_that_a_run_kept_is_passed_over(titled, tmp_path):
    kept.keep_ahead(hybrid_of(titled)[0], titled, tmp_path)
    (path,) = tmp_path.glob(f"{kept.AHEAD}*")
    path.write_bytes(path.read_bytes()[:-100])
    hybrid, asked = hybrid_of(titled)
    assert fit_once(hybrid, titled, tmp_path).weights
    assert "vectors" in asked or "layers" in asked


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
