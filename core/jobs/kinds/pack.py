"""Write the review pack of a run into the workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from core.errors import DataError
from core.ingest.values.identity import need_key
from core.jobs.approved import APPROVED, naming_of
from core.jobs.job import Job
from core.jobs.named_versions import NamedVersions
from core.jobs.pack_task import PackTask, PastRun
from core.jobs.task import POPULATION, RESULTS, Task
from core.jobs.workspace import Workspace
from core.pack.noise import check_epsilon
from core.results.run import Depth
from core.sentences import say, to_plain
from core.stages.table import JobKind, Shares, shares_of
from core.store.clock import now
from core.store.folders import publish_folder
from core.store.interest_edits import newest_interest_edits
from core.store.jobs import write_nothing
from core.store.log_name import log_name
from core.store.published_noise import add_published
from core.store.run_info import RunInfo
from core.store.segmentations import Segmentation
from core.views.change import day_beside, earlier_run
from core.views.outcomes_before import runs_with_outcomes

FOLDER, _TEMPLATES = "packs", "templates"
"""Of the workspace: packs, a folder for each; designs that packs get."""


class PackJob(Job, frozen=True, kw_only=True, tag=JobKind.PACK.value):
    """Write a review pack, under the names that analysts gave."""

    is_light: ClassVar[bool] = True
    run_id: str
    language: str = "en"
    wanted: str = "both"
    """A ``PackFormat``."""
    template: str = ""
    """What ``keep_template`` returned; "" for our own design."""
    names: str = APPROVED
    """Which version of the run leaves, as ``naming_of`` takes it; the page has found the run."""
    epsilon: float = 0.0
    """Of the noise on counts of users; 0 for none."""
    author: str = ""

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any pack."""
        return shares_of(JobKind.PACK)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the log, and say what else the worker cannot read: names, decisions and the run before."""
        run = workspace.runs.finished(self.run_id)
        if self.epsilon:
            check_epsilon(self.epsilon)
            need_key(workspace.path)
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        dataset = workspace.store.dataset(run.dataset_id, run.version)
        naming = naming_of(workspace.runs, self.run_id, self.names)
        runs = workspace.runs.runs(run.dataset_id)
        before = run_before(workspace.runs, run, naming)
        return PackTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            naming=naming,
            history=tuple(workspace.runs.history(self.run_id)),
            interest_edits=newest_interest_edits(workspace.store, run.dataset_id),
            name=to_plain(log_name(dataset)) if dataset else "",
            day=now().date(),
            language=self.language,
            wanted=self.wanted,
            template=workspace.path / _TEMPLATES / self.template if self.template else None,
            epsilon=self.epsilon,
            before=_past(workspace, before, run) if before else None,
            measured=tuple(_past(workspace, each, run) for each in measured_runs(runs, run, workspace.runs.folder)),
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Move the files to their place, and count the noise of what is published."""
        run, target = workspace.runs.finished(self.run_id), workspace.path / FOLDER / job_id
        keep = partial(
            add_published, dataset_id=run.dataset_id, run_id=self.run_id, epsilon=self.epsilon, author=self.author
        )
        result = str(target.relative_to(workspace.path))
        publish_folder(
            workspace.jobs, job_id, folder / RESULTS, target, result, keep if self.epsilon else write_nothing
        )

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted pack."""
        return say("Make the review pack again.")


def run_before(runs: NamedVersions, run: RunInfo, naming: Segmentation) -> RunInfo | None:
    """Return the run that a run is compared with: where it comes from, else the one before it that stands."""
    origin = run.edit.parent if run.edit else naming.origin.run_id if naming.origin else ""
    known = _full_runs(runs.that_stand(run.dataset_id, (run.run_id, origin)), run)
    found = earlier_run(list(known), run.run_id, origin)
    return known[found] if found else None


def measured_runs(runs: list[RunInfo], run: RunInfo, folder_of: Callable[[str], Path]) -> list[RunInfo]:
    """Return the runs before a run of which outcomes were read; ``folder_of`` as in ``runs_with_outcomes``."""
    known = _full_runs(runs, run)
    return [known[each] for each in runs_with_outcomes(list(known), run.run_id, folder_of)]


def _full_runs(runs: list[RunInfo], run: RunInfo) -> dict[str, RunInfo]:
    """Return the full runs that are done, newest first, and the run itself, by their ids."""
    return {
        each.run_id: each
        for each in runs
        if each.run_id == run.run_id or (each.state == "done" and each.depth == Depth.FULL)
    }


def _past(workspace: Workspace, past: RunInfo, run: RunInfo) -> PastRun:
    """Return a run before that of the pack, by its day; of the same day by its time, too."""
    day = day_beside(*(f"{each.created_at:%Y-%m-%d %H:%M}" for each in (past, run)))
    naming = workspace.runs.segmentation(past.run_id)
    return PastRun(folder=workspace.runs.folder(past.run_id), naming=naming, day=day)


def keep_template(workspace: Path, content: bytes) -> str:
    """Keep a design in the workspace; return its name there.

    Raises
    ------
    DataError
        It is no PowerPoint file.
    """
    if not content.startswith(b"PK"):
        raise DataError(say("This is no PowerPoint file."), say("Give a file that ends in .pptx."))
    folder = workspace / _TEMPLATES
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.pptx"
    (folder / name).write_bytes(content)
    return name
