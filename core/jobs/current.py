"""Which dataset and which of its runs are shown where nobody chose: on all pages and by the command ``status``."""

from __future__ import annotations

from datetime import datetime

from core.jobs.answers import Desk
from core.store.dataset_info import DatasetInfo
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.store.shape_steps import standing_runs


def current_dataset(desk: Desk) -> DatasetInfo | None:
    """Return the dataset that was worked on last; None in a workspace without any.

    Work is to load it, to add files to it, or to ask for a run that is done or still computed; what came last counts.
    So a log that was just loaded is current until another one gets a run. A log that a command brought in for the
    segments of another one, such as ``assign``, is current once it has a run of its own, or where there is no other.
    """
    return next(iter(_by_work(desk)), None)


def dataset_with_segments(desk: Desk) -> DatasetInfo | None:
    """Return the dataset with a run that is done which was worked on last; None where no run is done."""
    done = {run.dataset_id for run in desk.runs.runs() if run.state is JobState.DONE}
    return next((info for info in _by_work(desk) if info.dataset_id in done), None)


def shown_run(desk: Desk, dataset_id: str) -> RunInfo | None:
    """Return the newest run of a dataset that is done, as its edits stand; else the newest one; None without any."""
    runs = desk.runs.runs(dataset_id)
    newest = next((run for run in runs if run.state is JobState.DONE), None)
    if newest is None:
        return runs[0] if runs else None
    standing = standing_runs(desk.store).get(newest.root, newest.root)
    return next((run for run in runs if run.run_id == standing and run.state is JobState.DONE), newest)


def _by_work(desk: Desk) -> list[DatasetInfo]:
    """Return the datasets, that which was worked on last first; those that nobody worked on last, newest first."""
    worked_at = _worked_at(desk)
    datasets = desk.store.datasets()[::-1]
    worked_on = [info for info in datasets if info.dataset_id in worked_at]
    others = [info for info in datasets if info.dataset_id not in worked_at]
    return [*sorted(worked_on, key=lambda info: worked_at[info.dataset_id], reverse=True), *others]


def _worked_at(desk: Desk) -> dict[str, datetime]:
    """Return dataset to when somebody worked on it last, UTC."""
    loaded = desk.jobs.loaded_at()
    own = {info.dataset_id: info.loaded_at for info in desk.store.datasets() if info.dataset_id not in loaded}
    found = own | {dataset_id: at for dataset_id, at in loaded.items() if at}
    for run in desk.runs.runs():
        if run.state.is_live or run.state is JobState.DONE:
            found[run.dataset_id] = max(run.created_at, found.get(run.dataset_id, run.created_at))
    return found
