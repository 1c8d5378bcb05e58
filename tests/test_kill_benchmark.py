"""What the script that kills processes finds in a workspace, and how it finds processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.kill import Tally, children_of, findings, is_running, print_tallies
from core.export.files import RUN_FILES
from core.server import Server
from tests.core.jobs_help import settings

needs_proc = pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    opened = Server(settings(tmp_path))
    yield opened
    opened.close()


def test_a_workspace_in_order_has_no_findings(server: Server) -> None:
    assert findings(server) == []


def test_what_a_killed_process_left_is_found(server: Server) -> None:
    (server.store.workspace / "runs" / "abc").mkdir(parents=True)
    (server.store.workspace / "tmp" / "job-1").mkdir(parents=True)
    assert findings(server) == ["results of abc and their run do not agree", "job-1 is left in tmp"]


def test_an_export_without_a_job_or_without_a_file_is_found(server: Server) -> None:
    folder = server.store.workspace / "exports" / "mine"
    folder.mkdir(parents=True)
    for name in RUN_FILES - {"segments.csv"}:
        (folder / name).touch()
    assert findings(server) == ["exports/mine and its job do not agree", "exports/mine lacks segments.csv"]


@needs_proc
def test_children_are_found_as_long_as_they_compute() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, text=True) as child:
        assert child.pid in children_of(os.getpid())
        assert is_running(child.pid)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not is_running(child.pid)  # it has ended, though nobody has asked how
    assert not is_running(child.pid)


def test_a_row_counts_how_jobs_ended(capsys: pytest.CaptureFixture[str]) -> None:
    print_tallies([Tally("worker", "load", Counter(interrupted=7, done=3), ["tmp is not empty"])])
    printed = capsys.readouterr().out
    assert "| worker, during a load | 10 | 7 | 3 | 0 | 1 |" in printed
    assert "worker, during a load: tmp is not empty" in printed
