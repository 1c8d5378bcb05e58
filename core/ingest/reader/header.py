"""Where the header of a table is: not always in line 1, and not always there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.ingest.names.naming import EXACT, certainty
from core.ingest.reader.dialect import BLANKS, Dialect, unique_headers
from core.ingest.reader.repair import is_rule
from core.ingest.reader.wide import period_of
from core.ingest.values.looks import is_short
from core.sentences import Sentence, say, say_n

_NUMBER_OR_TIME = re.compile(r"\s*[-+$€£¥(]?\s*\d[\d.,:/ TZ+%)€-]*\s*")
_DAY, _CLOCK = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"), re.compile(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?")
_LIST, _MANY_UNNAMED = re.compile("list|feature|vector|embedding|values|tags"), 8
"""Names of what is several numbers. Two or three without a name may be the decimals of amounts before a comma."""
_ROLES = ("user", "item", "timestamp", "value", "event", "text", "category", "attribute", "quantity", "order")
_MAX_ABOVE = 100
_ENOUGH = 10
"""Texts of a column that mean something where one of them occurs twice."""
_MOST = 0.6
"""Share of cells that hold something, in a header."""


@dataclass(frozen=True)
class SampleRecord:
    """One record of a sample."""

    line_no: int
    """Of its first line, from 1."""
    n_lines: int
    cells: tuple[str, ...]

    @cached_property
    def n_filled(self) -> int:
        """Cells that hold something."""
        return sum(bool(cell.strip()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The first lines of a file, read with one delimiter."""

    dialect: Dialect
    records: tuple[SampleRecord, ...]
    width: int
    """Cells of most records."""
    fit: tuple[float, bool, int]
    """Share of records with these many cells, whether the first one has them, and their number: what the best
    delimiter has most of."""


def find_header(table: SampleTable, n_done: int, name: str) -> Dialect:
    """Find the header, or make up names where there is none.

    Parameters
    ----------
    table
        The first lines, read with the right delimiter.
    n_done
        Lines that are known to be no part of the table.
    name
        Of the file, for notes.
    """
    records = [_of_fields(each) for each in table.records if each.line_no > n_done and each.n_filled]
    if table.dialect.has_rules:
        records = [each for each in records if not is_rule(table.dialect.delimiter.join(each.cells))]
    if records and _names_first_columns(records, table.width):
        found = _with_header(table.dialect, _widened(records[0], table.width), records[1:], (), n_done, name)
        return replace(found, notes=(*found.notes, _unnamed_note(name, len(records[0].cells), table.width)))
    if _names_second_of_two(records, table.width):
        return _with_header(table.dialect, records[0], records[1:], (), n_done, name)
    place = next((at for at, each in enumerate(records[:_MAX_ABOVE]) if _may_be_first(each, table.width)), 0)
    place = _below_titles(records, place, table.width)
    first, below = records[place], records[place + 1 :]
    if is_header(first.cells, [each.cells for each in below]):
        return _with_header(table.dialect, first, below, records[:place], n_done, name)
    return _without_header(table.dialect, table.width, records, name)


def _names_first_columns(records: Sequence[SampleRecord], width: int) -> bool:
    """Whether the first line names user, item and time of rows that go on to numbers without names, as of features."""
    cells, rows = records[0].cells, [each.cells for each in records[1:]]
    is_short = 2 <= len(cells) < width - 1 and len(rows) >= _ENOUGH and all(len(row) == width for row in rows)
    if not is_short or not all(cells) or len(set(cells)) < len(cells):
        return False
    names_all = all(any(certainty(role, cell) >= EXACT for cell in cells) for role in ("user", "item", "timestamp"))
    n_for, n_against = _votes(cells, rows)
    is_list = _LIST.search(cells[-1].lower()) is not None or width - len(cells) >= _MANY_UNNAMED
    go_on = (row[place] for row in rows for place in range(len(cells) - 1, width))
    return is_list and names_all and n_for > n_against and all(map(_is_number_or_time, go_on))


def _names_second_of_two(records: Sequence[SampleRecord], width: int) -> bool:
    """Whether the first line names the second of two columns only, above keys of their own, as pandas writes them.

    It is no title above a line that names both, its name stands in no other row, and above numbers a number is none
    but for 0, as pandas calls what has no name.
    """
    first, *below = (each.cells for each in records) if records else ((),)
    if width != 2 or len(first) != 2 or first[0].strip() or not below or any(len(row) != 2 for row in below):
        return False
    keys = [row[0].strip() for row in below]
    are_own = all(keys) and len(set(keys)) == len(keys) and first[1] not in {row[1] for row in below}
    if first[1] != "0" and _votes(first, below)[1]:
        return False
    n_for, _ = _votes(below[0], below[1:])
    is_named = all(any(certainty(role, cell) > 0 for role in _ROLES) for cell in below[0])
    return are_own and not n_for and not is_named


def _unnamed_note(name: str, n_named: int, width: int) -> Sentence:
    return say(
        "{name} names its first {n} columns only; the others are called column_{first} to column_{last}.",
        name=name,
        n=n_named,
        first=n_named + 1,
        last=width,
    )


def _widened(first: SampleRecord, width: int) -> SampleRecord:
    """Return a header with made-up names for the columns that it does not name."""
    more = tuple(f"column_{place}" for place in range(len(first.cells) + 1, width + 1))
    return replace(first, cells=(*first.cells, *more))


def _of_fields(record: SampleRecord) -> SampleRecord:
    """Return the line "#Fields: date time" of a log in the W3C extended format as the names that it lists."""
    words = " ".join(record.cells).split()
    return replace(record, cells=tuple(words[1:])) if words and words[0].lower() == "#fields:" else record


def is_header(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether cells name columns rather than being the first row of them.

    A name is no number above numbers, unless it is a month or day above amounts, and does not occur again among the
    texts below it.
    """
    others = [row for row in rows if list(row) != list(cells)]
    n_for, n_against = _votes(cells, others)
    if not others and all(_is_number_or_time(cell) for cell in cells):
        return False
    return n_for >= n_against


def _is_number_or_time(cell: str) -> bool:
    return is_short(cell) and _NUMBER_OR_TIME.fullmatch(cell) is not None


def _votes(cells: Sequence[str], others: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count the columns that speak for a line as a header, and those against it."""
    n_for = n_against = 0
    for place, cell in enumerate(cells):
        values = [row[place] for row in others if place < len(row) and row[place].strip()]
        if not values or not cell.strip():
            continue
        is_numeric = sum(_is_number_or_time(value) for value in values) >= 0.8 * len(values)
        is_period = period_of(cell) is not None and period_of(values[0]) is None
        if is_numeric and _is_number_or_time(cell) and not is_period:
            n_against += 1
        elif is_numeric:
            n_for += 1
        else:
            n_against += len(values) >= _ENOUGH and values.count(cell) > 1
    return n_for, n_against


def _below_titles(records: Sequence[SampleRecord], place: int, width: int) -> int:
    """Return the place of a header that stands below what looks like one: a comment with commas, names of groups."""
    first, following = records[place], records[place + 1 : _MAX_ABOVE]
    if any(map(_is_number_or_time, first.cells)):  # as of the period of a report
        near = range(place + 1, min(place + 1 + _ENOUGH, len(records)))
        if at := next((at for at in near if _names_roles(records, at)), None):
            return at
    if len(first.cells) < (width if first.cells[0].startswith("#") else width - 1):
        later = (at for at, each in enumerate(following, place + 1) if len(each.cells) == width)
        return next((at for at in later if _names_columns(records, at)), place)
    names = [cell.strip() for cell in first.cells]
    is_of_groups = (
        ("" in names or len(set(names)) < len(names)) and bool(following) and len(following[0].cells) == width
    )
    return place + 1 if is_of_groups and _names_columns(records, place + 1) else place


def _names_columns(records: Sequence[SampleRecord], place: int) -> bool:
    """Whether a line has a name of its own in every cell, above columns of numbers."""
    names = [cell.strip() for cell in records[place].cells]
    n_for, n_against = _votes(names, [each.cells for each in records[place + 1 :]])
    return all(names) and len(set(names)) == len(names) and n_for > n_against


def _names_roles(records: Sequence[SampleRecord], place: int) -> bool:
    """Whether a line calls columns what a user, an item or a time is called, two of them at least, above numbers."""
    names = [cell.strip() for cell in records[place].cells if cell.strip()]
    n_known = sum(any(certainty(role, name) >= EXACT for name in names) for role in ("user", "item", "timestamp"))
    n_for, n_against = _votes(records[place].cells, [each.cells for each in records[place + 1 :]])
    is_named = len(set(names)) == len(names) and not any(map(_is_number_or_time, names))
    return n_known > 1 and is_named and n_for > n_against


def _may_be_first(record: SampleRecord, width: int) -> bool:
    return record.n_filled >= 2 and record.n_filled >= _MOST * width


def _with_header(
    dialect: Dialect,
    first: SampleRecord,
    below: Sequence[SampleRecord],
    above: Sequence[SampleRecord],
    n_done: int,
    name: str,
) -> Dialect:
    cells, notes = list(first.cells), []
    if cells[0].startswith("#") and len(cells[0].strip("# ")) > 0:
        cells[0] = cells[0].lstrip("# ")
    if _lacks_first_name(cells, below, dialect.width):
        cells.insert(0, "")
    clock = _clock_place(cells, below, dialect)
    if clock:
        cells.insert(clock, "time")
    if above or n_done:
        shown = dialect.delimiter.join(above[0].cells) if above else f"sep={dialect.delimiter}"
        notes.append(_skipped_note(name, len(above) + n_done, shown))
    headers, renamed = unique_headers(cells, name)
    return replace(
        dialect,
        headers=headers,
        header_lines=first.line_no + first.n_lines - 1,
        notes=(*notes, *renamed),
        names=first.cells,
        width=max(dialect.width, len(headers)),
    )


def _lacks_first_name(cells: Sequence[str], below: Sequence[SampleRecord], width: int) -> bool:
    """Whether rows have a number in front that the header has no name for, as R writes them."""
    if width != len(cells) + 1:
        return False
    full = [each.cells for each in below if len(each.cells) == width]
    is_own = len({row[0] for row in full}) == len(full)
    return bool(full) and is_own and sum(bool(row[-1].strip()) for row in full) > 0.5 * len(full)


def _clock_place(cells: Sequence[str], below: Sequence[SampleRecord], dialect: Dialect) -> int | None:
    """Return where a name is missing since blanks, which separate columns, stand between a date and its time too."""
    rows = [each.cells for each in below if len(each.cells) == len(cells) + 1]
    if dialect.delimiter != BLANKS or not rows:
        return None
    return next(
        (
            place
            for place in range(1, len(cells) + 1)
            if all(_DAY.fullmatch(row[place - 1]) and _CLOCK.fullmatch(row[place]) for row in rows)
        ),
        None,
    )


def _without_header(dialect: Dialect, width: int, records: Sequence[SampleRecord], name: str) -> Dialect:
    """Make up names; only what has one cell, above the first row, is no row."""
    place = next((at for at, each in enumerate(records) if len(each.cells) > 1), 0)
    above = records[:place]
    notes = [_skipped_note(name, len(above), above[0].cells[0])] if above else []
    notes.append(say("{name} has no header; its columns are called column_1 to column_{n}.", name=name, n=width))
    return replace(
        dialect,
        headers=tuple(f"column_{number}" for number in range(1, width + 1)),
        header_lines=records[place].line_no - 1,
        notes=tuple(notes),
    )


def _skipped_note(name: str, n_lines: int, first: str) -> Sentence:
    """Say what stands above the header and is no record."""
    return say_n(
        "{name}: {n:,} line above the table was skipped; it begins with {first!r}.",
        "{name}: {n:,} lines above the table were skipped; they begin with {first!r}.",
        n_lines,
        name=name,
        first=first.strip()[:60],
    )
