"""Open what files are packed in: gzip, Zstandard, xz, bzip2, zip and tar, and a zip or tar inside one of these.

Everything streams into the scratch folder.

No name inside an archive is ever used as a path, and links are passed over.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

import zstandard

from core.errors import IngestError
from core.ingest.reader.files import MAX_FILES, why_left
from core.ingest.reader.limits import Allowance, copy_within, explain
from core.sentences import Sentence, say

_CHUNK = 1 << 20
_GZIP, _ZSTD, _ZIP, _XZ, _BZIP2 = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"\xfd7zXZ", b"BZh"
_PACKED = (_GZIP, _ZSTD, _XZ, _BZIP2)
_TAR_AT, _TAR = 257, b"ustar"
_OFFICE, _OFFICE_MARK = ("word/", "ppt/"), "[Content_Types].xml"
_SHEET_NAMES = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
BROKEN = (
    OSError, EOFError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError,
    zstandard.ZstdError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file, or one file of an archive."""

    name: str
    """As people know it."""
    path: Path
    """Where it lies, unpacked."""
    notes: tuple[str, ...] = ()
    is_alone: bool = True
    """Whether it was named by itself: then it must be a table; beside others it may be passed over."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What the folders it lies in say of all its rows, as in ``date=2026-03``."""
    names: frozenset[str] = frozenset()
    """Columns by one of which a first line is known to be the header."""
    is_nested: bool = False
    """Whether it is an archive that lies in another one."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file of an archive that is not read."""

    note: str


def open_containers(member: Member, scratch: Path) -> Iterator[Member | PassedOver]:
    """Yield the file itself, or what is in it, however it is packed."""
    head = _head(member.path)
    try:
        if head.startswith(_ZIP) and not _is_workbook(member.path):
            yield from _open_zip(member, scratch)
        elif head[_TAR_AT:].startswith(_TAR):
            yield from _open_tar(member, scratch)
        elif head.startswith(_PACKED):
            yield from _open_packed(member, scratch, head)
        elif head.startswith((b"Rar!", b"7z\xbc\xaf")):
            raise IngestError(
                say("{file} is an archive of a kind that is not read.", file=member.name),
                say("Unpack it, then load what it holds."),
            )
        else:
            yield member
    except BROKEN as error:
        if getattr(error, "errno", None):
            raise explain(error, member.name) from error  # type: ignore[arg-type]
        raise IngestError(
            say("{file} cannot be unpacked: {why}.", file=member.name, why=_why_broken(error)),
            say("Compress it again, or unpack it first."),
        ) from error


def _why_broken(error: Exception) -> Sentence:
    """Say what is wrong with a packed file, in the words of people."""
    text = str(error).lower()
    if isinstance(error, EOFError) or "truncated" in text or "unexpected end" in text or "incomplete" in text:
        return say("its end is missing")
    if isinstance(error, zipfile.BadZipFile) and "not a zip file" in text:
        return say("it begins like a zip file and is none")
    if isinstance(error, RuntimeError) and ("password" in text or "encrypted" in text):
        return say("it is encrypted")
    if isinstance(error, gzip.BadGzipFile) and "crc" not in text and "length" not in text:
        return say("something that is not compressed stands behind its content")
    return say("its content is damaged")


def free_path(scratch: Path, name: str) -> Path:
    """Return a path in a folder that nothing has yet."""
    return scratch / f"{len(list(scratch.iterdir()))}_{name}"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_TAR_AT + 8)


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name in _SHEET_NAMES for name in archive.namelist())


def _open_packed(member: Member, scratch: Path, head: bytes) -> Iterator[Member | PassedOver]:
    """Unpack one compressed file, which may be a tar."""
    target = free_path(scratch, "unpacked")
    allowance = Allowance(member.path, member.name, scratch)
    with _decompressed(member.path, head) as packed:
        _save(packed, target, allowance)
    name = member.name[: -len(_suffix(member.name))] if _suffix(member.name) else member.name
    note = say("{file} was unpacked.", file=member.name)
    inner = replace(member, path=target, notes=(*member.notes, note))
    if _head(target)[_TAR_AT:].startswith(_TAR):
        yield from _open_tar(replace(inner, name=name), scratch)
        target.unlink()
    elif _head(target).startswith(_PACKED) and not member.is_nested:  # packed twice, as some servers do
        yield from _open_packed(replace(member, path=target, is_nested=True), scratch, _head(target))
        target.unlink()
    else:
        yield inner


def _decompressed(path: Path, head: bytes) -> IO[bytes]:
    if head.startswith(_GZIP):
        return cast(IO[bytes], gzip.open(path))
    if head.startswith(_XZ):
        return cast(IO[bytes], lzma.open(path))
    if head.startswith(_BZIP2):
        return cast(IO[bytes], bz2.open(path))
    return cast(IO[bytes], zstandard.open(path, "rb"))


def _suffix(name: str) -> str:
    return next((each for each in (".gz", ".zst", ".zstd", ".gzip", ".xz", ".bz2") if name.lower().endswith(each)), "")


def _open_zip(member: Member, scratch: Path) -> Iterator[Member | PassedOver]:
    allowance = Allowance(member.path, member.name, scratch)
    with zipfile.ZipFile(member.path) as archive:
        entries = sorted(archive.infolist(), key=lambda each: each.filename)
        names = [entry.filename for entry in entries]
        if _OFFICE_MARK in names and any(name.startswith(_OFFICE) for name in names):
            yield PassedOver(
                say("{file} was passed over: {why}.", file=member.name, why=say("it holds text or slides"))
            )
            return
        _check_number(len(entries), member.name)
        for entry in entries:
            if entry.is_dir():
                continue
            is_link = entry.external_attr >> 28 == 0xA
            why = _why_not(entry.filename, entry.file_size, is_link, is_locked=bool(entry.flag_bits & 1))
            if why:
                yield _passed_over(member, entry.filename, why)
                continue
            with archive.open(entry) as packed:
                yield from _inner(member, entry.filename, packed, scratch, allowance)


def _open_tar(member: Member, scratch: Path) -> Iterator[Member | PassedOver]:
    allowance = Allowance(member.path, member.name, scratch)
    with tarfile.open(member.path) as archive:
        for number, entry in enumerate(archive, 1):
            _check_number(number, member.name)
            if entry.isdir():
                continue
            why = _why_not(entry.name, entry.size, not entry.isreg(), is_locked=False)
            packed = None if why else archive.extractfile(entry)
            if packed is None:
                yield _passed_over(member, entry.name, why)
            else:
                with packed:
                    yield from _inner(member, entry.name, packed, scratch, allowance)


def _check_number(n_entries: int, name: str) -> None:
    if n_entries > MAX_FILES:
        raise IngestError(
            say("{file} holds more than {n:,} files.", file=name, n=MAX_FILES), say("Unpack it and give one folder.")
        )


def _inner(
    member: Member, name: str, packed: IO[bytes], scratch: Path, allowance: Allowance
) -> Iterator[Member | PassedOver]:
    """Save one file of an archive; unpack it once more where it is compressed by itself."""
    target = free_path(scratch, "member")
    _save(packed, target, allowance)
    inner = replace(member, name=f"{member.name}/{name}", path=target, is_alone=False, columns=partitions(name))
    head = _head(target)
    if head.startswith(_PACKED):
        yield from _open_packed(inner, scratch, head)
    elif head[_TAR_AT:].startswith(_TAR) or (head.startswith(_ZIP) and not _is_workbook(target)):
        yield from _nested(member, name, inner, head, scratch)
        target.unlink()
    else:
        yield inner


def _nested(member: Member, name: str, inner: Member, head: bytes, scratch: Path) -> Iterator[Member | PassedOver]:
    """Open an archive that lies in an archive; what lies deeper is passed over."""
    if member.is_nested:
        yield _passed_over(member, name, say("it is an archive inside an archive"))
        return
    opened = _open_zip if head.startswith(_ZIP) else _open_tar
    yield from opened(replace(inner, is_nested=True), scratch)


def partitions(name: str) -> dict[str, str]:
    """Read the columns that folders named ``column=value`` give.

    >>> partitions("date=2026-03/country=DE/part-0.csv")
    {'date': '2026-03', 'country': 'DE'}
    """
    pairs = (part.partition("=") for part in name.split("/")[:-1])
    return {column: value for column, equals, value in pairs if equals and column}


def _save(packed: IO[bytes], target: Path, allowance: Allowance) -> None:
    with target.open("wb") as plain:
        copy_within(allowance, iter(lambda: packed.read(_CHUNK), b""), plain)


def _why_not(name: str, n_bytes: int, is_link: bool, is_locked: bool) -> str:
    if is_link:
        return say("it is a link or a device")
    if is_locked:
        return say("it is encrypted")
    return why_left(name) or (say("it is empty") if n_bytes == 0 else "")


def _passed_over(member: Member, name: str, why: str) -> PassedOver:
    return PassedOver(say("{file} was passed over: {why}.", file=f"{member.name}/{name}", why=why))
