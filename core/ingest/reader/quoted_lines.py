"""Text files whose every line stands between quotes as one cell, as a spreadsheet writes a table of one column."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from core.ingest.reader.lines import copy_lines
from core.ingest.reader.sniff import sample_lines
from core.sentences import Sentence, say

_QUOTED = re.compile(r'"((?:[^"]|"")*)"[,;\t]*\r?\n?')
_DELIMITERS = ",;\t|"
_FEW, _LEAST_CELLS = 3, 3
_NEARLY = 0.95


def unquote_lines(path: Path, name: str, target: Path) -> Sentence | None:
    """Write a copy of a text file to ``target`` without the quotes around its lines; return a note, or None.

    None, and no copy, where lines do not stand between quotes, or hold no table. Line numbers stay.
    """
    if not _are_quoted([line for line in sample_lines(path, "\n") if line.strip()]):
        return None
    copy_lines(path, target, _unquoted)
    return say("{file}: each line stood between quotes as one cell; the quotes were taken off.", file=name)


def _are_quoted(lines: Sequence[str]) -> bool:
    """Whether nearly all lines are one cell each, and most of these are rows of as many cells."""
    quoted = [found[1].replace('""', '"') for line in lines if (found := _QUOTED.fullmatch(line))]
    if len(quoted) < max(_NEARLY * (len(lines) - 1), _FEW):  # the header may stand there without quotes
        return False
    widths = ([len(cells) for cells in csv.reader(quoted, delimiter=delimiter)] for delimiter in _DELIMITERS)
    return any(
        (usual := max(set(each), key=each.count)) >= _LEAST_CELLS and each.count(usual) >= _NEARLY * len(quoted)
        for each in widths
    )


def _unquoted(line: str) -> str:
    found = _QUOTED.fullmatch(line)
    return found[1].replace('""', '"') + "\n" if found else line
