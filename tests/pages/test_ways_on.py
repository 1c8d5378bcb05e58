"""Links that open a page for one segment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.server import the_server
from tests.pages.conftest import OpenPage
from tests.pages.help import html

PAGES = ("one_segment", "recommend", "export")


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def test_export_opens_with_the_segment_alone_once(seen: Path, open_page: OpenPage) -> None:
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


def test_interests_compares_the_segment_whatever_was_compared_before(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    assert page.selectbox(key="compared_picker_0").value == 1
    page.query_params["for_segment"] = "2"
    page.run()
    assert not page.exception
    assert page.selectbox(key="compared_picker_0").value == 2
    page.selectbox(key="compared_picker_0").set_value(1).run()
    assert page.query_params["compared"] in ("1", ["1"])


def test_personas_puts_the_segment_first_and_leads_on(seen: Path, open_page: OpenPage) -> None:
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


@pytest.mark.parametrize(
    ("page", "key", "picker"),
    [
        ("9_one_segment", "segment", "one_segment_picker"),
        ("6_recommend", "segment", "segment_picker"),
        ("4_personas", "segment", ""),
        ("7_export", "for_segment", ""),
        ("10_edit_segments", "merge", ""),
        ("3_explore", "segments", "segments"),
        ("5_interests", "compared", "compared_picker_0"),
    ],
)
def test_a_segment_that_is_not_there_is_stated(
    seen: Path, open_page: OpenPage, page: str, key: str, picker: str
) -> None:
    stated = "The address names segment 77, which this run does not have."
    frame = open_page("1_data")
    frame.switch_page(f"../../pages/{page}.py")
    frame.query_params[key] = "77"
    frame.run()
    assert not frame.exception
    assert [each.value for each in frame.run().info].count(stated) == 1  # until another one is picked
    if key == "merge":
        (box,) = [each for each in frame.multiselect if each.label == "Segments to merge"]
        box.set_value([1]).run()
        assert stated not in [each.value for each in frame.info]
    if not picker:
        return
    box = frame.multiselect(key=picker) if page == "3_explore" else frame.selectbox(key=picker)
    box.set_value([2] if page == "3_explore" else 2).run()
    assert stated not in [each.value for each in frame.info]
    assert frame.query_params[key] in ("2", ["2"])


def test_addresses_rules_and_links_have_the_numbers_that_are_shown(demo: Path, open_page: OpenPage) -> None:
    runs, results = the_server().runs, the_server().results(run_id())
    runs.save_version(replace(runs.segmentation(run_id()), numbers={1: 2, 2: 1}), "ann")
    sizes = {each.segment: each.size for each in results.profiles}
    page = open_page("9_one_segment")
    assert page.query_params["segment"] in ("2", ["2"])  # the first one is shown as 2
    page.query_params["segment"] = "1"
    page.run()
    assert not page.exception
    assert page.selectbox(key="one_segment_picker").value == 2
    assert {
        each.proto.query_string.rpartition("&")[2] for each in page.get("page_link") if each.proto.page in PAGES
    } <= {
        "segment=1",
        "for_segment=1",
    }
    page = open_page("3_explore")
    page.text_input(key="rule").set_value("segment:1").run()
    assert next(each.value for each in page.subheader if each.value[0].isdigit()).startswith(f"{sizes[2]} of ")
    page.text_input(key="rule").set_value("")
    page.multiselect(key="segments").set_value([2]).run()
    assert page.query_params["segments"] in ("1", ["1"])
    page = open_page("10_edit_segments")
    page.query_params["merge"] = "1"
    page.run()
    assert next(each.value for each in page.multiselect if each.label == "Segments to merge") == [2]
    page = open_page("5_interests")
    page.query_params["for_segment"] = "1"
    page.run()
    assert page.selectbox(key="compared_picker_1").value == 2
    assert page.query_params["compared"] in ("1", ["1"])
    page = open_page("1_data")
    page.switch_page("../../pages/6_recommend.py")
    page.query_params["segment"] = "1"
    assert page.run().selectbox(key="segment_picker").value == 2
