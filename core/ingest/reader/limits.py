"""How much of a disk unpacked and converted copies may take, so that no small file can fill it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.errors import IngestError
from core.sentences import say

_MAX_RATIO = 200
_FREELY = 200_000_000
"""Bytes that may come out of a packed file whatever its size."""
_KEPT_FREE = 500_000_000


class Allowance:
    """What one packed file may grow to: 200 times its size, and what the disk has to spare.

    Parameters
    ----------
    path
        The packed file.
    name
        As people know it.
    folder
        Where the copies are written.
    """

    def __init__(self, path: Path, name: str, folder: Path) -> None:
        self.name = name
        self._by_ratio = max(_FREELY, path.stat().st_size * _MAX_RATIO)
        self._by_disk = max(shutil.disk_usage(folder).free - _KEPT_FREE, 0)

    def take(self, n_bytes: int) -> None:
        """Count bytes that were written; raise ``IngestError`` when they are too many."""
        self._by_ratio -= n_bytes
        self._by_disk -= n_bytes
        if self._by_ratio < 0:
            raise IngestError(
                say("{name} unpacks to more than {n} times its size.", name=self.name, n=_MAX_RATIO),
                say("Unpack it yourself if you trust it, then load what it holds."),
            )
        if self._by_disk < 0:
            raise no_space(self.name)


def copy_within(allowance: Allowance, chunks: Iterable[bytes], target: BinaryIO) -> None:
    """Write chunks to a file as long as the allowance lasts."""
    for chunk in chunks:
        allowance.take(len(chunk))
        target.write(chunk)


def no_space(name: str) -> IngestError:
    """Return the error for a disk that is too full for copies of a file."""
    return IngestError(
        say("The disk has no space for a readable copy of {name}.", name=name),
        say("Free some space, or choose a workspace on another disk."),
    )


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what goes wrong with files while a log is read into a sentence; ``name`` stands for a file of no name."""
    try:
        yield
    except OSError as error:
        raise explain(error, Path(str(error.filename)).name if error.filename else name) from error


def explain(error: OSError, name: str) -> IngestError:
    """Return the sentence for a file that cannot be read, or a disk that is full."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return no_space(name)
    return IngestError(
        say("{file} cannot be read: {why}.", file=name, why=error.strerror or str(error)),
        say("Check that it is still there and who may read it."),
    )
