"""The runs page: history, open, repeat, compare, delete."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.jobs.kinds.run import add_run as add_run_to
from core.jobs.workspace import open_workspace
from core.server import the_server
from core.settings import load_settings
from core.store.job_info import JobState
from core.store.store import Store
from core.ui.runs import history
from core.ui.shared.text import plain
from core.views.better_run import better_run
from core.views.names import labels_of
from core.views.trust import run_bits, times_as_likely
from tests.core.jobs_help import pretend
from tests.pages.conftest import RECIPE, OpenPage


def texts(page: AppTest) -> str:
    return "\n".join(each.value for each in (*page.markdown, *page.caption, *page.warning, *page.subheader))


def add_run(state: JobState, message: str = "", **recipe: object) -> str:
    """Add a run beside the finished one; a finished one gets the same results."""
    with Store(load_settings()) as store:  # before a server is open, which would compute the run
        opened = open_workspace(store)
        runs = opened.runs
        done = next(run for run in runs.runs() if run.state == "done")
        info = add_run_to(opened, done.dataset_id, replace(RECIPE, **recipe), "local")
        opened.jobs.start(info.job_id)
        if state is JobState.DONE:
            copied = Path(shutil.copytree(runs.folder(done.run_id), runs.folder("copy")))
            assert runs.publish(info.run_id, info.job_id, copied)
        else:
            opened.jobs.end(info.job_id, state, message)
    return info.run_id


def test_the_history_lists_every_run(demo: Path, open_page: OpenPage, monkeypatch) -> None:
    add_run(JobState.FAILED, "It went wrong.", k=4)
    page = open_page("8_runs")
    assert not page.exception
    rows = page.dataframe[0].value
    assert [state.partition(",")[0] for state in rows["state"]] == ["failed", "done"]
    assert rows["state"].str.fullmatch(r"\w+, (under 1 s|\d+ s)").all()
    assert rows["recipe"].iloc[0].startswith("Items + k-means, 4 segments")
    done = next(run for run in the_server().runs.runs() if run.state == "done")
    times = times_as_likely(run_bits(the_server().results(done.run_id)).value)
    assert round(times, 6) == round(rows["times"].iloc[1], 6)
    assert rows["times"].isna().tolist() == [True, False]
    assert " has 2 runs. 1 of them has no results." in texts(page)
    assert "by" not in rows  # nobody signs in
    monkeypatch.setattr(history, "known_author", lambda author: f"{author} of the shop")
    assert open_page("8_runs").dataframe[0].value["by"].tolist() == ["local of the shop"] * 2


def test_a_run_with_damaged_files_is_listed_and_can_be_deleted(demo: Path, open_page: OpenPage) -> None:
    (run,) = the_server().runs.runs()
    (the_server().runs.folder(run.run_id) / "run.json").write_text("{}")
    page = open_page("8_runs")
    assert not page.exception
    assert page.dataframe[0].value["state"].tolist() == ["done, damaged"]
    assert page.dataframe[0].value["times"].isna().all()
    page.button(key="confirm_delete_run").click().run()
    assert the_server().runs.runs() == []


def test_a_failed_run_gives_its_reason_and_can_run_again(demo: Path, open_page: OpenPage, monkeypatch) -> None:
    pretend(monkeypatch, "works on")
    run_id = add_run(JobState.FAILED, "The log is *too* short.", k=4)
    page = open_page("8_runs")
    page.selectbox(key="chosen_run").set_value(run_id).run()
    assert "Failed: The log is \\*too\\* short" in texts(page)
    page.button(key=f"again_{run_id}").click().run()
    assert the_server().runs.run(run_id).state.is_live
    the_server().cancel(run_id)


def test_two_runs_are_compared(demo: Path, open_page: OpenPage) -> None:
    add_run(JobState.DONE, k=4)
    page = open_page("8_runs")
    assert not page.exception
    assert "Agreement of the two runs: 1.00" in texts(page)
    assert "0 of 300 users (0.0 %) changed segment from the older run to the newer one" in texts(page)
    results = the_server().results(page.session_state["run"])
    assert plain(better_run(results, results).reason) in {each.value for each in page.info}
    assert len(page.get("plotly_chart")) == 2
    names = {
        label.replace("&", "&amp;")[:20]
        for label in labels_of(the_server().results(page.session_state["run"])).values()
    }
    axes = json.loads(page.get("plotly_chart")[1].proto.spec)["data"][0]
    assert {name[:20] for name in axes["y"]} == {name[:20] for name in axes["x"]} == names - {"Unassigned"}
    assert len(page.dataframe[1].value) == 2


def test_one_run_alone_is_not_compared(demo: Path, open_page: OpenPage) -> None:
    assert "With two finished runs" in texts(open_page("8_runs"))


def test_a_run_is_deleted_after_a_second_look(demo: Path, open_page: OpenPage) -> None:
    page = open_page("8_runs")
    page.button(key="confirm_delete_run").click().run()
    assert the_server().runs.runs() == []


def test_opening_a_run_selects_it(demo: Path, open_page: OpenPage) -> None:
    other = add_run(JobState.DONE, k=4)
    page = open_page("8_runs")
    page.selectbox(key="chosen_run").set_value(other).run()
    page.button(key="open_run").click().run()
    assert not page.exception
    assert page.session_state["run"] == other
