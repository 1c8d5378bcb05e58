"""What users wrote in events without an item is kept, masked, and read by the text encoder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.encoders.text import Text
from core.errors import DataError
from core.ingest.load import load_log
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from core.interests.build import build_tree
from core.interests.users import find_interests
from core.population.tables import read_population
from core.registry import make_encoder
from core.trust.halves import split_events
from core.types import NO_TEXTS, Population, Recipe
from tests.core.ingest_help import open_store, rejected_rows, settings, write

HEADER = "user_id,item_id,title,event,timestamp,search_term\n"
ITEMS = ("Blue vase", "Red cup", "Green bowl", "White plate")
SEARCHES = (("hiking boots", "trail shoes", "climbing rope"), ("violin strings", "piano sheet music", "guitar lessons"))


def log() -> str:
    rows = []
    for user in range(24):
        for n, title in enumerate(ITEMS):
            rows.append(f"u{user:02},i{n},{title},view,2026-01-{n + 1:02} 10:00:00,")
        for n, words in enumerate(SEARCHES[user % 2]):
            rows.append(f"u{user:02},,,search,2026-01-02 11:0{n}:00,{words}")
    return HEADER + "\n".join(rows) + "\n"


def test_searches_are_kept_as_text_and_counted(tmp_path: Path) -> None:
    more = (
        "u00,,,search,2026-01-03 10:00:00,mail ann@shop.example or +49 30 1234567 about  boots\n"
        "ghost,,,search,2026-01-03 10:00:00,boots\n"
        "u00,,,search,2026-01-03 10:00:00,\n"
    )
    with open_store(tmp_path) as store:
        report = load_log(store, LogSource(write(tmp_path / "log.csv", log() + more)), "ann")
        population = store.population(report.dataset_id)
        store.export_population(report.dataset_id, tmp_path / "out")
    assert {choice.role: choice.column for choice in report.choices}["query"] == "search_term"
    assert (report.n_records, report.n_stored, report.n_texts, report.n_rejected) == (171, 96, 73, 2)
    assert report.rejected == {"no item": 1, "a text whose user has no event with an item": 1}
    assert any(
        note.startswith("73 events without an item, such as searches, are kept as text") for note in report.notes
    )
    assert [row[2] for row in rejected_rows(tmp_path, report)] == [
        "ghost,,,search,2026-01-03 10:00:00,***",
        "u00,,,search,2026-01-03 10:00:00,",
    ]
    seen = look_ahead(LogSource(tmp_path / "log.csv"), settings(tmp_path))
    assert (seen.n_rows, seen.n_usable, seen.n_texts, seen.rejected) == (171, 96, 74, {"no item": 1})
    assert population.event_names == ("view",)
    assert population.texts.texts[:4].tolist() == [*SEARCHES[0], "mail *** or *** about boots"]
    read = read_population(tmp_path / "out")
    for name in ("users", "timestamps", "texts"):
        np.testing.assert_array_equal(getattr(read.texts, name), getattr(population.texts, name))
    few = population.of_users(np.array([3, 0]))
    assert few.texts.users.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert few.texts.texts[0] == "violin strings"


def test_texts_are_added_once(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, LogSource(write(tmp_path / "log.csv", log())), "ann").dataset_id
        more = log() + "u00,,,search,2026-01-03 10:00:00,boots\n"
        report = load_log(store, LogSource(write(tmp_path / "more.csv", more), adds_to=dataset_id), "ann")
        assert (report.n_stored, report.n_texts, report.n_already_there) == (0, 1, 168)
        assert len(store.population(dataset_id).texts.texts) == 73
        assert len(store.population(dataset_id, version=1).texts.texts) == 72


@pytest.fixture(scope="module")
def searching(tmp_path_factory: pytest.TempPathFactory) -> Population:
    folder = tmp_path_factory.mktemp("searching")
    with open_store(folder) as store:
        report = load_log(store, LogSource(write(folder / "log.csv", log())), "ann")
        return store.population(report.dataset_id)


@pytest.mark.usefixtures("without_the_model")
def test_texts_of_users_are_read_where_no_item_has_a_title(searching: Population) -> None:
    untitled = replace(searching.items, titles=np.array([""] * searching.n_items, dtype=object))
    population = replace(searching, items=untitled)
    encoder = Text(n_dims=8)
    vectors = encoder.fit_transform(population)
    assert vectors.shape == (24, 8)
    similarity = vectors @ vectors.T
    is_same = np.arange(24)[:, None] % 2 == np.arange(24)[None, :] % 2
    assert similarity[is_same].min() > similarity[~is_same].max() + 0.5
    other = Text(n_dims=8)
    other.set_state(encoder.get_state())
    np.testing.assert_allclose(other.transform(population), vectors, atol=1e-5)
    blend = make_encoder(Recipe("blend"))
    blend.fit_transform(population)
    assert "text" in blend.views_  # type: ignore[attr-defined]
    with pytest.raises(DataError, match="The log has no titles, so the text encoder has nothing to read"):
        Text().fit_transform(replace(population, texts=NO_TEXTS))


@pytest.mark.usefixtures("without_the_model")
def test_texts_count_among_interests_and_are_halved(searching: Population) -> None:
    words = np.array([f"Blue vase {text}" if text == "trail shoes" else text for text in searching.texts.texts])
    log = replace(searching, texts=replace(searching.texts, texts=words.astype(object)))
    found = find_interests(log, build_tree(log), 0.0)
    assert found.texts.n_texts == 72
    assert found.texts.n_placed == 12
    halves = [half.texts for half in split_events(log)]
    assert sum(len(half.texts) for half in halves) == 72
    assert {n for half in halves for n in np.bincount(half.users).tolist()} == {1, 2}


@pytest.mark.usefixtures("without_the_model")
def test_groups_that_differ_only_in_what_they_search_are_separated(searching: Population) -> None:
    encoder = Text(n_dims=8)
    vectors = encoder.fit_transform(searching)
    assert vectors.shape == (24, 16)
    groups = np.arange(24) % 2
    similarity = vectors @ vectors.T
    is_same = groups[:, None] == groups[None, :]
    assert similarity[is_same].min() > similarity[~is_same].max() + 0.5
    other = Text(n_dims=8)
    other.set_state(encoder.get_state())
    np.testing.assert_allclose(other.transform(searching), vectors, atol=1e-5)
