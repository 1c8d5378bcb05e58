"""Load a log: a worker prepares it in a database of its own, and the server takes that over in one transaction."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from core.ingest.append import before_of
from core.ingest.load import BEFORE
from core.ingest.tables.source import LogSource
from core.jobs.codec import decode
from core.jobs.job import Job
from core.jobs.kinds.run import queue_run
from core.jobs.task import RESULTS, Task
from core.jobs.tasks import DATASET, LoadTask
from core.jobs.workspace import Workspace
from core.sentences import say
from core.stages.table import JobKind, Shares, Stage, fraction_done, shares_of
from core.store.dataset_info import NewDataset
from core.store.jobs import write_nothing
from core.store.scratch import SCRATCH_FILE
from core.types import Recipe

UPLOADS = "uploads"
"""Folder of the workspace: files from the browser, one folder per upload, kept until they are loaded."""


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
        """Name the datasets that are known, which need no second load; write the one that files are added to."""
        store, dataset_id = workspace.store, self.source.adds_to if self.source else ""
        source = self.source
        if source and source.takes_same_events:
            source = replace(source, same_events=store.same_events())
        return LoadTask(
            folder=folder,
            settings=workspace.settings,
            source=source,
            n_demo_users=self.n_demo_users,
            known=store.known_marks(),
            before=before_of(store, dataset_id, folder / BEFORE) if dataset_id else None,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Take the dataset over, and queue the run that was asked for with it."""
        workspace.jobs.update_progress(job_id, Stage.STORE, fraction_done(Stage.STORE, 0.0, self.shares(workspace)))
        dataset = decode((folder / RESULTS / DATASET).read_bytes(), NewDataset)
        author = workspace.jobs.job(job_id).author
        write = queue_run(workspace, dataset.dataset_id, self.recipe, author) if self.recipe else write_nothing
        if workspace.jobs.finish_load(job_id, dataset, folder / RESULTS / SCRATCH_FILE, write):
            workspace.runs.delete_lost()
            self._delete_upload(workspace)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted load."""
        if self.source and upload_folder_of(workspace, self.source):
            return say("The files are still here: open the page Data and load them.")
        return say("Load the log again.")

    def _delete_upload(self, workspace: Workspace) -> None:
        """Delete uploaded files, which are in the store now; a log from elsewhere is left alone."""
        if self.source and (upload := upload_folder_of(workspace, self.source)):
            shutil.rmtree(upload, ignore_errors=True)


def upload_folder_of(workspace: Workspace, source: LogSource) -> Path | None:
    """Return the folder of the upload that a log lies in; None for a log from elsewhere."""
    parent = workspace.path / UPLOADS
    if not source.events.is_relative_to(parent) or source.events == parent:
        return None
    return parent / source.events.relative_to(parent).parts[0]
