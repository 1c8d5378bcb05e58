"""What kind of file it is, by its first bytes and never by its name."""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto
from pathlib import Path

from core.errors import IngestError
from core.sentences import say

_HEAD, _BEGINNING = 1 << 16, 4_000
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<style", b"<title", b"<div", b"<!--")
_SHEET = re.compile(rb"<(?:\w+:)?workbook[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL)
"""A workbook as Excel 2003 writes it in XML."""
_OF_PAGES = re.compile(
    rb"<(center|font|form|h[1-6]|[biup]|br|hr|span|strong|link|script|base|section|main|header)[\s/>]"
)
"""What web pages may begin with as well, where a table stands in them."""
_TABLE, _ROW = re.compile(rb"<table[\s>]"), re.compile(rb"<t[rdh][\s>]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ELEMENTS = re.compile(rb"<[a-z_][\w:.-]*(\s[^<>]*)?/?>(\s*[\r\n]\s*)?<[a-z_/!]")
"""XML that does not say so: elements inside each other, of which no tab or blank makes a line of names."""
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_OTHER = {
    b"ORC": "ORC", b"Obj\x01": "Avro", b"SQLite format 3": "SQLite", b"ARROW1": "Arrow", b"FEA1": "Arrow",
    b"$FL2": "SPSS", b"$FL3": "SPSS", b"<stata_dta>": "Stata", b"r\x01\x01": "Stata", b"r\x02\x01": "Stata",
    b"s\x01\x01": "Stata", b"s\x02\x01": "Stata", b"X\n\x00\x00": "R", b"RDX2\n": "R", b"RDX3\n": "R", b"RDA2\n": "R",
    b"\x89HDF\r\n": "HDF5", b"\x00\x01\x00\x00Standard": "Access",
    **{b"\x80" + bytes([version]): "Python (pickle)" for version in (2, 3, 4, 5)},
}  # fmt: skip
"""First bytes → what wrote them."""
_LATER = {8: (b"DUCK", "DuckDB"), 12: (b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "SAS")}
"""Place → bytes that stand there, and what wrote them."""
_MOST_BSON = 16 << 20
_SQL = re.compile(rb"\s*(--|/\*|(create|drop|insert|begin|set|pragma|use|lock)\s)", re.IGNORECASE)
_STATEMENT = re.compile(rb"^(insert\s+into|create\s+table)\s+\S+.*\(", re.IGNORECASE | re.MULTILINE)
_JSON = re.compile(rb"[\s\x1e]*(\{\s*[\"}]|\{u?'[^']*'\s*:|\[\s*([\{\[\]\"]|-?\d+\s*,))")
WHAT_TO_GIVE = say("Give a CSV, Excel, JSON, XML or Parquet file, an archive, or a folder of such files.")


class Kind(Enum):
    """How a file is read."""

    TEXT = auto()
    JSON = auto()
    EXCEL = auto()
    PARQUET = auto()
    WEB_TABLE = auto()
    XML_SHEET = auto()
    XML = auto()


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
    plain = head[2:].replace(b"\0", b"") if head.startswith(_WIDE) else head
    start = plain.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:_BEGINNING].lower()
    if start.startswith(b"<") and (markup := _markup(start, plain.lower())):
        return markup
    _refuse_other_kinds(name, head, plain, start)
    return Kind.JSON if _JSON.match(head.removeprefix(codecs.BOM_UTF8)) else Kind.TEXT


def _markup(start: bytes, page: bytes) -> Kind | None:
    """Return how to read markup by its first signs in small letters; None for a page without a table, and for text."""
    if _SHEET.search(start):
        return Kind.XML_SHEET
    if start.startswith(_MARKUP) or b"<html" in start or (_TABLE.match(start) and _ROW.search(start)):
        return Kind.WEB_TABLE if _has_table(page) else None
    if _OF_PAGES.match(start) and _has_table(page):
        return Kind.WEB_TABLE
    return Kind.XML if start.startswith((b"<?xml", b"<!doctype")) or _ELEMENTS.match(start) else None


def _has_table(page: bytes) -> bool:
    table = _TABLE.search(page)
    return table is not None and _ROW.search(page, table.end()) is not None


def _refuse_other_kinds(name: str, head: bytes, plain: bytes, start: bytes) -> None:
    if start.startswith(_MARKUP) or (start.startswith(b"<?xml") and b"<html" in start):
        raise NoTableError(
            say("{name} is a web page, not a table.", name=name), say("Download the file itself, then load it.")
        )
    if head.startswith(b"%PDF"):
        raise NoTableError(say("{name} is a PDF, not a table.", name=name), WHAT_TO_GIVE)
    if head.startswith(_PICTURES):
        raise NoTableError(say("{name} is a picture or a sound, not a table.", name=name), WHAT_TO_GIVE)
    what = _other_kind(plain)
    if what:
        raise NoTableError(
            say("{name} is a file of {what}, which is not read.", name=name, what=what),
            say("Export it as CSV or Parquet, then load that."),
        )
    if not head.strip(codecs.BOM_UTF8 + b" \t\r\n") and len(head) < _HEAD:
        raise NoTableError(say("{name} is empty.", name=name), WHAT_TO_GIVE)


def _other_kind(head: bytes) -> str:
    """Return what wrote a file that is not read; "" for any other."""
    later = (what for place, (mark, what) in _LATER.items() if head[place:].startswith(mark))
    known = next((what for mark, what in _OTHER.items() if head.startswith(mark)), "") or next(later, "")
    if known:
        return known
    n_bytes = int.from_bytes(head[:4], "little")
    if 4 < n_bytes < min(len(head), _MOST_BSON) + 1 and head[n_bytes - 1] == 0 and 0 < head[4] < 0x14:
        return "BSON"
    return "SQL" if _SQL.match(head) and _STATEMENT.search(head) else ""
