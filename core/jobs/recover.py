"""What an earlier process left unfinished in a workspace."""

from __future__ import annotations

from core.jobs.error_boundary import run_guarded
from core.jobs.kinds.table import KINDS, read_job
from core.jobs.workspace import Workspace
from core.sentences import say
from core.store.folders import remove_unfinished
from core.store.job_info import JobInfo, JobState
from core.store.lost_results import remove_lost_results


def recover(workspace: Workspace) -> None:
    """Mark jobs that waited or ran as interrupted, and remove what they left behind."""
    remove_unfinished(workspace.jobs, workspace.path)
    for info in workspace.jobs.live():
        workspace.jobs.end(
            info.job_id,
            JobState.INTERRUPTED,
            say("The program ended before this was done. {hint}", hint=_what_to_do(workspace, info)),
        )
    workspace.runs.recover()
    remove_lost_results(workspace.store)


def _what_to_do(workspace: Workspace, info: JobInfo) -> str:
    hints: list[str] = []
    if info.kind in KINDS:
        run_guarded(lambda: hints.append(read_job(info).what_to_do(workspace)), "atlas.log")
    return hints[0] if hints else say("Start the job again.")
