"""One job, as the workspace knows it: something asked for, computed in the background, that ends in one way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.sentences import from_text, say

COLUMNS = "job_id, kind, payload, state, stage, progress, message, author, created_at, started_at, finished_at, result"
"""What ``job_info`` reads, in this order."""


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self in (JobState.QUEUED, JobState.RUNNING)


STATE_LABELS = {
    JobState.QUEUED: say("queued"),
    JobState.RUNNING: say("running"),
    JobState.DONE: say("done"),
    JobState.FAILED: say("failed"),
    JobState.CANCELLED: say("cancelled"),
    JobState.INTERRUPTED: say("interrupted"),
}
"""The states as words inside a sentence."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be put into the queue."""

    kind: str
    payload: str
    """JSON; the store reads ``run_id`` and ``dataset`` of it where the job concerns one, and for whom a load is."""
    author: str


@dataclass(frozen=True, slots=True)
class JobInfo:
    """One job, as the workspace knows it. Times are UTC."""

    job_id: str
    kind: str
    payload: str
    state: JobState
    stage: str
    """The stage it is in, or the last one it reached; empty before it starts."""
    progress: float
    """How much of the whole job is done, in [0, 1]; it never falls."""
    message: str
    """Why it failed or was interrupted, and what to do, as a sentence."""
    author: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: str
    """What it made: the id of a dataset or run, or a folder relative to the workspace; empty unless done."""


def job_info(row: tuple[Any, ...]) -> JobInfo:
    """Read a row of ``COLUMNS``."""
    job_id, kind, payload, state, stage, progress, message, *rest = row
    return JobInfo(job_id, kind, payload, JobState(state), stage, progress, from_text(message), *rest)
