"""One file of results: it appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import OutputError
from core.sentences import say


@contextmanager
def output_file(out: Path) -> Iterator[Path]:
    """Give a path to write to, which becomes ``out`` when the block ends well; otherwise ``out`` stays as it was.

    Raises
    ------
    OutputError
        ``out`` is a folder or a link, or cannot be written. An older file is replaced.
    """
    if out.is_dir() or out.is_symlink():
        raise OutputError(say("{file} is a folder or a link.", file=str(out)), say("Name a file."))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=f".{out.name}.", suffix=".partial", dir=out.parent)
    except OSError as error:
        raise OutputError(
            say("{file} cannot be written: {why}.", file=str(out), why=str(error.strerror or error)),
            say("Name a file in a folder that you may write to."),
        ) from error
    with folder as name:
        yield Path(name) / "whole"
        os.replace(Path(name) / "whole", out)  # noqa: PTH105 - the rename that replaces on every system


def write_once(path: Path, text: str) -> None:
    """Write a file of ASCII that only its owner can read, whole; one that is there stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
