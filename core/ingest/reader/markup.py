"""Tables that are written as markup: of web pages, whatever their name says, of old workbooks in XML, and rows of XML.

A web table and a sheet become CSV, the elements of other XML that repeat become JSON Lines, which are then read as any
file of these kinds. Nothing that a file names is opened, no entity is resolved.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.ingest.reader.kinds import NoTableError
from core.sentences import Sentence, say

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_LEAST_ROWS, _LEAST_CELLS, _MOST_SPANNED = 2, 2, 1_000
_HEAD, _TAIL = 1 << 12, 1 << 16
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_HELD = {"table", f"{_SHEET}Table"}
"""What holds the rows of one table."""
_AS_CSV = say("Open it in a spreadsheet program and save it as CSV or Excel (.xlsx), then load that.")


def charset_of(path: Path) -> str | None:
    """Return the encoding that a web page says it has, where it reads so; None elsewhere."""
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(_HEAD))
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
        with path.open(encoding=name or "utf-8") as text:
            for _line in text:
                pass
    except (LookupError, UnicodeError):
        return None
    return None if name.startswith("utf") else name or None


def write_web_table(path: Path, name: str, target: Path) -> list[Sentence]:
    """Write the table with the most rows of a web page in UTF-8 as CSV; return notes.

    Raises ``NoTableError`` where no table has two rows and two columns.
    """
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, _TAIL), os.SEEK_END)
        if b"</table" not in file.read().lower():
            raise NoTableError(say("{name} is damaged: the end of its table is missing.", name=name), _AS_CSV)
    n_tables = _write_longest(path, name, target, "tr", is_web=True)
    return [
        say("{name} holds a table as web pages write it; it was read.", name=name)
        if n_tables == 1
        else say("{name}: of {n:,} tables as web pages write them, the one with the most rows was read.", name=name,
                 n=n_tables)
    ]  # fmt: skip


def write_xml_sheet(path: Path, name: str, target: Path) -> list[Sentence]:
    """Write the sheet with the most rows of a workbook in XML (of Excel 2003) as CSV; return notes.

    Raises ``NoTableError`` where no sheet has two rows and two columns.
    """
    n_sheets = _write_longest(path, name, target, f"{_SHEET}Row", is_web=False)
    if n_sheets == 1:
        return [say("{name} is a workbook in XML; its sheet was read.", name=name)]
    return [say("{name}: of {n:,} sheets the one with the most rows was read.", name=name, n=n_sheets)]


def write_elements(path: Path, name: str, target: Path) -> list[Sentence]:
    """Write the elements of XML that repeat as JSON Lines, each with its attributes and what it holds; return notes.

    Raises ``NoTableError`` where none repeats, or the file is damaged.
    """
    depth, tag, n_others = _repeated(path, name)
    with target.open("w", encoding="utf-8") as file, _explained(name):
        for element, level in _elements(path):
            if level == depth and element.tag == tag:
                file.write(json.dumps(_value(element), ensure_ascii=False) + "\n")
            if level <= depth:
                element.clear()
    notes = [say("{name}: each element {tag!r} of the XML is a row.", name=name, tag=_plain(tag))]
    if n_others:
        notes.append(say("{name}: {n:,} other elements beside them were passed over.", name=name, n=n_others))
    return notes


def _write_longest(path: Path, name: str, target: Path, row: str, *, is_web: bool) -> int:
    """Write the longest table as CSV; return how many tables there are."""
    with _explained(name):
        lengths = Counter[int]()
        for place, cells in _rows(path, row, is_web=is_web):
            lengths[place] += len(cells) >= _LEAST_CELLS
        longest, n_rows = max(lengths.items(), key=lambda each: each[1], default=(0, 0))
        if n_rows < _LEAST_ROWS:
            raise NoTableError(say("{name} is a web page, not a table.", name=name) if is_web else
                               say("{name} holds no sheet with a table.", name=name), _AS_CSV)  # fmt: skip
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows(cells for place, cells in _rows(path, row, is_web=is_web) if place == longest)
    return sum(n >= _LEAST_ROWS for n in lengths.values())


def _rows(path: Path, row: str, *, is_web: bool) -> Iterator[tuple[int, list[str]]]:
    """Return the number of the table and the cells of each row, in their order."""
    from lxml import etree

    number, known = 0, None
    events = etree.iterparse(
        str(path), events=("end",), tag=row, html=is_web, encoding="utf-8" if is_web else None,
        resolve_entities=False, no_network=True, remove_comments=True,
    )  # fmt: skip
    for _event, element in events:
        table = next((each for each in element.iterancestors() if each.tag in _HELD), None)
        if table is not known:
            number, known = number + 1, table
        yield number, _web_cells(element) if is_web else _sheet_cells(element)
        element.clear()


def _web_cells(row: _Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("td", "th"):
        spanned = str(cell.get("colspan") or "1")
        n_more = min(int(spanned), _MOST_SPANNED) - 1 if spanned.isdecimal() else 0
        cells += [" ".join("".join(map(str, cell.itertext())).split()), *[""] * n_more]
    return cells


def _sheet_cells(row: _Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_SHEET}Cell"):
        place = str(cell.get(f"{_SHEET}Index") or "")
        if place.isdecimal():
            cells += [""] * (min(int(place), _MOST_SPANNED) - 1 - len(cells))
        cells.append("".join(str(text) for data in cell.iterchildren(f"{_SHEET}Data") for text in data.itertext()))
    return cells


def _repeated(path: Path, name: str) -> tuple[int, str, int]:
    """Return the depth and tag of the elements that repeat next to the root, and how many others stand beside them."""
    counts: dict[int, Counter[str]] = {}
    with _explained(name):
        for element, level in _elements(path):
            counts.setdefault(level, Counter())[str(element.tag)] += 1
            element.clear()
    for level in sorted(set(counts) - {0}):
        [(tag, n)] = counts[level].most_common(1)
        if n >= _LEAST_ROWS:
            return level, tag, counts[level].total() - n
    raise NoTableError(say("{name} holds no elements of XML that repeat.", name=name), _AS_CSV)


def _elements(path: Path) -> Iterator[tuple[_Element, int]]:
    """Return each element as it ends, with how many stand around it."""
    from lxml import etree

    level = 0
    events = etree.iterparse(
        str(path), events=("start", "end"), resolve_entities=False, no_network=True, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    for event, element in events:
        if event == "start":
            level += 1
        else:
            level -= 1
            yield element, level


def _value(element: _Element) -> Any:
    """Return an element as JSON: its text, or its attributes and children by name, those that repeat as a list."""
    found: dict[str, Any] = {_plain(name): str(value) for name, value in element.items()}
    for child in element:
        name, value = _plain(child.tag), _value(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    text = (element.text or "").strip()
    if not found:
        return text
    return found | ({"text": text} if text else {})


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


@contextmanager
def _explained(name: str) -> Iterator[None]:
    from lxml import etree

    try:
        yield
    except etree.XMLSyntaxError as error:
        raise NoTableError(say("{name} is damaged: {why}.", name=name, why=error.msg or ""), _AS_CSV) from error
