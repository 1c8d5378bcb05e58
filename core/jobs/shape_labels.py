"""Who is in which segment of a run: known from its edits before its figures are, else from its results."""

from __future__ import annotations

from typing import Protocol

from core.results.folder import read_labels
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.store.runs import Runs
from core.store.shape_steps import read_shape
from core.store.store import Store
from core.types import Labels


class HasRuns(Protocol):
    """A workspace."""

    @property
    def store(self) -> Store:
        """Its store."""

    @property
    def runs(self) -> Runs:
        """Its runs."""


def labels_of(workspace: HasRuns, run: RunInfo) -> tuple[Labels, int] | None:
    """Return the labels of a run in the order of the users of its root, and the highest number that a segment had.

    None as long as they are not known.
    """
    shape = read_shape(workspace.store, run.run_id)
    if shape:
        return None if shape.labels is None else (shape.labels, shape.highest)
    if run.state is not JobState.DONE:
        return None
    labels, highest = read_labels(workspace.runs.folder(run.run_id))
    return labels, max([highest, *workspace.runs.segmentation(run.run_id).numbers.values()])
