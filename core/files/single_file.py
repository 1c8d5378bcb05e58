"""One file of results: it appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
