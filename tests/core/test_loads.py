"""Loads of logs: jobs whose worker prepares the log, and whose dataset the server takes over at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DataError
from core.ingest.tables.source import IngestReport, LogSource
from core.jobs.error_boundary import error_of
from core.jobs.recover import recover
from core.jobs.workspace import open_workspace
from core.server import Server
from core.store.job_info import JobInfo, JobState
from core.store.store import Store
from core.types import Recipe
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import pretend, settings, wait_for, wait_for_job, work_here


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    opened = Server(settings(tmp_path, demo_users=40))
    yield opened
    opened.close()


def leftovers(server: Server) -> list[str]:
    return [path.name for path in (server.store.workspace / "tmp").glob("*")]


def load(server: Server, source: LogSource) -> JobInfo:
    return wait_for_job(server, server.start_load(source))


def test_a_load_ends_with_its_dataset(server: Server, tmp_path: Path) -> None:
    source = LogSource(write(tmp_path / "small.csv", LOG))
    job = load(server, source)
    assert (job.kind, job.state, job.progress, job.message, job.author) == ("load", JobState.DONE, 1.0, "", "local")
    assert job.started_at
    assert job.finished_at
    assert job.created_at <= job.started_at <= job.finished_at
    assert server.seconds_left_of(job) is None
    (info,) = server.store.datasets()
    assert (info.dataset_id, info.created_by) == (job.result, "local")
    assert IngestReport.from_dict(info.report).n_stored == 4
    assert server.jobs.jobs("load") == [job]
    assert server.live_loads() == []
    wait_for(lambda: leftovers(server) == [])
    again = load(server, source)
    assert (again.state, again.result) == (JobState.DONE, job.result)
    assert len(server.store.datasets()) == 1


def test_the_demo_log_is_loaded_and_run(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = server.offer_demo()
    assert job_id
    job = wait_for_job(server, job_id)
    wait_for(lambda: len(server.runs.runs()) == 1)
    (run,) = server.runs.runs()
    assert (run.dataset_id, run.recipe, run.created_by) == (job.result, Recipe(), "local")
    server.cancel(run.run_id)
    assert server.offer_demo() is None


def test_a_load_that_fails_keeps_message_and_hint(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_here(monkeypatch)
    job = load(server, LogSource(tmp_path / "nowhere.csv"))
    assert (job.state, job.result) == (JobState.FAILED, "")
    error = error_of(job.message)
    assert error.message == f"There is no file or folder {tmp_path / 'nowhere.csv'}."
    with pytest.raises(DataError, match="There is no job 'never there'"):
        server.job("never there")


@pytest.mark.parametrize(
    ("worker", "state", "message"),
    [
        ("is killed half-way", JobState.INTERRUPTED, "stopped from outside (SIGKILL)"),
        ("says nothing", JobState.FAILED, "Internal error (RuntimeError)"),
        ("finishes", JobState.FAILED, "Internal error (FileNotFoundError)"),
    ],
)
def test_a_load_without_a_dataset_says_why(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: str, state: JobState, message: str
) -> None:
    pretend(monkeypatch, worker)
    job = load(server, LogSource(write(tmp_path / "small.csv", LOG)))
    assert job.state is state
    assert message in job.message
    assert server.store.datasets() == []
    wait_for(lambda: leftovers(server) == [])


def test_a_load_is_cancelled(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    source = LogSource(write(tmp_path / "small.csv", LOG))
    first, second = server.start_load(source), server.start_load(source)
    wait_for(lambda: server.job(first).state is JobState.RUNNING)
    assert [job.job_id for job in server.live_loads()] == [first, second]
    for job_id in (second, first):
        server.cancel_job(job_id)
        assert server.job(job_id).state is JobState.CANCELLED
    server.cancel_job("never there")
    wait_for(lambda: leftovers(server) == [])
    assert server.store.datasets() == []


def test_a_load_that_is_cancelled_while_it_is_taken_over_leaves_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_here(monkeypatch)
    copy_dataset = Store.copy_dataset

    def copy_and_cancel(store: Store, *args: object) -> None:
        copy_dataset(store, *args)  # type: ignore[arg-type]
        server.jobs.end(job_id, JobState.CANCELLED)

    monkeypatch.setattr(Store, "copy_dataset", copy_and_cancel)
    job_id = server.start_load(LogSource(write(tmp_path / "small.csv", LOG)))
    assert wait_for_job(server, job_id).state is JobState.CANCELLED
    wait_for(lambda: leftovers(server) == [])
    assert server.store.datasets() == []
    assert server.store.rows("select count(*) from events") == [(0,)]


def test_a_load_runs_beside_a_run(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work_here(monkeypatch)
    dataset_id = load(server, LogSource(write(tmp_path / "small.csv", LOG))).result
    with monkeypatch.context() as patch:
        pretend(patch, "works on")
        run = server.submit(dataset_id, Recipe(encoder="counts", k=2))
        wait_for(lambda: server.job(run.job_id).stage == "encode")
    other = load(server, LogSource(write(tmp_path / "other.csv", LOG.replace("u1", "v1"))))
    assert (other.state, server.job(run.job_id).state) == (JobState.DONE, JobState.RUNNING)


def test_closing_while_a_load_runs_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.process.COMMAND", (sys.executable, "-c", "import time; time.sleep(60)"))
    server = Server(settings(tmp_path))
    jobs = [server.start_demo(), server.start_demo()]
    wait_for(lambda: server.job(jobs[0]).state is JobState.RUNNING)
    server.close()
    server.close()
    with Store(settings(tmp_path)) as store:
        opened = open_workspace(store)
        recover(opened)
        found = opened.jobs
        for job_id in jobs:
            job = found.job(job_id)
            assert (job.state, job.message) == (
                JobState.INTERRUPTED,
                "The program ended before this was done. Load the log again.",
            )
        assert store.datasets() == []
        assert list((store.workspace / "tmp").glob("*")) == []
