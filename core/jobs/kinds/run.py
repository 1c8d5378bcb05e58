"""Run a recipe on a dataset: in full, or as a trial."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from core.interests.edits import edits_from_plain
from core.jobs.carry import first_names
from core.jobs.earlier import KIND_OF, earlier_runs, work_of
from core.jobs.estimate import estimate_stages
from core.jobs.job import Job, new_job
from core.jobs.task import POPULATION, RESULTS, Task
from core.jobs.tasks import RunTask
from core.jobs.workspace import Workspace
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.results.run import Depth
from core.results.run_id import run_id_of
from core.sentences import say
from core.stages.table import JobKind, Shares, Stage
from core.store.dataset_info import DatasetVersion
from core.store.interest_edits import newest_interest_edits
from core.store.jobs import Write
from core.store.runs import RunInfo
from core.types import Recipe


class RunJob(Job, frozen=True, kw_only=True, tag=JobKind.RUN.value):
    """Run a recipe in full."""

    depth: ClassVar[Depth] = Depth.FULL
    run_id: str
    dataset_id: str
    recipe: Recipe
    left_out: tuple[Stage, ...] = ()
    excluded: Excluded = NOTHING_EXCLUDED
    """What data health left out of the dataset when the run was asked for."""
    version: int = 1
    """Of the dataset."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return about how many seconds each stage takes, so that progress is even."""
        work = work_of(workspace.store, self.dataset_id, self.recipe, self.left_out)
        stages = estimate_stages(work, earlier_runs(workspace.store, workspace.runs, self.depth), KIND_OF[self.depth])
        return {stage: max(seconds, 0.0) for stage, seconds in stages.items()}

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population."""
        started = time.perf_counter()
        workspace.store.export_population(self.dataset_id, folder / POPULATION, self.excluded, self.version)
        info = workspace.store.dataset(self.dataset_id, self.version)
        return RunTask(
            folder=folder,
            settings=workspace.worker_settings,
            recipe=self.recipe,
            left_out=self.left_out,
            depth=self.depth,
            excluded=self.excluded,
            ingest=info.report if info else {},
            version=info.as_version if info else DatasetVersion(self.dataset_id),
            seconds={Stage.STORE: time.perf_counter() - started},
            interest_edits=edits_from_plain(newest_interest_edits(workspace.store, self.dataset_id).edits),
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Make the results those of the run, with the names that it takes over."""
        names = first_names(workspace.store, workspace.runs, self.run_id, folder / RESULTS)
        workspace.runs.publish(self.run_id, job_id, folder / RESULTS, names)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted run."""
        return say("Start the run again.")


class TrialJob(RunJob, frozen=True, kw_only=True, tag=JobKind.TRIAL.value):
    """Run a recipe as a trial."""

    depth: ClassVar[Depth] = Depth.TRIAL


_JOBS = {job.depth: job for job in (RunJob, TrialJob)}


def add_run(
    workspace: Workspace,
    dataset_id: str | DatasetVersion,
    recipe: Recipe,
    author: str,
    left_out: Sequence[Stage] = (),
    depth: Depth = Depth.FULL,
) -> RunInfo:
    """Put a run into the queue; one that waits, runs or is done is returned as it is.

    Parameters
    ----------
    dataset_id
        The newest version of a dataset, or a version of it.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    """
    dataset = dataset_id if isinstance(dataset_id, DatasetVersion) else _newest(workspace, dataset_id)
    if excluded := workspace.store.excluded(dataset.dataset_id):
        excluded = workspace.health.decisions(dataset.dataset_id).excluded  # with how much of it is not found any more
    run_id = run_id_of(dataset.dataset_id, recipe, left_out, depth, excluded, dataset.version_id)
    job = _JOBS[depth](
        run_id=run_id,
        dataset_id=dataset.dataset_id,
        recipe=recipe,
        left_out=tuple(left_out),
        excluded=excluded,
        version=dataset.version,
    )
    return workspace.runs.add(run_id, dataset, recipe, new_job(job, author))


def queue_run(workspace: Workspace, dataset_id: str, recipe: Recipe, author: str) -> Write:
    """Return what puts a full run into the queue inside a transaction, with the dataset that it is for."""
    run_id = run_id_of(dataset_id, recipe, (), Depth.FULL)
    job = new_job(RunJob(run_id=run_id, dataset_id=dataset_id, recipe=recipe), author)
    return lambda con: workspace.runs.add_with(con, run_id, (DatasetVersion(dataset_id), recipe), job)


def _newest(workspace: Workspace, dataset_id: str) -> DatasetVersion:
    info = workspace.store.dataset(dataset_id)
    return info.as_version if info else DatasetVersion(dataset_id)
