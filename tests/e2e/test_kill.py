"""kill -9 at random moments of a run, of the server and of the worker: nothing is half-published."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from core.server import Server
from core.stages.table import Stage
from core.store.job_info import JobState
from tests.conftest import PROJECT
from tests.core.jobs_help import QUICK, known, load_demo, settings, state, wait_for, wait_for_job, wait_until_ended

N_KILLS = 3
LEFT_OUT = (Stage.MAP, Stage.HOLDOUT, Stage.TRUST)
"""What takes long, and publishes nothing of its own; ``benchmarks/kill.py`` kills whole runs."""
LONGEST = 2.5
"""Seconds in which a moment is drawn; a run takes about that."""
SERVERS = """
import os, sys, time
from core.server import the_server
from core.stages.table import Stage
from core.types import Recipe
for _line in sys.stdin:
    if child := os.fork():
        os.waitpid(child, 0)
        print("ended", flush=True)
        continue
    print(os.getpid(), flush=True)
    server = the_server()
    {ask}
    while not (attempt := server._supervisor._attempts.get(job_id)) or not attempt.worker: time.sleep(0.005)
    print(attempt.worker.pid, flush=True)
    time.sleep(120)
    os._exit(1)
"""
"""Makes a server of each line that it reads, one after another: what they import is imported once."""
ASK_FOR_A_RUN = "job_id = server.submit(sys.argv[1], Recipe('counts', k=3), [*map(Stage, sys.argv[2:])]).job_id"
ASK_FOR_A_LOAD = "job_id = server.start_demo()"


def is_running(pid: int) -> bool:
    """Whether a process computes still: one that ended, but whose parent is gone, does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def servers(folder: Path, ask: str, *arguments: str, **more: str) -> Iterator[Callable[[float], int]]:
    """Give what starts a server that asks for a job, kills it so many seconds after it has a worker, and says which."""
    env = os.environ | {"ATLAS_WORKSPACE": str(folder / "workspace"), "ATLAS_SPARE_WORKERS": "0"} | more
    command = [sys.executable, "-c", SERVERS.replace("{ask}", ask), *arguments]
    with subprocess.Popen(
        command, cwd=PROJECT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as made:
        assert made.stdin
        assert made.stdout
        lines, asks = made.stdout, made.stdin

        def kill_one(seconds: float) -> int:
            asks.write("one\n")
            server_pid, worker_pid = int(lines.readline()), int(lines.readline())
            time.sleep(seconds)
            os.kill(server_pid, signal.SIGKILL)
            assert lines.readline() == "ended\n"
            return worker_pid

        yield kill_one
        asks.close()


def check_nothing_is_half_published(server: Server) -> None:
    done = {run.run_id for run in server.runs.runs() if run.state is JobState.DONE}
    workspace = server.store.workspace
    assert {path.name for path in (workspace / "runs").glob("*")} == done
    assert list((workspace / "tmp").glob("*")) == []
    for run_id in done:
        assert server.results(run_id).n_users == 120


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_killed_servers_and_workers_leave_nothing_half_published(tmp_path: Path) -> None:
    dataset_id = load_demo(tmp_path)
    kill_servers(tmp_path, dataset_id)
    kill_workers(tmp_path, dataset_id)
    check_a_new_run_finishes(tmp_path, dataset_id)


def kill_servers(folder: Path, dataset_id: str) -> None:
    rng = np.random.default_rng(0)
    with servers(folder, ASK_FOR_A_RUN, dataset_id, *LEFT_OUT) as kill_one:
        for seconds in rng.uniform(0, LONGEST, N_KILLS):
            worker_pid = kill_one(seconds)
            wait_for(lambda pid=worker_pid: not is_running(pid))
            server = Server(settings(folder))
            (run,) = server.runs.runs()
            assert run.state in (JobState.INTERRUPTED, JobState.DONE)
            assert run.state is JobState.DONE or run.message.startswith("The program ended before this was done.")
            check_nothing_is_half_published(server)
            if run.state is JobState.DONE:
                server.delete_run(run.run_id)
            server.close()


def kill_workers(folder: Path, dataset_id: str) -> None:
    rng = np.random.default_rng(1)
    server = Server(settings(folder))
    for seconds in rng.uniform(0, LONGEST, N_KILLS):
        asked = server.submit(dataset_id, QUICK, LEFT_OUT)
        run_id = asked.run_id
        kill_worker(server, asked.job_id, seconds)
        run = wait_until_ended(server, run_id)
        assert run.state is JobState.DONE or "stopped from outside (SIGKILL)" in run.message
        wait_for(lambda: list((server.store.workspace / "tmp").glob("*")) == [])
        check_nothing_is_half_published(server)
        if run.state is JobState.DONE:
            server.delete_run(run_id)
    server.close()


LONGEST_LOAD = 2.5


def check_no_half_dataset(server: Server) -> None:
    """A dataset is there with all its rows, or not at all."""
    counts = {info.dataset_id: info.report["n_events"] for info in server.store.datasets()}
    found = server.store.rows("select dataset_id, count(*) from events group by dataset_id")
    assert dict(found) == counts
    ended = [job for job in server.jobs.jobs("load") if job.result]
    assert {job.result for job in ended if job.state is JobState.DONE} == set(counts)
    assert list((server.store.workspace / "tmp").glob("*")) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_servers_and_workers_killed_during_a_load_leave_no_half_dataset(tmp_path: Path) -> None:
    kill_servers_that_load(tmp_path)
    kill_workers_that_load(tmp_path)
    check_a_new_load_finishes(tmp_path)


def kill_servers_that_load(folder: Path) -> None:
    draws = np.random.default_rng(2)
    with servers(folder, ASK_FOR_A_LOAD, ATLAS_DEMO_USERS="1000") as kill_one:
        for seconds in draws.uniform(0, LONGEST_LOAD, N_KILLS):
            worker_pid = kill_one(seconds)
            wait_for(lambda pid=worker_pid: not is_running(pid))
            server = Server(settings(folder))
            newest = server.jobs.jobs("load")[0]
            assert newest.state in (JobState.INTERRUPTED, JobState.DONE)
            is_done = newest.state is JobState.DONE
            assert is_done or newest.message.startswith("The program ended before this was done.")
            check_no_half_dataset(server)
            delete_datasets(server)
            server.close()


def delete_datasets(server: Server) -> None:
    for info in server.store.datasets():
        server.store.delete_dataset(info.dataset_id)  # for good: the recycle bin would keep its rows
    server.store.write("delete from jobs")


def kill_workers_that_load(folder: Path) -> None:
    draws = np.random.default_rng(3)
    server = Server(settings(folder, demo_users=1000))
    for seconds in draws.uniform(0, LONGEST_LOAD, N_KILLS):
        job_id = server.start_demo()
        kill_worker(server, job_id, seconds)
        job = wait_for_job(server, job_id)
        assert job.state is JobState.DONE or "stopped from outside (SIGKILL)" in job.message
        wait_for(lambda: list((server.store.workspace / "tmp").glob("*")) == [])
        check_no_half_dataset(server)
        delete_datasets(server)
    server.close()


def check_a_new_load_finishes(folder: Path) -> None:
    server = Server(settings(folder))
    job = wait_for_job(server, server.start_demo())
    assert (job.state, job.message) == (JobState.DONE, "")
    wait_for(lambda: list((server.store.workspace / "tmp").glob("*")) == [])
    check_no_half_dataset(server)
    server.close()


def kill_worker(server: Server, job_id: str, seconds: float) -> None:
    """Kill the worker of a job so many seconds after it began, unless it has ended by then."""
    attempts = server._supervisor._attempts
    wait_for(lambda: job_id in attempts and attempts[job_id].worker is not None)
    worker = attempts[job_id].worker
    assert worker
    until = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > until or not worker.is_alive)
    if worker.is_alive:
        os.kill(worker.pid, signal.SIGKILL)


def check_a_new_run_finishes(folder: Path, dataset_id: str) -> None:
    server = Server(settings(folder))
    run_id = server.submit(dataset_id, QUICK, LEFT_OUT).run_id
    wait_until_ended(server, run_id)
    assert (state(server, run_id), known(server, run_id).message) == (JobState.DONE, "")
    wait_for(lambda: list((server.store.workspace / "tmp").glob("*")) == [])
    check_nothing_is_half_published(server)
    server.close()
