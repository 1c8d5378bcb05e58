"""What kind of file it is, by its first bytes and never by its name."""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto
from pathlib import Path

from core.errors import IngestError
from core.sentences import say

_HEAD = 1 << 16
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_OTHER = {b"ORC": "ORC", b"Obj\x01": "Avro", b"SQLite format 3": "SQLite"}
_JSON = re.compile(rb"\s*(\{\s*[\"}]|\[\s*[\{\[\]])")
_WHAT_TO_GIVE = say("Give a CSV, Excel, JSON or Parquet file, an archive, or a folder of such files.")


class Kind(Enum):
    """How a file is read."""

    TEXT = auto()
    JSON = auto()
    EXCEL = auto()
    PARQUET = auto()


class NoTableError(IngestError):
    """A file is no table; beside tables it is passed over."""


def kind_of(path: Path, name: str) -> Kind:
    """Return how to read a file; raise ``NoTableError`` for what is known to be no table."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith((_ZIP, _OLD_OFFICE)):
        return Kind.EXCEL
    _refuse_other_kinds(name, head)
    return Kind.JSON if _JSON.match(head.removeprefix(codecs.BOM_UTF8)) else Kind.TEXT


def _refuse_other_kinds(name: str, head: bytes) -> None:
    start = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:200].lower()
    if start.startswith(_MARKUP):
        raise NoTableError(
            say("{name} is a web page, not a table.", name=name), say("Download the file itself, then load it.")
        )
    if head.startswith(b"%PDF"):
        raise NoTableError(say("{name} is a PDF, not a table.", name=name), _WHAT_TO_GIVE)
    if head.startswith(_PICTURES):
        raise NoTableError(say("{name} is a picture or a sound, not a table.", name=name), _WHAT_TO_GIVE)
    for start_of, what in _OTHER.items():
        if head.startswith(start_of):
            raise NoTableError(
                say("{name} is a file of {what}, which is not read.", name=name, what=what),
                say("Export it as CSV or Parquet, then load that."),
            )
    if not head.strip(codecs.BOM_UTF8 + b" \t\r\n") and len(head) < _HEAD:
        raise NoTableError(say("{name} is empty.", name=name), _WHAT_TO_GIVE)
