"""Files from the browser: in the workspace until their load has ended, never longer."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.jobs.kinds.load import UPLOADS, LoadJob
from core.jobs.kinds.table import read_job
from core.jobs.workspace import Workspace


class Uploads:
    """The folders of uploaded files, one per upload.

    What an earlier process left is deleted at once: its loads are interrupted, and the browser sends the files anew.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._parent = workspace.path / UPLOADS
        shutil.rmtree(self._parent, ignore_errors=True)

    def folder(self, name: str) -> Path:
        """Make the folder of an upload, or return it as it is."""
        folder = self._parent / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def delete(self, folder: Path) -> None:
        """Delete an upload; one that is being loaded is deleted when its load ends."""
        if folder.parent == self._parent and not self._is_loading(folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _is_loading(self, folder: Path) -> bool:
        loads = (read_job(info) for info in self._workspace.jobs.live() if info.kind == "load")
        return any(isinstance(load, LoadJob) and load.source and load.source.events.parent == folder for load in loads)
