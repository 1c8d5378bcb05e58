"""Files of identities in the workspace: each is there until its job takes it, or will never take it."""

from __future__ import annotations

import shutil
import time

from core.jobs.kinds.audience import AudienceJob
from core.jobs.kinds.table import read_job
from core.jobs.workspace import Workspace

WAITING = "identity-*"
"""Folders in ``tmp`` of the workspace, each with one file."""
SECONDS_KEPT = 600.0
"""A folder that is newer may be one whose job is just being asked for."""


def sweep_identities(workspace: Workspace) -> None:
    """Delete files of identities whose job was cancelled before it began; those that a job waits for stay."""
    old = time.time() - SECONDS_KEPT
    folders = [each for each in (workspace.path / "tmp").glob(WAITING) if each.stat().st_mtime < old]
    if not folders:
        return
    jobs = (read_job(info) for info in workspace.jobs.live() if info.kind == "audience")
    wanted = {job.upload for job in jobs if isinstance(job, AudienceJob)}
    for folder in folders:
        if folder not in wanted:
            shutil.rmtree(folder, ignore_errors=True)
