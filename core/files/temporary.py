"""Folders for a while, in the system's temporary folder; a later process removes those that a killed one left."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_PREFIX = "persona-atlas-made-"
_LOCK = ".lock"
NEW_SECONDS = 60.0
"""A folder that is newer may be one that another process is just making, and has not locked yet."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a private folder, and remove it in the end; folders of processes that are gone are removed first."""
    remove_leftovers()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as made:
        folder = Path(made)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


def remove_leftovers() -> None:
    """Remove the folders of this user whose process is gone: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody else removes it, or it is not ours to remove
            if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
                _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    """Remove a folder that is not new while its lock is held, so that no other process can take it meanwhile."""
    if time.time() - folder.stat().st_mtime <= NEW_SECONDS:
        return
    with ExitStack() as held:
        with suppress(FileNotFoundError):
            lock = held.enter_context((folder / _LOCK).open("r+"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
