"""The frame: what is selected, what the sidebar shows, and a workspace that cannot be used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.server import Server, close_server, the_server
from core.types import Recipe
from tests.conftest import PROJECT
from tests.core.jobs_help import pretend
from tests.pages.conftest import OpenPage
from tests.pages.help import texts

FRAME = str(PROJECT / "core" / "ui" / "frame.py")
HOLD = """
import sys
from core.settings import load_settings
from core.store.store import Store
with Store(load_settings()):
    print('held', flush=True)
    sys.stdin.read()
"""


def open_frame(**address: str) -> AppTest:
    frame = AppTest.from_file(FRAME, default_timeout=30)
    for name, value in address.items():
        frame.query_params[name] = value
    return frame.run()


def test_an_empty_workspace_shows_where_a_log_is_loaded(empty: Path) -> None:
    frame = open_frame()
    assert not frame.exception
    assert [title.value for title in frame.title] == ["Data"]
    assert not frame.sidebar.selectbox


def test_a_workspace_with_a_log_shows_where_its_analyst_stands(seen: Path) -> None:
    assert [title.value for title in open_frame().title] == ["Home"]


def test_the_sidebar_picks_dataset_and_run(seen: Path) -> None:
    frame = open_frame()
    assert [box.label for box in frame.sidebar.selectbox] == ["Dataset", "Run"]
    assert frame.sidebar.selectbox[0].options == ["Demo log"]
    assert frame.sidebar.caption[0].value.startswith("300 users · ")
    assert " segments · Items · " in frame.sidebar.selectbox[1].options[0]


def test_the_address_holds_what_is_selected(seen: Path) -> None:
    frame = open_frame()
    run = the_server().runs.runs()[0]
    assert frame.query_params["dataset"] == run.dataset_id
    assert frame.query_params["run"] == run.run_id


def test_the_address_selects(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    run = the_server().runs.runs()[0]
    other = the_server().submit(run.dataset_id, Recipe(encoder="counts", k=3))
    the_server().cancel(other.run_id)
    assert open_frame().session_state["run"] == run.run_id
    assert open_frame(run=other.run_id).session_state["run"] == other.run_id


def test_an_address_of_nothing_selects_what_is_there(seen: Path) -> None:
    frame = open_frame(dataset="gone", run="gone")
    assert not frame.exception
    assert frame.session_state["run"] == the_server().runs.runs()[0].run_id
    assert [info.value for info in frame.info] == [
        "The link leads to a log that does not exist. The log that was worked on last is shown instead."
    ]


def test_an_address_of_a_deleted_log_says_where_it_is(demo: Path) -> None:
    (info,) = the_server().store.datasets()
    the_server().delete_dataset(info.dataset_id)
    assert [each.value for each in open_frame(dataset=info.dataset_id).info] == [
        "The link leads to a log that was deleted: the page Data has it in its recycle bin."
    ]


def test_an_address_of_a_lost_run_is_reported_on_its_page_alone(seen: Path) -> None:
    run = the_server().runs.runs()[0]
    frame = open_frame(dataset=run.dataset_id, run="gone")
    shown = ["The link leads to a run that does not exist. The newest run of this log is shown instead."]
    assert [info.value for info in frame.info] == shown
    assert [info.value for info in frame.run().info] == shown
    frame.switch_page("../../pages/4_personas.py").run()
    assert not frame.info
    frame.switch_page("../../pages/1_data.py").run()
    assert not frame.info


def test_a_segment_of_a_lost_run_is_none_of_another_one(seen: Path) -> None:
    frame = open_frame(run="gone", segment="2", present="1")
    assert "segment" not in frame.query_params
    assert [info.value.split(".")[0] for info in frame.info] == ["The link leads to a run that does not exist"]


def test_an_address_of_what_is_there_gives_no_message(seen: Path) -> None:
    run = the_server().runs.runs()[0]
    assert not open_frame(run=run.run_id).info
    assert not open_frame(dataset=run.dataset_id, run=run.run_id).info


def test_a_lost_link_to_an_empty_workspace_promises_nothing(empty: Path) -> None:
    assert [info.value for info in open_frame(dataset="gone").info] == ["The link leads to a log that does not exist."]


VISIT = """
import json, sys
from streamlit.testing.v1 import AppTest
from core.server import close_server
heavy = {"torch", "torch_geometric", "umap", "sklearn", "sentence_transformers"}
frame = AppTest.from_file(sys.argv[1], default_timeout=60).run()
shown = {}
for page in json.loads(sys.argv[2]):
    frame.switch_page(f"../../pages/{page}.py").run()
    assert not frame.exception, (page, frame.exception)
    assert not frame.error, (page, frame.error[0].value)
    shown[frame.title[0].value] = len(frame.main)
close_server()
by_pages = sorted(heavy & set(sys.modules))
sys.modules["sklearn"] = json
print(json.dumps([shown, by_pages, sorted(heavy & set(sys.modules))]))
"""


@pytest.mark.usefixtures("demo")
def test_no_page_brings_a_heavy_library() -> None:
    """In a fresh process; one that comes after all pages is seen."""
    pages = sorted(path.stem for path in (PROJECT / "pages").glob("[0-9]*_*.py"))
    command = [sys.executable, "-c", VISIT, FRAME, json.dumps(pages)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shown, by_pages, later = json.loads(done.stdout)
    assert set(shown) >= {"Home", "Data", "Segment", "Explore", "Personas", "Interests", "Recommend", "Export", "Runs"}
    assert len(shown) == len(pages)
    assert all(shown.values())
    assert (by_pages, later) == ([], ["sklearn"])


def test_a_workspace_in_use_is_reported_in_a_sentence(empty: Path) -> None:
    close_server()
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        frame = open_frame()
        holder.communicate()
    assert not frame.exception
    assert [error.icon for error in frame.error] == [":material/lock:"]
    assert "is in use by another process" in frame.error[0].value


def test_a_page_opened_just_as_a_load_ends_fills_by_itself(empty: Path, open_page: OpenPage, monkeypatch) -> None:
    """The load ends between the sidebar, which saw no log, and the page, which sees no load."""
    from core.demo.write import write_demo

    write_demo(empty.parent / "log", kind="faint", n_users=300)
    seen = []

    def follow(server: Server) -> bool:
        seen.append(len(server.store.datasets()))
        load_log(server.store, LogSource(empty.parent / "log" / "events.csv"), "local")
        return False

    monkeypatch.setattr("core.ui.shared.page.follow", follow)
    page = open_page("3_explore")
    assert not page.exception
    assert seen == [0]
    assert "This log has no segments yet." in texts(page)


def test_a_page_of_a_log_whose_run_is_about_to_be_asked_for_waits(demo: Path, open_page: OpenPage, monkeypatch) -> None:
    the_server().delete_run(the_server().runs.runs()[0].run_id)
    monkeypatch.setattr("core.ui.shared.page.settle", lambda server: True)
    assert "this page fills when it is done" in texts(open_page("3_explore"))
    monkeypatch.setattr("core.ui.shared.page.settle", lambda server: False)
    assert "This log has no segments yet." in texts(open_page("3_explore"))
