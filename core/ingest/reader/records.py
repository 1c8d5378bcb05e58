"""One idea of a record: the cells of a line, or of several lines where a text in quotes goes on.

A quote that never closes costs the record of its own line. A quote escaped with a backslash is understood, whether the
whole file does so or one line only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from core.ingest.reader.dialect import BLANKS, Dialect
from core.ingest.reader.lines import MAX_LENGTH, Lines

MAX_LINES = 200
"""Lines that one record may have."""
_BLANK_SEPARATED = re.compile(r'"((?:[^"]|"")*)"|(\S+)')
_ESCAPED = re.compile(r'\\(["\\])')
_UNESCAPED = {'\\"': '""', "\\\\": "\\"}

csv.field_size_limit(4 * MAX_LENGTH)


def split_record(line: str, lines: Lines, dialect: Dialect, width: int) -> tuple[list[str], bool] | None:
    """Split the record that begins with ``line``, taking what lines it needs from ``lines``.

    Parameters
    ----------
    line
        The line that was taken last.
    lines
        Those that follow.
    dialect
        How the file is written.
    width
        Cells of a usual record: a text over several lines that holds such a line closed its quote by accident.

    Returns
    -------
    tuple or None
        The cells, and whether quotes were escaped with a backslash; None when the quotes fit in no way.
    """
    if dialect.delimiter == BLANKS:
        return [first.replace('""', '"') or second for first, second in _BLANK_SEPARATED.findall(line)], False
    if not dialect.quote or dialect.quote not in line:
        return line.rstrip("\r\n").split(dialect.delimiter), False
    may_escape = '\\"' in line
    for has_escapes in (True, False) if dialect.has_escapes and may_escape else (False, True):
        if has_escapes and not may_escape:
            continue
        cells = _quoted(line, lines, dialect, width, has_escapes)
        if cells is not None:
            return cells, has_escapes
    return None


def _quoted(line: str, lines: Lines, dialect: Dialect, width: int, has_escapes: bool) -> list[str] | None:
    following = lines.from_here(line, MAX_LINES)
    reader = csv.reader(
        map(unescape, following) if has_escapes else following,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.has_blanks,
        strict=True,
    )
    try:
        cells: list[str] = next(reader)
    except csv.Error:
        return None
    n_more = reader.line_num - 1
    n_columns = len(dialect.headers)
    more = cells[n_columns:] if n_columns else []
    is_odd = len(cells) < n_columns or not any(map(str.strip, cells)) or any(map(str.strip, more))
    if n_more and (is_odd or _swallows(lines.ahead(n_more), dialect, width)):
        return None
    lines.skip(n_more)
    return cells


def unescape(line: str) -> str:
    """Write quotes and backslashes that are escaped with a backslash as CSV has them."""
    return _ESCAPED.sub(lambda found: _UNESCAPED[found[0]], line)


def _swallows(following: Sequence[str], dialect: Dialect, width: int) -> bool:
    """Whether a text over several lines holds what looks like whole records: then its quote closed by accident."""
    return width > 2 and any(line.count(dialect.delimiter) == width - 1 for line in following[:-1])
