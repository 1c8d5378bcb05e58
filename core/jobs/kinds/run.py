"""Run a recipe on a dataset."""

from __future__ import annotations

import time
from pathlib import Path

from core.jobs.job import Job, new_job
from core.jobs.tasks import POPULATION, RESULTS, RunTask, Task
from core.jobs.workspace import Workspace
from core.registry import chooses_k
from core.results.run_id import run_id_of
from core.stages.table import JobKind, Shares, Stage, shares_of
from core.store.runs import RunInfo
from core.types import Recipe


class RunJob(Job, frozen=True, kw_only=True, tag=JobKind.RUN.value):
    """Run a recipe."""

    run_id: str
    dataset_id: str
    recipe: Recipe

    def shares(self) -> Shares:
        """Return those of the recipe: k is not chosen where it is given."""
        return run_shares(self.recipe)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population."""
        started = time.perf_counter()
        workspace.store.export_population(self.dataset_id, folder / POPULATION)
        info = workspace.store.dataset(self.dataset_id)
        return RunTask(
            folder=folder,
            settings=workspace.settings,
            recipe=self.recipe,
            ingest=info.report if info else {},
            seconds={Stage.STORE: time.perf_counter() - started},
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Make the results those of the run."""
        workspace.runs.publish(self.run_id, job_id, folder / RESULTS)


def run_shares(recipe: Recipe) -> Shares:
    """Return the stages of a run of this recipe with their shares of its time."""
    return shares_of(JobKind.RUN, skipped=() if chooses_k(recipe) else (Stage.CHOOSE_K,))


def add_run(workspace: Workspace, dataset_id: str, recipe: Recipe, author: str) -> RunInfo:
    """Put a run into the queue; one that waits, runs or is done is returned as it is.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    """
    run_id = run_id_of(dataset_id, recipe)
    job = RunJob(run_id=run_id, dataset_id=dataset_id, recipe=recipe)
    return workspace.runs.add(run_id, dataset_id, recipe, new_job(job, author))
