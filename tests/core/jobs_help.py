"""What the tests of jobs share: a small demo log in a workspace, workers that only pretend, and waiting."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from core.demo.write import write_demo
from core.errors import IngestError
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.jobs import process
from core.jobs.error_boundary import message_of, run_guarded
from core.jobs.messages import Failed, Finished, Message, Progressed, from_line, to_line
from core.jobs.process import WorkerProcess
from core.jobs.task import Task
from core.jobs.tasks import read_task
from core.sentences import to_text
from core.server import Server
from core.settings import Settings
from core.store.job_info import JobInfo, JobState
from core.store.runs import RunInfo
from core.store.store import Store
from core.types import Recipe

QUICK = Recipe(encoder="counts", k=3)
"""A recipe that needs no titles embedded."""
TASTES = ("coffee", "garden", "film")


def settings(folder: Path, **more: int) -> Settings:
    return Settings(folder / "workspace", "UTC", "500MB", 1, **({"spare_workers": 0, "demo_users": 120} | more))


def load_demo(folder: Path, n_users: int = 120) -> str:
    """Put a demo log into the workspace, without titles, which each worker would read; return the dataset's id."""
    write_demo(folder / "demo", kind="faint", n_users=n_users)
    source = LogSource(folder / "demo" / "events.csv", users=folder / "demo" / "users.csv")
    with Store(settings(folder)) as store:
        return load_log(store, source, "local").dataset_id


def load_three_tastes(folder: Path) -> str:
    """Put a log into the workspace whose segments are the same from any start: 60 users of three tastes.

    Each third of the users buys items of its own alone, so that no rounding of a machine moves a user.
    """
    rows = [
        f"u{user},{TASTES[user % 3]}{(user // 3 + each) % 12},purchase,2026-03-{1 + each:02d} 10:00:00"
        for user in range(60)
        for each in range(9)
    ]
    log = folder / "tastes.csv"
    log.write_text("user_id,item_id,event,timestamp\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with Store(settings(folder)) as store:
        return load_log(store, LogSource(log), "local").dataset_id


def wait_for(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait, and look less often the longer it takes: a look is a query."""
    until, pause = time.monotonic() + seconds, 0.01
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(pause)
        pause = min(1.3 * pause, 0.15)


def wait_until_ended(server: Server, run_id: str) -> RunInfo:
    wait_for(lambda: not known(server, run_id).state.is_live, seconds=240.0)
    return known(server, run_id)


def wait_until_running(server: Server, run_id: str, stage: str) -> RunInfo:
    wait_for(lambda: known(server, run_id).stage == stage)
    return known(server, run_id)


def wait_for_job(server: Server, job_id: str) -> JobInfo:
    wait_for(lambda: not server.job(job_id).state.is_live)
    return server.job(job_id)


def known(server: Server, run_id: str) -> RunInfo:
    run = server.runs.run(run_id)
    assert run is not None
    return run


def state(server: Server, run_id: str) -> JobState:
    return known(server, run_id).state


RECORD = '{"scores": {"k": 3}, "seconds": {"encode": 2.0, "map": 1.0}}'
REFUSAL = to_text(message_of(IngestError("This column holds no users.", "Choose another.")))
PRETEND = """
import json, os, signal, sys, time
from pathlib import Path
results = Path(json.loads(sys.stdin.readline())["folder"], "results")
def send(kind, **fields):
    print(json.dumps({"kind": kind, **fields}), flush=True)
def finish():
    (results / "run.json").write_text(RECORD)
    send("Finished")
send("Progressed", stage="encode", fraction=0.5)
"""
WORKERS = {
    "finishes": "finish()",
    "works on": "time.sleep(60)",
    "finds segments": "import numpy; half = results.parent / 'half.npz'; numpy.savez(half, labels=[1, 2, 1, -1]); "
    "half.replace(results.parent / 'preliminary.npz'); "
    "time.sleep(60)",
    "finishes soon": "time.sleep(0.3); finish()",
    "fails": "send('Failed', message='The log is too short. Take a longer one.')",
    "refuses": "send('Failed', message=REFUSAL)",
    "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "is killed half-way": "(results / 'users.parquet').write_text('half'); os.kill(os.getpid(), 9)",
    "says nothing": "sys.exit(7)",
    "babbles": "print('no message', flush=True)",
    "ignores TERM": "signal.signal(15, signal.SIG_IGN); send('Progressed', stage='map', fraction=0.5); time.sleep(60)",
}


def pretend(patch: pytest.MonkeyPatch, worker: str) -> None:
    """Let workers be processes that speak the protocol and compute nothing."""
    script = f"RECORD, REFUSAL = {RECORD!r}, {REFUSAL!r}\n{PRETEND}{WORKERS[worker]}"
    patch.setattr(process, "COMMAND", (sys.executable, "-c", script))


class WorkerHere:
    """A worker of the real tasks and messages that is no process: for tests of what comes of a job."""

    is_alive = True

    def give(self, task: Task) -> None:
        self._task = read_task(to_line(task))

    def messages(self) -> Iterator[Message]:
        """Work in the thread that listens; what was reported on the way comes when it is done."""
        reported: list[Message] = []
        report = lambda stage, fraction: reported.append(Progressed(stage, fraction))  # noqa: E731
        error = run_guarded(partial(self._task.work, report), "worker.log")
        reported.append(Finished() if error is None else Failed(to_text(message_of(error))))
        yield from (from_line(to_line(message)) for message in reported)

    def wait(self) -> int:
        return 0

    def stop(self) -> None:
        """Nothing to end: the work is done when anybody is heard again."""

    def close(self) -> None:
        """Nothing to end."""


def work_here(patch: pytest.MonkeyPatch) -> None:
    """Spare tests that are not about processes the start of one a job; workers that pretend are processes still."""
    real = process.COMMAND

    def start(workspace: Path, threads: int, *, is_spare: bool) -> WorkerProcess | WorkerHere:
        pretended = process.COMMAND is not real
        return WorkerProcess(workspace, threads, is_spare=is_spare) if pretended else WorkerHere()

    patch.setattr("core.jobs.supervisor.WorkerProcess", start)


@contextmanager
def server_of_demo(folder: Path, n_users: int) -> Iterator[Server]:
    """Open a server on a workspace with a demo log of so many users, whose workers work in this process."""
    load_demo(folder, n_users)
    with server_of(folder) as opened:
        yield opened


@contextmanager
def server_of(folder: Path) -> Iterator[Server]:
    """Open a server on the workspace of a folder, whose workers work in this process."""
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        opened = Server(settings(folder))
        yield opened
        opened.close()
