"""Check the stability of a run thoroughly."""

from __future__ import annotations

from pathlib import Path

from core.errors import DataError
from core.jobs.job import Job
from core.jobs.task import POPULATION, RESULTS, Task
from core.jobs.tasks import CheckTask
from core.jobs.workspace import Workspace
from core.results.folder import CHECK, read_results, with_check_file
from core.sentences import say
from core.stages.table import JobKind, Shares, shares_of
from core.trust.thorough import MAX_DRAWS, MIN_DRAWS, N_DRAWS


class CheckJob(Job, frozen=True, kw_only=True, tag=JobKind.CHECK.value):
    """Fit the recipe of a run to many resampled logs."""

    run_id: str
    n_draws: int = N_DRAWS

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any check."""
        return shares_of(JobKind.CHECK)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population; raise ``DataError`` for a wrong number of draws, and a run without a card."""
        if not MIN_DRAWS <= self.n_draws <= MAX_DRAWS:
            raise DataError(
                say("{n:,} draws are too few or too many.", n=self.n_draws),
                say("Give a number from {least:,} to {most:,}.", least=MIN_DRAWS, most=MAX_DRAWS),
            )
        run = workspace.runs.finished(self.run_id)
        if run.edit:
            raise DataError(
                say("An analyst made these segments, so no recipe can find them again."),
                say("Check the run that they were made from."),
            )
        if run.scores.get("verdict") is None:
            raise DataError(
                say("This run has no trust card, so nothing would show how stable it is."),
                say("Run the recipe with its trust card first."),
            )
        workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        return CheckTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            n_draws=self.n_draws,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Put the check beside the results of the run, in place of an earlier one."""
        made = folder / RESULTS / CHECK
        results = with_check_file(read_results(workspace.runs.folder(self.run_id)), made)
        verdict = results.trust.verdict if results.trust else None
        workspace.runs.publish_check(self.run_id, job_id, made, verdict)
