"""JSON: one object a line, an array of objects, objects one after another, or an array inside one object.

Numbers keep the text they are written with.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from core.errors import IngestError
from core.ingest.reader.kinds import NoTableError
from core.ingest.reader.lines import MAX_LENGTH, Lines
from core.ingest.reader.nested import Parts, rows_of
from core.ingest.reader.repair import NOT_JSON, TOO_LONG, UNREADABLE, Repaired
from core.ingest.reader.sideways import by_name, is_row, unwrapped
from core.sentences import say

_CHUNK = 1 << 20
_MOST_OF_ONE = 100
"""A single object with more paths is no event."""
_MAX_OBJECT = 1 << 26
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_BETWEEN = re.compile(r"[\s,\x1e]*")
_INNER_ARRAY = re.compile(r'\s*\{.*?"[^"]*"\s*:\s*(?=\[\s*\{)', re.DOTALL)
_NAMED_LIST, _OVERLAP = re.compile(r'"\s*:\s*\[\s*\{'), 200
_OF_PYTHON = re.compile(r"\{u?'")
_NO_TEXT = re.compile("[\ud800-\udfff]")
_BAD_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(path: Path, name: str, parts: Parts) -> Repaired:
    """Add the rows of a JSON file to ``parts``; return what was malformed, and where rows start.

    Lines count as places where there is one object a line, else the number of the object.
    """
    found = Repaired()
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        first = _first_line(file)
        is_lines = _record(first) is not None
        records = _by_line(Lines(file)) if is_lines else enumerate(_objects(file, name), 1)
        for at, record in by_name(unwrapped(records)):
            _add(at, record, parts, found)
    parts.flush()
    if found.n_rows <= 1 and (not is_lines or len(parts.headers) > _MOST_OF_ONE):
        raise NoTableError(
            say("{name} is JSON, but no list of events.", name=name), say("Export one object for each event.")
        )
    return found


def _add(at: int, record: str | Mapping[str, Any] | tuple[str, str], parts: Parts, found: Repaired) -> None:
    if isinstance(record, tuple):
        found.reject(at, *record)
    elif isinstance(record, Mapping):
        rows = rows_of(record)
        parts.add_record(rows)
        for _ in rows:
            found.add_row(at)
    else:
        found.n_blank += 1


def _first_line(file: TextIO) -> str:
    line = file.readline(MAX_LENGTH)
    while line and not line.strip():
        line = file.readline(MAX_LENGTH)
    file.seek(0)
    return line


def _by_line(lines: Lines) -> Iterator[tuple[int, Any]]:
    """Yield line number and object, text and reason of what is none, or "" for a blank line."""
    while line := lines.take():
        if not line.strip():
            yield lines.number, ""
        elif len(line) > MAX_LENGTH:
            yield lines.number, (line, TOO_LONG)
        else:
            record = _record(line)
            yield lines.number, (line, NOT_JSON) if record is None else _clean(line, record)


def _record(text: str) -> dict[str, Any] | list[Any] | None:
    """Return an object, or the values of one as a list; None for anything else."""
    plain = text.strip().lstrip("\x1e").rstrip(",")
    if _OF_PYTHON.match(plain):
        return _of_python(plain)
    try:
        value = _DECODER.decode(plain)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) or is_row(value) else None


def _of_python(text: str) -> dict[str, Any] | None:
    """Return an object in the spelling of Python, with single quotes; None for anything else."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, dict) else None


def _clean(text: str, record: dict[str, Any] | list[Any]) -> Any:
    """Return the object, or text and reason where it holds what is no text."""
    if text.isascii() and not _BAD_ESCAPE.search(text):
        return record
    return (text, UNREADABLE) if _NO_TEXT.search(json.dumps(record, ensure_ascii=False)) else record


def _objects(file: TextIO, name: str) -> Iterator[Any]:
    """Yield the objects of an array, of several values one after another, or of the array inside one object."""
    head = file.read(_CHUNK)
    inner = _INNER_ARRAY.match(head)
    is_within = inner is not None and not _begins_with_value(head)
    if is_within:
        head += file.read(_MAX_OBJECT - len(head))
        is_within = not _begins_with_value(head)
    if inner and is_within:
        head = head[inner.end() :]
    start = _BETWEEN.match(head).end()  # type: ignore[union-attr]
    is_array = head[start : start + 1] == "["
    chunks = chain([head[start + is_array :]], iter(lambda: file.read(_CHUNK), ""), [""])
    for text, value in _values(chunks, name, is_within=is_within):
        for each in value if isinstance(value, list) and value and not is_row(value) else [value]:
            yield _clean(text, each) if isinstance(each, dict) or is_row(each) else (text, NOT_JSON)


def _begins_with_value(head: str) -> bool:
    """Whether the first value ends within a text, so that it does not hold the whole file."""
    try:
        _DECODER.raw_decode(head.lstrip())
    except (ValueError, RecursionError):
        return False
    return True


def _has_list(chunks: Iterable[str]) -> bool:
    """Whether a text in chunks holds a further list of objects under a name."""
    before = ""
    for chunk in chunks:
        if _NAMED_LIST.search(before + chunk):
            return True
        before = chunk[-_OVERLAP:]
    return False


def _values(chunks: Iterator[str], name: str, *, is_within: bool) -> Iterator[tuple[str, Any]]:
    """Yield text and value of what stands between commas or blanks, in one array or several, up to what is no value.

    The last chunk is empty. A value that goes on is tried again when twice as much is there, or all. An array within
    one object, too large to be read whole, must be the only list of objects in it.
    """
    buffer, n_values, is_closed, enough = "", 0, False, 0
    for chunk in chunks:
        buffer += chunk
        if chunk and len(buffer) < enough:
            continue
        place = 0
        while True:
            place = _BETWEEN.match(buffer, place).end()  # type: ignore[union-attr]
            if is_closed and place < len(buffer) and buffer[place] not in "[{]":
                if is_within and _has_list(chain([buffer[place:]], chunks)):
                    raise IngestError(
                        say("{name} holds several lists in one object, and is too large to be read whole.", name=name),
                        say("Export each list to a file of its own."),
                    )
                return
            if buffer.startswith("]", place) or (is_closed and buffer.startswith("[", place)):
                is_closed, place = buffer[place] == "]", place + 1
                continue
            try:
                value, end = _DECODER.raw_decode(buffer, place)
            except (ValueError, RecursionError):
                break
            yield buffer[place:end], value
            n_values += 1
            place = end
        buffer = buffer[place:]
        enough = min(2 * len(buffer), _MAX_OBJECT)
        if len(buffer) > _MAX_OBJECT:
            break
    if buffer.strip():
        raise IngestError(
            say("{name} is no JSON after object {n:,}: {text!r}.", name=name, n=n_values, text=buffer[:60]),
            say("Export it again."),
        )
