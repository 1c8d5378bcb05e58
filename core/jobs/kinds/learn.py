"""Learn given segments on the vectors of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.jobs.job import Job, finish_folder
from core.jobs.task import POPULATION, Task
from core.jobs.tasks import LearnTask
from core.jobs.workspace import Workspace
from core.stages.table import JobKind, Shares, shares_of


class LearnJob(Job, frozen=True, kw_only=True, tag=JobKind.LEARN.value):
    """Train a network on labelled users of the dataset of a run."""

    run_id: str
    labels: Path
    """CSV of user_id and segment."""
    has_corrections: bool = False
    """Whether the labels correct the run: confident users who are not among them keep its segment."""
    params: Mapping[str, Any] = {}
    """Of ``core.model.head.Head``."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any learning."""
        return shares_of(JobKind.LEARN)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population."""
        run = workspace.runs.finished(self.run_id)
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        return LearnTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            labels=self.labels.absolute(),
            has_corrections=self.has_corrections,
            params=self.params,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Move the head and the assignments to their place."""
        finish_folder(workspace, job_id, folder, workspace.path / "heads" / job_id)
