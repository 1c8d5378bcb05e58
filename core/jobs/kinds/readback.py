"""Read the outcomes of an export with a control group, and keep what it changed with its run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar

from core.campaigns.files import keep_readback
from core.campaigns.readback import Readback
from core.jobs.job import Job
from core.jobs.readback_task import FOUND, OUTCOMES, ReadbackTask
from core.jobs.task import RESULTS, Task
from core.jobs.workspace import Workspace
from core.results.codec import from_json, read_json
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of
from core.store.jobs import write_nothing


class ReadbackJob(Job, frozen=True, kw_only=True, tag=JobKind.READBACK.value):
    """Read a file of outcomes."""

    is_light: ClassVar[bool] = True
    run_id: str
    export: str
    """The folder of the export inside ``exports``."""
    name: str
    """Of the file."""
    upload: Path
    """The folder that holds this file alone; it is moved into the folder of the job, and gone with it."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any read-back."""
        return shares_of(JobKind.READBACK)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Take the file along."""
        workspace.runs.finished(self.run_id)
        shutil.move(self.upload, folder / OUTCOMES)
        return ReadbackTask(
            folder=folder,
            settings=workspace.worker_settings,
            export=workspace.path / "exports" / Path(self.export).name,
            name=self.name,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Keep what was found with the run, unless the job was cancelled meanwhile."""
        found = from_json(read_json(folder / RESULTS / FOUND), Readback)
        with workspace.jobs.lock:
            if workspace.jobs.is_running(job_id):
                keep_readback(found, workspace.runs.folder(self.run_id))
                workspace.jobs.finish(job_id, "", write_nothing)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted read-back."""
        return say("Choose the file of outcomes again.")
