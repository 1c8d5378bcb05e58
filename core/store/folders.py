"""Folders that jobs make in the workspace: each appears whole, with the end of its job, or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from core.store.jobs import Jobs, Write

_PARENTS = ("heads", "exports", "checks", "boards", "names", "divided", "nearest", "why", "packs", "assigned")
"""Where the result of a job is a folder."""
_OF_RUNS = "runs"
"""The folders of runs, which are found by the table of runs."""


def publish_folder(jobs: Jobs, job_id: str, made: Path, target: Path, result: str, write: Write) -> bool:
    """Move what a job made to its place and mark the job as done; return whether it was still running.

    The disk holds the files before the table names them. The job names its result before the folder is in place, so
    that a kill in between leaves nothing that ``remove_unfinished`` does not find.

    Raises
    ------
    ValueError
        ``remove_result`` would not find the folder.
    """
    if target.parent.name not in (*_PARENTS, _OF_RUNS):
        raise ValueError(f"{target.parent.name} is no folder of results")
    _sync(made)
    with jobs.lock, ExitStack() as unless_done:
        if not jobs.is_running(job_id):
            return False
        jobs.announce(job_id, result)
        target.parent.mkdir(exist_ok=True)
        made.rename(target)
        unless_done.callback(shutil.rmtree, target, ignore_errors=True)
        _sync(target.parent)
        jobs.finish(job_id, result, write)
        unless_done.pop_all()
        return True


def remove_unfinished(jobs: Jobs, workspace: Path) -> None:
    """Remove folders of jobs that an earlier process left running; folders that no job made are left alone."""
    for job in jobs.live():
        remove_result(workspace, job.result)


def remove_result(workspace: Path, result: str) -> None:
    """Remove the folder that is the result of a job; any other result is left alone."""
    if Path(result).parent.name in _PARENTS and not Path(result).is_absolute():
        shutil.rmtree(workspace / result, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have the disk hold a folder and its files, so that a power cut cannot take what the row promises."""
    for path in (*(path for path in folder.iterdir() if path.is_file()), folder):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
