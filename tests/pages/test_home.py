"""Home: segments at a glance, and what to do next as it follows from what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from core.ingest.source import LogSource
from core.server import the_server
from core.store.segment_decision import Decision, DecisionState
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import wait_for_job
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def links(page, address: str) -> list[str]:
    return [each.proto.query_string for each in page.get("page_link") if each.proto.page == address]


def test_a_tile_for_each_segment_leads_to_its_page(demo: Path, open_page: OpenPage) -> None:
    page = open_page("0_home")
    assert not page.exception
    results = the_server().results(run_id())
    labels = [each.proto.label for each in page.get("page_link") if each.proto.page == "one_segment"]
    assert [name.replace("&", "\\&").replace("-", "\\-") for name in results.names.values()] == labels[: results.k]
    assert links(page, "one_segment")[1].endswith("&segment=2")
    sizes = [f"{profile.size} users (" for profile in results.profiles]
    assert all(size in html(page).replace("\N{NO-BREAK SPACE}", " ") for size in sizes)
    assert "**Demo log** · 300 users · " in texts(page)


def test_next_steps_follow_from_what_was_done(demo: Path, open_page: OpenPage) -> None:
    server, k = the_server(), the_server().results(run_id()).k
    before = texts(open_page("0_home"))
    assert f"{k} of {k} segments are not decided on" in before
    assert "have not been written to disk yet" in before
    seen, approved = server.runs.segmentation(run_id()), Decision(state=DecisionState.APPROVED, due=date(2026, 1, 2))
    decided = replace(seen, decisions=dict.fromkeys(server.results(run_id()).segments, approved))
    server.runs.save_version(decided, "ann")
    page = open_page("0_home")
    assert "are not decided on" not in texts(page)
    assert f"{k} decisions are past their due dates" in texts(page)
    assert html(page).count("<b>approved</b>") == k


def test_without_a_run_the_next_step_is_to_find_segments(demo: Path, open_page: OpenPage) -> None:
    the_server().delete_run(run_id())
    page = open_page("0_home")
    assert not page.exception
    assert "This log has no segments yet\\: start a run" in texts(page).replace("\u2060", "")
    assert "segment" in [each.proto.page for each in page.get("page_link")]


def test_a_log_that_a_command_brought_in_does_not_hide_the_segments(
    demo: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    server, source = the_server(), LogSource(write(tmp_path / "other.csv", LOG))
    wait_for_job(server, server.start_load(replace(source, takes_same_events=True)))
    assert "**Demo log** · 300 users · " in texts(open_page("0_home"))
    wait_for_job(server, server.start_load(source))
    page = open_page("0_home")
    assert "**other\\.csv** · 2 users · " in texts(page)
    (back,) = [each for each in page.button if each.label == "Open Demo log (300 users), which has segments"]
    page = back.click().run()
    assert "**Demo log** · 300 users · " in texts(page)
    assert page.query_params["run"] in (run_id(), [run_id()])
