"""What a run has found shows while the rest is computed: numbers, sizes and the map, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.preliminary import Preliminary
from core.server import Server, the_server
from core.stages.table import Stage
from core.types import Points
from tests.core.jobs_help import pretend, wait_for
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts

LABELS = np.array([1, 1, 1, 2, -1], dtype=np.int32)
POINTS = np.arange(10, dtype=np.float32).reshape(5, 2)


@pytest.fixture
def live_run(demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Open the Segment page on a run that has found something and is still computed."""
    pretend(monkeypatch, "works on")

    def open_with(points: Points | None) -> AppTest:
        monkeypatch.setattr(Server, "preliminary", lambda _server, _run_id: Preliminary(LABELS, points))
        page = open_page("2_segment")
        page.button(key="run_recipe").click().run()
        wait_for(lambda: the_server().runs.runs()[0].state == "running")
        return page.button(key="open_new_run").click().run()

    yield open_with
    the_server().cancel(the_server().runs.runs()[0].run_id)


def test_numbered_segments_show_before_their_map(live_run: Callable[..., AppTest]) -> None:
    page = live_run(None)
    assert not page.exception
    assert "Preliminary: 2 segments" in texts(page)
    assert "The map is being drawn." in texts(page)
    for shown in (">Segment 1<", ">3 users · 60.0 %<", ">Segment 2<", ">Unassigned<"):
        assert shown in html(page)
    assert not page.get("plotly_chart")


def test_no_map_is_announced_where_it_is_left_out(
    live_run: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = live_run(None)
    run = the_server().runs.runs()[0]
    monkeypatch.setattr(type(the_server().runs), "run", lambda _runs, _run_id: replace(run, left_out=(Stage.MAP,)))
    page.run()
    assert not page.exception
    assert "Preliminary: 2 segments" in texts(page)
    assert "The map is being drawn." not in texts(page)


def test_the_map_shows_without_names_and_verdicts(live_run: Callable[..., AppTest]) -> None:
    page = live_run(POINTS)
    assert not page.exception
    assert len(page.get("plotly_chart")) == 1
    assert "Names and verdicts follow when the run is done; until then nothing can be exported" in texts(page)
    assert "strong" not in html(page)


def test_nothing_preliminary_can_be_exported(live_run: Callable[..., AppTest]) -> None:
    page = live_run(POINTS).switch_page("../../pages/7_export.py").run()
    assert not page.exception
    assert "The run is still being computed" in texts(page)
    assert not page.get("download_button")
