"""Compare recipes on a dataset within a budget of minutes."""

from __future__ import annotations

from pathlib import Path

from core.jobs.boards import board_folder
from core.jobs.job import Job, finish_folder
from core.jobs.task import POPULATION, Task
from core.jobs.tasks import BoardTask
from core.jobs.workspace import Workspace
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of
from core.store.dataset_info import DatasetVersion


class BoardJob(Job, frozen=True, kw_only=True, tag=JobKind.BOARD.value):
    """Make the board of a dataset, or go on with it."""

    dataset: DatasetVersion
    k: int | str
    minutes: float
    excluded: Excluded = NOTHING_EXCLUDED
    """What data health leaves out of the dataset."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any board."""
        return shares_of(JobKind.BOARD)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population."""
        dataset = self.dataset
        workspace.store.export_population(dataset.dataset_id, folder / POPULATION, self.excluded, dataset.version)
        return BoardTask(
            folder=folder,
            settings=workspace.worker_settings,
            kept=board_folder(workspace.path, dataset, self.excluded),
            k=self.k,
            minutes=self.minutes,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Move the files of the board to their place."""
        finish_folder(workspace, job_id, folder, workspace.path / "boards" / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted comparison."""
        return say("Start the comparison again: it goes on from where it was.")
