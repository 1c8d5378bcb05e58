"""Home: segments at a glance, and what to do next as it follows from what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from core.campaigns.files import keep_readback
from core.ingest.tables.source import LogSource
from core.jobs.standing import standing_of
from core.server import the_server
from core.shaping.edits import Merge
from core.store.segment_decision import Decision, DecisionState
from core.views.next_steps import next_steps
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import wait_for_job
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts
from tests.results import readback_of


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
    assert "tries other ways of comparing users" in before  # all segments of the small log are weak
    assert "decided on" not in before
    assert "have been exported yet" not in before
    seen, approved = server.runs.segmentation(run_id()), Decision(state=DecisionState.APPROVED, due=date(2026, 1, 2))
    decided = replace(seen, decisions=dict.fromkeys(server.results(run_id()).segments, approved))
    server.runs.save_version(decided, "ann")
    page = open_page("0_home")
    assert f"{k} decisions are past their due dates" in texts(page)
    assert html(page).count("<b>approved</b>") == k


def test_a_run_of_newer_data_that_is_done_is_to_be_opened_not_made(demo: Path) -> None:
    server = the_server()
    run = server.runs.run(run_id())
    (dataset,) = server.store.datasets()
    standing = standing_of(server, replace(dataset, version=2), run, date(2026, 1, 2))
    assert any("run again" in str(each.sentence) for each in next_steps(standing, server.results(run_id())))
    newer = replace(standing, newer=replace(run, run_id="later", version=2))
    (step,) = (each for each in next_steps(newer, server.results(run_id())) if "data version" in str(each.sentence))
    assert str(step.sentence).startswith(
        "These segments were made of data version 1; a run of data version 2 is done. "
    )
    assert "Use the newer run. It is of newer data (version 2 instead of 1)" in str(step.sentence)
    assert (step.page, step.does) == ("runs", "show later")


def test_the_run_that_was_edited_says_that_another_version_stands(demo: Path, open_page: OpenPage) -> None:
    first = run_id()
    made = the_server().shapes.edit(first, [Merge((1, 2))])
    wait_for_job(the_server(), made.job_id)
    page = open_page("0_home")
    assert "which does not stand any more" not in texts(page)
    page.sidebar.selectbox(key="run_picker").set_value(first).run()
    assert "You see segment version 1, which does not stand any more" in texts(page)


def test_what_the_newest_campaign_changed_is_stated(demo: Path, open_page: OpenPage) -> None:
    assert "The newest campaign" not in texts(open_page("0_home"))
    outcomes = readback_of({1: (400, 80, 400, 20)})
    outcomes = replace(outcomes, held=replace(outcomes.held, names={1: "SEG-01-v0"}))
    keep_readback(outcomes, the_server().runs.folder(run_id()))
    found = texts(open_page("0_home"))
    assert "The newest campaign" in found
    assert "It worked" in found
    name = the_server().results(run_id()).names[1]
    assert f"1. {name} (SEG-01-v0): It worked" in found.replace("\\", "").replace("\u2060", "")


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
