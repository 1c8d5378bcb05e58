"""The queue, the worker's protocol and the loads, mostly with workers that only pretend."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError, IngestError, InternalError
from core.files.logs import MAX_BYTES, worker_log
from core.ingest.tables.source import LogSource
from core.jobs.error_boundary import run_guarded
from core.jobs.lru_cache import LruCache
from core.jobs.messages import Failed, Finished, Progressed, Ready, from_line, to_line
from core.jobs.preliminary import Preliminary, read_preliminary, write_preliminary
from core.jobs.process import WorkerProcess
from core.jobs.tasks import LoadTask, RunTask, read_task
from core.sentences import from_text
from core.server import Server
from core.stages.table import Stage
from core.store.dataset_info import DatasetVersion
from core.store.job_info import JobState, NewJob
from core.store.store import Store
from core.types import Recipe
from tests.conftest import PROJECT
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import (
    QUICK,
    known,
    load_demo,
    pretend,
    settings,
    state,
    wait_for,
    wait_for_job,
    wait_until_ended,
    wait_until_running,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs")


@pytest.fixture(scope="module")
def dataset_id(folder: Path) -> str:
    return load_demo(folder, n_users=60)


@pytest.fixture
def server(folder: Path, dataset_id: str) -> Iterator[Server]:
    opened = Server(settings(folder))
    yield opened
    for run in opened.runs.runs():
        opened.delete_run(run.run_id)
    opened.close()


def worker_of(server: Server, run_id: str) -> WorkerProcess | None:
    return server._supervisor._attempts[known(server, run_id).job_id].worker


def submit(server: Server, dataset_id: str, k: int = 3) -> str:
    return server.submit(dataset_id, Recipe(encoder="counts", k=k)).run_id


def leftovers(server: Server) -> list[str]:
    workspace = server.store.workspace
    return [path.name for parent in ("runs", "tmp") for path in (workspace / parent).glob("*")]


def test_a_run_is_published(server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "finishes")
    run_id = submit(server, dataset_id)
    run = wait_until_ended(server, run_id)
    assert (run.state, run.message, run.scores) == (JobState.DONE, "", {"k": 3, "verdict": None})
    assert submit(server, dataset_id) == run_id
    assert state(server, run_id) is JobState.DONE
    wait_for(lambda: leftovers(server) == [run_id])


@pytest.mark.parametrize(
    ("worker", "ended", "message"),
    [
        ("fails", JobState.FAILED, "The log is too short. Take a longer one."),
        ("is killed", JobState.INTERRUPTED, r"stopped from outside \(SIGKILL\), perhaps because memory ran out. Start"),
        ("is killed half-way", JobState.INTERRUPTED, "stopped from outside"),
        ("says nothing", JobState.FAILED, r"Internal error \(RuntimeError\)"),
        ("babbles", JobState.FAILED, r"Internal error \(DecodeError\)"),
    ],
)
def test_a_run_without_results_says_why(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch, worker: str, ended: JobState, message: str
) -> None:
    pretend(monkeypatch, worker)
    run_id = submit(server, dataset_id)
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(wait_until_ended(server, run_id).message)
    assert state(server, run_id) is ended
    wait_for(lambda: leftovers(server) == [])
    with pytest.raises(DataError, match=f"There are no results: the run is {ended}"):
        server.results(run_id)
    pretend(monkeypatch, "finishes")
    assert submit(server, dataset_id) == run_id
    assert wait_until_ended(server, run_id).state is JobState.DONE


def test_one_run_at_a_time_in_their_order(server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "finishes soon")
    run_ids = [submit(server, dataset_id, k) for k in (3, 4, 5)]
    seen = set()
    while any(state(server, run_id).is_live for run_id in run_ids):
        seen.add(tuple(run.state for run in server.runs.runs()[::-1]))
    assert max(states.count(JobState.RUNNING) for states in seen) == 1
    runs = [known(server, run_id) for run_id in run_ids]
    assert [run.state for run in runs] == [JobState.DONE] * 3
    assert runs[0].finished_at <= runs[1].started_at <= runs[1].finished_at <= runs[2].started_at  # type: ignore[operator]


def test_two_runs_at_a_time_when_the_settings_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    dataset_id = load_demo(tmp_path, n_users=30)
    server = Server(settings(tmp_path, parallel_runs=2))
    for run_id in [submit(server, dataset_id, k) for k in (3, 4)]:
        wait_until_running(server, run_id, "encode")
    assert state(server, submit(server, dataset_id, 5)) is JobState.QUEUED
    server.close()


def test_a_run_that_is_cancelled_does_not_compute_to_its_end(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    run_id = submit(server, dataset_id)
    run = wait_until_running(server, run_id, "encode")
    assert run.fraction > 0
    left = server.seconds_left(run)
    assert left is not None
    assert left > 0
    worker = worker_of(server, run_id)
    assert worker is not None
    server.cancel(run_id)
    assert state(server, run_id) is JobState.CANCELLED
    assert not worker.is_alive
    assert worker.wait() < 0  # ended by a signal
    assert server.seconds_left(known(server, run_id)) is None
    wait_for(lambda: leftovers(server) == [])


def test_a_run_shows_its_segments_until_it_ends(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "finds segments")
    run_id = submit(server, dataset_id)
    wait_for(lambda: server.preliminary(run_id) is not None)
    found = server.preliminary(run_id)
    assert found
    assert (list(found.sizes.items()), found.points) == ([(1, 2), (2, 1), (-1, 1)], None)
    with pytest.raises(DataError, match="There are no results: the run is running"):
        server.results(run_id)
    server.cancel(run_id)
    assert server.preliminary(run_id) is None
    assert server.preliminary("never there") is None


def test_preliminary_segments_are_replaced_when_the_map_is_there(tmp_path: Path) -> None:
    assert read_preliminary(tmp_path) is None
    labels = np.array([2, 1, 1], dtype=np.int32)
    points = np.array([[0, 1], [2, 3], [4, 5]], dtype=np.float32)
    write_preliminary(Preliminary(labels, None), tmp_path)
    first = read_preliminary(tmp_path)
    write_preliminary(Preliminary(labels, points), tmp_path)
    second = read_preliminary(tmp_path)
    assert first
    assert second
    assert (first.labels.tolist(), first.points) == ([2, 1, 1], None)
    assert second.points is not None
    assert second.points.tolist() == points.tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["preliminary.npz"]


def test_a_run_that_waits_is_cancelled(server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    first, second = (submit(server, dataset_id, k) for k in (3, 4))
    wait_until_running(server, first, "encode")
    waiting = server.seconds_left(known(server, second))
    assert waiting is not None
    assert waiting > server.estimate_seconds(dataset_id, known(server, second).recipe)
    third = submit(server, dataset_id, 5)
    last = server.seconds_left(known(server, third))
    assert last is not None
    assert last > waiting + 0.9 * server.estimate_seconds(dataset_id, known(server, third).recipe)
    server.cancel(third)
    server.cancel(second)
    server.cancel("never there")
    assert (state(server, first), state(server, second)) == (JobState.RUNNING, JobState.CANCELLED)


def test_a_cancelled_run_can_be_asked_for_at_once(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    run_id = submit(server, dataset_id)
    for _ in range(5):
        server.cancel(run_id)
        submit(server, dataset_id)
    server.cancel(run_id)
    pretend(monkeypatch, "finishes")
    submit(server, dataset_id)
    assert wait_until_ended(server, run_id).state is JobState.DONE


@pytest.mark.slow
def test_a_worker_that_ignores_the_request_is_made_to_end(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "ignores TERM")
    monkeypatch.setattr("core.jobs.process._SECONDS_TO_END", 0.5)
    run_id = submit(server, dataset_id)
    wait_until_running(server, run_id, "map")
    worker = worker_of(server, run_id)
    assert worker is not None
    server.cancel(run_id)
    assert not worker.is_alive
    assert state(server, run_id) is JobState.CANCELLED


def test_a_spare_worker_that_died_is_replaced(folder: Path, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.process.COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))
    monkeypatch.setattr("core.jobs.supervisor._QUIET_SECONDS", 0.0)
    started = count_workers(monkeypatch)
    server = Server(settings(folder, spare_workers=1))
    wait_for(lambda: len(started) == 1 and not started[0].is_alive)
    pretend(monkeypatch, "finishes")
    run_id = submit(server, dataset_id)
    assert wait_until_ended(server, run_id).state is JobState.DONE
    server.delete_run(run_id)
    server.close()


def count_workers(monkeypatch: pytest.MonkeyPatch) -> list[WorkerProcess]:
    """Return a list that each worker joins when it is started."""
    started: list[WorkerProcess] = []

    def start(workspace: Path, n_threads: int, *, is_spare: bool) -> WorkerProcess:
        started.append(WorkerProcess(workspace, n_threads, is_spare=is_spare))
        return started[-1]

    monkeypatch.setattr("core.jobs.supervisor.WorkerProcess", start)
    return started


def test_a_spare_worker_waits_while_somebody_changes_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.supervisor._QUIET_SECONDS", 1.0)
    pretend(monkeypatch, "works on")
    started = count_workers(monkeypatch)
    server = Server(settings(folder, spare_workers=1))
    for _visit in range(15):
        server.visited()
        time.sleep(0.1)
    assert started == []
    wait_for(lambda: len(started) == 1)
    server.close()
    assert len(started) == 1


def test_a_command_has_one_spare_worker_at_once(folder: Path, dataset_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "finishes")
    started = count_workers(monkeypatch)
    server = Server(settings(folder, spare_workers=1), listens=False)
    wait_for(lambda: len(started) == 1)
    run_id = submit(server, dataset_id)
    assert wait_until_ended(server, run_id).state is JobState.DONE
    time.sleep(0.3)
    assert len(started) == 1
    server.delete_run(run_id)
    server.close()


def test_deleting_a_dataset_ends_and_deletes_its_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    dataset_id = load_demo(tmp_path, n_users=30)
    server = Server(settings(tmp_path))
    wait_until_running(server, submit(server, dataset_id), "encode")
    assert server.population(dataset_id) is server.population(dataset_id)
    server.delete_dataset(dataset_id)
    assert (server.store.datasets(), server.runs.runs()) == ([], [])
    with pytest.raises(DataError, match="There is no dataset"):
        server.population(dataset_id)
    with pytest.raises(DataError, match="There is no dataset"):
        submit(server, dataset_id)
    wait_for(lambda: leftovers(server) == [])
    server.close()


VERSION = DatasetVersion("0123456789abcdef")


def test_messages_and_tasks_are_lines(tmp_path: Path) -> None:
    for message in (Progressed(Stage.ENCODE, 0.5), Finished(), Failed("为什么\n?"), Ready()):
        assert to_line(message).count(b"\n") == 1
        assert from_line(to_line(message)) == message
    source = LogSource(tmp_path / "log.csv", map={"attribute": ["city", "age"]})
    recipe = Recipe(k=3, encoder_params={"n_dims": 8})
    own = settings(tmp_path)
    for task in (
        RunTask(folder=tmp_path, settings=own, recipe=recipe, ingest={"n": 1}, seconds={"store": 0.5}, version=VERSION),
        LoadTask(folder=tmp_path, settings=own, source=source, n_demo_users=0, known={"a": "", "b": "mark"}),
    ):
        assert to_line(task).count(b"\n") == 1
        assert read_task(to_line(task)) == task


def run_task(tmp_path: Path, recipe: Recipe) -> RunTask:
    """A task for a log of two users."""
    from core.ingest.load import load_log

    with Store(settings(tmp_path)) as store:
        dataset_id = load_log(store, LogSource(write(tmp_path / "events.csv", LOG)), "local").dataset_id
        store.export_population(dataset_id, tmp_path / "population")
    (tmp_path / "results").mkdir()
    return RunTask(folder=tmp_path, settings=settings(tmp_path), recipe=recipe, ingest={}, seconds={}, version=VERSION)


@pytest.mark.slow
def test_the_real_worker_lowers_its_priority_and_reports_a_mistake_in_one_sentence(tmp_path: Path) -> None:
    worker = WorkerProcess(tmp_path, threads=1)
    try:
        worker.give(run_task(tmp_path, Recipe(encoder="behaviour", k=50)))
        messages = list(worker.messages())
        assert isinstance(messages[-1], Failed)
        assert from_text(messages[-1].message) == "2 users cannot form 50 segments. Ask for fewer segments."
        assert Progressed("cluster", 0.0) in messages
        assert worker.wait() == 0
    finally:
        worker.close()


@pytest.mark.slow
def test_the_real_worker_logs_an_internal_error(tmp_path: Path) -> None:
    nicer = min(os.getpriority(os.PRIO_PROCESS, 0) + 15, 19)  # 19 is the end of the scale
    worker = WorkerProcess(tmp_path, threads=1)
    try:
        wait_for(lambda: os.getpriority(os.PRIO_PROCESS, worker.pid) == nicer, 20)
        broken = run_task(tmp_path, QUICK)
        (tmp_path / "population" / "events.parquet").unlink()
        worker.give(broken)
        (failure,) = [message for message in worker.messages() if isinstance(message, Failed)]
        assert from_text(failure.message).startswith("Internal error (FileNotFoundError). The details are in logs/")
    finally:
        worker.close()
    assert "Traceback (most recent call last)" in worker_log(tmp_path).read_text()


def test_the_real_worker_ends_when_the_server_is_gone(tmp_path: Path) -> None:
    worker = WorkerProcess(tmp_path, threads=1)
    assert worker._process.stdin
    worker._process.stdin.close()
    assert worker._process.wait(30) == 3
    worker.close()


def test_what_libraries_print_does_not_reach_the_protocol() -> None:
    script = (
        "import os\nfrom core.jobs.worker import _take_stdout\nfrom core.jobs.messages import Ready\n"
        "say = _take_stdout()\nprint('noise', flush=True)\nos.system('echo more noise')\nsay(Ready())"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout == '{"kind":"Ready"}\n'
    assert done.stderr == "noise\nmore noise\n"


def test_the_error_boundary_separates_internal_errors_from_known_ones(caplog: pytest.LogCaptureFixture) -> None:
    def mistake() -> None:
        raise IngestError("No.")

    def bug() -> None:
        raise KeyError("secret")

    assert run_guarded(lambda: None, "x.log") is None
    assert isinstance(run_guarded(mistake, "x.log"), IngestError)
    assert caplog.text == ""
    error = run_guarded(bug, "x.log")
    assert isinstance(error, InternalError)
    assert error.message == "Internal error (KeyError)."
    assert "KeyError: 'secret'" in caplog.text


@pytest.mark.parametrize(
    ("kind", "payload", "message"),
    [
        ("run", '{"kind": "run"}', r"Internal error \(ValidationError\)"),
        ("run", "{}", r"Internal error \(ValidationError\)"),
        ("dance", "{}", r"Internal error \(KeyError\)"),
    ],
)
def test_a_job_that_cannot_be_read_fails_and_the_next_one_runs(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch, kind: str, payload: str, message: str
) -> None:
    pretend(monkeypatch, "finishes")
    job = server.jobs.add(NewJob(kind, payload, "local"))
    server._supervisor.wake()
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(wait_for_job(server, job.job_id).message)
    assert server.job(job.job_id).state is JobState.FAILED
    assert wait_until_ended(server, submit(server, dataset_id)).state is JobState.DONE


def test_the_supervisor_survives_an_error_of_the_store(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "finishes")
    monkeypatch.setattr("core.jobs.supervisor._SECONDS_AFTER_ERROR", 0.05)
    failures = [OSError("no space left")] * 2
    start_next = server.jobs.start_next

    def fail_first(*args: object) -> object:
        if failures:
            raise failures.pop()
        return start_next(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(server.jobs, "start_next", fail_first)
    assert wait_until_ended(server, submit(server, dataset_id)).state is JobState.DONE
    assert failures == []


def test_recent_values_are_kept_and_older_ones_dropped() -> None:
    made: list[str] = []
    cache: LruCache[str] = LruCache(2)

    def get(key: str) -> None:
        cache.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    for key in "abacab":
        get(key)
    assert made == list("abcb")
    cache.drop("b")
    get("b")
    assert made == list("abcbb")


def test_the_log_of_workers_is_bounded(tmp_path: Path) -> None:
    log = worker_log(tmp_path)
    log.write_bytes(b"x" * (MAX_BYTES + 1))
    assert worker_log(tmp_path) == log
    assert not log.exists()
    assert (tmp_path / "logs" / "worker.log.1").stat().st_size == MAX_BYTES + 1


def test_an_end_that_cannot_be_written_is_written_later(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "fails")
    monkeypatch.setattr("core.jobs.supervisor._SECONDS_AFTER_ERROR", 0.05)
    failures = [OSError("no space left")] * 4
    end = server.jobs.end

    def fail_first(job_id: str, ending: JobState, message: str = "") -> bool:
        if failures:
            raise failures.pop()
        return end(job_id, ending, message)

    monkeypatch.setattr(server.jobs, "end", fail_first)
    run = wait_until_ended(server, submit(server, dataset_id))
    assert (run.state, run.message) == (JobState.FAILED, "The log is too short. Take a longer one.")
    assert (failures, server._supervisor._attempts, server._supervisor._unwritten) == ([], {}, {})


def test_the_time_left_of_a_job_says_nothing_of_the_next_one(
    server: Server, dataset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    monkeypatch.setattr(server, "_seconds_alone", lambda run: seconds.pop())
    seconds = [500.0, 1.0]
    run_id = submit(server, dataset_id)
    wait_until_running(server, run_id, "encode")
    assert server.seconds_left(known(server, run_id)) == 1.0
    server.cancel(run_id)
    assert submit(server, dataset_id) == run_id
    wait_until_running(server, run_id, "encode")
    assert server.seconds_left(known(server, run_id)) == 500.0
    assert list(server._time_left._shown) == [known(server, run_id).job_id]
