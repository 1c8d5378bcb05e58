"""Text files whose lines are pairs such as ``user=7 event=view``, objects of JSON behind a key, or one quoted cell."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from core.ingest.reader.lines import copy_lines
from core.ingest.reader.sniff import sample_lines
from core.sentences import Sentence, say

_PAIR = r'[A-Za-z_@][\w.@-]*=(?:"(?:[^"\\]|\\.)*"|[^\s";|]*)'
_PAIRS = re.compile(rf"(?P<lead>(?:[^\s=]+\s+){{0,6}}?)(?P<pairs>{_PAIR}(?:(?:\s*[;|]\s*|\s+){_PAIR}){{2,}})[\s;|]*")
"""Three pairs or more, as logfmt writes them, or between semicolons or bars, behind some words that are none."""
_ONE_PAIR = re.compile(r'([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s";|]*))')
_OBJECT = re.compile(r"(?P<lead>[^\s{\[\"'][^{\[\"']*?)(?P<object>\{\".*\})\s*", re.DOTALL)
"""An object behind something that is no part of a table: no comma or the like stands before it."""
_CELLS = (",", ";", "|", ":", "=", "(")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_NAMED = re.compile(r"(\w+):(\d+)")
_NEARLY, _FEW, _ALIKE = 0.95, 3, 2
"""So many lines, at least so many, are of the form; so many of their names stand in nearly all of them."""

_Record = dict[str, str]


def as_json_lines(path: Path, name: str, target: Path) -> Sentence | None:
    """Write a copy of a text file to ``target`` with an object of JSON in each line; return a note, or None.

    None, and no copy, where lines are of no such form. Line numbers stay, and lines of another form as they are.
    """
    lines = [line for line in sample_lines(path, "\n") if line.strip()]
    read = next((each for each in (_of_pairs, _of_object) if _are(lines, each)), None)
    if read is None:
        return None

    def written(line: str) -> str:
        found = read(line)
        return json.dumps(found, ensure_ascii=False) + "\n" if found else line

    copy_lines(path, target, written)
    if read is _of_pairs:
        return say("{file}: each line holds pairs of names and values; each name became a column.", file=name)
    return say("{file}: each line is an object of JSON behind something else, which became columns too.", file=name)


def _are(lines: Sequence[str], read: Callable[[str], Mapping[str, object] | None]) -> bool:
    """Whether nearly all lines, and the first, are of a form, and have names in common."""
    found = [one for line in lines if (one := read(line))]
    if not lines or not read(lines[0]) or len(found) < max(_NEARLY * len(lines), _FEW):
        return False
    in_all = sum(sum(name in each for each in found) >= _NEARLY * len(found) for name in found[0])
    return in_all >= _ALIKE


def _of_pairs(line: str) -> _Record | None:
    found = _PAIRS.fullmatch(line)
    if found is None:
        return None
    pairs = {name: (quoted.replace('\\"', '"') or bare) for name, quoted, bare in _ONE_PAIR.findall(found["pairs"])}
    return {**_of_lead(found["lead"], pairs), **pairs}


def _of_object(line: str) -> dict[str, object] | None:
    found = _OBJECT.fullmatch(line)
    if found is None or found["lead"].rstrip().endswith(_CELLS):
        return None
    try:
        record = json.loads(found["object"])
    except (ValueError, RecursionError):
        return None
    return {**_of_lead(found["lead"], record), **record} if isinstance(record, dict) else None


def _of_lead(lead: str, record: Mapping[str, object]) -> _Record:
    """Return what stands before a record: its time, what has a name, and the rest by its place."""
    fields: _Record = {}
    for place, part in enumerate(lead.strip().split("\t") if lead.strip() else [], 1):
        text = part.strip()
        if named := _NAMED.fullmatch(text):
            fields[named[1]] = named[2]
            continue
        if time := _TIME.match(text):
            fields["line_time" if "time" in record else "time"] = time[0]
            text = text[time.end() :].strip()
        if text:
            fields[f"before_{place}"] = text
    return {each: text for each, text in fields.items() if each not in record}


_QUOTED = re.compile(r'"((?:[^"]|"")*)"[,;\t]*\r?\n?')
_DELIMITERS = ",;\t|"
_FEW_QUOTED, _LEAST_CELLS = 3, 3
_NEARLY_ALL = 0.95


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
    if len(quoted) < max(_NEARLY_ALL * (len(lines) - 1), _FEW_QUOTED):  # the header may stand there without quotes
        return False
    widths = ([len(cells) for cells in csv.reader(quoted, delimiter=delimiter)] for delimiter in _DELIMITERS)
    return any(
        (usual := max(set(each), key=each.count)) >= _LEAST_CELLS and each.count(usual) >= _NEARLY_ALL * len(quoted)
        for each in widths
    )


def _unquoted(line: str) -> str:
    found = _QUOTED.fullmatch(line)
    return found[1].replace('""', '"') + "\n" if found else line
