"""Divide a segment in several ways, so that an analyst sees them before one is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np

from core.interests.edits import edits_from_plain
from core.jobs.codec import decode
from core.jobs.edit_task import MEASURED, PARTS, DivideTask, write_start
from core.jobs.job import Job, finish_folder
from core.jobs.kinds.edit import done_version
from core.jobs.shape_labels import labels_of
from core.jobs.task import POPULATION, Task
from core.jobs.workspace import Workspace
from core.results.folder import read_results
from core.sentences import from_text, say
from core.shaping.divide import Parts
from core.stages.table import JobKind, Shares, shares_of
from core.store.interest_edits import newest_interest_edits
from core.store.job_info import JobInfo, JobState
from core.store.run_info import RunInfo
from core.trust.grade import Grade
from core.types import Labels

FOLDER = "divided"
"""Of the workspace: ways to divide segments, a folder for each."""
MOST_JUDGED = 100_000
"""Of more users the verdicts on parts are left to the edit: somebody looks on, and they take a minute and more."""


class DivideJob(Job, frozen=True, kw_only=True, tag=JobKind.DIVIDE.value):
    """Divide a segment of a run in several ways. It runs beside others, since somebody looks on."""

    is_light: ClassVar[bool] = True
    run_id: str
    segment: int

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any such job."""
        return shares_of(JobKind.DIVIDE)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population, and who is in which segment."""
        run = workspace.runs.run(self.run_id)
        found = labels_of(workspace, run) if run else None
        if run is None or found is None:
            raise LookupError(f"The segments of {self.run_id} are not known")
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        write_start(found[0], "[]", folder)
        naming = workspace.runs.segmentation(run.run_id)
        return DivideTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(run.root),
            segment=self.segment,
            highest=found[1],
            names=naming.names,
            named=workspace.runs.folder(done_version(workspace, run).run_id),
            left_out=run.left_out,
            interest_edits=edits_from_plain(newest_interest_edits(workspace.store, run.dataset_id).edits),
            is_judged=_has_verdicts(workspace, run),
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Keep the ways to divide it."""
        finish_folder(workspace, job_id, folder, workspace.path / FOLDER / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted preview."""
        return say("Ask for the ways to divide it again.")


def _has_verdicts(workspace: Workspace, run: RunInfo) -> bool:
    """Whether the run of a recipe that segments come from was judged and found beyond chance, on users not too many."""
    results = read_results(workspace.runs.folder(run.root))
    card, is_quick = results.trust, results.n_users <= MOST_JUDGED
    return is_quick and card is not None and card.predictive_gain is not None and card.verdict is not Grade.NONE


@dataclass(frozen=True, slots=True)
class Preview:
    """Ways to divide a segment."""

    segment: int
    ways: Sequence[Parts]
    """By rising number of parts; none where its users are all alike."""
    parts: Mapping[int, Labels]
    """Number of parts to the (n_members,) parts from 1."""


def previews_of(workspace: Workspace, run_id: str) -> list[Preview]:
    """Return the previews of segments of a run, the newest first."""
    done = (job for job in workspace.jobs.jobs(JobKind.DIVIDE) if job.state is JobState.DONE)
    return [
        _read(workspace.path / job.result, asked.segment) for job in done if (asked := _asked(job)).run_id == run_id
    ]


def live_preview(workspace: Workspace, run_id: str, segment: int) -> JobInfo | None:
    """Return the job that divides a segment at present."""
    live = (job for job in workspace.jobs.live(run_id) if job.kind == JobKind.DIVIDE)
    return next((job for job in live if _asked(job).segment == segment), None)


def _asked(job: JobInfo) -> DivideJob:
    return msgspec.json.decode(job.payload, type=DivideJob)


def _read(folder: Path, segment: int) -> Preview:
    ways = decode((folder / MEASURED).read_bytes(), list[Parts])
    with (folder / PARTS).open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return Preview(
            segment, [_with_sentences(each) for each in ways], {int(number): kept[number] for number in kept}
        )


def _with_sentences(parts: Parts) -> Parts:
    """Return a way to divide with its texts as sentences that can be translated."""
    return replace(parts, names=tuple(map(from_text, parts.names)), likes=tuple(map(from_text, parts.likes)))
