"""Go through a CSV file line by line where the fast reader and the count of lines do not agree.

The good records are written to a copy that nothing can misread; every other line is returned with its number. A quote
that never closes loses its own line and nothing after it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from core.ingest.dialect import Dialect

_MAX_RECORD_LINES = 200
_MAX_RECORD_LENGTH = 1_000_000


@dataclass(slots=True)
class Repaired:
    """What a pass over the lines found."""

    n_rows: int = 0
    malformed: list[tuple[int, str]] = field(default_factory=list)
    """Physical line and text of every line that is no record."""
    n_blank: int = 0
    row_breaks: list[int] = field(default_factory=list)
    """Rows at which the distance between row and line changes..."""
    line_breaks: list[int] = field(default_factory=list)
    """...and the physical lines where those rows start."""


def repair(source: Path, dialect: Dialect, target: Path) -> Repaired:
    """Copy the good records of ``source`` to ``target``, without header."""
    found = Repaired()
    with (
        source.open(encoding="utf-8-sig", newline=None) as file,
        target.open("w", encoding="utf-8", newline="") as good,
    ):
        lines = _Lines(file)
        for _ in range(dialect.header_lines):
            lines.take()
        _copy(lines, dialect, good, found)
    return found


def _copy(lines: _Lines, dialect: Dialect, good: TextIO, found: Repaired) -> None:
    n_columns, next_line = len(dialect.headers), -1
    write = csv.writer(good, delimiter=dialect.delimiter, lineterminator="\n").writerow if dialect.quote else None
    while line := lines.take():
        at = lines.number
        if not line.strip():
            found.n_blank += 1
            continue
        cells = _record(line, lines, dialect, n_columns)
        if cells is None:
            found.malformed.append((at, line.rstrip("\n")))
            continue
        if at != next_line:
            found.row_breaks.append(found.n_rows)
            found.line_breaks.append(at)
        next_line = at + 1
        found.n_rows += 1
        if write and dialect.quote in line:
            write(cells)
        else:
            good.write(line if line.endswith("\n") else line + "\n")


def _record(line: str, lines: _Lines, dialect: Dialect, n_columns: int) -> list[str] | None:
    """Split the record that starts with ``line``, taking what lines it needs; None when it is malformed."""
    if len(line) > _MAX_RECORD_LENGTH or "\0" in line:
        return None
    if not dialect.quote or dialect.quote not in line:
        return [] if line.count(dialect.delimiter) == n_columns - 1 else None
    reader = dialect.reader(lines.from_here(line, _MAX_RECORD_LINES))
    try:
        cells: list[str] = next(reader)
    except csv.Error:
        return None
    n_more = reader.line_num - 1
    if len(cells) != n_columns or _swallows(lines.ahead(n_more), dialect, n_columns):
        return None
    lines.skip(n_more)
    return cells


def _swallows(following: list[str], dialect: Dialect, n_columns: int) -> bool:
    """Whether a text over several lines holds what looks like whole records: then its quote closed by accident."""
    return n_columns > 2 and any(line.count(dialect.delimiter) == n_columns - 1 for line in following[:-1])


class _Lines:
    """Lines with their numbers, and a look ahead."""

    def __init__(self, file: TextIO) -> None:
        self._file: Iterator[str] = iter(file)
        self._ahead: list[str] = []
        self.number = 0

    def take(self) -> str:
        """Return the next line, "" at the end."""
        self.number += 1
        return self._ahead.pop(0) if self._ahead else next(self._file, "")

    def from_here(self, line: str, n_lines: int) -> Iterator[str]:
        """Give a line that was taken and those after it, without taking them."""
        yield line
        for place in range(n_lines):
            if place == len(self._ahead):
                following = next(self._file, "")
                if not following:
                    return
                self._ahead.append(following)
            yield self._ahead[place]

    def ahead(self, n_lines: int) -> list[str]:
        """Return lines that were looked at and not taken."""
        return self._ahead[:n_lines]

    def skip(self, n_lines: int) -> None:
        """Take lines that were looked at."""
        self.number += n_lines
        del self._ahead[:n_lines]
