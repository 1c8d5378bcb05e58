"""Kill the server and its worker with ``kill -9`` at random moments, and check what the workspace holds afterwards.

A process opens the workspace as the dashboard does and asks for a load, a run, an export or files for platforms. After
a random part of the time that the job takes undisturbed, the process or its worker is killed; then the workspace is
opened again, as by the next start of the dashboard. Every unfinished job must be marked as interrupted, and nothing may
be half-published: each folder of results, each export and each dataset belongs to a job that is done and can be read,
and no scratch folder is left.

Run ``python -m benchmarks.kill``; Linux only, since processes are found in ``/proc``. The exit status is 1 when
something was found.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.kill_exports import EXPORTS, export_job, lacking, write_people
from benchmarks.measure import PROJECT, print_table
from core.demo.write import write_demo
from core.errors import AtlasError
from core.ingest.tables.source import LogSource
from core.server import Server, the_server
from core.settings import Settings, load_settings
from core.store.job_info import JobState
from core.types import Recipe

N_KILLS, N_USERS = 10, 600
VICTIMS, JOBS = ("server", "worker"), ("load", "run", *EXPORTS)
RECIPE = Recipe(encoder="counts", k=3)
_PATIENCE = 120.0
_BETWEEN_LOOKS = 0.02


@dataclass
class Tally:
    """What became of the jobs of one kind, when one kind of process was killed."""

    victim: str
    job: str
    states: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where the log and the workspace are."""

    folder: Path

    @property
    def source(self) -> LogSource:
        """The log that is loaded."""
        log = self.folder / "log"
        return LogSource(log / "events.csv", log / "items.csv", log / "users.csv")

    @property
    def people(self) -> Path:
        """The file of identities of the users of the log."""
        return self.folder / "people.csv"

    @property
    def settings(self) -> Settings:
        """Those of the environment, but for the workspace."""
        return replace(load_settings(), workspace=self.folder / "workspace", spare_workers=0, demo_users=0)

    @property
    def environment(self) -> dict[str, str]:
        """The same for another process."""
        own = {"ATLAS_WORKSPACE": str(self.folder / "workspace"), "ATLAS_SPARE_WORKERS": "0", "ATLAS_DEMO_USERS": "0"}
        return os.environ | own


def serve(job: str, place: Place) -> None:
    """Open the workspace, start a job and print its id; print its state when it has ended, and wait for a signal."""
    server = the_server()
    if job == "load":
        job_id = server.start_load(place.source)
    elif job == "run":
        job_id = _ask_for_run(server)
    else:
        run_id, name = server.runs.runs()[0].run_id, f"{job} {len(server.jobs.jobs(job)) + 1}"
        job_id = server.start(export_job(job, run_id, name, place.people))
    print(job_id, flush=True)
    _wait_for(lambda: not server.job(job_id).state.is_live)
    print(server.job(job_id).state, flush=True)
    signal.pause()


@dataclass
class Serving:
    """The process that holds the workspace."""

    process: subprocess.Popen[str]

    def next_line(self) -> str:
        """Wait for what it prints next; "" when it has ended."""
        return self.process.stdout.readline() if self.process.stdout else ""


@contextmanager
def serving(job: str, place: Place) -> Iterator[Serving]:
    """Run ``serve`` in a process of its own, from the moment on at which it has started the job."""
    command = [sys.executable, "-m", "benchmarks.kill", "--serve", job, "--folder", str(place.folder)]
    with subprocess.Popen(command, cwd=PROJECT, env=place.environment, stdout=subprocess.PIPE, text=True) as process:
        serving = Serving(process)
        try:
            if not serving.next_line():
                raise RuntimeError("the process that holds the workspace has ended")
            yield serving
        finally:
            process.kill()


def seconds_undisturbed(job: str, place: Place) -> float:
    """Return how long a job takes when nothing is killed, and leave the workspace as it was."""
    with serving(job, place) as server:
        start = time.monotonic()
        server.next_line()
        seconds = time.monotonic() - start
    look_after(job, place, Tally("nothing", job))
    return seconds


def kill_once(victim: str, job: str, place: Place, seconds: float, tally: Tally) -> None:
    """Start a job, kill the server or the worker after so many seconds, and check the workspace."""
    with serving(job, place) as server:
        time.sleep(seconds)
        workers = children_of(server.process.pid)
        if victim == "server":
            server.process.kill()
        else:
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            server.next_line()  # it goes on, and prints how the job ended
    _wait_for(lambda: not any(map(is_running, workers)))
    look_after(job, place, tally)


def look_after(job: str, place: Place, tally: Tally) -> None:
    """Open the workspace again, count how the jobs of a kind ended, note what is wrong, and remove what was made."""
    server = Server(place.settings)
    try:
        newest = max(server.jobs.jobs(job), key=lambda each: each.created_at)
        tally.states[str(newest.state)] += 1
        tally.findings += findings(server)
        for run in server.runs.runs() if job not in EXPORTS else ():
            server.delete_run(run.run_id)
        if job == "load":
            for dataset in server.store.datasets():
                server.delete_dataset(dataset.dataset_id)
    finally:
        server.close()


def findings(server: Server) -> list[str]:
    """List what a killed process left undone in a workspace; none when all is well."""
    live = [f"job {each.job_id} is {each.state}" for each in server.jobs.live()]
    silent = [
        f"job {each.job_id} is interrupted without a message"
        for each in server.jobs.jobs()
        if each.state is JobState.INTERRUPTED and not each.message
    ]
    done = {run.run_id for run in server.runs.runs() if run.state is JobState.DONE}
    folders = {path.name for path in (server.store.workspace / "runs").glob("*")}
    strange = [f"results of {run_id} and their run do not agree" for run_id in sorted(done ^ folders)]
    strange += _strange_exports(server)
    scratch = [f"{path.name} is left in tmp" for path in (server.store.workspace / "tmp").glob("*")]
    broken = [_why_unreadable(server.results, run_id) for run_id in sorted(done & folders)]
    broken += [_why_unreadable(server.population, each.dataset_id) for each in server.store.datasets()]
    return [*live, *silent, *strange, *scratch, *filter(None, broken)]


def _strange_exports(server: Server) -> list[str]:
    done = {job.result for kind in EXPORTS for job in server.jobs.jobs(kind) if job.state is JobState.DONE}
    folders = {f"exports/{path.name}": path for path in (server.store.workspace / "exports").glob("*")}
    strange = [f"{name} and its job do not agree" for name in sorted(done ^ folders.keys())]
    missing = [(name, lacking(path)) for name, path in sorted(folders.items())]
    return [*strange, *(f"{name} lacks {', '.join(sorted(files))}" for name, files in missing if files)]


def _why_unreadable(read: Callable[[str], object], name: str) -> str:
    try:
        read(name)
    except (AtlasError, OSError, ValueError) as error:
        return f"{name} cannot be read: {error}"
    return ""


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started and that still compute."""
    own = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [each for each in own if _parent_of(each) == pid and is_running(each)]


def is_running(pid: int) -> bool:
    """Whether a process still computes: one that ended and waits for its parent does not count."""
    return _state(pid)[:1] not in ([], ["Z"])


def _parent_of(pid: int) -> int:
    return int((_state(pid) or ["", "0"])[1])


def _state(pid: int) -> list[str]:
    """Return state, parent and more of a process from ``/proc``; [] when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {_PATIENCE:.0f} s in vain")
        time.sleep(_BETWEEN_LOOKS)


def kill_many(n_kills: int, n_users: int, folder: Path) -> list[Tally]:
    """Kill each kind of process during each kind of job."""
    place, rng, tallies = Place(folder), np.random.default_rng(0), []
    write_demo(folder / "log", kind="faint", n_users=n_users)
    write_people(place.people, place.folder / "log" / "events.csv")
    for job in JOBS:
        if job == "run":
            _do(place, lambda server: server.start_load(place.source))
        elif job == "export":
            _do(place, _ask_for_run)
        longest = seconds_undisturbed(job, place)
        for victim in VICTIMS:
            tally = Tally(victim, job)
            for seconds in rng.uniform(0, longest, n_kills):
                kill_once(victim, job, place, float(seconds), tally)
            tallies.append(tally)
    return tallies


def _ask_for_run(server: Server) -> str:
    return server.submit(server.store.datasets()[0].dataset_id, RECIPE).job_id


def _do(place: Place, start: Callable[[Server], str]) -> None:
    """Do a job that is not disturbed."""
    server = Server(place.settings)
    job_id = start(server)
    _wait_for(lambda: not server.job(job_id).state.is_live)
    server.close()


def print_tallies(tallies: list[Tally]) -> None:
    """Print a row per kind of process and job, and every finding."""
    headings = ["killed", "kills", "job interrupted", "job done before", "job failed", "findings"]
    rows = [
        [
            f"{each.victim}, during a {each.job}",
            str(sum(each.states.values())),
            *(str(each.states[str(state)]) for state in (JobState.INTERRUPTED, JobState.DONE, JobState.FAILED)),
            str(len(each.findings)),
        ]
        for each in tallies
    ]
    print_table(headings, rows)
    for each in tallies:
        for finding in each.findings:
            print(f"{each.victim}, during a {each.job}: {finding}")


def main(argv: list[str] | None = None) -> int:
    """Kill as often as asked and return the exit status: 0 when all is well, 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=N_KILLS, help="of each process, during each kind of job")
    parser.add_argument("--users", type=int, default=N_USERS, help="of the demo log that is loaded and run")
    parser.add_argument("--serve", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.serve:
        serve(args.serve, Place(args.folder))
        return 0
    with tempfile.TemporaryDirectory(prefix="atlas-kill-") as folder:
        tallies = kill_many(args.kills, args.users, Path(folder))
    print_tallies(tallies)
    return 1 if any(each.findings for each in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
