"""Uploaded files are in the workspace until their load has ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ingest.source import LogSource
from core.server import Server
from tests.core.jobs_help import pretend, settings, wait_for, wait_for_job

LOG = "user_id,item_id,timestamp\n" + "".join(f"u{n % 3},i{n % 4},2026-01-0{n % 9 + 1}\n" for n in range(30))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(settings(tmp_path))
    yield server
    server.close()


def put(folder: Path, text: str = LOG) -> LogSource:
    (folder / "events.csv").write_text(text)
    return LogSource(folder / "events.csv")


def load(server: Server, source: LogSource) -> str:
    return wait_for_job(server, server.start_load(source)).state


def test_what_an_earlier_process_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / "workspace" / "uploads" / "abc"
    left.mkdir(parents=True)
    put(left)
    Server(settings(tmp_path)).close()
    assert not left.exists()


@pytest.mark.parametrize(("text", "state"), [(LOG, "done"), ("<!doctype html>", "failed")])
def test_an_upload_goes_when_its_load_ends(server: Server, text: str, state: str) -> None:
    folder = server.uploads.folder("abc")
    assert load(server, put(folder, text)) == state
    wait_for(lambda: not folder.exists())


def test_a_log_from_elsewhere_stays(server: Server, tmp_path: Path) -> None:
    source = put(tmp_path)
    assert load(server, source) == "done"
    server.uploads.delete(tmp_path)
    assert source.events.exists()


def test_an_upload_that_is_being_loaded_is_not_taken_away(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    folders = [server.uploads.folder(name) for name in ("running", "waiting", "idle")]
    jobs = [server.start_load(put(folder)) for folder in folders[:2]]
    for folder in folders:
        server.uploads.delete(folder)
    assert [folder.exists() for folder in folders] == [True, True, False]
    for job_id in jobs:
        server.cancel_job(job_id)
    wait_for(lambda: not any(folder.exists() for folder in folders))
