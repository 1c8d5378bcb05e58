"""Uploads in a browser: one that breaks off and goes on after a reload, and one that somebody damages."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page, Request, Route, expect

from core.demo.write import write_demo
from tests.e2e import browser as way

SLICE = 8 * 1024 * 1024
LOADED_WITHIN = 120_000
"""Milliseconds; generous, for a machine that does other things too."""
DROP = """([zone, name, text, modified]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, {lastModified: modified}));
    for (const kind of ["dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
    }
}"""


LATE = """() => {
    const ask = window.fetch;
    window.fetch = async (address, wanted) => {
        const answer = await ask(address, wanted);
        if (wanted?.body === "[]") {
            await new Promise((resume) => setTimeout(resume, 1500));
            setTimeout(() => (window.isAnswered = true), 100);
        }
        return answer;
    };
}"""
"""The answer to what of an upload is there comes late, after a file was chosen."""


def make_log(folder: Path, n_users: int) -> tuple[Path, int]:
    """Write the events of a demo log with notes that fill two slices; return the file and the number of events."""
    write_demo(folder / "demo", kind="faint", n_users=n_users)
    header, *events = (folder / "demo" / "events.csv").read_text().splitlines()
    filler = "x" * (3 * SLICE // 2 // len(events))
    log = folder / "my log.csv"
    log.write_text("".join(f"{line}\n" for line in [f"{header},notes", *(f"{event},{filler}" for event in events)]))
    return log, len(events)


def upload_with_a_break(page: Page, workspace: Path, log: Path) -> None:
    """Drop a log; its upload breaks off, the page is reloaded, and the same file goes on to be loaded."""
    break_off_after_the_first_slice(page)
    drop(page, log)
    expect(page.get_by_role("progressbar", name="All files together")).to_be_visible()
    wait_for_bytes(page, workspace, SLICE)
    page.reload()
    way.wait_for_page(page, "Data")
    expect(page.get_by_text("Choose the file again to go on.")).to_be_visible()
    expect(
        page.get_by_text("This file is not loaded yet. Files that you add are loaded together with it")
    ).to_be_visible()
    page.unroute("**/uploads/1")
    offsets = follow_offsets(page)
    page.get_by_label("Events: Choose files").locator("visible=false").set_input_files(log)
    page.get_by_role("button", name="Load", exact=True).click(timeout=LOADED_WITHIN)
    expect(page.get_by_test_id("stSidebar").get_by_role("combobox", name="Dataset")).to_have_value(
        "my log.csv", timeout=LOADED_WITHIN
    )
    assert offsets == [SLICE]
    assert list(workspace.glob("uploads/*/parts/*")) == []


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
    until = time.monotonic() + LOADED_WITHIN / 1000
    while sum(path.stat().st_size for path in workspace.glob("uploads/*/parts/*")) < n_bytes:
        assert time.monotonic() < until, f"{n_bytes:,} bytes were not sent within {LOADED_WITHIN / 1000:.0f} s"
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
    way.follow_menu(page, "Data")
    upload = give_one_file(page, workspace)
    way.follow_menu(page, "Runs")  # the page Data may still be reading the list that is whole
    (upload / "list.json").write_text("no list")
    way.follow_menu(page, "Data")
    expect(page.get_by_text("Internal error (DecodeError).")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def give_one_file(page: Page, workspace: Path) -> Path:
    page.add_init_script(f"({LATE})()")
    page.reload()
    way.wait_for_page(page, "Data")
    page.get_by_text("Load another log").click()
    files = [{"name": "tiny.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}]
    page.get_by_label("Events: Choose files").locator("visible=false").set_input_files(files)
    way.settle(page)
    wait_for_bytes(page, workspace, 8)
    page.wait_for_function("window.isAnswered")
    expect(page.locator("section.box.events li")).to_contain_text("tiny.csv")
    expect(page.locator(".uploader .sum")).to_contain_text("Files: 1, together")
    give_another_while_one_is_sent(page)
    return next(path.parent for path in workspace.glob("uploads/*/list.json"))


def give_another_while_one_is_sent(page: Page) -> None:
    """Each slice is sent once, whatever is chosen meanwhile."""
    held: list[Route] = []
    page.route("**/uploads/2", lambda route: route.continue_() if held else held.append(route))
    offsets = follow_offsets(page)
    chooser = page.get_by_label("Events: Choose files").locator("visible=false")
    with page.expect_request(lambda request: request.method == "PUT"):
        chooser.set_input_files({"name": "long.csv", "mimeType": "text/csv", "buffer": bytes(SLICE + 8)})
    chooser.set_input_files({"name": "late.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    held[0].continue_()
    expect(page.locator(".uploader .sum")).to_contain_text("Files: 3, together")
    expect(page.get_by_role("progressbar", name="All files together")).to_be_hidden()
    assert offsets == [0, SLICE, 0]
    page.unroute("**/uploads/2")
