"""Cells that hold objects, as warehouses, analytics tools and shops write properties and items: paths become columns.

A list of objects that are lines of an order, or events, gives one row for each of them; other lists, such as reviews,
images and addresses, stay in their cells. Objects in the spelling of Python, as pandas writes them, are read too.
"""

from __future__ import annotations

import ast
import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.ingest.reader.joined import (
    LINE_ITEMS,
    Joined,
    counted,
    is_counted,
    is_labelled,
    is_line_item,
    labelled,
    line_item,
)
from core.ingest.reader.nested import Parts, rows_of
from core.ingest.reader.plain_lists import ORDER, find_lists, lines_of, may_list, needs_order
from core.ingest.reader.repair import Repaired
from core.ingest.reader.rows import Raw
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal

_LOOKED_AT, _ENOUGH = 1_000, 1_000
"""Cells that are looked at, and signs of each by which it is known."""
_SPACES = literal("\t\n\f\r ")
_CHUNK = 10_000
_MOSTLY = 0.5
_LONGEST = 1_000_000
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_BETWEEN = re.compile(r"\}\s+\{")
"""Objects of a list without a comma, as numpy prints them."""
_BEGINS = re.compile(
    r"(\{|\[[\t\n\f\r ]*[\{\"'\d]|\w+:|\d+ ?[×x] |.* [×x] ?\d+[\t\n\f\r ]*\Z"
    r"|[^:,|;]+:[^|]*, [^:,|;]+:)",
    re.ASCII,
)
"""What a cell with objects begins with, loosely: what is found so is looked at closely."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Which columns of a table hold objects."""

    readers: Mapping[str, Callable[[str | None], Any]] = field(default_factory=dict)
    """Column → what reads its cells."""
    lines: tuple[str, ...] = ()
    """Columns that hold one line of an order each."""
    lists: Mapping[str, Joined | None] = field(default_factory=dict)
    """Columns that list plain values, which are lines of an order together, and the sign between these."""

    @property
    def columns(self) -> list[str]:
        """All of them."""
        return [*self.readers, *self.lines, *self.lists]


def find_objects(scratch: Scratch, sql: str, headers: Sequence[str], n_rows: int) -> Objects:
    """Find the columns of a table whose cells mostly are objects, or lists of them."""
    columns = begun(scratch, sql, len(headers))
    first = columns[0]
    share_blank(scratch, sql, lambda: first)
    if n_rows > _LOOKED_AT:
        more = begun(scratch, sql, len(headers), max(n_rows // 2, _LOOKED_AT))
        columns = [(*first, *second) for first, second in zip(columns, more, strict=True)]
    likely = [
        place for place, column in enumerate(columns) if _mostly_begins(column) or may_list(headers[place], column)
    ]
    readers: dict[str, Callable[[str | None], Any]] = {}
    lines, others = [], {}
    for place, column in zip(likely, _whole_columns(scratch, sql, likely), strict=True):
        header, texts = headers[place], [text for text in column if text and text.strip()]
        if sum(not isinstance(parsed(text), str) for text in texts) > _MOSTLY * len(texts):
            readers[header] = parsed
        elif is_counted(texts):
            readers[header] = counted
        elif is_labelled(texts):
            readers[header] = labelled
        elif is_line_item(header, texts):
            lines.append(header)
        else:
            others[header] = texts
    return Objects(readers, tuple(lines), find_lists(headers, others))


def share_blank(scratch: Scratch, sql: str, first: Callable[[], Sequence[str | None]]) -> float:
    """Return the share of a table's ``first`` cells of its first column that are blank, which is found once."""

    def find() -> float:
        cells = first()
        return sum(not (text and text.strip()) for text in cells) / max(len(cells), 1)

    return scratch.once(("share blank", sql), find)


def begun(scratch: Scratch, sql: str, n_columns: int, start: int = 0) -> Sequence[Sequence[str | None]]:
    """Return what some cells of each column from a row on begin with, without blanks before it."""
    cells = ", ".join(f"left(ltrim(c{place}, {_SPACES}), {_ENOUGH})" for place in range(n_columns))
    where = f"row_no >= {start} and row_no < {start + _LOOKED_AT}"
    rows = scratch.rows(f"select {cells} from {sql} where {where}")  # noqa: S608 - our own names
    return list(zip(*rows, strict=True)) or [()] * n_columns


def _mostly_begins(column: Sequence[str | None]) -> bool:
    filled = [text for text in column if text]
    return sum(_BEGINS.match(text) is not None for text in filled) > _MOSTLY * len(filled)


def _whole_columns(scratch: Scratch, sql: str, places: Sequence[int]) -> Sequence[Sequence[str | None]]:
    """Return the first cells of columns, whole."""
    if not places:
        return []
    cells = ", ".join(f"c{place}" for place in places)
    rows = scratch.rows(f"select {cells} from {sql} where row_no < {_LOOKED_AT} order by row_no")  # noqa: S608 - our own names
    return list(zip(*rows, strict=True)) or [() for _ in places]


def explode(scratch: Scratch, name: str, raw: Raw) -> Division | None:
    """Make columns of what is in the objects of a table, and a row of each line of an order; None where it has none."""
    objects = find_objects(scratch, raw.sql, raw.headers, raw.found.n_rows)
    if not objects.columns:
        return None
    is_numbered = bool(objects.lists) and needs_order(raw.headers)
    kept: set[str] = set()

    def divided(row_no: int, texts: Mapping[str, str | None]) -> list[dict[str, Any]]:
        record = _record(dict(texts), objects)
        record |= {ORDER: str(row_no + 1)} if is_numbered else {}
        rows = rows_of(record, is_list=_is_items(objects))
        kept.update(each for each in objects.readers if each in rows[0] and _is_list_of_objects(record[each]))
        return rows

    return Division(divided, lambda n_before, n_after: _notes_on(name, objects, kept, n_before, n_after))


@dataclass(frozen=True, slots=True)
class Division:
    """How each row of a table becomes others."""

    divided: Callable[[int, Mapping[str, str | None]], list[dict[str, Any]]]
    """Number and cells of a row → the rows that it becomes."""
    notes: Callable[[int, int], tuple[Sentence, ...]]
    """Rows before and after → what to say of that."""


def add_divided(scratch: Scratch, raw: Raw, division: Division, parts: Parts) -> Repaired:
    """Add to ``parts`` what the rows of a table become; return where rows start now."""
    now = replace(raw.found, n_rows=0, row_breaks=array("q"), line_breaks=array("q"), next_line=-1)
    for row_no, cells in _rows_in_parts(scratch, raw.sql, len(raw.headers), raw.found.n_rows):
        rows = division.divided(row_no, dict(zip(raw.headers, cells, strict=True)))
        parts.add_record(rows)
        for _ in rows:
            now.add_row(line_of(raw.found, row_no))
    parts.flush()
    return now


def _notes_on(name: str, objects: Objects, kept: Collection[str], n_before: int, n_after: int) -> tuple[Sentence, ...]:
    """Say which columns hold objects, which lists stay in their cells, and how many rows there are now."""
    listed = ", ".join(each for each, joined in objects.lists.items() if joined)
    opened = ", ".join(each for each in objects.columns if each not in kept and not objects.lists.get(each))
    left = ", ".join(each for each in objects.columns if each in kept)
    notes = (
        (opened, say("{file}: {columns} hold objects; what is in them became columns.", file=name, columns=opened)),
        (
            listed,
            say("{file}: cells of {columns} name several items, with a sign between them.", file=name, columns=listed),
        ),
        (
            left,
            say(
                "{file}: {columns} hold lists that are no lines of an order; they stay in their cells and repeat no "
                "row.",
                file=name,
                columns=left,
            ),
        ),
        (
            n_before != n_after,
            say(
                "{file}: {n:,} records became {m:,} rows, one for each item in them.", file=name, n=n_before, m=n_after
            ),
        ),
    )
    return tuple(note for is_so, note in notes if is_so)


def parsed(text: str | None) -> Any:
    """Return the object, or the list of objects, that a cell holds; the text itself where it is none.

    >>> parsed('{"sku": "A", "price": 2.50}'), parsed("[{'sku': 'A'}]"), parsed("{A}")
    ({'sku': 'A', 'price': '2.50'}, [{'sku': 'A'}], '{A}')
    """
    plain = text.strip() if text else ""
    if not plain.startswith(("{", "[")) or len(plain) > _LONGEST:
        return text
    for read in (_DECODER.decode, _of_python):
        try:
            value = read(plain)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return value if isinstance(value, dict) or _is_list_of_objects(value) else text
    return text


def _of_python(text: str) -> Any:
    return ast.literal_eval(_BETWEEN.sub("}, {", text))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _record(record: dict[str, Any], objects: Objects) -> dict[str, Any]:
    """Return a row with its objects in the place of their texts."""
    record |= {header: read(record[header]) for header, read in objects.readers.items()}
    if objects.lines:
        record[LINE_ITEMS] = [line_item(text) for header in objects.lines if (text := record.pop(header))]
    if objects.lists:
        record[LINE_ITEMS] = lines_of({header: record.pop(header) for header in objects.lists}, objects.lists)
    return record


def _is_items(objects: Objects) -> Callable[[str], bool]:
    """Return which lists give rows beside those that are named like items."""
    counts = {header for header, read in objects.readers.items() if read in (counted, labelled)}
    return lambda path: path in counts


def _rows_in_parts(
    scratch: Scratch, sql: str, n_columns: int, n_rows: int
) -> Iterator[tuple[int, Sequence[str | None]]]:
    """Yield number and cells of the rows of a table, some thousands read at once."""
    cells = ", ".join(f"c{place}" for place in range(n_columns))
    for start in range(0, n_rows, _CHUNK):
        where = f"row_no >= {start} and row_no < {start + _CHUNK}"
        for row_no, *texts in scratch.rows(f"select row_no, {cells} from {sql} where {where} order by row_no"):  # noqa: S608
            yield row_no, texts


def line_of(found: Repaired, row_no: int) -> int:
    """Return the physical line where a row starts."""
    place = bisect_right(found.row_breaks, row_no) - 1
    return found.line_breaks[place] + row_no - found.row_breaks[place]
