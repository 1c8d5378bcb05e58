"""Files that an analyst brings for one job: each is in the workspace until its job takes it, or will never take it."""

from __future__ import annotations

import secrets
import shutil
import time
from pathlib import Path

from core.jobs.kinds.audience import AudienceJob
from core.jobs.kinds.readback import ReadbackJob
from core.jobs.kinds.table import read_job
from core.jobs.workspace import Workspace

_PREFIX = "brought-"
"""Of folders in ``tmp`` of the workspace, each with one file."""
SECONDS_KEPT = 600.0
"""A folder that is newer may be one whose job is just being asked for."""


def keep_brought(workspace: Path, name: str, content: bytes) -> Path:
    """Write a file into a folder of its own, which a job takes; it is gone with the job."""
    folder = workspace / "tmp" / f"{_PREFIX}{secrets.token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
    (folder / Path(name).name).write_bytes(content)
    return folder


def sweep_brought(workspace: Workspace) -> None:
    """Delete files whose job was cancelled before it began; those that a job waits for stay."""
    old = time.time() - SECONDS_KEPT
    folders = [each for each in (workspace.path / "tmp").glob(f"{_PREFIX}*") if each.stat().st_mtime < old]
    if not folders:
        return
    jobs = map(read_job, workspace.jobs.live())
    wanted = {job.upload for job in jobs if isinstance(job, AudienceJob | ReadbackJob)}
    for folder in folders:
        if folder not in wanted:
            shutil.rmtree(folder, ignore_errors=True)
