"""Go through a CSV file record by record where the fast reader and the count of lines do not agree.

The good records are written to a copy that nothing can misread; every other one is returned with its line and the
reason why it is none.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from core.errors import IngestError
from core.ingest.reader.dialect import BLANKS, Dialect
from core.ingest.reader.lines import MAX_LENGTH, Lines, newline_of
from core.ingest.reader.records import split_record
from core.sentences import say

MALFORMED = say("malformed line")
EMPTY = say("empty line")
AGAIN = say("header again")
UNREADABLE = say("unreadable bytes")
TOO_LONG = say("line too long")
SURPLUS = say("more cells than columns")
NOT_JSON = say("not a JSON object")
READER_REASONS = {str(each): each for each in (MALFORMED, EMPTY, AGAIN, UNREADABLE, TOO_LONG, SURPLUS, NOT_JSON)}
"""Reason as a table holds it → the sentence."""

_DRAWN, _STROKE = re.compile(r"[-=:|+ \r\n\u2500-\u257f]*"), re.compile(r"-{3}|={3}|[\u2500-\u257f]{3}")
_FEW_RULES = 3
_FEW_COLUMNS = 2
"""A cell of a file of no more may hold a delimiter by itself."""
_MAX_MALFORMED = 2_000_000
_MAX_SHOWN = 2_000
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def is_rule(line: str) -> bool:
    """Whether a line is drawn, such as +----+----+ of a database's command line and |---|:--| of Markdown.

    >>> [is_rule(each) for each in ("-----+-------", "| --- | :-: |", "--", "u1,---,p1", "2026-01-01")]
    [True, True, False, False, False]
    """
    return _DRAWN.fullmatch(line) is not None and _STROKE.search(line) is not None


def have_rules(lines: Iterable[str]) -> bool:
    """Whether lines are drawn between records: a few of them, or those of a grid, which begin with a corner.

    >>> have_rules(["a|b", "---|---", "u1|i1"]), have_rules(["a|b", *["---|---", "u1|i1"] * 9])
    (True, False)
    """
    rules = [each.strip() for each in lines if is_rule(each)]
    return bool(rules) and (len(rules) <= _FEW_RULES or all(each[0] in "+\u251c\u255f\u2560" for each in rules[1:-1]))


_SHARED, _NO_NAME = 2, re.compile(r"[\W\d]*\d|.{40}")
"""The header of another table shares so many names with the first one, and has no number, time or long text."""


class Malformed(NamedTuple):
    """A record that cannot be read."""

    line: int
    """Physical line where it begins."""
    text: str
    reason: str


@dataclass(slots=True)
class Repaired:
    """What a pass over the records found."""

    n_rows: int = 0
    malformed: list[Malformed] = field(default_factory=list)
    n_blank: int = 0
    """Lines without any character but blanks; they are no records."""
    n_ruled: int = 0
    """Lines of signs between header and rows, or around them, as command lines draw tables; they are no records."""
    n_short: int = 0
    """Rows with fewer cells than columns."""
    n_surplus: int = 0
    """Rows that end with empty cells which no column has."""
    n_escaped: int = 0
    """Rows in which a backslash escapes a quote."""
    n_wrapped: int = 0
    """Rows that stand whole in one pair of quotes, with their own quotes doubled."""
    row_breaks: array[int] = field(default_factory=lambda: array("q"))
    """Rows at which the distance between row and line changes..."""
    line_breaks: array[int] = field(default_factory=lambda: array("q"))
    """...and the physical lines where those rows start."""
    next_line: int = -1
    """Where a row must start that keeps the distance."""

    def add_row(self, at: int) -> None:
        """Count a row that starts at a line."""
        if at != self.next_line:
            self.row_breaks.append(self.n_rows)
            self.line_breaks.append(at)
        self.next_line = at + 1
        self.n_rows += 1

    def reject(self, at: int, line: str, why: str) -> None:
        """Keep a record that cannot be read, with its reason."""
        text = line.rstrip("\r\n").replace("\0", "\ufffd")
        shown = text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
        shown = shown.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.malformed.append(Malformed(at, shown, why))
        if len(self.malformed) > _MAX_MALFORMED:
            raise IngestError(
                say("More than {n:,} lines are no records, such as line {line:,}: {why}.", n=_MAX_MALFORMED,
                    line=at, why=why),
                say("Check that the whole file is one table."),
            )  # fmt: skip


def repair(source: Path, dialect: Dialect, target: Path, has_lone_cr: bool = False, name: str = "") -> Repaired:
    """Copy the good records of ``source`` to ``target``, without header, in the dialect that ``copied`` returns.

    ``name`` is that of the file, for errors. Raises ``IngestError`` where it holds the header of another table.
    """
    found = Repaired()
    with (
        source.open(encoding="utf-8-sig", errors="surrogateescape", newline=newline_of(has_lone_cr)) as file,
        target.open("w", encoding="utf-8", newline="") as good,
    ):
        lines = Lines(file)
        for _ in range(dialect.header_lines):
            lines.take()
        _Copy(lines, dialect, good, found, name or source.name).run()
    return found


def copied(dialect: Dialect) -> Dialect:
    """Return how the copy of a file is written."""
    delimiter = "\t" if dialect.delimiter == BLANKS else dialect.delimiter
    return Dialect(delimiter, dialect.quote, dialect.headers, header_lines=0)


class _Copy:
    """One pass over the records of a file."""

    def __init__(self, lines: Lines, dialect: Dialect, good: TextIO, found: Repaired, name: str) -> None:
        self._name = name
        self._lines, self._dialect, self._good, self._found = lines, dialect, good, found
        self._n_columns = len(dialect.headers)
        self._width = max(dialect.width, self._n_columns)
        out = copied(dialect)
        self._is_split = dialect.delimiter == BLANKS
        self._blank = dialect.delimiter + " \t\r\n"
        self._write: Any = (
            csv.writer(
                good, delimiter=out.delimiter, quotechar=out.quote, lineterminator="\n", quoting=csv.QUOTE_ALL
            ).writerow
            if out.quote
            else None
        )

    def run(self) -> None:
        while line := self._lines.take():
            at = self._lines.number
            why = self._take(line)
            if why:
                self._found.reject(at, line, why)
            elif why is None:
                self._found.add_row(at)

    def _take(self, line: str) -> str | None:
        """Copy the record that begins with a line; return why not, "" for a line that is no record."""
        if not line.strip():
            self._found.n_blank += 1
            return ""
        if self._dialect.has_rules and is_rule(line):
            self._found.n_ruled += 1
            return ""
        if len(line) > MAX_LENGTH:
            return TOO_LONG
        if not line.strip(self._blank):
            return EMPTY
        text = line.rstrip("\r\n")
        n_missing = self._n_columns - 1 - line.count(self._dialect.delimiter)
        if n_missing or text.startswith(self._dialect.names[:1]):
            self._refuse_other_header(text)
        if n_missing < 0 or self._needs_care(text) or self._is_header(text):
            return self._take_cells(line)
        if n_missing:
            self._found.n_short += 1
        self._good.write(f"{text}{self._dialect.delimiter * n_missing}\n")
        return None

    def _refuse_other_header(self, text: str) -> None:
        """Raise ``IngestError`` where a line is the header of another table: it shares names with the first one."""
        quote = self._dialect.quote or '"'
        cells = [cell.strip().strip(quote) for cell in text.split(self._dialect.delimiter)]
        filled = [cell for cell in cells if cell]
        n_shared = len(set(self._dialect.names).intersection(filled))
        is_header = n_shared >= _SHARED and len(set(filled)) == len(filled) and not any(map(_NO_NAME.match, filled))
        if is_header and tuple(cells[: self._n_columns]) != self._dialect.names and len(filled) > n_shared:
            raise IngestError(
                say("{name}: line {line:,} is the header of another table, with {columns}.", name=self._name,
                    line=self._lines.number, columns=", ".join(filled)),
                say("Save each table to a file of its own: a folder of both is read as one log where they belong "
                    "together."),
            )  # fmt: skip

    def _needs_care(self, text: str) -> bool:
        """Whether a line cannot be copied as it is."""
        if self._is_split or "\r" in text or (self._dialect.quote and self._dialect.quote in text):
            return True
        return "\0" in text if text.isascii() else _NO_TEXT.search(text) is not None

    def _take_cells(self, line: str) -> str | None:
        split = split_record(line, self._lines, self._dialect, self._width)
        if split is None:
            return UNREADABLE if _NO_TEXT.search(line) else MALFORMED
        cells, is_escaped = split
        if inner := self._unwrapped(cells):
            cells = inner
            self._found.n_wrapped += 1
        if any(_NO_TEXT.search(cell) for cell in cells):
            return UNREADABLE
        if not any(cell.strip() for cell in cells):
            return EMPTY
        if self._is_header_again(cells):
            return AGAIN
        if any(cell.strip() for cell in cells[self._n_columns :]):
            return SURPLUS
        self._found.n_escaped += is_escaped
        self._found.n_short += len(cells) < self._n_columns
        self._found.n_surplus += len(cells) > self._n_columns
        return self._copy(cells[: self._n_columns] + [""] * (self._n_columns - len(cells)))

    def _unwrapped(self, cells: Sequence[str]) -> list[str] | None:
        """Return the cells of a record that was quoted as if it were one cell; None where it was not.

        A spreadsheet that reads a line as one cell writes it so.
        """
        if len(cells) > 1 or self._n_columns <= _FEW_COLUMNS or self._is_split or "\n" in cells[0]:
            return None
        inner = next(
            csv.reader([cells[0]], delimiter=self._dialect.delimiter, quotechar=self._dialect.quote or '"'), []
        )
        return inner if len(inner) == self._n_columns else None

    def _copy(self, cells: list[str]) -> str | None:
        if self._write:
            self._write(cells)
        elif any("\r" in cell for cell in cells):
            return UNREADABLE
        else:
            self._good.write(self._dialect.delimiter.join(cells) + "\n")
        return None

    def _is_header(self, text: str) -> bool:
        names = self._dialect.names
        return (
            bool(names)
            and text.startswith((names[0], "\ufeff"))
            and self._is_header_again(text.split(self._dialect.delimiter))
        )

    def _is_header_again(self, cells: Sequence[str]) -> bool:
        names = self._dialect.names
        if not names:
            return False
        first = cells[0].removeprefix("\ufeff")
        return (first, *cells[1 : len(names)]) == names
