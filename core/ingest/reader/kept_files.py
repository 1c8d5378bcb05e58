"""Files that took long to read, kept as tables while a page asks again and again what would be stored of them.

What is kept of a file lies as Parquet in a folder of whoever asks, who deletes it with the file. It is found again by
the file itself, under whatever name, as long as neither its size nor its time has changed, and by how it was read.
"""

from __future__ import annotations

import copy
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.ingest.reader.rows import Raw, numbered
from core.store.scratch import Scratch
from core.store.sql import literal

_SLOW_SECONDS = 1.0
"""A file that is read sooner is read again."""
_MOST_FILES = 20
_MOST_MALFORMED = 1_000
"""A file with more lines that are no records is read again: these lines would be held in memory."""
Key = tuple[object, ...]


class KeptFiles:
    """The files that were kept, the oldest of many given up first; safe to use from several threads.

    Parameters
    ----------
    folder
        Where they lie; made when it is needed.
    slow_seconds
        What is read sooner than in so many seconds is not kept.
    """

    def __init__(self, folder: Path, slow_seconds: float = _SLOW_SECONDS) -> None:
        self.folder = folder
        self._slow_seconds = slow_seconds
        self._kept: dict[Key, tuple[Path, Raw]] = {}
        self._lock = threading.Lock()

    def read(self, scratch: Scratch, path: Path, options: Key, read: Callable[[], Raw]) -> Raw:
        """Return what is kept of a file, in a table of the scratch database, else read it by ``read``.

        ``options`` is all that ``read`` depends on beside the file.
        """
        about = path.stat()
        key = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, *options)
        with self._lock:
            kept = self._kept.get(key)
        found = _from_table(scratch, *kept) if kept and kept[0].exists() else None
        if found:
            return found
        began = time.monotonic()
        raw = read()
        if time.monotonic() - began >= self._slow_seconds and len(raw.found.malformed) <= _MOST_MALFORMED:
            self._keep(scratch, key, raw)
        return raw

    def _keep(self, scratch: Scratch, key: Key, raw: Raw) -> None:
        """Write what was read; where that fails, as on a full disk, it is read again the next time."""
        target = self.folder / f"{secrets.token_hex(8)}.parquet"
        if not self._is_written(scratch, raw, target):
            if target.exists():
                target.unlink()
            return
        with self._lock:
            self._kept[key] = target, replace(raw, found=copy.deepcopy(raw.found))
            while len(self._kept) > _MOST_FILES:
                oldest = next(iter(self._kept))
                self._kept.pop(oldest)[0].unlink(missing_ok=True)

    def _is_written(self, scratch: Scratch, raw: Raw, target: Path) -> bool:
        """Write what was read; whether that worked. What the folder does not take is no fault of the file."""
        rows = f"(select * exclude row_no from {raw.sql} order by row_no)"  # noqa: S608 - built by the reader
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            if scratch.try_rows(f"copy {rows} to {literal(str(target))} (format parquet)") is None:
                return False
            target.chmod(0o600)
        except OSError:
            return False
        return True


def _from_table(scratch: Scratch, path: Path, raw: Raw) -> Raw | None:
    """Return a file that was kept; None where it was deleted meanwhile."""
    table = scratch.new_name()
    rows = f"select * from read_parquet({literal(str(path))})"  # noqa: S608 - our own path
    if scratch.try_rows(f"create temp table {table} as {rows}") is None:
        return None
    return replace(raw, sql=numbered(table), found=copy.deepcopy(raw.found))


def others(kept: KeptFiles | None) -> tuple[Path, ...]:
    """Return the folder of what was kept, for a scratch database that may use it."""
    return (kept.folder,) if kept else ()
