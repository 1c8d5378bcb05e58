"""The queue: every job of the workspace with its state. One table for all kinds; what a kind does stands elsewhere."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from core.errors import DataError
from core.sentences import say, to_text
from core.stages.table import Stage
from core.store.clock import now
from core.store.dataset_info import NewDataset
from core.store.job_info import COLUMNS, JobInfo, JobState, NewJob, job_info
from core.store.store import TAKE_OUT, Store

_SELECT = f"select {COLUMNS} from jobs"  # noqa: S608 - our own names
_NEWEST_FIRST = " order by created_at desc, job_id"
_ADD = "insert into jobs values (?, ?, ?, 'queued', '', 0, '', ?, ?, null, null, '')"
# No "returning" in these: DuckDB 2.0 would not notice that two transactions changed the same row.
_START = "update jobs set state = 'running', stage = 'start', started_at = ? where job_id = ? and state = 'queued'"
_REACH = "update jobs set stage = ?, progress = ? where job_id = ? and state = 'running'"
_END = """
    update jobs set state = ?, message = ?, finished_at = ?, result = ''
    where job_id = ? and state in ('queued', 'running')
"""
_FINISH = "update jobs set state = 'done', progress = 1, finished_at = ?, result = ? where job_id = ?"
_ANNOUNCE = "update jobs set result = ? where job_id = ? and state = 'running'"

_EXPORTED = """
    select 1 from jobs where kind = 'export' and state = 'done' and json_extract_string(payload, '$.run_id') = ?
        and coalesce(json_type(payload, '$.user_ids'), 'NULL') = 'NULL'
    union all select 1 from written_files where run_id = ?
    union all select 1 from audience_lists where run_id = ? limit 1
"""
_LOADED = """
    select result, max(finished_at) filter (
        coalesce(json_extract_string(payload, '$.source.takes_same_events'), 'false') <> 'true')
    from jobs where kind = 'load' and state = 'done' group by result
"""
_WRITTEN = "insert into written_files values (?, ?, ?)"

Write = Callable[[duckdb.DuckDBPyConnection], None]
"""Writes what a job made, inside a transaction."""


def write_nothing(_con: duckdb.DuckDBPyConnection) -> None:
    """Write nothing: what the job made is in place already."""


class _NotRunningError(Exception):
    """The job ended while its result was being written."""


class Jobs:
    """The jobs of a workspace; safe to use from several threads.

    A job is live (queued, running) until it ends in exactly one of the other states.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.opened_at = now()
        self.lock = threading.RLock()
        """Held by whoever changes the state of a job."""
        self._live: dict[str, tuple[Stage, float]] = {}

    def jobs(self, kind: str | None = None) -> list[JobInfo]:
        """List the jobs, newest first; of one kind when it is given."""
        if kind is None:
            return self._infos(_SELECT + _NEWEST_FIRST)
        return self._infos(f"{_SELECT} where kind = ?{_NEWEST_FIRST}", kind)

    def live(self, run_id: str | None = None) -> list[JobInfo]:
        """List the jobs that wait or run, the one asked for first at the front; those on one run when it is given."""
        live = f"{_SELECT} where state in ('queued', 'running')"
        if run_id is None:
            return self._infos(f"{live} order by created_at, job_id")
        return self._infos(f"{live} and json_extract_string(payload, '$.run_id') = ?", run_id)

    def is_exported(self, run_id: str) -> bool:
        """Whether the files of a run, not only those of a selection of its users, were written to disk."""
        return bool(self._store.rows(_EXPORTED, [run_id] * 3))

    def loaded_at(self) -> dict[str, datetime | None]:
        """Return dataset to when somebody loaded it or added files to it last, UTC.

        None for one that commands alone brought in, which would have taken another one with the same events.
        """
        return dict(self._store.rows(_LOADED))

    def note_written(self, run_id: str, author: str) -> None:
        """Keep that the files of a run were written to disk without a job."""
        self._store.write(_WRITTEN, [run_id, author, now()])

    def job(self, job_id: str) -> JobInfo:
        """Return one job.

        Raises
        ------
        DataError
            There is none of this id.
        """
        found = self._infos(f"{_SELECT} where job_id = ?", job_id)
        if not found:
            raise DataError(say("There is no job {job_id!r}.", job_id=job_id), say("Perhaps its run was deleted."))
        return found[0]

    def is_running(self, job_id: str) -> bool:
        """Whether there is such a job, and it runs."""
        return any(info.state is JobState.RUNNING for info in self._infos(f"{_SELECT} where job_id = ?", job_id))

    def add(self, job: NewJob) -> JobInfo:
        """Put a job into the queue."""
        with self._store.transaction() as con:
            job_id = self.add_with(con, job)
        return self.job(job_id)

    def add_with(self, con: duckdb.DuckDBPyConnection, job: NewJob) -> str:
        """Put a job into the queue inside a transaction; return its id."""
        job_id = uuid.uuid4().hex[:16]
        con.execute(_ADD, [job_id, job.kind, job.payload, job.author, now()])
        return job_id

    def start_next(self, is_wanted: Callable[[str], bool] = lambda _kind: True) -> JobInfo | None:
        """Take the job that waits longest, of a kind that is wanted, and mark it as running; None when none waits."""
        with self.lock:
            waiting = (job for job in self.live() if job.state is JobState.QUEUED and is_wanted(job.kind))
            first = next(waiting, None)
            return self.start(first.job_id) if first else None

    def start(self, job_id: str) -> JobInfo:
        """Mark a job that waits as running."""
        with self.lock:
            self._store.write(_START, [now(), job_id])
            self._live[job_id] = (Stage.START, 0.0)
        return self.job(job_id)

    def progress(self) -> dict[str, tuple[Stage, float]]:
        """Return stage and fraction of the jobs that run in this process.

        Ask before reading the table: what ends meanwhile is then shown with its last progress, never an older one.
        """
        return dict(self._live)

    def update_progress(self, job_id: str, stage: Stage, progress: float) -> None:
        """Remember how far a job is; the table takes note of each new stage only, the rest is kept in memory."""
        with self.lock:
            if job_id not in self._live:
                return
            before, most = self._live[job_id]
            self._live[job_id] = (stage, max(progress, most))
            if stage != before:
                self._store.write(_REACH, [*self._live[job_id], job_id])

    def end(self, job_id: str, state: JobState, message: str = "") -> bool:
        """Mark a live job as failed, cancelled or interrupted; return whether it was live."""
        with self.lock:
            ((n_ended,),) = self._store.write(_END, [state, to_text(message), now(), job_id])
            self._live.pop(job_id, None)
            return bool(n_ended)

    def announce(self, job_id: str, result: str) -> None:
        """Name the folder that a running job is about to put in place."""
        self._store.write(_ANNOUNCE, [result, job_id])

    def finish(self, job_id: str, result: str, write: Write) -> bool:
        """Write what a job made and mark it as done, in one transaction; return whether the job was still running.

        Nothing is written for a job that was cancelled meanwhile. Only the end of the transaction takes the lock, so a
        large result does not keep others waiting.
        """
        try:
            with ExitStack() as until_committed, self._store.transaction() as con:
                write(con)
                until_committed.enter_context(self.lock)
                if not self.is_running(job_id):
                    raise _NotRunningError
                con.execute(_FINISH, [now(), result, job_id])
        except _NotRunningError:
            return False
        self._live.pop(job_id, None)
        return True

    def finish_load(self, job_id: str, dataset: NewDataset, scratch: Path, write: Write) -> bool:
        """Take a dataset over and mark its load as done, in one transaction; return whether the job was still running.

        A log that the store holds already is left as it is, and taken out of the recycle bin; ``write`` is called in
        the same transaction.

        Raises
        ------
        DataError
            The store held the log, or the version that files are added to, when the load began, but does not any more.
        """
        if not dataset.follows and dataset.dataset_id in self._store.known_marks():

            def bring_back(con: duckdb.DuckDBPyConnection) -> None:
                con.execute(TAKE_OUT, [dataset.dataset_id])
                write(con)

            return self.finish(job_id, dataset.dataset_id, bring_back)
        if not dataset.meta:
            raise DataError(say("The log was deleted while it was being loaded again."), say("Load the log again."))
        author = self.job(job_id).author

        def copy(con: duckdb.DuckDBPyConnection) -> None:
            self._store.copy_dataset(con, dataset, author)
            write(con)

        with self._store.attached(scratch):
            return self.finish(job_id, dataset.dataset_id, copy)

    def _infos(self, sql: str, *values: Any) -> list[JobInfo]:
        live = self.progress()
        return [_with_progress(job_info(row), live) for row in self._store.rows(sql, values)]


def _with_progress(info: JobInfo, live: Mapping[str, tuple[Stage, float]]) -> JobInfo:
    stage, progress = live.get(info.job_id, (info.stage, info.progress))
    return replace(info, stage=stage, progress=progress) if info.state is JobState.RUNNING else info
