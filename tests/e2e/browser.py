"""The real program on a free port, and a browser that records its requests and the errors of its scripts."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    WebSocket,
    expect,
    sync_playwright,
)

from tests.conftest import PROJECT

Scheme = Literal["light", "dark"]
HOST = "127.0.0.1"
STARTS_WITHIN, SHOWS_WITHIN = 60.0, 30.0
"""Seconds; generous, for a machine that does other things too."""
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
     if (found := shutil.which(name))),
    "",
)  # fmt: skip
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no Chromium or Chrome is installed: try make chromium")
# Without these Chromium itself asks the network for updates, and needs rights that a container lacks.
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # which draws all the same: one process less to hand pictures to
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-turbofan --no-maglev",  # no script runs for so long that compiling it for speed pays
]
_STAND_STILL = """addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.textContent = "*, *::before, *::after { animation: none !important; transition: none !important }";
    document.head.append(style);
})"""
"""Spares a browser that draws in software sixty pictures a second of whatever moves while the program works."""
_ASKED_TWICE = ("/_stcore/health", "/_stcore/host-config")
_OFFLINE_SCHEMES = {"data", "blob", "about"}


@dataclass
class Seen:
    """What a browser window did."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """Errors on the console and exceptions of scripts."""

    def record(self, message: ConsoleMessage) -> None:
        """Keep an error, but not those of Streamlit itself, which on a deep link first asks below the page."""
        where = message.location["url"]
        if message.type == "error" and not where.endswith(_ASKED_TWICE):
            self.errors.append(f"{message.text} {where}")

    @property
    def outside_requests(self) -> list[str]:
        """Requests that left this machine."""
        parts = [(url, urlsplit(url)) for url in self.requests]
        return [url for url, part in parts if part.scheme not in _OFFLINE_SCHEMES and part.hostname != HOST]


@contextmanager
def serve(workspace: Path, settings: Mapping[str, str] | None = None, port: int = 0) -> Iterator[str]:
    """Run the program as people do, but on a free port and from another folder; yield its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), "--server.port", str(port)]
    env = os.environ | {"ATLAS_WORKSPACE": str(workspace)} | dict(settings or {})
    elsewhere = workspace.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    with (workspace.parent / "program.log").open("w") as log:
        program = subprocess.Popen(command, cwd=elsewhere, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for_health(f"http://{HOST}:{port}/_stcore/health", program, workspace.parent / "program.log")
        yield f"http://{HOST}:{port}"
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(30)
        finally:
            program.kill()
            program.wait()


@contextmanager
def browse() -> Iterator[Browser]:
    """Start Chromium without a window."""
    expect.set_options(timeout=1000 * SHOWS_WITHIN)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield browser
        browser.close()


def open_window(browser: Browser, width: int = 1280, scheme: Scheme = "light") -> tuple[Page, Seen]:
    """Open a window that shares nothing with others, and write down what it does."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.add_init_script(_STAND_STILL)
    context.set_default_timeout(1000 * SHOWS_WITHIN)
    page, seen = context.new_page(), Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", lambda socket: _follow(socket, seen))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", seen.record)
    return page, seen


def _follow(socket: WebSocket, seen: Seen) -> None:
    """Keep the address of a connection; a test that fails shows when it was opened and closed and what it sent."""
    seen.requests.append(socket.url)

    def write(what: str) -> None:
        print(f"{time.strftime('%H:%M:%S')} {time.monotonic():.2f} connection {what}")

    write("opened")
    socket.on("close", lambda _: write("closed"))
    socket.on("framesent", lambda content: write(f"sent {len(content)}"))


def visit(page: Page, address: str, title: str) -> None:
    """Open an address and wait until the page of that title stands."""
    page.goto(address)
    wait_for_page(page, title)


def follow_menu(page: Page, title: str) -> None:
    """Click on a page in the menu and wait until it stands."""
    page.get_by_test_id("stSidebarNavLink").filter(has=page.get_by_text(title, exact=True)).click()
    wait_for_page(page, title)


def wait_for_page(page: Page, title: str) -> None:
    """Wait until a page is there and nothing on it is being computed."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    """Wait until the program has answered the last click."""
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_attached()


def wait_for_charts(page: Page) -> None:
    """Wait until every chart of a page is drawn, and stands still, and fonts are there."""
    settle(page)
    expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
    page.wait_for_function(
        """() => document.fonts.status === "loaded"
            && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(chart => {
                const drawn = chart.querySelector(".main-svg"), now = chart.getBoundingClientRect().width;
                const was = chart.seenWidth;
                chart.seenWidth = now;
                return drawn && was === now && Math.abs(drawn.getBoundingClientRect().width - now) < 2;
            })""",
        polling=250,
    )


def inside(page: Page, key: str) -> Locator:
    """Find a widget by the key it has in our code."""
    return page.locator(f".st-key-{key}")


def menu_of(page: Page) -> list[str]:
    """List the pages in the menu, without their icons."""
    links = page.get_by_test_id("stSidebarNavLink")
    return [link.get_by_test_id("stMarkdownContainer").inner_text() for link in links.all()]


def process_of(address: str) -> int:
    """Return the id of the process that serves an address."""
    port = address.rsplit(":", 1)[1]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--server.port\0{port}\0" in (process / "cmdline").read_text():
                return int(process.name)
        except (OSError, UnicodeDecodeError):  # it ended meanwhile, or is not ours to read
            continue
    raise AssertionError(f"no process serves {address}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


def _wait_for_health(address: str, program: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and program.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - a local address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    program.kill()
    raise AssertionError(f"the program did not start:\n{log.read_text()}")
