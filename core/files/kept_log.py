"""The log that a run keeps in its folder, by which its segments are edited without the files that were loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

LOG_FOLDER = "population"
"""Of the folder of a run."""
LOG_FILES = frozenset({"events.parquet", "items.parquet", "users.parquet", "texts.parquet", "meta.json"})
UNEDITED = "unedited"
"""Beside these, in the folder of an edit: what the run that was edited first says of its segments."""
UNEDITED_FILES = ("run.json", "segments.csv", "segments.json", "recommendations.csv")
VECTORS = ".npz"
"""Of the files beside these, if any: vectors of titles by model, so that no later command needs to make them."""
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


def keep_log(made: Path, folder: Path) -> None:
    """Put a log that was written as a population into the folder of a run; only its owner may read it.

    Nothing happens where none was written.
    """
    if not made.is_dir():
        return
    kept = folder / LOG_FOLDER
    shutil.copytree(made, kept)
    _make_private(kept)


def _make_private(folder: Path) -> None:
    folder.chmod(_PRIVATE_FOLDER)
    for path in folder.rglob("*"):
        path.chmod(_PRIVATE_FOLDER if path.is_dir() else _PRIVATE_FILE)


def keep_unedited(run: Path, folder: Path) -> None:
    """Put what a run says of its segments beside the log in the folder of its first edit.

    Nothing happens where the run is an edit that brought that along, and where no log is kept.
    """
    kept = folder / LOG_FOLDER / UNEDITED
    if kept.parent.is_dir() and not kept.exists():
        kept.mkdir()
        for name in UNEDITED_FILES:
            shutil.copyfile(run / name, kept / name)
        _make_private(kept)


def unedited_of(run: Path) -> Path:
    """Return the folder of what the run says that was edited first; that of the run itself where it was not edited."""
    kept = run / LOG_FOLDER / UNEDITED
    return kept if kept.is_dir() else run


def keep_vectors(cache_dir: Path, folder: Path) -> None:
    """Put vectors that a run made in a workspace of its own beside the log that the run keeps, where it keeps one."""
    kept = folder / LOG_FOLDER
    if kept.is_dir():
        _copy_vectors(cache_dir, kept)


def lend_vectors(folder: Path, cache_dir: Path) -> None:
    """Put vectors that the folder of a run keeps into a temporary workspace, which has none."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    _copy_vectors(folder / LOG_FOLDER, cache_dir)


def _copy_vectors(source: Path, target: Path) -> None:
    for file in source.glob(f"*{VECTORS}"):
        if not (target / file.name).exists():
            shutil.copyfile(file, target / file.name)
            (target / file.name).chmod(_PRIVATE_FILE)


def has_log(folder: Path) -> bool:
    """Whether the folder of a run holds its log."""
    return is_log(folder / LOG_FOLDER)


def is_log(folder: Path) -> bool:
    """Whether a folder holds such a log, and nothing else but what is kept beside it."""
    names = {each.name for each in folder.iterdir() if each.suffix != VECTORS} if folder.is_dir() else set()
    return names - {UNEDITED} == LOG_FILES
