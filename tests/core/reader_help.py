"""What the tests of the reader share: files of bytes, read into rows of text."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from core.ingest.reader.files import list_files
from core.ingest.reader.read import RawTable, ReadOptions, read_tables
from core.settings import Settings
from core.store.scratch import Scratch

HEADER = "user_id,item_id,time\n"
ROWS = "u1,apple,2026-01-05 10:00\nu2,pear,2026-01-06 11:00\n"
CELLS = [["u1", "apple", "2026-01-05 10:00"], ["u2", "pear", "2026-01-06 11:00"]]
LOG = HEADER + ROWS
_OPENED = ExitStack()
atexit.register(_OPENED.close)


class Read:
    """The tables of a file or folder, with their rows."""

    def __init__(self, scratch: Scratch, raws: tuple[RawTable, ...]) -> None:
        self.raws = raws
        self.headers = raws[0].all_headers
        self.notes = list(raws[0].notes)
        self.rows = [[cell or "" for cell in row] for raw in raws for row in self._rows(scratch, raw)]
        self.malformed = [tuple(each) for raw in raws for each in raw.found.malformed]

    def _rows(self, scratch: Scratch, raw: RawTable) -> list[tuple[Any, ...]]:
        cells = ", ".join(raw.column(header) for header in self.headers)
        return scratch.rows(f"select {cells} from {raw.sql}")  # noqa: S608 - built by read


def read(folder: Path, path: Path, sheet: str | None = None) -> Read:
    """Read a file, or all files of a folder."""
    listing = list_files(path)
    scratch = _scratch_of(folder.parent)
    before = {*scratch.folder.iterdir()}
    options = ReadOptions(folder=path if path.is_dir() else None, sheet=sheet)
    found = Read(scratch, read_tables(scratch, listing.paths, options))
    found.notes += listing.notes
    assert [each.name for each in scratch.folder.iterdir() if each not in before and each.name != "spill"] == []
    return found


@cache
def _scratch_of(folder: Path) -> Scratch:
    """Open one database for all files below the folder of a session of tests; to open one takes longer than to read."""
    return _OPENED.enter_context(Scratch(folder, [], "UTC", Settings(folder / "workspace", "UTC", "500MB", 2)))


def read_text(folder: Path, text: str | bytes, name: str = "events.csv") -> Read:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(folder, path)
