"""Every page in both themes and two widths, for a person to look at: ``python -m tests.e2e.gallery ADDRESS FOLDER``.

ADDRESS is that of a running program, such as http://127.0.0.1:8501. Titles of pages after it choose some of them. What
waits for a click is taken a second time, opened.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.browser import Scheme, browse, inside, open_window, settle, visit, wait_for_charts

PAGES = (
    "Home", "Data", "Segment", "Explore", "Personas", "One segment", "Edit segments", "Your own segments", "Interests",
    "Recommend", "Export", "Runs",
)  # fmt: skip
FOLDED = {"Segment": ("advanced", "all_figures"), "Explore": ("proofs",)}
"""Keys of what waits for a click, by page."""
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (1280, 1920)
HEIGHT = 900


def main(address: str, folder: Path, pages: tuple[str, ...] = PAGES) -> None:
    """Save a picture of each page, as long as the page is."""
    folder.mkdir(parents=True, exist_ok=True)
    with browse() as browser:
        for scheme in SCHEMES:
            for width in WIDTHS:
                page, _seen = open_window(browser, width, scheme)
                for title in pages:
                    name = title.lower().replace(" ", "_")
                    visit(page, f"{address}/{name}", title)
                    shoot(page, folder / f"{name}_{scheme}_{width}.png")
                    for key in FOLDED.get(title, ()):
                        click_on_fold(page, key)
                        expect(inside(page, key).get_by_test_id("stElementContainer").first).to_be_visible()
                        shoot(page, folder / f"{name}_{key}_{scheme}_{width}.png")
                        click_on_fold(page, key)
                page.context.close()


def click_on_fold(page: Page, key: str) -> None:
    """Open what is folded, or fold it again."""
    inside(page, key).locator("summary").click()
    settle(page)


def shoot(page: Page, path: Path, height: int | None = None) -> None:
    """Save a picture of what a page shows, all of it unless a height is given."""
    width = page.viewport_size["width"] if page.viewport_size else WIDTHS[0]
    wait_for_charts(page)
    whole = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": height or max(HEIGHT, whole)})
    wait_for_charts(page)
    page.screenshot(path=path, animations="disabled")
    page.set_viewport_size({"width": width, "height": HEIGHT})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), tuple(sys.argv[3:]) or PAGES)
