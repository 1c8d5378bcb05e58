"""Every page on every odd log that a person might bring: it says what holds for that log, and never fails."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.encoders import titles
from core.server import the_server
from core.settings import load_settings
from core.types import Recipe
from tests.contracts.logs import embed_words
from tests.pages.conftest import N_USERS as N_DEMO_USERS
from tests.pages.conftest import OpenPage, serve
from tests.pages.help import html, texts
from tests.pages.test_export import list_all

PAGES = {
    "1_data": "Data",
    "2_segment": "Segment",
    "3_explore": "Explore",
    "4_personas": "Personas",
    "6_recommend": "Recommend",
    "7_export": "Export",
    "8_runs": "Runs",
}
N_USERS, N_ITEMS = 60, 24
EMPTY, DEMO = "nothing", "the demo"
CHINESE = ("绿茶", "红茶", "铁锤", "钉子")
ENGLISH = ("green tea", "black tea", "steel hammer", "nail box")


@dataclass(frozen=True)
class Log:
    """How a log differs from an ordinary one."""

    titles: tuple[str, ...] = ENGLISH
    has_hours: bool = True
    k: int = 2


LOGS = {
    "without text": Log(titles=()),
    "without time of day": Log(has_hours=False),
    "Chinese titles": Log(titles=CHINESE),
    "markup in titles": Log(titles=("![x](http://host/p.png)", "<b>tea</b>", "[a](http://host)", ":smile: $x$")),
    "one segment": Log(k=1),
}


def write_log(log: Log, folder: Path) -> Path:
    """Two tastes: even users choose from the first half of the items, odd ones from the second."""
    rng = np.random.default_rng(0)
    events, items = folder / "events.csv", folder / "items.csv"
    folder.mkdir()
    with events.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["user_id", "item_id", "timestamp"])
        for user in range(N_USERS):
            for number in range(12):
                item = (user % 2) * N_ITEMS // 2 + int(rng.integers(N_ITEMS // 2))
                hour = f" {10 + user % 2 * 8:02d}:{number:02d}:00" if log.has_hours else ""
                rows.writerow([f"u{user}", f"i{item}", f"2026-01-{number + 1:02d}{hour}"])
    if log.titles:
        with items.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["item_id", "title"])
            rows.writerows([f"i{item}", f"{log.titles[item * 4 // N_ITEMS]} {item}"] for item in range(N_ITEMS))
    return folder


def make(log: Log, folder: Path) -> Path:
    from core.ingest.load import load_log
    from core.ingest.tables.source import LogSource
    from core.jobs.kinds.run import add_run
    from core.jobs.workspace import open_workspace
    from core.pipeline import run
    from core.results.folder import write_results
    from core.results.make import make_results
    from core.results.run import Options
    from core.store.store import Store

    workspace, source = folder / "workspace", write_log(log, folder / "log")
    recipe = Recipe("counts", k=log.k, encoder_params={"n_dims": 4}, clusterer_params={"n_starts": 2})
    with Store(replace(load_settings(), workspace=workspace)) as store:
        items = source / "items.csv"
        report = load_log(store, LogSource(source / "events.csv", items if items.exists() else None), "local")
        opened = open_workspace(store)
        info = add_run(opened, report.dataset_id, recipe, "local")
        opened.jobs.start(info.job_id)
        finished = workspace / "tmp" / "finished"
        finished.mkdir(parents=True)
        result = run(
            store.population(report.dataset_id), recipe, Options(with_trust=False, cache_dir=workspace / "cache")
        )
        write_results(make_results(result, report, {"store": 0.1}), result.model, finished)
        assert opened.runs.publish(info.run_id, info.job_id, finished)
    return workspace


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def workspace_of(name: str) -> Path:
        if name not in made:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(titles, "_embed", embed_words)
                made[name] = make(LOGS[name], tmp_path_factory.mktemp("log"))
        return made[name]

    return workspace_of


@pytest.fixture(scope="module")
def served(
    request: pytest.FixtureRequest,
    workspaces: Callable[[str], Path],
    made_workspace: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A workspace that tests only look at."""
    workspace = tmp_path_factory.mktemp("served") / "workspace"
    if request.param != EMPTY:
        shutil.copytree(made_workspace if request.param == DEMO else workspaces(request.param), workspace)
    with pytest.MonkeyPatch.context() as patch:
        for _workspace in serve(workspace, patch):
            yield request.param


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("served", [EMPTY], indirect=True)
def test_an_empty_workspace(served: str, open_page: OpenPage, page: str) -> None:
    shown = open_page(page)
    assert not shown.exception
    assert not shown.error
    assert shown.title[0].value == PAGES[page]
    sentence = "Load a log of events" if page == "1_data" else "There is no log yet. Load one, or try the demo log."
    assert sentence in texts(shown)
    assert [link.proto.label for link in shown.main.get("page_link")] == ["Go to Data"] * (page != "1_data")
    assert not shown.get("plotly_chart")


def expected_sentences(n_users: int, k: int) -> dict[str, list[str]]:
    """What each page says of any log: a sentence or a figure that no other log of another size has."""
    segments = "1 segment" if k == 1 else f"{k} segments"
    everybody = f"{n_users} of {n_users} users (100.0 %)"
    return {
        "1_data": ["records (100.0 %) were loaded, from ", f"{n_users} users, 1 run, loaded "],
        "2_segment": [f"{everybody} are in {segments}.", f"Run groups {n_users} users, names the segments"],
        "3_explore": [everybody],
        "4_personas": [f"{segments}, {n_users} users. Bar: share of this segment's users", f" of {n_users} users"],
        "6_recommend": [f" of {n_users} users", " to offer", "The segment has "],
        "7_export": [f"The files contain **{everybody}** in {segments}."],
        "8_runs": [" has 1 run."],
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("served", [DEMO], indirect=True)
def test_the_demo(served: str, open_page: OpenPage, page: str) -> None:
    shown = list_all(open_page(page)) if page == "7_export" else open_page(page)
    (run,) = the_server().runs.runs()
    check_sentences(shown, page, N_DEMO_USERS, int(run.scores["k"]))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("served", LOGS, indirect=True)
def test_an_odd_log(served: str, open_page: OpenPage, page: str) -> None:
    shown = open_page(page)
    check_sentences(shown, page, N_USERS, LOGS[served].k)
    if page == "6_recommend":  # the demo's list has two parts
        assert "The strongest first: how many users of the segment are expected" in texts(shown)


def check_sentences(shown: AppTest, page: str, n_users: int, k: int) -> None:
    assert not shown.exception
    assert not shown.error
    assert shown.title[0].value == PAGES[page]
    for sentence in expected_sentences(n_users, k)[page]:
        assert sentence in texts(shown)


@pytest.mark.parametrize("served", LOGS, indirect=True)
def test_the_data_and_the_runs_of_an_odd_log_in_figures(served: str, open_page: OpenPage) -> None:
    shown = open_page("1_data")
    assert {each.label: each.value for each in shown.metric} == {
        "Users": str(N_USERS), "Items": str(N_ITEMS), "Events": str(12 * N_USERS), "Days": "12",
    }  # fmt: skip
    assert f"**events.csv**: {12 * N_USERS} of {12 * N_USERS} records (100.0 %) were loaded, from 1 Jan 2026" in texts(
        shown
    ).replace("\\", "")
    assert ("no time of day" in texts(shown)) is not LOGS[served].has_hours
    history = open_page("8_runs")
    assert "**events.csv** has 1 run." in texts(history).replace("\\", "")
    (row,) = history.dataframe[0].value.to_dict("records")
    assert row["state"].startswith("done, ")
    assert f", {LOGS[served].k} segment" in row["recipe"]


@pytest.mark.parametrize("served", ["without text"], indirect=True)
def test_items_without_titles_are_called_by_their_ids(served: str, open_page: OpenPage) -> None:
    items = open_page("6_recommend").dataframe[0].value
    assert items["title"].tolist() == items["item_id"].tolist()


@pytest.mark.parametrize("served", ["without time of day"], indirect=True)
def test_without_hours_no_hour_is_named(served: str, open_page: OpenPage) -> None:
    shown = open_page("4_personas")
    assert "morning" not in html(shown) + texts(shown)


@pytest.mark.parametrize("served", ["Chinese titles"], indirect=True)
def test_chinese_titles_are_shown(served: str, open_page: OpenPage) -> None:
    titles = " ".join(open_page("6_recommend").dataframe[0].value["title"])
    assert "茶" in titles or "锤" in titles
    cards = html(open_page("4_personas"))
    assert any(word in cards for word in CHINESE)


@pytest.mark.parametrize("served", ["markup in titles"], indirect=True)
def test_titles_are_never_markup(served: str, open_page: OpenPage) -> None:
    for page in ("3_explore", "4_personas", "6_recommend", "7_export"):
        shown = open_page(page)
        assert "![x](" not in texts_as_markdown(shown)
        assert "<b>tea" not in html(shown)


def texts_as_markdown(shown) -> str:
    """What is read as Markdown: everything but plain text."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(each.value) for kind in kinds for each in shown.main.get(kind))


@pytest.mark.parametrize("served", ["one segment"], indirect=True)
def test_one_segment_has_nobody_to_differ_from(served: str, open_page: OpenPage) -> None:
    shown = open_page("3_explore")
    assert "No trait distinguishes any segment" in texts(shown)
    assert "More often than all users" not in texts(shown)
    offers = texts(open_page("6_recommend"))
    assert "Lists of 4, over all segments" in offers
    assert "This is no gain: the segments do not predict what users pick next." in offers
