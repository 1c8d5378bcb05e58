"""An analyst's way from an empty workspace to files, in a real browser against the real program.

The log is a small one of their own; the button that loads the demo log is tried in ``tests/pages/test_data.py``. With
``ATLAS_PICTURES`` set it is the demo log, and pictures for the README are saved on the way: ``make pictures``.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.results.tables import USER_COLUMNS
from tests.conftest import PROJECT
from tests.e2e import browser as way
from tests.e2e import shaping
from tests.e2e.browser import Seen, inside
from tests.e2e.gallery import shoot
from tests.e2e.legible import barriers, see_all_text
from tests.e2e.uploading import make_log, see_no_box_of_streamlit, upload_with_a_break

WANTS_PICTURES = bool(os.environ.get("ATLAS_PICTURES"))
PICTURES = PROJECT / "docs" / "pictures"
PAGES = ["Home", "Data", "Segment", "Explore", "Personas", "One segment", "Edit segments", "Your own segments"]
PAGES += ["Interests", "Recommend", "Export", "Runs"]
N_USERS, K = 3000 if WANTS_PICTURES else 300, 6
DATASET = "Demo log" if WANTS_PICTURES else "my log.csv"
NAME = "Everyday shoppers" if WANTS_PICTURES else 'Early birds, "bikes" & 茶 *tea*'
BOM = b"\xef\xbb\xbf"
RUN_WITHIN = 180_000
"""Milliseconds; a run takes a tenth of it on an idle machine."""
UNSENT = "/uploads/1"
"""Part of the address of what is not let through, so that an upload breaks off."""
ANSWERED_WITHIN = 90_000
"""Milliseconds; a browser that draws in software on a loaded machine needs many seconds for one shape."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journey") / "workspace"


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    with way.serve(workspace, {"ATLAS_DEMO_USERS": "0", "ATLAS_SPARE_WORKERS": "0"}) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with way.browse() as found:
        yield found


@pytest.mark.browser
@way.needs_chromium
def test_from_an_empty_workspace_to_files(address: str, workspace: Path, browser: Browser, tmp_path: Path) -> None:
    page, seen = way.open_window(browser)
    see_an_empty_page(page, address)
    if WANTS_PICTURES:
        load_the_demo(page)
    else:
        load_a_log_of_their_own(page, workspace, tmp_path)
    run_six_segments(page)
    rename_the_first(page)
    show_the_second_to_a_room(page)
    look_into_an_interest(page)
    download_both(page, tmp_path)
    find_it_again_after_a_reload(page)
    other, seen_by_other = way.open_window(browser)
    see_the_same(other, page.url)
    lasso_on_the_map(page)
    picture(page, "explore", 1330)
    export_a_segment_by_keyboard(page)
    shape_the_segments(page, other)
    see_no_box_of_streamlit(page, workspace)
    check_it_stayed_here(seen)
    check_it_stayed_here(seen_by_other)


def see_an_empty_page(page: Page, address: str) -> None:
    """The first request to the fresh program is a deep link."""
    way.visit(page, f"{address}/personas", "Personas")
    expect(page).to_have_title("Personas · Persona Atlas")
    expect(page.get_by_text("There is no log yet. Load one, or try the demo log.")).to_be_visible()
    assert way.menu_of(page) == PAGES
    page.get_by_test_id("stMain").get_by_role("link", name="Go to Data").click()
    way.wait_for_page(page, "Data")


def load_the_demo(page: Page) -> None:
    page.get_by_role("button", name="Load the demo log").click()
    expect(page.get_by_text("120,579 of 120,579 records (100.0 %) were loaded")).to_be_visible(timeout=RUN_WITHIN)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("3,000")
    way.wait_for_charts(page)


def load_a_log_of_their_own(page: Page, workspace: Path, folder: Path) -> None:
    log, n_events = make_log(folder, N_USERS)
    upload_with_a_break(page, workspace, log)
    expect(page.get_by_text(f"{n_events:,} of {n_events:,} records (100.0 %) were loaded")).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(str(N_USERS))
    way.wait_for_charts(page)


def run_six_segments(page: Page) -> None:
    way.follow_menu(page, "Segment")
    expect(page.get_by_text("There is no run of this log yet.")).to_be_visible()
    page.get_by_text("I set it", exact=True).click()
    number = inside(page, "k_number").get_by_role("spinbutton")
    expect(number).to_be_enabled()
    number.fill(str(K))
    number.press("Enter")
    way.settle(page)
    inside(page, "run_recipe").get_by_role("button").click()
    expect(page.get_by_test_id("stProgress")).to_contain_text(re.compile(r"\d+ % · about .+ left"), timeout=RUN_WITHIN)
    expect(page.get_by_text("You may close this tab: the run continues.")).to_be_visible()
    found = page.get_by_role("heading", name=f"Blend + k-means, {K} segments")
    expect(found).to_be_visible(timeout=RUN_WITHIN)
    expect(page.get_by_text(f"{N_USERS:,} of {N_USERS:,} users (100.0 %) are in {K} segments.")).to_be_visible()


def lasso_on_the_map(page: Page) -> None:
    way.follow_menu(page, "Explore")
    way.wait_for_charts(page)
    plot = page.get_by_test_id("stPlotlyChart").first
    expect(plot.locator(".scatterlayer .trace").first).to_be_attached()
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(3)
    assert n_chosen(page) == N_USERS
    draw_around_the_left_half(page)
    expect(plot.locator(".select-outline, .selectionlayer path").first).to_be_attached()
    expect(users_chosen(page)).not_to_contain_text(f"{N_USERS:,} of {N_USERS:,}", timeout=ANSWERED_WITHIN)
    assert 0 < n_chosen(page) < N_USERS
    expect(
        page.get_by_text("Bar: share of the chosen users who have the trait. Line: share of all users.")
    ).to_be_in_viewport()
    see_all_text(page)
    assert barriers(page) == []  # with the map, the bars of the answer, and every chart of the page


def export_a_segment_by_keyboard(page: Page) -> None:
    """From the filter of segments to the file, without a mouse and without the map."""
    page.get_by_role("button", name="Clear the shape").press("Enter")
    expect(users_chosen(page)).to_contain_text(f"{N_USERS:,} of {N_USERS:,}", timeout=ANSWERED_WITHIN)
    way.wait_for_charts(page)  # the map without the shape is another one, which answers when it is drawn
    way.settle(page)
    open_by_keyboard(page, "Segments")
    for key in ("ArrowDown", "Enter", "Escape"):
        page.keyboard.press(key)
    expect(users_chosen(page)).not_to_contain_text(f"{N_USERS:,} of {N_USERS:,}", timeout=ANSWERED_WITHIN)
    way.settle(page)
    tab_to(page, "Save them")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("The file lists")).to_be_visible()
    way.settle(page)
    tab_to(page, "Users, for programs")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert is_listed(len(lines) - 1, n_chosen(page))


def open_by_keyboard(page: Page, label: str) -> None:
    """Open a box to choose from, again where the map, drawn late on a loaded machine, took the focus away."""
    shown = page.get_by_role("option").first
    for within in (5_000, 5_000, ANSWERED_WITHIN):
        tab_to(page, label)
        page.keyboard.press("ArrowDown")
        try:
            return expect(shown).to_be_visible(timeout=within)
        except AssertionError:
            way.settle(page)
    raise AssertionError(f"no press of a key opens {label}")


def tab_to(page: Page, label: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _press in range(100):
        page.keyboard.press("Tab")
        focused = page.locator("input:focus, button:focus")
        if focused.count() and label in (focused.get_attribute("aria-label"), *focused.inner_text().splitlines()):
            return
    raise AssertionError(f"no press of Tab leads to {label}")


def users_chosen(page: Page) -> Locator:
    return page.get_by_role("heading", name=re.compile(r"^[\d,]+ of [\d,]+ users"))


def n_chosen(page: Page) -> int:
    chosen, total = re.findall(r"([\d,]+) of ([\d,]+) users", users_chosen(page).inner_text())[0]
    assert total == f"{N_USERS:,}"
    return int(chosen.replace(",", ""))


def draw_around_the_left_half(page: Page) -> None:
    """Draw a shape by hand, once: a second one that begins on the line of the first would only move that."""
    area = page.get_by_test_id("stPlotlyChart").first.locator(".nsewdrag").first.bounding_box()
    assert area
    corners = [(0.14, 0.14), (0.03, 0.40), (0.05, 0.72), (0.16, 0.88), (0.33, 0.80), (0.41, 0.55), (0.34, 0.20)]
    places = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def shape_the_segments(page: Page, other: Page) -> None:
    """From users inside a shape to a file of the segments that came out, with another analyst at work."""
    page.get_by_role("combobox", name="Segments").press("Backspace")
    expect(users_chosen(page)).to_contain_text(f"{N_USERS:,} of {N_USERS:,}", timeout=ANSWERED_WITHIN)
    way.wait_for_charts(page)
    draw_around_the_left_half(page)
    expect(users_chosen(page)).not_to_contain_text(f"{N_USERS:,} of {N_USERS:,}", timeout=ANSWERED_WITHIN)
    shaping.make_a_segment(page, n_chosen(page))
    shaping.split_while_another_merges(page, other)
    shaping.merge_two(page)
    shaping.undo_twice(page)
    exported, n_chosen_users = shaping.export_the_version(page)
    header, *lines = csv.reader(exported)
    assert header == [*map(str, USER_COLUMNS), "shown_as"]
    assert is_listed(len(lines), n_chosen_users)
    assert {row[1] for row in lines if row[2] == shaping.FROM_THE_MAP} == {str(K + 1)}


def rename_the_first(page: Page) -> None:
    way.follow_menu(page, "Personas")
    picture(page, "personas", 900)
    page.get_by_text("Rename or add a note").first.click()
    name = page.get_by_role("textbox", name="Name").first
    name.fill(NAME)
    name.press("Tab")  # what is typed reaches the form when the box is left, and only then is the button clicked
    way.settle(page)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_test_id("stToast")).to_contain_text(f"Segment 1 is saved as “{NAME}”.")
    expect(page.get_by_test_id("stHtml").get_by_text(NAME)).to_be_visible()
    way.settle(page)
    see_all_text(page)


def show_the_second_to_a_room(page: Page) -> None:
    """A tile leads to its segment; arrow keys go on, and the address opens exactly what is shown."""
    way.follow_menu(page, "Home")
    inside(page, "tile_1").get_by_role("link").click()
    way.wait_for_page(page, "One segment")
    expect(page.get_by_test_id("stHtml").get_by_text(NAME)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("segment=2"))
    way.settle(page)
    page.keyboard.press("p")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("3 proofs")).to_be_visible()
    see_all_text(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()  # it is what listens to the key
    way.settle(page)
    page.keyboard.press("Escape")
    way.wait_for_page(page, "One segment")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()


def look_into_an_interest(page: Page) -> None:
    way.follow_menu(page, "Interests")
    way.wait_for_charts(page)
    area = page.get_by_test_id("stPlotlyChart").locator("g.slice path.surface").last
    area.click(force=True)
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=3).first).to_contain_text("\u203a")
    way.settle(page)
    see_all_text(page)


def download_both(page: Page, folder: Path) -> None:
    way.follow_menu(page, "Export")
    see_all_text(page)
    choose_all_segments(page)
    for_upload, for_excel = (
        download(page, key, folder) for key in ("download_segments-csv", "download_segments_excel-csv")
    )
    assert not for_upload.startswith(BOM)
    assert for_excel.startswith(BOM)
    for content in (for_upload, for_excel):
        header, *rows = csv.reader(content.decode("utf-8-sig").splitlines())
        assert header == [*map(str, USER_COLUMNS), "shown_as"]
        assert is_listed(len(rows), N_USERS)
        named = {row[1]: row[2] for row in rows}
        assert len(named) == K
        assert named["1"] == NAME


def choose_all_segments(page: Page) -> None:
    """Choose the weak ones, too, which are left out at first: with a few hundred users hardly one holds for sure."""
    boxes = page.locator('[class*="st-key-export_"]').filter(has=page.get_by_role("checkbox"))
    expect(boxes).to_have_count(K)
    left_out = [box for box in boxes.all() if not box.get_by_role("checkbox").is_checked()]
    for box in left_out:
        box.locator("label").click()
        way.settle(page)
    for box in boxes.all():
        expect(box.get_by_role("checkbox")).to_be_checked()
    if left_out:  # a box shows its tick at once: the files have it when the page has answered
        expect(page.get_by_text("Chosen though weak")).to_be_visible()
        expect(page.get_by_text("not proved to hold, and left out")).to_have_count(0)
        way.settle(page)


def is_listed(n: int, n_users: int) -> bool:
    """Whether so many rows are all users; of the demo log, those who consented."""
    return 0 < n < n_users if WANTS_PICTURES else n == n_users


def download(page: Page, key: str, folder: Path) -> bytes:
    with page.expect_download() as begun:
        inside(page, key).get_by_role("button").click()
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path.read_bytes()


def find_it_again_after_a_reload(page: Page) -> None:
    way.follow_menu(page, "Personas")
    assert re.search(r"/personas\?dataset=\w+&run=\w+$", page.url)
    page.reload()
    see_the_same(page, page.url)


def see_the_same(page: Page, address: str) -> None:
    """Another look at the personas finds dataset, run and the new name."""
    way.visit(page, address, "Personas")
    expect(page.get_by_test_id("stHtml").get_by_text(NAME)).to_be_visible()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("combobox", name="Dataset")).to_have_value(DATASET)
    expect(sidebar.get_by_role("combobox", name="Run")).to_have_value(re.compile(f"^{K} segments · Blend · "))


def check_it_stayed_here(seen: Seen) -> None:
    assert len(seen.requests) > 50
    assert seen.outside_requests == []
    assert [error for error in seen.errors if UNSENT not in error] == []


def picture(page: Page, name: str, height: int) -> None:
    if WANTS_PICTURES:
        PICTURES.mkdir(parents=True, exist_ok=True)
        shoot(page, PICTURES / f"{name}.png", height)
