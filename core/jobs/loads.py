"""Loads of logs: each in a thread of the server, so that a closed tab loses nothing."""

from __future__ import annotations

import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core.errors import AtlasError, DataError
from core.ingest.demo import write_demo
from core.ingest.load import load_log
from core.ingest.source import IngestReport, LogSource
from core.jobs.error_boundary import run_guarded
from core.jobs.time_left import TimeLeft
from core.sentences import say
from core.stages.progress import Progress
from core.stages.table import JobKind, Stage, fraction_done, shares_of
from core.store.store import Store

_SHARES = shares_of(JobKind.LOAD)
MIN_DONE_TO_ESTIMATE = 0.05
_SECONDS_TO_END = 10.0

Load = Callable[[Progress], IngestReport]


@dataclass(frozen=True, slots=True)
class LoadJob:
    """How far a load is."""

    job_id: str
    state: Literal["running", "done", "failed"]
    stage: Stage = Stage.READ
    fraction: float = 0.0
    """How much of the whole load is done, in [0, 1]; it never falls."""
    seconds_left: float | None = None
    """None while nothing can be foreseen, or when it takes longer than was; it never rises."""
    report: IngestReport | None = None
    """What a load that is done told."""
    error: AtlasError | None = None
    """Why a load failed; an ``InternalError`` when the mistake is ours."""


class Loads:
    """The loads of one process, one at a time; those asked for later wait. Safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: dict[str, LoadJob] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._is_closing = threading.Event()

    def start(self, load: Load) -> str:
        """Begin a load and return the id of the job."""
        job_id = uuid.uuid4().hex[:12]
        thread = threading.Thread(target=self._work, args=(job_id, load), daemon=True, name=f"load-{job_id}")
        with self._lock:
            self._jobs[job_id] = LoadJob(job_id, "running")
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()
        return job_id

    def job(self, job_id: str) -> LoadJob:
        """Say how far a load is."""
        if job_id not in self._jobs:
            raise DataError(
                say("This load is not known any more."), say("The program was started anew; load the log again.")
            )
        return self._jobs[job_id]

    def jobs(self) -> list[LoadJob]:
        """List the loads of this process, newest first."""
        return list(self._jobs.values())[::-1]

    def close(self) -> None:
        """Stop the loads at their next step, and wait some seconds for them."""
        self._is_closing.set()
        for thread in self._threads:
            thread.join(_SECONDS_TO_END)

    def from_source(self, source: LogSource) -> Load:
        """Make the load of a log."""
        return lambda progress: load_log(self._store, source, progress=progress)

    def from_demo(self, n_users: int) -> Load:
        """Make the load of a demo log, which is written first."""

        def load(progress: Progress) -> IngestReport:
            parent = self._store.workspace / "tmp"
            parent.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="ingest-demo-", dir=parent) as folder:
                log = Path(folder) / "demo"
                write_demo(log, n_users=n_users)
                source = LogSource(log / "events.csv", log / "items.csv", log / "users.csv")
                return load_log(self._store, source, progress=progress)

        return load

    def _work(self, job_id: str, load: Load) -> None:
        with self._turn:
            error = run_guarded(lambda: self._load(job_id, load), "atlas.log")
        if error:
            self._change(job_id, state="failed", error=error)

    def _load(self, job_id: str, load: Load) -> None:
        started, time_left = time.perf_counter(), TimeLeft()

        def progress(stage: Stage, fraction: float) -> None:
            if self._is_closing.is_set():
                raise DataError(say("The program ended during the load."), say("Load the log again."))
            done = max(fraction_done(stage, fraction, _SHARES), self._jobs[job_id].fraction)
            estimated = (time.perf_counter() - started) * (1 - done) / done if done > MIN_DONE_TO_ESTIMATE else None
            left = None if estimated is None else time_left.update(job_id, estimated)
            self._change(job_id, stage=stage, fraction=done, seconds_left=left)

        report = load(progress)
        self._change(job_id, state="done", fraction=1.0, seconds_left=0.0, report=report)

    def _change(self, job_id: str, **changes: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **changes)  # type: ignore[arg-type]
