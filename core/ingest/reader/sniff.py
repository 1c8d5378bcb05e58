"""Find out how a CSV file is written."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import IngestError
from core.ingest.reader.dialect import BLANKS, DELIMITERS, MAX_COLUMNS, Dialect, quote_of, unique_headers
from core.ingest.reader.header import SampleRecord, SampleTable, find_header
from core.ingest.reader.kinds import NoTableError
from core.ingest.reader.lines import MAX_LENGTH, Lines
from core.ingest.reader.records import split_record
from core.ingest.reader.repair import have_rules
from core.sentences import say

_SAMPLE_LINES = 300
_USUAL = (",", ";", "\t", "|")
_LEAST_FIT = 0.2
_ESCAPED_QUOTE = re.compile(r'[^,;\t|]\\"[^,;\t|\r\n"]')
_BLANK_QUOTE = {quote: re.compile(rf"[,;\t|] +{quote}") for quote in ('"', "'")}
"""By quote: blanks between a delimiter and it."""
_SINGLE_QUOTES = re.compile(r"'[^']*'[,;\t|].*'\s*", re.DOTALL)
_OFTEN = 0.1
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def sniff(path: Path, name: str, newline: str = "\n", delimiters: Sequence[str] = DELIMITERS) -> Dialect:
    """Find out how a CSV file is written. Raises ``IngestError`` when it is no table."""
    lines = sample_lines(path, newline)
    if not any(line.strip() for line in lines):
        raise NoTableError(say("{name} begins with {n} blank lines.", name=name, n=len(lines)), say("Remove them."))
    separator = _SEP_LINE.fullmatch(lines[0])
    candidates = (separator[1],) if separator else delimiters
    text = "".join(lines)
    used = [each for each in candidates if each in text] or candidates[:1]
    tables = [_read(each, lines, newline) for each in _dialects(used, lines)]
    best = max(tables, key=lambda each: each.fit)
    if best.fit[0] < 0.5 and not separator:
        blanks = _read(Dialect(BLANKS, has_rules=have_rules(lines)), lines, newline)
        best = blanks if blanks.width >= 3 and blanks.fit[0] >= 0.9 else best
    if best.width < 2 or best.fit[0] < _LEAST_FIT:
        first = next(line for line in lines if line.strip())
        raise NoTableError(
            say("{name} seems to have one column only: {column!r}.", name=name, column=first.strip()[:60]),
            say("Separate columns by comma, semicolon, tab, | or ::."),
        )
    _check_width(max(len(each.cells) for each in best.records), name)
    return find_header(best, 1 if separator else 0, name)


def named_dialect(path: Path, name: str, names: frozenset[str]) -> Dialect | None:
    """Return how a file is written whose first line is a header with one of some names; None of others."""
    line = next(iter(sample_lines(path, "\n")), "") if names else ""
    for delimiter in _USUAL:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        if not names.isdisjoint(cells):
            headers, notes = unique_headers(cells, name)
            return Dialect(delimiter, headers=headers, notes=notes, names=tuple(cells), width=len(cells))
    return None


def ends_at_returns(path: Path, dialect: Dialect) -> bool:
    """Whether carriage returns alone end records of a file most of whose lines end with a line feed.

    They do where a record stands before and behind most of them, and most other lines are one record; in texts they are
    breaks.
    """
    width = max(dialect.width, len(dialect.headers))
    counts: Counter[tuple[bool, bool]] = Counter()
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        lines = Lines(file)
        while line := lines.take():
            parts = [part for part in line.split("\r") if part.strip()]
            counts[len(parts) > 1, all(_n_cells(part, dialect) == width for part in parts)] += 1
    return counts[True, True] > counts[True, False] and counts[False, True] >= counts[False, False]


def _n_cells(line: str, dialect: Dialect) -> int:
    found = split_record(line, Lines(io.StringIO()), dialect, 0)
    return len(found[0]) if found else 0


def _dialects(delimiters: Sequence[str], lines: Sequence[str]) -> list[Dialect]:
    """Return the dialects to try; those with single quotes where lines are written in them."""
    has_escapes = any(_ESCAPED_QUOTE.search(line) for line in lines)
    has_rules = have_rules(lines)
    is_single = sum(_SINGLE_QUOTES.fullmatch(line) is not None for line in lines) > (1 - _OFTEN) * (len(lines) - 1)
    quote = "'" if is_single else '"'
    has_blanks = sum(_BLANK_QUOTE[quote].search(line) is not None for line in lines) > _OFTEN * len(lines)
    return [
        Dialect(each, "'" if quote_of(each) and is_single else quote_of(each), has_blanks=has_blanks,
                has_escapes=has_escapes, has_rules=has_rules)
        for each in delimiters
    ]  # fmt: skip


def sample_lines(path: Path, newline: str) -> list[str]:
    """Return the first lines of a text, each with its end; of a line too long only its beginning."""
    with path.open(encoding="utf-8-sig", errors="replace", newline=newline) as file:
        lines = Lines(file)
        taken: list[str] = []
        while len(taken) < _SAMPLE_LINES and sum(map(len, taken)) < 4 * MAX_LENGTH and (line := lines.take()):
            taken.append(line if line.endswith(("\n", "\r")) else line + "\n")
    return taken


def _read(dialect: Dialect, lines: Sequence[str], newline: str) -> SampleTable:
    source, records = Lines(io.StringIO("".join(lines), newline=newline)), []
    while line := source.take():
        number = source.number
        found = split_record(line, source, dialect, 0)
        cells = found[0] if found else line.split(dialect.delimiter)
        records.append(SampleRecord(number, source.number - number + 1, tuple(cells)))
    widths = Counter(len(each.cells) for each in records if each.n_filled)
    wide = {width: count for width, count in widths.items() if width > 1}
    width = max(wide, key=lambda each: (wide[each], each), default=1)
    share = wide.get(width, 0) / max(sum(widths.values()), 1)
    is_first = next((len(each.cells) == width for each in records if each.n_filled), False)
    return SampleTable(replace(dialect, width=width), tuple(records), width, (round(share, 1), is_first, width))


def _check_width(width: int, name: str) -> None:
    if width > MAX_COLUMNS:
        raise IngestError(
            say("{name} has {n:,} columns; at most {most:,} can be read.", name=name, n=width, most=MAX_COLUMNS),
            say("Keep one row per event, with the columns that matter."),
        )
