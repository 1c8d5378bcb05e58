"""The shape of a kind of job: what is asked for, what a worker does for it, and how its result is taken over.

A **job** is kept in the table of jobs as JSON. The server turns it into a **task** for a worker process, which writes
its results into a folder; then the server takes the folder over and marks the job as done.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import msgspec

from core.jobs.codec import encode
from core.jobs.task import RESULTS, Task
from core.jobs.workspace import Workspace
from core.sentences import say
from core.stages.table import Shares
from core.store.folders import publish_folder
from core.store.job_info import NewJob
from core.store.jobs import write_nothing


class Job(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What is asked for; the fields are the payload in the table of jobs."""

    is_light: ClassVar[bool] = False
    """Whether it is short and needs little memory, so it runs beside the others."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return the stages of the job with their shares of its time; in the server."""
        raise NotImplementedError

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write what the worker needs into the folder of the job, and return its task; in the server."""
        raise NotImplementedError

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Take the results over and mark the job as done, unless it was cancelled meanwhile; in the server."""
        raise NotImplementedError

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence that says how to start the job again after it was interrupted."""
        return say("Start the job again.")


def finish_folder(workspace: Workspace, job_id: str, folder: Path, target: Path) -> None:
    """Move the results of a job to a new folder and mark it as done, unless it was cancelled meanwhile."""
    result = str(target.relative_to(workspace.path))
    publish_folder(workspace.jobs, job_id, folder / RESULTS, target, result, write_nothing)


def new_job(job: Job, author: str) -> NewJob:
    """Return what the queue keeps of a job."""
    return NewJob(name_of(type(job)), encode(job).decode(), author)


def name_of(kind: type[Job]) -> str:
    """Return the name of a kind, as the table of jobs keeps it."""
    return str(kind.__struct_config__.tag)
