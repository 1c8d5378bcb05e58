"""What the earlier runs of a workspace took, for estimates."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import DataError
from core.jobs.estimate import Size, Timed, Work, estimate_seconds, timed
from core.pipeline.view import possible_recipes
from core.results.run import Depth
from core.sentences import say
from core.stages.table import JobKind, Stage
from core.store.dataset_info import DatasetInfo, DatasetVersion
from core.store.job_info import JobState
from core.store.runs import RunInfo, Runs
from core.store.store import Store
from core.types import Recipe

KIND_OF = {Depth.FULL: JobKind.RUN, Depth.TRIAL: JobKind.TRIAL}
"""The kind of job that runs a recipe so far."""


def estimate(store: Store, runs: Runs, work: Work, depth: Depth, kind: JobKind | None = None) -> float:
    """Return about how many seconds a recipe takes on a dataset, from the earlier runs of the workspace."""
    earlier = earlier_edits(store, runs) if kind is JobKind.EDIT else earlier_runs(store, runs, depth)
    return estimate_seconds(work, earlier, kind or KIND_OF[depth])


def estimate_range(
    store: Store, runs: Runs, dataset_id: str, recipe: Recipe, depth: Depth = Depth.FULL
) -> tuple[float, float]:
    """Return about how many seconds a recipe takes at least and at most, by what users may come to be compared by."""
    works = [work_of(store, dataset_id, each) for each in possible_recipes(recipe)]
    found = [estimate(store, runs, work, depth) for work in works]
    return min(found), max(found)


def estimate_run(store: Store, runs: Runs, run: RunInfo) -> float:
    """Return about how many seconds a run takes once it starts."""
    work = work_of(store, run.dataset_id, run.recipe, run.left_out)
    return estimate(store, runs, work, Depth(run.depth), JobKind.EDIT if run.edit else None)


def earlier_runs(store: Store, runs: Runs, depth: Depth = Depth.FULL) -> list[Timed]:
    """List the runs of recipes that are done with what their stages took, newest first.

    A run that took another way of comparing users than its recipe asked for counts as one of the way that was taken.
    A trial is judged on a sample, so the time of its holdout says nothing of that of a full run, nor the other way
    round: it is left out of runs of another ``depth``.
    """
    return _timed(store, runs, depth, of_edits=False)


def earlier_edits(store: Store, runs: Runs) -> list[Timed]:
    """List the edits that are done with what their stages took, newest first; the runs of recipes where there is none.

    Of segments that an edit made no recipe is fitted again, so the trust card of an edit takes less than that of a run.
    """
    return _timed(store, runs, Depth.FULL, of_edits=True) or earlier_runs(store, runs)


def _timed(store: Store, runs: Runs, depth: Depth, *, of_edits: bool) -> list[Timed]:
    sizes = {info.dataset_id: _size(info) for info in store.datasets()}
    return [
        timed(
            Work(run.dataset_id, sizes[run.dataset_id], run.recipe_as_run),
            {stage: took for stage, took in run.seconds.items() if run.depth == depth or stage != Stage.HOLDOUT},
            (run.finished_at - run.started_at).total_seconds(),
        )
        for run in runs.runs()
        if (run.edit is not None) is of_edits
        and run.state is JobState.DONE
        and run.started_at
        and run.finished_at
        and run.dataset_id in sizes
    ]


def work_of(store: Store, dataset_id: str, recipe: Recipe, left_out: Sequence[Stage] = ()) -> Work:
    """Return a recipe on a dataset, to be estimated.

    Raises
    ------
    DataError
        There is no such dataset.
    """
    info = store.dataset(dataset_id)
    if info is None:
        raise DataError(say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id), say("Load a log first."))
    return Work(dataset_id, _size(info), recipe, tuple(left_out))


def known_version(store: Store, dataset_id: str, version: int | None) -> DatasetVersion:
    """Return a version of a dataset, the newest when none is given; raise ``DataError`` where there is none."""
    info = store.dataset(dataset_id, version)
    if info is None and version and store.dataset(dataset_id):
        raise DataError(
            say("The dataset {dataset_id!r} has no data version {version}.", dataset_id=dataset_id, version=version),
            say("The command datasets --versions lists them."),
        )
    if info is None:
        raise DataError(say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id), say("Load a log first."))
    return info.as_version


def _size(info: DatasetInfo) -> Size:
    return Size(int(info.report["n_users"]), int(info.report["n_events"]))
