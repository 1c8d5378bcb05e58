"""Find the files of a log and make them readable: unpacked, UTF-8, and really a table."""

from __future__ import annotations

import codecs
import gzip
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import IngestError
from core.sentences import say

_TABLE_SUFFIXES = {".csv", ".tsv", ".txt", ".dat", ".parquet", ".pq", ".gz"}
_SNIFF_BYTES = 1_000_000
_CHUNK = 1 << 24
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WHAT_TO_GIVE = say("Give a CSV or Parquet file, or a folder of such files.")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that DuckDB can read."""

    name: str
    """As people know it."""
    path: Path
    """Where the readable form lies: the file itself, or a copy in the scratch folder."""
    is_parquet: bool
    notes: tuple[str, ...] = ()


def find_files(path: Path) -> list[Path]:
    """Return the file itself, or the tables in a folder ordered by name."""
    if not path.exists():
        raise IngestError(say("There is no file or folder {path}.", path=str(path)), say("Check the path."))
    if path.is_file():
        return [path]
    found = sorted(each for each in path.iterdir() if _is_table(each))
    for each in found:
        _check_access(each)
    if not found:
        raise IngestError(say("The folder {path} holds no CSV or Parquet file.", path=str(path)), _WHAT_TO_GIVE)
    if len({is_parquet(each) for each in found}) > 1:
        raise IngestError(
            say("The folder {path} mixes CSV and Parquet files.", path=str(path)), say("Keep one kind in the folder.")
        )
    return found


def is_parquet(path: Path) -> bool:
    """Whether the first bytes are those of Parquet."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def prepare(path: Path, scratch: Path, encoding: str | None = None) -> InputFile:
    """Unpack and transcode a file where needed, into ``scratch``.

    ``encoding`` is given where a published layout fixes it; else it is found out.
    """
    _check_access(path)
    if path.stat().st_size == 0:
        raise IngestError(say("{file} is empty.", file=path.name), _WHAT_TO_GIVE)
    if is_parquet(path):
        return InputFile(path.name, path, is_parquet=True)
    readable = path
    notes: list[str] = []
    if _head(path).startswith(b"\x1f\x8b"):
        readable = _unpack(path, scratch)
        notes.append(say("{file} was unpacked.", file=path.name))
    head = _head(readable)
    _refuse_other_kinds(path.name, head)
    found = encoding or _encoding(readable, head)
    if found not in ("utf-8", "utf-8-sig"):
        readable = _transcode(readable, found, scratch)
        notes.append(say("{file} is written in {found}; it was converted to UTF-8.", file=path.name, found=found))
    return InputFile(path.name, readable, is_parquet=False, notes=tuple(notes))


def free_path(scratch: Path, name: str) -> Path:
    """Return a path in a folder that nothing has yet."""
    return scratch / f"{len(list(scratch.iterdir()))}_{name}"


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in _TABLE_SUFFIXES and path.name[0] not in "._"


def _check_access(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise IngestError(
            say("{file} cannot be opened: {why}.", file=path.name, why=str(error.strerror)),
            say("Check who may read it."),
        ) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SNIFF_BYTES)


def _refuse_other_kinds(name: str, head: bytes) -> None:
    start = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise IngestError(
            say("{name} is a web page, not a table.", name=name), say("Download the file itself, then load it.")
        )
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise IngestError(
            say("{name} is an Excel or zip file.", name=name), say("Save the sheet as CSV (UTF-8), then load that.")
        )
    if start.startswith((b"{", b"[{")):
        raise IngestError(
            say("{name} is JSON, not a table.", name=name), say("Convert it to CSV or Parquet, then load that.")
        )
    if head.startswith(b"%PDF"):
        raise IngestError(say("{name} is a PDF, not a table.", name=name), _WHAT_TO_GIVE)
    if not head.strip(codecs.BOM_UTF8 + b" \t\r\n"):
        raise IngestError(say("{name} is empty.", name=name), _WHAT_TO_GIVE)


def _encoding(path: Path, head: bytes) -> str:
    for bom, name in _BOMS.items():
        if head.startswith(bom):
            return name
    if b"\0" not in head and _is_utf8(path):
        return "utf-8"
    return _guess_encoding(path.name, head)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            if not chunk.isascii() or decoder.getstate()[0]:
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _guess_encoding(name: str, head: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = b"\n".join(line for line in head.split(b"\n")[:-1] if not line.isascii())[:100_000]
    best = from_bytes(head[:100_000] if b"\0" in head else sample or head).best()
    if best is None or (b"\0" in head and not best.encoding.startswith("utf_")):
        raise IngestError(
            say("{name} is neither text in a known encoding nor Parquet.", name=name), say("Save it as CSV (UTF-8).")
        )
    return "gb18030" if best.encoding in ("gb2312", "gbk") else best.encoding


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _unpack(path: Path, scratch: Path) -> Path:
    target = free_path(scratch, path.stem)
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, _CHUNK)
    except (OSError, EOFError) as error:
        raise IngestError(
            say("{file} cannot be unpacked: {why}.", file=path.name, why=str(error)),
            say("Compress it again, or unpack it first."),
        ) from error
    return target


def _transcode(path: Path, encoding: str, scratch: Path) -> Path:
    target = free_path(scratch, path.name)
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as plain,
        ):
            shutil.copyfileobj(source, plain, _CHUNK)
    except UnicodeError as error:
        raise IngestError(
            say("{file} is not all in {encoding}: {why}.", file=path.name, encoding=encoding, why=str(error)),
            say("Save it as CSV (UTF-8)."),
        ) from error
    return target
