"""The folder of results: it appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import OutputError

RUN_RECORD = "run.json"
RUN_FILES = frozenset(
    {RUN_RECORD, "segments.csv", "segments_excel.csv", "segments.json", "recommendations.csv", "rejected.csv"}
)
"""Every file of a run. A new one is added here, or ``force`` will refuse to replace the folder that holds it."""
DEMO_FILES = frozenset({"events.csv", "items.csv", "users.csv", "truth.csv"})

_RUN_KEYS = frozenset({"recipe", "versions"})
_DUST = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@contextmanager
def output_folder(out: Path, force: bool = False, files: frozenset[str] = RUN_FILES) -> Iterator[Path]:
    """Give an empty folder to write into, which becomes ``out`` when the block ends well.

    If the block ends in any exception, an interrupt included, the folder is removed and ``out`` stays as it was.

    Parameters
    ----------
    out
        The folder to make. It must not exist, or be empty, unless ``force``.
    force
        Replace an older result. It stays in place until the new one is complete.
    files
        What such a result consists of: a folder that holds anything else is never replaced.

    Raises
    ------
    OutputError
        If ``out`` is a file, cannot be written, holds something and ``force`` is not given, or holds something that
        is no result of ours.
    """
    target = Path(os.path.abspath(out.expanduser()))  # noqa: PTH100 - a link is refused, so must not be followed
    _check(target, force, files)
    staging = _new_sibling(target)
    try:
        yield staging
        _check(target, force, files)
        _put_in_place(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check(target: Path, force: bool, files: frozenset[str]) -> None:
    if target.is_symlink():
        raise OutputError(f"{target} is a link.", "Name the folder itself.")
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file, not a folder.", "Name a folder that does not exist yet.")
    if not target.is_dir():
        return
    if target == Path.cwd() or target in Path.cwd().parents or os.path.ismount(target):
        raise OutputError(f"{target} is in use and cannot be replaced.", "Name a new folder inside it.")
    names = sorted(entry.name for entry in target.iterdir())
    if names and not force:
        raise OutputError(
            f"{target} is not empty: it holds {names[0]}.", "Name a new folder, or replace it by --force."
        )
    if names:
        _check_ours(target, names, files)


def _check_ours(target: Path, names: list[str], files: frozenset[str]) -> None:
    hint = "Name a new folder, or empty this one yourself if it may go."
    for name in names:
        is_file = (target / name).is_file() and not (target / name).is_symlink()
        if name not in files | _DUST or not is_file:
            raise OutputError(f"{target} cannot be replaced: {name} is none of the files that are written here.", hint)
    is_complete = _is_run_record(target / RUN_RECORD) if RUN_RECORD in files else files <= set(names)
    if not is_complete:
        raise OutputError(f"{target} cannot be replaced: it does not look like an earlier result.", hint)


def _is_run_record(path: Path) -> bool:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.keys() >= _RUN_KEYS


def _new_sibling(target: Path) -> Path:
    """Make a hidden folder beside ``target``: on the same disk, so that it can be renamed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sibling = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    except OSError as error:
        raise OutputError(
            f"{target} cannot be made: {error.strerror or error}.", "Name a folder that you may write to."
        ) from error
    umask = os.umask(0)
    os.umask(umask)
    sibling.chmod(0o777 & ~umask)  # mkdtemp makes it private
    return sibling


def _put_in_place(staging: Path, target: Path) -> None:
    old = staging.with_suffix(".old")
    try:
        if target.exists():
            target.rename(old)
        staging.rename(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be replaced: {error.strerror or error}.", "Name a new folder.") from error
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
