"""One upload on the disk: the list of its files, what has come of each, and the log they make.

::

    uploads/3f…/list.json    the files that were announced
    uploads/3f…/parts/3      what has come of the third one so far
    uploads/3f…/log-9b…/     the whole files under their names, for the reader
    uploads/3f…/read/        what took long to read of them; deleted as soon as one of them is
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from core.ingest.tables.source import LogSource
from core.jobs.codec import decode, encode
from core.jobs.upload_names import common_name, free_name, safe_path

KEPT = "read"
"""Folder in that of an upload: what was read of its files."""
BOXES = ("events", "items", "users")
Box = Literal["events", "items", "users"]


class Announced(msgspec.Struct, frozen=True):
    """A file that a browser is about to send."""

    box: Box
    path: str
    """As the browser gives it: the name, below the folder that was chosen."""
    size: int
    """Bytes."""
    modified: int
    """Milliseconds since 1970; another time means another file."""


class UploadedFile(msgspec.Struct, frozen=True):
    """A file of an upload."""

    number: int
    announced: Announced
    name: str
    """A safe relative path."""
    have: int = 0
    """Bytes that have come; filled in when the list is read."""

    @property
    def is_whole(self) -> bool:
        """Whether every byte has come."""
        return self.have == self.announced.size


class UploadFolder:
    """The files of one upload. Callers hold a lock while they change it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self) -> list[UploadedFile]:
        """List the files with what has come of each."""
        try:
            listed = decode((self.path / "list.json").read_bytes(), list[UploadedFile])
        except FileNotFoundError:
            return []
        return [msgspec.structs.replace(file, have=self.size_of(file.number)) for file in listed]

    def part(self, number: int) -> Path:
        """Return where the bytes of a file are put."""
        return self.path / "parts" / str(number)

    def size_of(self, number: int) -> int:
        """Return how many bytes of a file have come."""
        try:
            return self.part(number).stat().st_size
        except FileNotFoundError:
            return 0

    def add(self, announced: Sequence[Announced]) -> list[UploadedFile]:
        """Add files; one that is known goes on where it was, another edition of one replaces it. Return the list."""
        files = self.files()
        number = max((file.number for file in files), default=0)
        for each in announced:
            if any(file.announced == each for file in files):
                continue
            files = [file for file in files if not _is_edition(file.announced, each)]
            name = free_name(safe_path(each.path), [file.name for file in files if file.announced.box == each.box])
            number += 1
            files.append(UploadedFile(number, each, name))
        if announced:
            self._write(files)
        return files

    def remove(self, number: int) -> None:
        """Delete a file; an unknown number does nothing."""
        self._write([file for file in self.files() if file.number != number])

    def source(self, timezone: str) -> LogSource | None:
        """Lay the files out as a log; None while one is missing a byte, or none holds events."""
        files = self.files()
        if not all(file.is_whole for file in files) or not any(file.announced.box == "events" for file in files):
            return None
        boxes, places = layout(files)
        folder = self.path / f"log-{_digest(places)}"
        if not folder.is_dir():
            self._lay_out(folder, places)
        paths = {box: folder / place for box, place in boxes.items()}
        return LogSource(paths["events"], paths.get("items"), paths.get("users"), timezone=timezone)

    def _lay_out(self, folder: Path, places: Mapping[int, str]) -> None:
        """Link the parts to their names, in a folder that appears whole; earlier layouts go."""
        for old in self.path.glob("log-*"):
            shutil.rmtree(old, ignore_errors=True)
        making = self.path / f"{folder.name}.partial"
        for number, place in places.items():
            make_private((making / place).parent)
            _link(self.part(number), making / place)
        making.rename(folder)

    def _write(self, files: Sequence[UploadedFile]) -> None:
        """Write the list, then have the parts follow it: made empty where new, deleted where no longer listed."""
        make_private(self.path / "parts")
        waiting = self.path / "list.json.partial"
        waiting.unlink(missing_ok=True)
        with private_file(waiting) as listed:
            listed.write(encode(files))
        waiting.replace(self.path / "list.json")
        kept = {str(file.number) for file in files}
        for part in (self.path / "parts").iterdir():
            if part.name not in kept:
                part.unlink()
                shutil.rmtree(self.path / KEPT, ignore_errors=True)
        for number in kept:
            private_file(self.part(int(number))).close()


def layout(files: Sequence[UploadedFile]) -> tuple[dict[str, str], dict[int, str]]:
    """Return the path of each box and of each file by its number, below the folder of the log.

    The one file of a box lies beside those of the others under its own name: some published layouts are known by
    that. Several files of a box lie in a folder of their own.
    """
    boxes: dict[str, str] = {}
    places: dict[int, str] = {}
    for box in BOXES:
        held = [file for file in files if file.announced.box == box]
        if len(held) == 1:
            boxes[box] = free_name(held[0].name.split("/")[-1], [*BOXES, *boxes.values()])
            places[held[0].number] = boxes[box]
        elif held:
            together = common_name([file.name for file in held])
            boxes[box] = f"{box}/{together}"
            is_inside = all(file.name.startswith(f"{together}/") for file in held)
            places |= {file.number: f"{box}/{file.name}" if is_inside else f"{boxes[box]}/{file.name}" for file in held}
    return boxes, places


def make_private(folder: Path) -> None:
    """Make a folder and its missing parents, which only their owner may read."""
    for each in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        each.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> BinaryIO:
    """Open a file to append to, which only its owner may read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab")


def _is_edition(one: Announced, other: Announced) -> bool:
    return (one.box, one.path) == (other.box, other.path)


def _digest(places: Mapping[int, str]) -> str:
    """Name a layout after its files: another set of files lies under another path."""
    return hashlib.sha256(encode(sorted(places.items()))).hexdigest()[:12]


def _link(part: Path, target: Path) -> None:
    """Show a part under another name: by a link, or by a copy where the file system knows no links."""
    try:
        os.link(part, target)
    except OSError:
        shutil.copy2(part, target)
