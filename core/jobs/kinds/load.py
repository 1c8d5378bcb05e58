"""Load a log: a worker prepares it in a database of its own, and the server takes that over in one transaction."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar

from core.ingest.source import LogSource
from core.jobs.codec import decode
from core.jobs.job import Job
from core.jobs.kinds.run import queue_run
from core.jobs.tasks import DATASET, RESULTS, LoadTask, Task
from core.jobs.workspace import Workspace
from core.sentences import say
from core.stages.table import JobKind, Shares, Stage, fraction_done, shares_of
from core.store.jobs import write_nothing
from core.store.scratch import SCRATCH_FILE
from core.store.store import NewDataset
from core.types import Recipe

UPLOADS = "uploads"
"""Folder of the workspace: files from the browser, one folder per upload, kept until their load has ended."""


class LoadJob(Job, frozen=True, kw_only=True, tag=JobKind.LOAD.value):
    """Load a log, or write the demo log and load that."""

    is_light: ClassVar[bool] = True
    source: LogSource | None = None
    """None for the demo log."""
    n_demo_users: int = 0
    recipe: Recipe | None = None
    """Run this on the log once it is loaded."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any load."""
        return shares_of(JobKind.LOAD)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Name the datasets that are known, which need no second load."""
        known = tuple(info.dataset_id for info in workspace.store.datasets())
        return LoadTask(
            folder=folder, settings=workspace.settings, source=self.source, n_demo_users=self.n_demo_users, known=known
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Take the dataset over, and queue the run that was asked for with it."""
        workspace.jobs.update_progress(job_id, Stage.STORE, fraction_done(Stage.STORE, 0.0, self.shares(workspace)))
        dataset = decode((folder / RESULTS / DATASET).read_bytes(), NewDataset)
        author = workspace.jobs.job(job_id).author
        write = queue_run(workspace, dataset.dataset_id, self.recipe, author) if self.recipe else write_nothing
        workspace.jobs.finish_load(job_id, dataset, folder / RESULTS / SCRATCH_FILE, write)

    def clean_up(self, workspace: Workspace) -> None:
        """Delete uploaded files; a log from elsewhere is left alone."""
        if self.source and self._is_upload(workspace):
            shutil.rmtree(self.source.events.parent, ignore_errors=True)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted load."""
        if self._is_upload(workspace):
            return say("Choose the files again and load them.")
        return say("Load the log again.")

    def _is_upload(self, workspace: Workspace) -> bool:
        return self.source is not None and self.source.events.parent.parent == workspace.path / UPLOADS
