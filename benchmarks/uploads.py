"""Measure uploads from a browser: memory of the server, speed, and the bytes that arrive after a kill.

``python -m benchmarks.uploads`` prints a markdown table. Files are chosen in Chromium on the page Data; the server is
killed with SIGKILL half-way through the second one and started again, and nobody clicks anything.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.measure import KB_PER_MB, print_table
from tests.e2e.browser import CHROMIUM, browse, free_port, open_window, process_of, serve, visit

_BYTES_A_MB = 1_000_000
_WITHIN_SECONDS = 170.0
_SETTINGS = {"ATLAS_DEMO_USERS": "0", "ATLAS_SPARE_WORKERS": "0"}
_CHUNK = 1 << 22


def main() -> None:
    """Send two files and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=1000, help="size of the file that is sent in one go")
    parser.add_argument("--killed-mb", type=int, default=300, help="size of the file whose server is killed")
    args = parser.parse_args()
    if not CHROMIUM:
        raise SystemExit("A browser is needed: make chromium")
    with tempfile.TemporaryDirectory() as folder, browse() as browser:
        print(f"## {datetime.now(UTC):%Y-%m-%d}, uploads\n\n{os.cpu_count()} cores, slices of 8 MB, Chromium.\n")
        rows = [
            send(browser, Path(folder) / "whole", args.mb * _BYTES_A_MB),
            send_and_kill(browser, Path(folder) / "killed", args.killed_mb * _BYTES_A_MB),
        ]
        print_table(["upload", "MB", "MB/s", "idle, MB", "peak over idle, MB", "bytes equal"], rows)


def send(browser: Browser, folder: Path, n_bytes: int) -> list[str]:
    """Send a file; return a row of the table."""
    workspace, log = folder / "workspace", make_file(folder / "log.csv", n_bytes)
    with serve(workspace, _SETTINGS) as address:
        page = open_boxes(browser, address)
        process = process_of(address)
        idle = start_peak(process)
        start = time.monotonic()
        choose(page, log)
        wait_until(lambda: come(workspace) == n_bytes)
        seconds = time.monotonic() - start
        grown = memory(process, "VmHWM") - idle
        page.context.close()
    return row("in one go", log, workspace, seconds, [f"{idle:.0f}", f"{grown:.0f}"])


def send_and_kill(browser: Browser, folder: Path, n_bytes: int) -> list[str]:
    """Send a file, kill the server half-way and start it again; return a row of the table."""
    workspace, log, port = folder / "workspace", make_file(folder / "log.csv", n_bytes), free_port()
    with serve(workspace, _SETTINGS, port) as address:
        page = open_boxes(browser, address)
        start = time.monotonic()
        choose(page, log)
        wait_until(lambda: come(workspace) >= n_bytes // 2)
        os.kill(process_of(address), signal.SIGKILL)
    at_kill = come(workspace)
    with serve(workspace, _SETTINGS, port):
        wait_until(lambda: come(workspace) == n_bytes)
        seconds = time.monotonic() - start
        page.context.close()
    return row(f"server killed at {100 * at_kill / n_bytes:.0f} %", log, workspace, seconds, ["–", "–"])


def make_file(path: Path, n_bytes: int) -> Path:
    """Write bytes that never repeat."""
    path.parent.mkdir(parents=True)
    random = np.random.default_rng(0)
    with path.open("wb") as file:
        for start in range(0, n_bytes, _CHUNK):
            file.write(random.bytes(min(n_bytes - start, _CHUNK)))
    return path


def open_boxes(browser: Browser, address: str) -> Page:
    """Open the page with the boxes for files."""
    page, _seen = open_window(browser)
    visit(page, f"{address}/data", "Data")
    page.get_by_role("button", name="Events: Choose files").wait_for()
    return page


def choose(page: Page, log: Path) -> None:
    """Choose a file in the box for events."""
    page.locator("input[data-box=events][data-what=files]").set_input_files(log)


def parts(workspace: Path) -> Iterator[Path]:
    """List what has come of each file."""
    return (workspace / "uploads").glob("*/parts/*")


def come(workspace: Path) -> int:
    """Return how many bytes have come."""
    return sum(path.stat().st_size for path in parts(workspace))


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    until = time.monotonic() + _WITHIN_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit("The upload did not arrive.")
        time.sleep(0.05)


def start_peak(process: int) -> float:
    """Have the system count the peak of a process anew; return what it holds now in MB."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return memory(process, "VmRSS")


def memory(process: int, what: str) -> float:
    """Return a figure of /proc/PID/status in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) / KB_PER_MB


def row(name: str, log: Path, workspace: Path, seconds: float, memories: list[str]) -> list[str]:
    """Compare the bytes, and make a row of the table; delete the files, which are large."""
    (part,) = parts(workspace)
    digests = {hash_of(path) for path in (log, part)}
    n_mb = log.stat().st_size / _BYTES_A_MB
    shutil.rmtree(log.parent, ignore_errors=True)
    return [name, f"{n_mb:,.0f}", f"{n_mb / seconds:.0f}", *memories, "yes" if len(digests) == 1 else "no"]


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
