"""Ask a language model for the names of the segments of a run, and take over what holds as a version of them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from core.jobs.job import Job, finish_folder
from core.jobs.name_versions import AUTHOR, named_by_analysts, names_now, taken_over, unless_renamed
from core.jobs.task import RESULTS, Task
from core.jobs.tasks import NameTask
from core.jobs.workspace import Workspace
from core.naming.outcome import read_outcome, write_outcome
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of

FOLDER = "names"
"""Of the workspace: what became of each question to a language model, a folder for each."""


class NameJob(Job, frozen=True, kw_only=True, tag=JobKind.NAME.value):
    """Ask for the names of all segments. The row of the job records who agreed to send which text, and when."""

    is_light: ClassVar[bool] = True
    run_id: str
    agreed: str
    """``Prompt.digest`` of the text that a person has read and agreed to send."""
    language: str = "en"

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any such job."""
        return shares_of(JobKind.NAME)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Say which names stand, and which of them people gave."""
        workspace.runs.finished(self.run_id)
        run = workspace.runs.folder(self.run_id)
        return NameTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=run,
            agreed=self.agreed,
            language=self.language,
            names=names_now(workspace.runs, self.run_id),
            by_analysts=frozenset(named_by_analysts(workspace.runs.history(self.run_id))),
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Write a version with what holds, and keep what was sent and what became of it."""
        with workspace.jobs.lock:
            if not workspace.jobs.is_running(job_id):
                return
            now = workspace.runs.segmentation(self.run_id)
            outcome = unless_renamed(read_outcome(folder / RESULTS), names_now(workspace.runs, self.run_id), now.author)
            write_outcome(outcome, folder / RESULTS)
            if outcome.names:
                names, notes = taken_over(outcome, now, workspace.runs.history(self.run_id))
                author = AUTHOR + outcome.model
                workspace.runs.save_segmentation(self.run_id, names, notes, now.version, author)
            finish_folder(workspace, job_id, folder, workspace.path / FOLDER / job_id)

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted question."""
        return say("The names stay as they are. Ask for them again on the page Personas.")
