"""Links that open a page for one segment."""

from __future__ import annotations

from pathlib import Path

from core.server import the_server
from tests.pages.conftest import OpenPage
from tests.pages.help import html

PAGES = ("one_segment", "recommend", "export")


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def test_export_opens_with_the_segment_alone_once(demo: Path, open_page: OpenPage) -> None:
    page = open_page("7_export")
    first, second = (f"export_{run_id()}_{segment}" for segment in (1, 2))
    assert page.checkbox(key=first).value
    page.query_params["for_segment"] = "2"
    page.run()
    assert not page.exception
    assert (page.checkbox(key=first).value, page.checkbox(key=second).value) == (False, True)
    page.checkbox(key=first).check().run()
    assert (page.checkbox(key=first).value, page.checkbox(key=second).value) == (True, True)
    page.query_params["for_segment"] = "none"
    page.run()
    assert page.checkbox(key=first).value


def test_interests_compares_the_segment_whatever_was_compared_before(demo: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    assert page.selectbox(key="compared_picker_0").value == 1
    page.query_params["for_segment"] = "2"
    page.run()
    assert not page.exception
    assert page.selectbox(key="compared_picker_0").value == 2
    page.selectbox(key="compared_picker_0").set_value(1).run()
    assert page.query_params["compared"] in ("1", ["1"])


def test_personas_puts_the_segment_first_and_leads_on(demo: Path, open_page: OpenPage) -> None:
    page = open_page("4_personas")
    names = the_server().results(run_id()).names
    assert html(page).index(names[1]) < html(page).index(names[2])
    page.query_params["segment"] = "2"
    page.run()
    assert not page.exception
    assert html(page).index(names[2]) < html(page).index(names[1])
    links = [each.proto.query_string for each in page.get("page_link") if each.proto.page in PAGES]
    assert [link.rpartition("&")[2] for link in links] == [
        "segment=2", "segment=2", "for_segment=2", "segment=1", "segment=1", "for_segment=1",
    ]  # fmt: skip
