"""Data health on the data page: findings with one click each, and what runs are without, wherever a run is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.ingest.load import load_log
from core.server import the_server
from core.settings import Settings
from core.store.store import Store
from core.types import Recipe
from core.ui.shared.user_ids import IN_FULL
from tests.core.jobs_help import pretend
from tests.core.test_health_decisions import write_log
from tests.pages.conftest import N_USERS, OpenPage, serve
from tests.pages.help import texts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    with Store(Settings(folder / "workspace", "UTC", "500MB", 2)) as store:
        load_log(store, write_log(folder), "local")
    return folder / "workspace"


@pytest.fixture
def odd(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace of the test's own with a log in which several things are odd."""
    yield from serve(Path(shutil.copytree(made, tmp_path / "workspace")), monkeypatch)


def unescaped(page: AppTest) -> str:
    return texts(page).replace("\\", "").replace("\u2060", "")


def test_findings_are_listed_with_example_effect_and_buttons(odd: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    assert not page.exception
    shown = unescaped(page)
    assert "3 of 35 users (8.6 %) have fewer than 3 events: too little is known of them." in shown
    assert "Nothing repeats in so short a history" in shown
    assert "Example: r…t acted at 300 different times within one hour." in shown
    page.toggle(key=IN_FULL).set_value(True).run()
    assert "Example: robot acted at 300 different times within one hour." in unescaped(page)
    keys = {button.key for button in page.button}
    assert {"exclude_bots", "keep_bots", "exclude_few_events", "exclude_future", "exclude_similar_ids"} <= keys


def test_excluding_is_one_click_and_so_is_undoing(odd: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    before = page.metric[0].value
    page.button(key="exclude_few_events").click().run()
    assert not page.exception
    assert page.metric[0].value == str(int(before) - 3)
    assert "**3 users, 1 item and 4 events excluded by data health" in unescaped(page)
    assert "3 users, 1 item and 4 events excluded by data health." in [each.value for each in page.sidebar.caption]
    page.button(key="undo_few_events").click().run()
    assert page.metric[0].value == before
    assert "excluded by data health" not in unescaped(page)
    assert len(page.sidebar.caption) == 1


def test_the_page_says_what_was_loaded_and_what_is_not_counted(odd: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    loaded = next(each.value for each in page.markdown if "were loaded, from" in each.value)
    assert "1 Jan 2099" in loaded
    page.button(key="exclude_future").click().run()
    assert loaded in [each.value for each in page.markdown]
    assert "Not counted here, nor in runs: " in unescaped(page)
    assert "; not in runs: " in unescaped(page)


def test_what_is_excluded_though_it_is_found_no_more_can_be_taken_back(
    odd: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("1_data")
    page.button(key="exclude_few_events").click().run()
    monkeypatch.setattr(the_server().health, "findings", lambda _dataset_id: ())
    page.run()
    still = "**Users with few events (excluded).** Nothing of the kind is found any more. Still excluded from before: 3"
    assert still in unescaped(page)
    page.button(key="undo_few_events").click().run()
    assert not page.exception
    assert not the_server().store.decisions(the_server().store.datasets()[0].dataset_id).excluded


def test_a_kept_finding_is_marked_and_opened_again(odd: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    page.button(key="keep_bots").click().run()
    assert "**Programs among users (kept as it is).**" in unescaped(page)
    page.button(key="undo_bots").click().run()
    assert "kept as it is" not in unescaped(page)


def test_a_run_names_what_it_is_without(odd: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    server = the_server()
    dataset_id = server.store.datasets()[0].dataset_id
    whole = server.submit(dataset_id, Recipe(encoder="counts", k=3))
    server.health.decide(dataset_id, "ann", exclude=["few_events"])
    without = server.submit(dataset_id, Recipe(encoder="counts", k=3))
    assert whole.run_id != without.run_id
    n_users = server.store.dataset(dataset_id).report["n_users"]
    assert f"Run groups {n_users - 3} users, names the segments" in unescaped(open_page("2_segment"))
    page = open_page("8_runs")
    recipes = list(page.dataframe[0].value["recipe"])
    assert [text.endswith(", 3 users excluded") for text in recipes] == [True, False]
    page.selectbox(key="chosen_run").set_value(without.run_id).run()
    assert "3 users, 1 item and 4 events excluded by data health" in unescaped(page)


def test_the_demo_is_in_good_health(demo: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    assert page.metric[0].value == f"{N_USERS}"
    assert "Severe" not in unescaped(page)
