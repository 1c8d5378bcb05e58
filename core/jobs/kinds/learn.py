"""Learn given segments on the vectors of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from core.jobs.codec import decode, encode
from core.jobs.job import Job, finish_folder
from core.jobs.task import POPULATION, Task
from core.jobs.tasks import LABELS, LearnTask
from core.jobs.workspace import Workspace
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of
from core.store.job_info import JobInfo

FOLDER = "heads"
"""Of the workspace: trained networks, a folder for each."""


class LearnJob(Job, frozen=True, kw_only=True, tag=JobKind.LEARN.value):
    """Train a network on labelled users of the dataset of a run."""

    run_id: str
    labels: Mapping[str, str]
    """Id in the log → given segment."""
    source: str = ""
    """Where the labels come from, for people."""
    n_unknown: int = 0
    """Labelled users whom the log does not have."""
    n_found_by_code: int = 0
    """Users who were labelled by their own ids, and have codes in the log."""
    has_corrections: bool = False
    """Whether the labels correct the run: confident users who are not among them keep its segment."""
    names: Mapping[int, str] = {}
    """Then: what the labels call the segments of the run; numbers when not given."""
    params: Mapping[str, Any] = {}
    """Of ``core.model.head.Head``."""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any learning."""
        return shares_of(JobKind.LEARN)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population and the labels."""
        run = workspace.runs.finished(self.run_id)
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        (folder / LABELS).write_bytes(encode(self.labels))
        return LearnTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            counted={"n_unknown_users": self.n_unknown, "n_found_by_code": self.n_found_by_code},
            has_corrections=self.has_corrections,
            names=self.names,
            params=self.params,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Move the head and the assignments to their place."""
        finish_folder(workspace, job_id, folder, workspace.path / FOLDER / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted training."""
        return say("Train on the labels again.")


class LearnAsked(msgspec.Struct, frozen=True):
    """What was asked for, without the labels."""

    run_id: str
    source: str = ""


def asked_for(job: JobInfo) -> LearnAsked:
    """Return what a training was asked for."""
    return decode(job.payload, LearnAsked)
