"""Measure the dashboard in a browser: first content on a fresh server, switches between pages, memory.

``python -m benchmarks.dashboard`` prints markdown tables. Timings depend on what else the machine does, so they
stand beside its load.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.measure import KB_PER_MB, print_table
from tests.e2e.browser import CHROMIUM, browse, open_window, process_of, serve, visit, wait_for_charts

CONTENT = {
    "Home": "[class*='st-key-tile_']",
    "Data": ".st-key-per_day .main-svg",
    "Segment": ".st-key-k_chart .main-svg",
    "Explore": "[class*='st-key-map_'] .main-svg",
    "Personas": "[data-testid='stDataFrame'] canvas",
    "One segment": ".sheet",
    "Recommend": "[data-testid='stDataFrame'] canvas",
    "Export": "[class*='st-key-download_'] button",
    "Runs": ".st-key-open_run button",
}
"""What of each page is looked for."""
FIRST_SENTENCE = "[data-testid='stMain'] [data-testid='stMarkdownContainer'] p"
RUN_WITHIN = 300_000
# Everything is timed inside the browser, frame by frame: the way to it and back would count otherwise.
SWITCH = """([title, content]) => new Promise((done, failed) => {
    const link = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')].find(
        link => link.innerText.includes(title));
    const start = performance.now();
    link.click();
    const look = () => {
        const heading = document.querySelector("h1"), found = document.querySelector(content);
        const took = performance.now() - start;
        if (heading?.innerText === title && found?.getBoundingClientRect().height) done(took);
        else if (took > 30000) failed(`${title} did not come`);
        else requestAnimationFrame(look);
    };
    look();
})"""


def main() -> None:
    """Measure on a demo workspace with a finished run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how often every page is visited after the first time")
    parser.add_argument("--workspace", type=Path, help="one with a log and a finished run; made anew when not given")
    args = parser.parse_args()
    if not CHROMIUM:
        raise SystemExit("A browser is needed: make chromium")
    with tempfile.TemporaryDirectory() as folder, browse() as browser:
        workspace = args.workspace or Path(folder) / "workspace"
        print(f"## {datetime.now(UTC):%Y-%m-%d}, dashboard\n\n{os.cpu_count()} cores, load before: {load()}.\n")
        if not args.workspace:
            make_workspace(browser, workspace)
        print_first_content(browser, workspace)
        print_switches(browser, workspace, args.rounds)
        print(f"Load after: {load()}.")


def make_workspace(browser: Browser, workspace: Path) -> None:
    """Do what a new workspace does: load the demo log and run the first recipe."""
    with serve(workspace) as address:
        start = time.monotonic()
        page, _seen = open_window(browser)
        page.goto(f"{address}/explore")
        page.wait_for_selector(CONTENT["Explore"], timeout=RUN_WITHIN)
        print(f"Map of a new workspace's first run: {time.monotonic() - start:.0f} s after the server was up.\n")
        page.context.close()


def print_first_content(browser: Browser, workspace: Path) -> None:
    """Time title and first sentence of each page, each on a fresh server and in a browser with nothing cached."""
    rows = []
    for title in CONTENT:
        with serve(workspace) as address:
            page, _seen = open_window(browser)
            start = time.monotonic()
            page.goto(f"{address}/{title.lower().replace(' ', '_')}", wait_until="commit")
            page.wait_for_function(f"() => document.querySelector('h1')?.innerText === {title!r}", polling="raf")
            page.wait_for_selector(FIRST_SENTENCE)
            first_text = time.monotonic() - start
            page.wait_for_selector(CONTENT[title])
            rows.append([title, f"{first_text:.2f}", f"{time.monotonic() - start:.2f}"])
            page.context.close()
    print_table(["fresh server", "title and sentence, s", "content, s"], rows)


def print_switches(browser: Browser, workspace: Path, rounds: int) -> None:
    """Time clicks in the menu until heading and content of the next page stand."""
    with serve(workspace) as address:
        page, _seen = open_window(browser)
        visit(page, f"{address}/runs", "Runs")
        first = {title: switch(page, title) for title in CONTENT}
        taken: dict[str, list[float]] = {title: [] for title in CONTENT}
        for _round in range(rounds):
            for title in CONTENT:
                taken[title].append(switch(page, title))
        rows = [[title, f"{first[title]:.0f}", *summary(times)] for title, times in taken.items()]
        rows.append(
            ["all", summary(list(first.values()))[1], *summary([each for times in taken.values() for each in times])]
        )
        print_table(["switch to", "first time, ms", "p50, ms", "p95, ms"], rows)
        print(f"Memory of the server: {server_mb(address):.0f} MB.")


def switch(page: Page, title: str) -> float:
    """Click on a page in the menu; return milliseconds. A person looks at a page before the next click."""
    took = float(page.evaluate(SWITCH, [title, CONTENT[title]]))
    wait_for_charts(page)
    return took


def summary(times: list[float]) -> list[str]:
    """Return median and 95th percentile."""
    return [f"{value:.0f}" for value in np.percentile(times, [50, 95])]


def server_mb(address: str) -> float:
    """Return the resident memory of the server, workers aside."""
    status = Path(f"/proc/{process_of(address)}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / KB_PER_MB


def load() -> str:
    """Return the load of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
