"""An archive that holds several tables is unpacked into a folder, so that it is read as a folder of them is."""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from core.ingest.presets.declare import Preset
from core.ingest.presets.find import has_known_name
from core.ingest.reader.containers import BROKEN
from core.ingest.reader.files import MAX_FILES, why_left
from core.ingest.reader.limits import Allowance, copy_within

_CHUNK = 1 << 20
_HEAD = 1 << 16
_NAME = re.compile(r"[^\w.,+ ()&-]+")
_SIGNS = re.compile(r"[,;\t|]")
_SHEETS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_MOST_NAME = 120


def unpacked(path: Path, folder: Path, presets: Sequence[Preset] = ()) -> Path | None:
    """Unpack the tables of an archive into a new folder; None where it is no archive, or its files are alike.

    Files that a preset knows by name are unpacked with all others, as it may need several.

    Names inside it are used without their folders and without signs. What is damaged is left to the reader, which
    says what is wrong with it.
    """
    try:
        if not (path.is_file() and _is_archive(path)) or not (_has_tables(path) or _has_known(path, presets)):
            return None
        target = folder / "unpacked" / path.name
        target.mkdir(parents=True)
        allowance = Allowance(path, path.name, folder)
        with _members(path) as members:
            for name, packed in members:
                with (target / name).open("xb") as plain:
                    copy_within(allowance, iter(partial(packed.read, _CHUNK), b""), plain)
    except (*BROKEN, UnicodeError):
        return None
    return target


def _is_archive(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return tarfile.is_tarfile(path)
    with zipfile.ZipFile(path) as archive:
        return not any(name in _SHEETS for name in archive.namelist())


def _has_tables(path: Path) -> bool:
    """Whether an archive holds texts whose first lines share at most half of their cells, each under its own name."""
    lines: dict[str, set[str]] = {}
    with _members(path) as members:
        for name, packed in members:
            if name in lines or len(lines) >= MAX_FILES:
                return False
            lines[name] = _cells(packed.read(_HEAD))
    headers = [cells for cells in lines.values() if len(cells) > 1]
    return any(
        2 * len(one & other) <= min(len(one), len(other)) and one != other for one in headers for other in headers[:1]
    )


def _has_known(path: Path, presets: Sequence[Preset]) -> bool:
    """Whether an archive of several files, each under its own name, holds one that a preset knows."""
    with _members(path) as members:
        heads = [(name, packed.read(_HEAD)) for name, packed in islice(members, MAX_FILES)]
    names = {name for name, _head in heads}
    return 1 < len(heads) == len(names) and any(has_known_name(name, head, presets) for name, head in heads)


def _cells(head: bytes) -> set[str]:
    """Return the cells of the first line of a text; none where it is no text."""
    if b"\0" in head or head.startswith((b"PAR1", b"\x1f\x8b", b"PK")):
        return set()
    lines = head.decode("utf-8-sig", "replace").splitlines()
    cells = [cell.strip(' "') for cell in _SIGNS.split(lines[0])] if lines else []
    return set() if any(cell[:1].isdigit() or cell[:1] in "{[" for cell in cells) else set(cells)


@contextmanager
def _members(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Yield the safe name of each file of an archive that may be a table, and what reads it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield (
                (_safe(entry.filename), archive.open(entry))
                for entry in archive.infolist()
                if not entry.is_dir() and entry.file_size and not entry.flag_bits & 1 and not why_left(entry.filename)
            )
    else:
        with tarfile.open(path) as tar:
            files = ((entry, tar.extractfile(entry)) for entry in tar if entry.isreg() and not why_left(entry.name))
            yield ((_safe(entry.name), packed) for entry, packed in files if packed is not None and entry.size)


def _safe(name: str) -> str:
    return _NAME.sub("_", name.rsplit("/", 1)[-1])[-_MOST_NAME:].lstrip(".") or "file"
