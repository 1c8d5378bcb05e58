"""Write the files of a run into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from core.attributes.consent import read_consent
from core.errors import OutputError
from core.export.rejected import write_rejected
from core.jobs.approved import APPROVED, naming_of
from core.jobs.job import Job, finish_folder
from core.jobs.task import Task
from core.jobs.tasks import ANSWERS, LISTED, REJECTED, ExportTask
from core.jobs.workspace import Workspace
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of
from core.store.interest_edits import newest_interest_edits


class ExportJob(Job, frozen=True, kw_only=True, tag=JobKind.EXPORT.value):
    """Write the files of some segments, under the names that analysts gave them."""

    is_light: ClassVar[bool] = True
    run_id: str
    segments: tuple[int, ...]
    """-1 stands for the unassigned."""
    name: str
    """Of the folder inside ``exports``."""
    only_consented: bool = False
    consent_by: tuple[str, ...] = ()
    """Attributes that hold consent, as an analyst says; empty where the log says which."""
    keeps_flagged: bool = False
    """Whether files for audiences have names that the policy check flags."""
    user_ids: tuple[str, ...] | None = None
    """The users who are listed; None for all of the segments."""
    names: str = APPROVED
    """Which version of the run leaves, as ``naming_of`` takes it; the page has found the run."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any export."""
        return shares_of(JobKind.EXPORT)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write what the worker cannot read: answers to the question of consent, rejected rows, names."""
        run = workspace.runs.finished(self.run_id)
        write_rejected(workspace.store.rejected(run.dataset_id, run.version), folder / REJECTED)
        consent = None
        if self.only_consented:
            attributes = workspace.store.newest_attributes(run.dataset_id, run.excluded, run.version)
            consent = read_consent(attributes, only=self.consent_by)
        if self.user_ids is not None:
            np.save(folder / LISTED, np.array(self.user_ids, dtype=np.str_))
        return ExportTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            naming=naming_of(workspace.runs, self.run_id, self.names),
            segments=self.segments,
            interest_edits=newest_interest_edits(workspace.store, run.dataset_id),
            consent=consent.save(folder / ANSWERS) if consent else None,
            keeps_flagged=self.keeps_flagged,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Move the files to their place."""
        target = workspace.path / "exports" / self.name
        if target.exists():
            raise OutputError(say("{folder} exists already.", folder=str(target)), say("Export under another name."))
        finish_folder(workspace, job_id, folder, target)
