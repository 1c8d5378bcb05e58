"""Explain why a user of a run is in a segment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import numpy as np

from core.errors import DataError
from core.jobs.job import Job, finish_folder
from core.jobs.shape_labels import labels_of
from core.jobs.task import POPULATION, Task
from core.jobs.user_tasks import EXPLAINED, WhyTask
from core.jobs.workspace import Workspace
from core.results.codec import from_json, read_json
from core.results.folder import read_results
from core.sentences import Sentence, say, to_text
from core.shaping.edits import Edit, Move, Select, edits_from_text
from core.shaping.shown import shown_rule
from core.stages.table import JobKind, Shares, shares_of
from core.store.interest_edits import newest_interest_edits
from core.store.job_info import JobInfo
from core.store.run_info import RunInfo
from core.store.shape_steps import read_shape
from core.views.why import Explained

FOLDER = "why"
"""Of the workspace: explanations, a folder for each."""


class WhyJob(Job, frozen=True, kw_only=True, tag=JobKind.WHY.value):
    """Explain why a user is in a segment. It runs beside others, since somebody looks on."""

    is_light: ClassVar[bool] = True
    run_id: str
    user_id: str
    """As the log has it."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any such job."""
        return shares_of(JobKind.WHY)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population; raise ``DataError`` where the run has no such user."""
        run = workspace.runs.finished(self.run_id)
        row = np.flatnonzero(read_results(workspace.runs.folder(self.run_id)).user_ids == self.user_id)
        if not len(row):
            raise DataError(say("The run has no user of this id."), say("Check that the id is one of the log."))
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        by_analyst = _by_analyst(workspace, run, self.user_id, int(row[0]))
        return WhyTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            user_id=self.user_id,
            by_analyst=to_text(by_analyst) if by_analyst else "",
            interest_edits=newest_interest_edits(workspace.store, run.dataset_id),
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Keep the explanation."""
        finish_folder(workspace, job_id, folder, workspace.path / FOLDER / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted explanation."""
        return say("Ask again why the user is in the segment.")


def explained_by(workspace: Path, job: JobInfo) -> Explained:
    """Return what a job that is done has found."""
    return from_json(read_json(workspace / job.result / EXPLAINED), Explained)


def _by_analyst(workspace: Workspace, run: RunInfo, user_id: str, row: int) -> Sentence | None:
    """Say what put a user where the user is, in the last edit that did; None where it was no move and no rule.

    All versions have the users in the same order.
    """
    while run.edit:
        parent, shape = workspace.runs.run(run.edit.parent), read_shape(workspace.store, run.run_id)
        own, before = labels_of(workspace, run), labels_of(workspace, parent) if parent else None
        if parent is None or shape is None or own is None or before is None:
            return None
        edits = edits_from_text(shape.edits)
        moved = next((each for each in reversed(edits) if _is_about(each, user_id)), None)
        if isinstance(moved, Move) or (moved and own[0][row] != before[0][row]):
            return _sentence_of(moved, workspace.runs.segmentation(parent.run_id).numbers)
        run = parent
    return None


def _is_about(edit: Edit, user_id: str) -> bool:
    return isinstance(edit, Select) or (isinstance(edit, Move) and user_id in edit.user_ids)


def _sentence_of(edit: Edit, numbers: Mapping[int, int]) -> Sentence:
    """Say what an edit did to a user; ``numbers`` are those that pages show, by segment."""
    if isinstance(edit, Select):
        rule = shown_rule(edit.rule, numbers)
        return say("An analyst made this segment by a rule, which this user met: {rule}.", rule=rule)
    return say("An analyst moved this user here: the model did not decide it.")
