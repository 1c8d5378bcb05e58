"""Find the users of a run who are nearest to a list."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from core.errors import DataError
from core.jobs.job import Job, finish_folder
from core.jobs.task import POPULATION, Task
from core.jobs.user_tasks import LISTED, NearestTask, read_nearest
from core.jobs.workspace import Workspace
from core.results.folder import read_results
from core.sentences import say
from core.shaping.nearest import LookAlikes
from core.stages.table import JobKind, Shares, shares_of
from core.store.job_info import JobInfo

FOLDER = "nearest"
"""Of the workspace: look-alikes, a folder for each list."""


class NearestJob(Job, frozen=True, kw_only=True, tag=JobKind.NEAREST.value):
    """Find the users nearest to a list. It runs beside others, since somebody looks on."""

    is_light: ClassVar[bool] = True
    run_id: str
    user_ids: tuple[str, ...]
    n: int

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any such job."""
        return shares_of(JobKind.NEAREST)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population and who is on the list; raise ``DataError`` where nobody of the run is."""
        run = workspace.runs.finished(self.run_id)
        users = read_results(workspace.runs.folder(self.run_id)).user_ids
        rows = np.flatnonzero(pd.Index(users).isin(self.user_ids))
        if not len(rows):
            raise DataError(say("Nobody of the list is in the run."), say("Check that the ids are those of the log."))
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        np.save(folder / LISTED, rows)
        return NearestTask(
            folder=folder, settings=workspace.worker_settings, run=workspace.runs.folder(self.run_id), n=self.n
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Keep the look-alikes."""
        finish_folder(workspace, job_id, folder, workspace.path / FOLDER / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted search."""
        return say("Look for them again.")


def found_by(workspace: Path, job: JobInfo) -> LookAlikes:
    """Return what a job that is done has found."""
    return read_nearest(workspace / job.result)
