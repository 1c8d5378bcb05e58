"""How a CSV file is written: its delimiter, its quotes and its header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from core.errors import IngestError
from core.sentences import say

DELIMITERS = (",", ";", "\t", "|", "::")
_SAMPLE_LINES = 100
_NUMBER_OR_TIME = re.compile(r"\s*[-+]?[\d.,:/ T-]+\s*")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written."""

    delimiter: str
    quote: str = '"'
    """Empty where quotes mean nothing."""
    headers: tuple[str, ...] = ()
    """Column names as people know them, unique."""
    header_lines: int = 1
    """Physical lines up to the end of the header; 0 where the layout has no header."""
    notes: tuple[str, ...] = ()

    def split(self, lines: Iterable[str]) -> list[str]:
        """Split the first record of ``lines``; raise ``csv.Error`` when it is malformed or does not end."""
        return next(self.reader(lines), [])

    def reader(self, lines: Iterable[str]) -> Any:
        """Return a strict ``csv.reader`` that takes lines only as it needs them."""
        if self.quote:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return (line.rstrip("\r\n").split(self.delimiter) for line in lines)


def sniff(path: Path, name: str) -> Dialect:
    """Find out how a CSV file with a header is written."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(islice(file, _SAMPLE_LINES))
    n_blank = next((place for place, line in enumerate(lines) if line.strip()), None)
    if n_blank is None:
        raise IngestError(say("{name} begins with {n} blank lines.", name=name, n=len(lines)), say("Remove them."))
    lines = lines[n_blank:]
    best = max((_dialect(delimiter) for delimiter in DELIMITERS), key=lambda each: _fit(each, lines))
    cells, n_lines = _header(best, lines, name)
    if len(cells) < 2:
        raise IngestError(
            say("{name} seems to have one column only: {column!r}.", name=name, column=cells[0][:60]),
            say("Separate columns by comma, semicolon, tab, | or ::."),
        )
    if all(_NUMBER_OR_TIME.fullmatch(cell) for cell in cells):
        raise IngestError(
            say("{name} has no header: its first line is {line!r}.", name=name, line=lines[0].strip()[:80]),
            say("Add column names."),
        )
    headers, notes = unique_headers(cells, name)
    return replace(best, headers=headers, header_lines=n_blank + n_lines, notes=notes)


def unique_headers(cells: Sequence[str], name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make every column name non-empty and unique; return notes on what was renamed."""
    headers: list[str] = []
    notes: list[str] = []
    for place, cell in enumerate(cells, 1):
        wanted = cell.strip() or f"column_{place}"
        header, n = wanted, 1
        while header in headers:
            n += 1
            header = f"{wanted}_{n}"
        if header != cell.strip():
            notes.append(
                say(
                    "{name}: column {place} was renamed {header!r}, since its name is missing or taken.",
                    name=name,
                    place=place,
                    header=header,
                )
            )
        headers.append(header)
    return tuple(headers), tuple(notes)


def _dialect(delimiter: str) -> Dialect:
    return Dialect(delimiter, quote='"' if len(delimiter) == 1 else "")


def _fit(dialect: Dialect, lines: Sequence[str]) -> tuple[bool, float, int]:
    counts = [_count(dialect, line) for line in lines if line.strip()]
    agreeing = sum(count == counts[0] for count in counts) / len(counts)
    return counts[0] > 1, round(agreeing, 1), counts[0]


def _count(dialect: Dialect, line: str) -> int:
    try:
        return len(dialect.split([line]))
    except csv.Error:
        return -1


def _header(dialect: Dialect, lines: Sequence[str], name: str) -> tuple[list[str], int]:
    for n_lines in range(1, min(len(lines), 10) + 1):
        try:
            return dialect.split(lines[:n_lines]), n_lines
        except csv.Error:
            continue
    raise IngestError(
        say("The header of {name} cannot be read: {line!r}.", name=name, line=lines[0].strip()[:80]),
        say("Check its quotes."),
    )
