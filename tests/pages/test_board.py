"""The box on the segment page that compares recipes."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.boards import board_folder, keep_board
from core.server import the_server
from core.store.dataset_info import DatasetInfo
from core.ui.shared.text import plain
from tests.core.jobs_help import pretend
from tests.core.test_board_job import BOARD
from tests.pages.conftest import OpenPage


def the_dataset() -> DatasetInfo:
    return the_server().store.datasets()[0]


def keep(k: int | str) -> None:
    """Leave a board in the workspace, as a job would."""
    server, dataset = the_server(), the_dataset()
    folder = board_folder(server.store.workspace, dataset.as_version, server.store.excluded(dataset.dataset_id))
    folder.mkdir(parents=True)
    keep_board(BOARD, folder, k)


def texts(page: AppTest) -> str:
    return "\n".join(each.value for each in (*page.markdown, *page.caption))


def test_a_comparison_is_started_followed_and_stopped(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    page = open_page("2_segment")
    page.number_input(key="board_minutes").set_value(7)
    page.checkbox(key="board_own_k").check().run()
    page.button(key="start_board").click().run()
    assert not page.exception
    job = the_server().jobs.live()[0]
    assert job.kind == "board"
    assert '"minutes":7.0' in job.payload
    assert '"k":"auto"' in job.payload
    page.button(key="stop_board").click().run()
    assert not page.exception
    assert the_server().job(job.job_id).state == "cancelled"
    assert page.button(key="start_board")


def test_what_was_compared_is_shown_and_a_row_is_run(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    open_page("2_segment")
    keep(8)
    page = open_page("2_segment")
    assert not page.exception
    assert "Take counts" in texts(page)
    assert plain("text was left out: No titles.") in texts(page)
    assert "3 recipes were not reported yet." in texts(page)
    page.button(key="run_board_recipe").click().run()
    assert not page.exception
    run = the_server().runs.runs()[0]
    assert (run.recipe.encoder, run.recipe.k, run.recipe.encoder_params) == ("counts", 8, {"n_dims": 8})
    assert page.session_state["run"] == run.run_id
    the_server().cancel(run.run_id)
