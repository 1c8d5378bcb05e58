"""Excel and OpenDocument sheets, as CSV."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import IngestError
from core.ingest.names.naming import certainty
from core.ingest.reader.alike import are_alike, spelled_as
from core.ingest.reader.kinds import NoTableError
from core.sentences import Sentence, say, say_n

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_GIVEN_BACK = re.compile(
    "return|refund|retour|r(ü|ue)ckgab|erstatt|gutschrift|storn|rembours|avoir|devol|reembols|abono|rimbors|resi$|cancel"
    "|annul|退|返品",
    re.IGNORECASE,
)
"""Names of sheets of what was given back."""
_MAX_UNPACKED = 1_000_000_000
_MAX_RATIO = 100
_MAX_ABOVE = 30
_SHEET, _CHUNK, _LONGEST_TAG = re.compile(r"xl/worksheets/[^/]+\.xml"), 1 << 22, 400
_FAR_CELL, _CELL, _ROW = (
    re.compile(rb'<(?:\w+:)?c (?:[^>]* )?r="([A-Z]{2,3})\d+"(?:[^>]*[^/>])?>\s*<(?:\w+:)?(?:v|is|f)\b'),
    re.compile(rb'<(?:\w+:)?c (?:[^>]* )?r="[A-Z]+(\d+)"(?:[^>]*[^/>])?>\s*<(?:\w+:)?(?:v|is|f)\b'),
    re.compile(rb'<(?:\w+:)?row (?:[^>]* )?r="(\d+)"'),
)
"""Columns after the 26th and rows in which a cell has a value, and all rows. 26 columns are 27 million places."""
_MAX_PLACES = 50_000_000


def write_sheet(path: Path, name: str, sheet: str | None, target: Path, least_width: int = 2) -> list[Sentence]:
    """Write a sheet as CSV, the one that is asked for or the first that holds a table; return notes.

    A table has two rows and ``least_width`` columns.

    Raises ``IngestError`` when the workbook is damaged or holds no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound, XmlError, ZipError

    _check_size(path, name)
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise IngestError(
                say("{name} has no sheet {sheet!r}.", name=name, sheet=sheet),
                say("It has {sheets}.", sheets=", ".join(names)),
            )
        shown = _shown(book, names)
        found = book.get_sheet_by_name(sheet) if sheet else _first_log(book, shown, least_width)
        if found is not None:
            alike = [] if sheet else _alike(book, found, [each for each in shown if each != found.name])
            _write(_together([found, *alike]), target)
            taken = [found.name, *(other.name for other in alike)]
            others = [other for other in names if other not in taken]
            return _notes(name, taken, others, _n_above([found, *alike]))
    except WorksheetNotFound as error:
        raise IngestError(
            say("{name} is damaged: the sheet {sheet!r} is named in it but missing.", name=name, sheet=str(error)),
            say("Save the workbook again, or the sheet as CSV (UTF-8)."),
        ) from error
    except (CalamineError, ZipError, XmlError, OSError, ValueError) as error:
        raise (IngestError if zipfile.is_zipfile(path) else NoTableError)(
            say("{name} is no Excel workbook that can be read: {why}.", name=name, why=str(error)),
            say("Save the sheet as CSV (UTF-8), then load that."),
        ) from error
    raise NoTableError(say("{name} holds no sheet with a table.", name=name), say("Load the sheet as CSV (UTF-8)."))


def _first_log(book: CalamineWorkbook, names: Sequence[str], least_width: int) -> CalamineSheet | None:
    """Return the first sheet whose columns name a user and a time, else the first that holds a table."""
    sheets = (book.get_sheet_by_name(each) for each in names)
    tables = [each for each in sheets if each.height >= 2 and each.width >= least_width]
    return next((each for each in tables if names_log(_header(each))), next(iter(tables), None))


def names_log(header: Sequence[str]) -> bool:
    """Whether columns name a user and a time."""
    return all(any(certainty(role, name) > 0 for name in header) for role in ("user", "timestamp"))


def _shown(book: CalamineWorkbook, names: Sequence[str]) -> Sequence[str]:
    """Return the sheets that people see; all where none is to be seen. What is hidden is read if it is asked for."""
    from python_calamine import SheetVisibleEnum

    shown = [each.name for each in book.sheets_metadata if each.visible is SheetVisibleEnum.Visible]
    return [name for name in names if name in shown] or names


def _check_size(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        n_bytes = sum(entry.file_size for entry in archive.infolist())
    if n_bytes > _MAX_UNPACKED or n_bytes > max(_MAX_RATIO * path.stat().st_size, 50_000_000):
        raise IngestError(
            say("{name} unpacks to {n:,} MB, more than a workbook needs.", name=name, n=n_bytes // 1_000_000),
            say("Save the sheet as CSV (UTF-8), then load that."),
        )
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            if _SHEET.fullmatch(entry):
                _check_cells(archive, entry, name)


def _check_cells(archive: zipfile.ZipFile, entry: str, name: str) -> None:
    """Refuse a sheet whose cells lie so far apart that all places between them do not fit into memory."""
    width = max(map(_place, _found(archive, entry, _FAR_CELL)), default=0)
    for each in (_ROW, _CELL):  # rows without a value take no place, but are quicker to look at
        if width * max(map(int, _found(archive, entry, each)), default=0) <= _MAX_PLACES:
            return
    raise IngestError(
        say("{name} has cells so far apart that a table of them would not fit into memory.", name=name),
        say("Save the sheet as CSV (UTF-8), then load that."),
    )


def _found(archive: zipfile.ZipFile, entry: str, what: re.Pattern[bytes]) -> set[bytes]:
    """Return the different texts of the first group of a pattern in a file of an archive."""
    found: set[bytes] = set()
    kept = b""
    with archive.open(entry) as sheet:
        while chunk := sheet.read(_CHUNK):
            text = kept + chunk
            found.update(what.findall(text))
            kept = text[-_LONGEST_TAG:]
    return found


def _place(letters: bytes) -> int:
    """Return the number of a column, from 1.

    >>> _place(b"A"), _place(b"XFD")
    (1, 16384)
    """
    return sum((letter - 64) * 26**power for power, letter in enumerate(reversed(letters)))


def _alike(book: CalamineWorkbook, first: CalamineSheet, names: Sequence[str]) -> list[CalamineSheet]:
    """Return the other sheets that are parts of one table with the first one, by their headers.

    A sheet of what was given back is not read as more of what was bought.
    """
    header, is_back = _header(first), bool(_GIVEN_BACK.search(first.name))
    sheets = (book.get_sheet_by_name(name) for name in names if bool(_GIVEN_BACK.search(name)) == is_back)
    return [each for each in sheets if each.height >= 2 and _is_more_of(header, _header(each))]


def _is_more_of(header: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a sheet can be put below the first one; where a name stands twice, only one with the same header."""
    are_unique = len(set(header)) == len(header) and len(set(other)) == len(other)
    return bool(header and other) and (header == other or (are_unique and are_alike(header, other)))


def _header(sheet: CalamineSheet) -> list[str]:
    """Return the names of the columns, none where no row of the first ones holds a name in every cell."""
    return _rows_and_header(sheet)[1]


def _rows_and_header(sheet: CalamineSheet) -> tuple[int, list[str]]:
    """Return how many rows stand above the header, such as a title, and the names in it."""
    for place, cells in enumerate(islice(sheet.iter_rows(), _MAX_ABOVE)):
        names = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        if len(names) == len(cells):
            return place, names
    return 0, []


def _n_above(sheets: Sequence[CalamineSheet]) -> int:
    """Count what stands above the headers of the sheets after the first one, empty rows aside."""
    rows = chain(*(islice(sheet.iter_rows(), _rows_and_header(sheet)[0]) for sheet in sheets[1:]))
    return sum(any(str(cell).strip() for cell in row) for row in rows)


def _together(sheets: Sequence[CalamineSheet]) -> Iterator[list[Any]]:
    """Return the rows of sheets one after another, each cell under the name of its column.

    What stands above the header of the first sheet stays; above those of others it is left out.
    """
    headers = [spelled_as(_header(sheets[0]), _header(sheet)) for sheet in sheets]
    if all(header == headers[0] for header in headers):
        return chain(sheets[0].iter_rows(), *map(_below, sheets[1:]))
    names = list(dict.fromkeys(chain(*headers)))
    above = islice(sheets[0].iter_rows(), _rows_and_header(sheets[0])[0])
    return chain(above, [names], *map(partial(_under, names), headers, sheets))


def _below(sheet: CalamineSheet) -> Iterator[list[Any]]:
    return islice(sheet.iter_rows(), _rows_and_header(sheet)[0] + 1, None)


def _under(names: Sequence[str], header: Sequence[str], sheet: CalamineSheet) -> Iterator[list[Any]]:
    for row in _below(sheet):
        cells = dict(zip(header, row, strict=False))
        yield [cells.get(name, "") for name in names]


def _notes(name: str, taken: Sequence[str], others: list[str], n_above: int) -> list[Sentence]:
    notes = [say("{name}: the sheet {sheet!r} was read.", name=name, sheet=taken[0])]
    if len(taken) > 1:
        listed = ", ".join(taken)
        notes = [
            say(
                "{name}: the sheets {sheets} have mostly the same columns; all were read, as one table.",
                name=name,
                sheets=listed,
            )
        ]
    if n_above:
        notes.append(
            say_n(
                "{name}: {n:,} row above the headers of further sheets was skipped.",
                "{name}: {n:,} rows above the headers of further sheets were skipped.",
                n_above,
                name=name,
            )
        )
    if others:
        notes.append(
            say("{name}: the sheets {others} were passed over; choose one with --sheet.", name=name,
                others=", ".join(others))
        )  # fmt: skip
    return notes


def _write(rows: Iterator[list[Any]], target: Path) -> None:
    with target.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow([_text(cell) for cell in row])


def _text(cell: Any) -> str:
    """Write a cell as people see it: whole numbers without a point, times as ISO 8601."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
