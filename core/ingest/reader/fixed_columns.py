"""Text files whose columns have fixed widths, with blanks between them and inside their texts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from core.ingest.reader.lines import MAX_LENGTH
from core.ingest.reader.sniff import sample_lines
from core.sentences import Sentence, say

_DELIMITERS = ",;\t|"
_OFTEN, _MOSTLY = 0.5, 0.9
_LEAST_LINES, _LEAST_COLUMNS, _WIDEST = 10, 3, 2_000
_HALF_FULL = 0.5
_HEADER = re.compile(r"[^\W\d]\w*([ ./-]\w+)*[.#]?")
"""The name of a column, without two blanks in it, which would be between two names."""


def cut_columns(path: Path, name: str, target: Path) -> Sentence | None:
    """Write a copy of a text file of fixed widths to ``target`` with tabs between its columns; return a note, or None.

    None, and no copy, where no blanks stand below each other in all lines between three columns or more that the first
    line names, or where each blank is between two columns, so that any reader divides them. Line numbers stay.
    """
    if not _may_be_fixed([line.rstrip("\r\n") for line in sample_lines(path, "\n")]):
        return None
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        columns = _columns(file)
    if len(columns) < _LEAST_COLUMNS:
        return None
    with (
        path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        rows = csv.writer(copy, delimiter="\t", lineterminator="\n")
        for line in file:
            bare = line.rstrip("\r\n")
            rows.writerow([bare[start:end].strip() for start, end in columns] if bare.strip() else [])
    return say("{file}: its columns have fixed widths; {n:,} were found.", file=name, n=len(columns))


def _may_be_fixed(lines: Sequence[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    if len(filled) < _LEAST_LINES or max(map(len, filled)) > _WIDEST:
        return False
    if any(sum(mark in line for line in filled) > _OFTEN * len(filled) for mark in _DELIMITERS):
        return False
    columns = _columns(filled)
    if len(columns) < _LEAST_COLUMNS:
        return False
    names = [filled[0][start:end].strip() for start, end in columns]
    if not all(map(_HEADER.fullmatch, names)):
        return False
    full = [sum(bool(line[start:end].strip()) for line in filled) for start, end in columns]
    n_words = [len(line.split()) for line in filled]
    has_inner = sum(each > len(columns) for each in n_words) > 0
    return has_inner and min(full) >= _HALF_FULL * len(filled)


def _columns(lines: Iterable[str]) -> list[tuple[int, int]]:
    """Return where columns begin and end: between places that are blank in all lines; none where a line is too long."""
    used = bytearray()
    for line in lines:
        bare = line.rstrip("\r\n")
        if len(bare) > min(_WIDEST, MAX_LENGTH) or "\t" in bare:
            return []
        used.extend(b"\0" * (len(bare) - len(used)))
        for place, letter in enumerate(bare):
            if letter != " ":
                used[place] = 1
    edges = [0, *(place for place, (one, other) in enumerate(pairwise(used), 1) if one != other), len(used)]
    spans = pairwise(edges)
    return [(start, end) for start, end in spans if end > start and used[start]]
