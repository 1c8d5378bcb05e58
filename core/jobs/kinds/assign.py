"""Assign the users of any log to given segments that were learnt."""

from __future__ import annotations

from pathlib import Path

from core.jobs.codec import decode
from core.jobs.job import Job, finish_folder
from core.jobs.task import POPULATION, Task
from core.jobs.user_tasks import AssignTask
from core.jobs.workspace import Workspace
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of
from core.store.job_info import JobInfo

FOLDER = "assigned"
"""Of the workspace: users of other logs, a folder for each time that they were assigned."""


class AssignJob(Job, frozen=True, kw_only=True, tag=JobKind.ASSIGN.value):
    """Assign the users of a dataset by a network that a training has left."""

    run_id: str
    """Of the run whose encoder makes the vectors."""
    head: str
    """The folder of the network in the workspace: the result of its training."""
    dataset_id: str
    version: int

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any such job."""
        return shares_of(JobKind.ASSIGN)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population of the log; raise ``StoreError`` where it is gone."""
        run = workspace.runs.finished(self.run_id)
        workspace.store.export_population(self.dataset_id, folder / POPULATION, None, self.version)
        return AssignTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(run.run_id),
            head=workspace.path / self.head,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Keep the assignments."""
        finish_folder(workspace, job_id, folder, workspace.path / FOLDER / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted assignment."""
        return say("Assign the users again.")


def assigned_log(job: JobInfo) -> AssignJob:
    """Return what was asked for."""
    return decode(job.payload, AssignJob)
