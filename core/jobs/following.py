"""Waiting for a job that a request began, with reports on how far it is."""

from __future__ import annotations

import time
from contextlib import ExitStack

from core.errors import AtlasError, DataError
from core.jobs.answers import ClientGoneError, Desk, JobProgress, Talk
from core.jobs.error_boundary import error_of
from core.sentences import say
from core.stages.table import Stage
from core.store.job_info import JobInfo, JobState

_SECONDS_BETWEEN_LOOKS = 0.2


def follow(desk: Desk, job_id: str, talk: Talk, *, is_own: bool = True) -> JobInfo:
    """Report how far a job is until it is done; cancel it when that is broken off.

    Raises
    ------
    AtlasError
        The job failed, was cancelled or interrupted.
    """
    with ExitStack() as unless_ended:
        if is_own:
            unless_ended.callback(desk.cancel_job, job_id)
        shown: JobProgress | None = None
        while (job := desk.job(job_id)).state.is_live:
            if talk.is_gone():
                raise ClientGoneError
            progress = JobProgress(Stage(job.stage or Stage.START), job.progress, desk.seconds_left_of(job))
            if progress != shown:
                talk.send(progress)
            shown = progress
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        unless_ended.pop_all()
    if job.state is not JobState.DONE:
        raise _why(job)
    return job


def _why(job: JobInfo) -> AtlasError:
    if job.message:
        return error_of(job.message)
    return DataError(say("The job was cancelled on a page."), say("Run the command again."))
