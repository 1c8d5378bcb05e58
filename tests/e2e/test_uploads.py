"""A log is dropped, its upload breaks off, the page is reloaded, and the same file goes on to be loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.e2e import browser as way
from tests.e2e.browser import Seen

SLICE = 8 * 1024 * 1024
N_ROWS = 3000
LOADED_WITHIN = 120_000
"""Milliseconds; generous, for a machine that does other things too."""
DROP = """([zone, name, text, modified]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, {lastModified: modified}));
    for (const kind of ["dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
    }
}"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads") / "workspace"


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    with way.serve(workspace, {"ATLAS_DEMO_USERS": "0", "ATLAS_SPARE_WORKERS": "0"}) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with way.browse() as found:
        yield found


def make_log(folder: Path) -> Path:
    """Write a log of two slices with few rows."""
    log, filler = folder / "my log.csv", "x" * 4000
    rows = (f"u{n % 15},i{n % 12},2026-01-{n % 28 + 1:02d} 10:00:{n % 60:02d},{filler}\n" for n in range(N_ROWS))
    log.write_text("who,what,when,notes\n" + "".join(rows))
    return log


@pytest.mark.browser
@way.needs_chromium
def test_an_upload_goes_on_after_a_reload_and_is_loaded(
    address: str, browser: Browser, workspace: Path, tmp_path: Path
) -> None:
    log = make_log(tmp_path)
    page, seen = way.open_window(browser)
    way.visit(page, f"{address}/data", "Data")
    break_off_after_the_first_slice(page)
    drop(page, log)
    expect(page.get_by_role("progressbar", name="All files together")).to_be_visible()
    wait_for_bytes(page, workspace, SLICE)
    page.reload()
    way.wait_for_page(page, "Data")
    expect(page.get_by_text("Choose the file again to go on.")).to_be_visible()
    page.unroute("**/uploads/1")
    offsets = follow_offsets(page)
    page.get_by_label("Events: Choose files").locator("visible=false").set_input_files(log)
    page.get_by_role("button", name="Load", exact=True).click(timeout=LOADED_WITHIN)
    expect(page.get_by_text("Load another log")).to_be_visible(timeout=LOADED_WITHIN)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("15")
    assert offsets == [SLICE]
    assert list(workspace.glob("uploads/*/parts/*")) == []
    see_no_box_of_streamlit(page, workspace)
    check_it_stayed_here(seen)


def break_off_after_the_first_slice(page: Page) -> None:
    def answer(route: Route) -> None:
        if route.request.headers["x-upload-offset"] == "0":
            route.continue_()
        else:
            route.abort()

    page.route("**/uploads/1", answer)


def drop(page: Page, log: Path) -> None:
    """Drop a file as a person would; a browser gives no page a file of the disk otherwise."""
    zone = page.locator("section.box.events")
    zone.wait_for()
    modified = int(log.stat().st_mtime * 1000)
    page.evaluate(DROP, [zone.element_handle(), log.name, log.read_text(), modified])


def wait_for_bytes(page: Page, workspace: Path, n_bytes: int) -> None:
    while sum(path.stat().st_size for path in workspace.glob("uploads/*/parts/*")) < n_bytes:
        page.wait_for_timeout(50)


def follow_offsets(page: Page) -> list[int]:
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PUT":
            offsets.append(int(request.headers["x-upload-offset"]))

    page.on("request", note)
    return offsets


def see_no_box_of_streamlit(page: Page, workspace: Path) -> None:
    """What no page expects, such as a list of files that somebody has overwritten, is one sentence."""
    (give_one_file(page, workspace) / "list.json").write_text("no list")
    way.follow_menu(page, "Runs")
    way.follow_menu(page, "Data")
    expect(page.get_by_text("Internal error (DecodeError).")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def give_one_file(page: Page, workspace: Path) -> Path:
    page.get_by_text("Load another log").click()
    files = [{"name": "tiny.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}]
    page.get_by_label("Events: Choose files").locator("visible=false").set_input_files(files)
    way.settle(page)
    wait_for_bytes(page, workspace, 8)
    return next(path.parent for path in workspace.glob("uploads/*/list.json"))


def check_it_stayed_here(seen: Seen) -> None:
    assert seen.outside_requests == []
    assert [error for error in seen.errors if "/uploads/1" not in error] == []
