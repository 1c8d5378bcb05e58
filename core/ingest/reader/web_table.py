"""Tables that web pages hold, whatever the name of the file is, and sheets of workbooks in XML, as CSV.

The table with the most rows is taken. Nothing that a file names is opened, and no entity is resolved.
"""

from __future__ import annotations

import codecs
import csv
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import IngestError
from core.ingest.names.words import word_set
from core.ingest.reader.dialect import MAX_COLUMNS
from core.ingest.reader.kinds import NoTableError
from core.ingest.reader.limits import Allowance
from core.sentences import Sentence, say

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_LEAST_ROWS, _LEAST_CELLS, _MOST_SPANNED = 2, 2, 1_000
_HEAD, _TAIL, _CHUNK = 1 << 12, 1 << 16, 1 << 20
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_AS_WINDOWS = ("iso8859-1", "ascii")
"""Encodings that browsers read as Windows-1252."""
_BREAKS = word_set("br p div li tr td")
_UNSEEN = word_set("script style")
SAVE_AS = say("Open it in a spreadsheet program and save it as CSV or Excel (.xlsx), then load that.")


def charset_of(path: Path) -> str | None:
    """Return the encoding that a web page says it has, where it reads so; None elsewhere."""
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(_HEAD))
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
        name = "cp1252" if name in _AS_WINDOWS else name
        with path.open(encoding=name or "utf-8") as text:
            while text.read(_CHUNK):
                pass
    except (LookupError, UnicodeError):
        return None
    return None if name.startswith("utf") else name or None


def write_web_table(path: Path, name: str, target: Path) -> list[Sentence]:
    """Write the table with the most rows of a web page in UTF-8 as CSV; return notes.

    A cell that stands over several rows is in each of them, one over several columns in the first.

    Raises ``NoTableError`` where no table has two rows and two columns, or the end of the page is missing.
    """
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, _TAIL), os.SEEK_END)
        if b"</table" not in file.read().lower():
            raise NoTableError(say("{name} is damaged: the end of its table is missing.", name=name), SAVE_AS)
    with explained(name):
        lengths = Counter[int]()
        for place, cells in _web_rows(path):
            lengths[place] += len(cells) >= _LEAST_CELLS
        longest, n_rows = max(lengths.items(), key=lambda each: each[1], default=(0, 0))
        if n_rows < _LEAST_ROWS:
            raise NoTableError(say("{name} is a web page, not a table.", name=name), SAVE_AS)
        _write((cells for place, cells in _web_rows(path) if place == longest), path, name, target)
    n_tables = sum(n >= _LEAST_ROWS for n in lengths.values())
    if n_tables == 1:
        return [say("{name} holds a table as web pages write it; it was read.", name=name)]
    return [
        say(
            "{name}: of {n:,} tables as web pages write them, the one with the most rows was read.",
            name=name,
            n=n_tables,
        )
    ]


def write_xml_sheet(path: Path, name: str, target: Path, sheet: str | None) -> list[Sentence]:
    """Write a sheet of a workbook in XML (of Excel 2003) as CSV: the one asked for or that of most rows; return notes.

    Raises ``IngestError`` where there is no such sheet, ``NoTableError`` where none has two rows and two columns.
    """
    with explained(name):
        lengths = Counter[str]()
        for title, cells in _sheet_rows(path):
            lengths[title] += len(cells) >= _LEAST_CELLS
        if sheet is not None and sheet not in lengths:
            raise IngestError(
                say("{name} has no sheet {sheet!r}.", name=name, sheet=sheet),
                say("It has {sheets}.", sheets=", ".join(lengths)),
            )
        chosen = sheet if sheet is not None else max(lengths, key=lambda each: lengths[each], default="")
        if lengths[chosen] < _LEAST_ROWS:
            raise NoTableError(say("{name} holds no sheet with a table.", name=name), SAVE_AS)
        _write((cells for title, cells in _sheet_rows(path) if title == chosen), path, name, target)
    notes = [say("{name}: the sheet {sheet!r} was read.", name=name, sheet=chosen)]
    if others := [each for each in lengths if each != chosen]:
        notes.append(
            say("{name}: the sheets {others} were passed over; choose one with --sheet.", name=name,
                others=", ".join(others))
        )  # fmt: skip
    return notes


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what is wrong with markup into a sentence."""
    from lxml import etree

    try:
        yield
    except etree.XMLSyntaxError as error:
        raise NoTableError(say("{name} is damaged: {why}.", name=name, why=error.msg or ""), SAVE_AS) from error


def _write(rows: Iterator[list[str]], path: Path, name: str, target: Path) -> None:
    allowance = Allowance(path, name, target.parent)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for cells in rows:
            allowance.take(sum(map(len, cells)) + len(cells))
            writer.writerow(cells)


def _web_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Return the number of the table and the cells of each row, in their order."""
    from lxml import etree

    numbers: dict[_Element, int] = {}
    spanned: dict[int, dict[int, tuple[int, str]]] = {}
    with path.open("rb") as file:
        events = etree.iterparse(
            file, events=("end",), tag="tr", html=True, encoding="utf-8", resolve_entities=False, no_network=True,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for _event, element in events:
            table = next(element.iterancestors("table"), None)
            if table is not None:
                number = numbers.setdefault(table, len(numbers))
                yield number, _web_cells(element, spanned.setdefault(number, {}))
            element.clear()


def _web_cells(row: _Element, spanned: dict[int, tuple[int, str]]) -> list[str]:
    """Return the cells of a row; ``spanned``: by place the cells from above that go on, with how many rows they do."""
    cells: list[str] = []

    def go_on() -> None:
        while len(cells) in spanned and len(cells) <= MAX_COLUMNS:
            n_more, text = spanned.pop(len(cells))
            if n_more > 1:
                below[len(cells)] = (n_more - 1, text)
            cells.append(text)

    below: dict[int, tuple[int, str]] = {}
    for cell in row.iterchildren("td", "th"):
        go_on()
        if len(cells) > MAX_COLUMNS:
            break
        text, n_rows = " ".join("".join(_pieces(cell)).split()), _span(cell, "rowspan")
        for place in range(_span(cell, "colspan")):
            if n_rows > 1:
                below[len(cells)] = (n_rows - 1, "" if place else text)
            cells.append("" if place else text)
    go_on()
    spanned.update(below)
    return cells[: MAX_COLUMNS + 1]


def _span(cell: _Element, name: str) -> int:
    text = str(cell.get(name) or "1")
    return max(min(int(text), _MOST_SPANNED), 1) if text.isdecimal() and text.isascii() else 1


def _pieces(element: _Element) -> Iterator[str]:
    """Return the texts of a cell as they are seen."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield " " if child.tag in _BREAKS else ""
            yield from _pieces(child)
            yield " " if child.tag in _BREAKS else ""
        yield child.tail or ""


def _sheet_rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Return the name of the sheet and the cells of each row."""
    from lxml import etree

    with path.open("rb") as file:
        events = etree.iterparse(
            file, events=("end",), tag=f"{_SHEET}Row", resolve_entities=False, no_network=True, remove_comments=True
        )
        for _event, element in events:
            sheet = next(element.iterancestors(f"{_SHEET}Worksheet"), None)
            yield str((sheet.get(f"{_SHEET}Name") if sheet is not None else "") or ""), _sheet_cells(element)
            element.clear()


def _sheet_cells(row: _Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_SHEET}Cell"):
        place, merged = (str(cell.get(f"{_SHEET}{name}") or "") for name in ("Index", "MergeAcross"))
        if place.isdecimal():
            cells += [""] * (min(int(place), MAX_COLUMNS) - 1 - len(cells))
        cells.append("".join(str(text) for data in cell.iterchildren(f"{_SHEET}Data") for text in data.itertext()))
        cells += [""] * (min(int(merged), _MOST_SPANNED) if merged.isdecimal() else 0)
        if len(cells) > MAX_COLUMNS:
            break
    return cells[: MAX_COLUMNS + 1]
