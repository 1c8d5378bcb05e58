"""The folder of results: it appears whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from core.errors import OutputError
from core.files.kept_log import LOG_FOLDER, is_log
from core.files.temporary import NEW_SECONDS
from core.sentences import say

RUN_RECORD = "run.json"
DEMO_FILES = frozenset({"events.csv", "items.csv", "users.csv", "truth.csv"})


@contextmanager
def output_folder(out: Path, force: bool, files: frozenset[str]) -> Iterator[Path]:
    """Give an empty folder to write into, which becomes ``out`` when the block ends well.

    If the block ends in any exception, an interrupt included, the folder is removed and ``out`` stays as it was. What a
    killed process left is removed by the next one that writes beside it.

    Parameters
    ----------
    out
        The folder to make. It must not exist, or be empty, unless ``force``.
    force
        Take a folder that holds something. An older result in it stays in place until the new one is complete;
        other files are kept beside the new one.
    files
        What such a result consists of: these names are replaced, even those that are not written this time.

    Raises
    ------
    OutputError
        If ``out`` is a file or a link, cannot be written, or holds something and ``force`` is not given.
    """
    target = Path(os.path.abspath(out.expanduser()))  # noqa: PTH100 - a link is refused, so must not be followed
    _check(target, force)
    _remove_leftovers(target.parent)
    staging = target.with_name(f".{target.name}.{secrets.token_hex(6)}.partial")  # on the same disk, to be renamed
    try:
        _make(staging, target)
        with ExitStack() as held:
            with suppress(OSError):  # a file system without locks, where nothing is removed either
                held.enter_context(_locked(staging))
            yield staging
        _check(target, force)
        _put_in_place(staging, target, files)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _remove_leftovers(parent: Path) -> None:
    """Remove what killed processes left beside results: nobody holds its lock any more, and it is not just made."""
    for folder in parent.glob(f".*.{'[0-9a-f]' * 12}.partial"):
        with suppress(OSError):  # another process is at work in it or removes it, or it is not ours to remove
            if not folder.is_symlink() and time.time() - folder.stat().st_mtime > NEW_SECONDS:
                with _locked(folder):
                    shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which ends with the process; raise ``BlockingIOError`` where another one has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _check(target: Path, force: bool) -> None:
    if target.is_symlink():
        raise OutputError(say("{folder} is a link.", folder=str(target)), say("Name the folder itself."))
    if target.exists() and not target.is_dir():
        raise OutputError(
            say("{folder} is a file, not a folder.", folder=str(target)), say("Name a folder that does not exist yet.")
        )
    if not target.is_dir():
        return
    if target == Path.cwd() or target in Path.cwd().parents or os.path.ismount(target):
        raise OutputError(
            say("{folder} is in use and cannot be replaced.", folder=str(target)), say("Name a new folder inside it.")
        )
    names = sorted(entry.name for entry in target.iterdir())
    if names and not force:
        raise OutputError(
            say("{folder} is not empty: it holds {name}.", folder=str(target), name=names[0]),
            say("Name a new folder, or replace an older result by --force."),
        )


def _make(folder: Path, target: Path) -> None:
    """Make the folder that is to become ``target``, with those above it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
    except OSError as error:
        raise OutputError(
            say("{folder} cannot be made: {why}.", folder=str(target), why=str(error.strerror or error)),
            say("Name a folder that you may write to."),
        ) from error


def _put_in_place(staging: Path, target: Path, files: frozenset[str]) -> None:
    """Swap the folders, then bring other files back; whatever happens between, nothing of it is deleted."""
    old = staging.with_suffix(".old")
    try:
        if target.exists():
            target.rename(old)
        staging.rename(target)
    except OSError as error:
        raise OutputError(
            say("{folder} cannot be replaced: {why}.", folder=str(target), why=str(error.strerror or error)),
            say("Name a new folder."),
        ) from error
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
    if old.exists():
        _bring_back(old, target, files)


def _bring_back(old: Path, target: Path, files: frozenset[str]) -> None:
    for entry in old.iterdir():
        is_own_file = entry.name in files and entry.is_file()
        is_own_log = RUN_RECORD in files and entry.name == LOG_FOLDER and is_log(entry)
        if is_own_log:
            shutil.rmtree(entry)
        elif is_own_file:
            entry.unlink()
        elif not (target / entry.name).exists():
            entry.rename(target / entry.name)
    if not any(old.iterdir()):
        old.rmdir()
