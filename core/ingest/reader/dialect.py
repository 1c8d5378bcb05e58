"""How a CSV file is written, and unique names for its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.sentences import Sentence, say

BLANKS = " "
"""Stands for any number of blanks and tabs."""
DELIMITERS = (",", ";", "\t", "|", "::", "\x01", "^", "~", "¦")
MAX_COLUMNS = 2_000
_TYPED = re.compile(r"(.+):(token|token_seq|float|float_seq)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written."""

    delimiter: str
    quote: str = '"'
    """Empty where quotes mean nothing."""
    headers: tuple[str, ...] = ()
    """Column names as people know them, unique."""
    header_lines: int = 1
    """Physical lines up to the end of the header; 0 where the first line is data."""
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The cells of the header as the file has them; empty where it has none."""
    width: int = 0
    """Cells of most rows: more than ``headers`` where rows end with a delimiter; 0 where nothing is known."""
    has_blanks: bool = False
    """Whether blanks stand between a delimiter and a quote."""
    has_escapes: bool = False
    """Whether quotes inside texts are escaped with a backslash."""
    has_rules: bool = False
    """Whether lines of signs stand between rows, as command lines draw tables."""


def quote_of(delimiter: str) -> str:
    """Return the quote that goes with a delimiter; files with longer delimiters have none."""
    return '"' if len(delimiter) == 1 else ""


def unique_headers(cells: Sequence[str], name: str) -> tuple[tuple[str, ...], tuple[Sentence, ...]]:
    """Make every column name non-empty and unique, without types; return notes on what was renamed."""
    headers: list[str] = []
    notes: list[Sentence] = []
    typed = [_TYPED.fullmatch(cell.strip()) for cell in cells]
    is_typed = sum(each is not None for each in typed) * 2 > len(cells)
    if is_typed:
        notes.append(say("{name}: the types behind the column names, such as {first}, were left out.", name=name,
                         first=next(each[0] for each in typed if each)))  # fmt: skip
    taken: set[str] = set()
    for place, (cell, found) in enumerate(zip(cells, typed, strict=True), 1):
        plain = (found[1] if found and is_typed else cell).strip()
        wanted = plain or f"column_{place}"
        header, n = wanted, 1
        while header in taken:
            n += 1
            header = f"{wanted}_{n}"
        if header != plain:
            notes.append(
                say(
                    "{name}: column {place} was renamed {header!r}, since its name is missing or taken.",
                    name=name,
                    place=place,
                    header=header,
                )
            )
        taken.add(header)
        headers.append(header)
    return tuple(headers), tuple(notes)
