"""The data page: three ways in, what was understood, what a log holds."""

from __future__ import annotations

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.server import the_server
from tests.pages.conftest import N_USERS, OpenPage

LOG = "who,what,when\n" + "\n".join(f"u{n % 15},i{n % 12},2026-01-{n % 28 + 1:02d} 10:00" for n in range(200)) + "\n"


def wait_for_load(page: AppTest) -> AppTest:
    while the_server().load_jobs()[0].state == "running":
        time.sleep(0.05)
    return page.run()


def texts(page: AppTest) -> str:
    return "\n".join(
        each.value for each in (*page.markdown, *page.caption, *page.subheader, *page.error, *page.warning)
    )


def test_an_empty_page_offers_the_ways_in(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    assert [button.label for button in page.button] == ["Load the demo log"]
    assert [each.label for each in page.file_uploader] == ["Events", "Items (optional)", "Users (optional)"]


def test_the_demo_button_loads_the_demo(empty: Path, open_page: OpenPage, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_DEMO_USERS", "50")
    page = open_page("1_data")
    page.button[0].click().run()
    page = wait_for_load(page)
    assert not page.exception
    assert page.metric[0].value == "50"
    assert page.query_params["dataset"] == the_server().store.datasets()[0].dataset_id


def test_a_loaded_log_shows_facts_volumes_and_report(demo: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    assert not page.exception
    assert {metric.label: metric.value for metric in page.metric}["Users"] == f"{N_USERS}"
    assert [each.value for each in page.subheader][:2] == ["Events per day", "Weekday and hour"]
    assert len(page.get("plotly_chart")) == 2
    assert "records (100.0 %) could be used, from 6 Jan 2025 to " in texts(page)


def test_an_upload_is_understood_and_loaded(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    page.file_uploader[0].upload("my log.csv", LOG.encode(), "text/csv").run()
    assert not page.exception
    roles = {box.label: box.value for box in page.selectbox if (box.key or "").startswith("role_events_")}
    assert (roles["User"], roles["Item"], roles["Time"]) == ("who", "what", "when")
    load = next(button for button in page.button if button.label == "Load")
    page = wait_for_load(load.click().run())
    assert not page.exception
    assert page.metric[0].value == "15"
    assert page.sidebar.selectbox[0].options == ["my log.csv · 15 users"]


def test_a_role_can_be_corrected(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    page.file_uploader[0].upload("log.csv", LOG.encode(), "text/csv").run()
    boxes = {box.label: box for box in page.selectbox}
    boxes["User"].set_value("what")
    boxes["Item"].set_value("who")
    load = next(button for button in page.button if button.label == "Load")
    page = wait_for_load(load.click().run())
    assert page.metric[0].value == "12"


def test_a_file_that_is_no_table_is_said_in_a_sentence(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    page.file_uploader[0].upload("log.csv", b"<!doctype html><html></html>", "text/csv").run()
    assert not page.exception
    assert "is a web page" in page.error[0].value


def test_a_published_layout_without_a_header_is_loaded(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    rows = "".join(f"{n % 15}\t{n % 12}\t{n % 5 + 1}\t{881250949 + n}\n" for n in range(100))
    page.file_uploader[0].upload("u.data", rows.encode(), "text/plain").run()
    assert not page.error
    load = next(button for button in page.button if button.label == "Load")
    page = wait_for_load(load.click().run())
    assert not page.exception
    assert page.metric[0].value == "15"


def test_a_log_is_deleted_after_a_second_look(demo: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    dataset_id = the_server().store.datasets()[0].dataset_id
    page.button(key=f"confirm_delete_{dataset_id}").click().run()
    assert not page.exception
    assert the_server().store.datasets() == []
