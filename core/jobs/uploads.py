"""Files from the browser: in the workspace until their load has ended, never longer."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from core.ingest.source import IngestReport, LogSource
from core.jobs.loads import Load
from core.stages.progress import Progress

_FOLDER = "uploads"


class Uploads:
    """The folders of uploaded files, one per upload. Safe to use from several threads.

    What an earlier process left is deleted at once: nobody is there who could still load it.
    """

    def __init__(self, workspace: Path) -> None:
        self._parent = workspace / _FOLDER
        self._loading: set[Path] = set()
        self._lock = threading.Lock()
        _delete(self._parent)

    def folder(self, name: str) -> Path:
        """Make the folder of an upload, or return it as it is."""
        folder = self._parent / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def delete(self, folder: Path) -> None:
        """Delete an upload; one that is being loaded goes when its load ends."""
        with self._lock:
            if folder.parent == self._parent and folder not in self._loading:
                _delete(folder)

    def delete_after(self, load: Load, source: LogSource) -> Load:
        """Make a load that deletes its upload when it ends, well or not; a log from elsewhere is left alone."""
        folder = source.events.parent
        if folder.parent != self._parent:
            return load
        with self._lock:
            self._loading.add(folder)

        def load_and_forget(progress: Progress) -> IngestReport:
            try:
                return load(progress)
            finally:
                with self._lock:
                    self._loading.discard(folder)
                self.delete(folder)

        return load_and_forget


def _delete(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
