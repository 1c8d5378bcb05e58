"""Recognise a tool's export, by its files before they are read or by its columns after."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable
from core.ingest.presets.match import n_met

_HEAD_BYTES = 1 << 16
_SIGNS = re.compile(r"[,;\t|]")


@dataclass(frozen=True, slots=True)
class Found:
    """A preset whose files are there."""

    preset: Preset
    form: Form
    paths: Mapping[str, tuple[Path, ...]]
    """Table → files: events, items, users and what the form has more."""
    left: tuple[str, ...]
    """Files of the folder that are not used."""


def find_by_files(path: Path, presets: Iterable[Preset]) -> Found | None:
    """Return the preset whose files a folder holds, or that a file begins like; None where there is none."""
    is_folder = path.is_dir()
    if not (is_folder or path.is_file()):
        return None
    beside = _files_in(path if is_folder else path.parent)
    for preset in presets:
        for form in preset.forms:
            if form.is_of_folder and not is_folder:
                continue
            events = _files_of(form.events, beside if is_folder else [path])
            others = {name: _files_of(table, beside) for name, table in other_tables(form).items()} if events else {}
            if events and all(others[name] for name in form.more if name not in form.optional):
                paths = {"events": events, **{name: files for name, files in others.items() if files}}
                used = {each.name for files in paths.values() for each in files} | set(form.known)
                left = tuple(each.name for each in beside if each.name not in used) if is_folder else ()
                return Found(preset, form, paths, left)
    return _find_below(path, presets) if is_folder else None


def _find_below(folder: Path, presets: Iterable[Preset]) -> Found | None:
    """Return the preset of the one folder in a folder whose files have names of their own and no header."""
    headless = [each for each in presets if all(_is_headless(form.events) for form in each.forms)]
    below = [each for each in _in_folder(folder) if each.is_dir()] if headless else []
    found = [one for each in below if (one := find_by_files(each, headless))]
    if len(found) != 1:
        return None
    return replace(found[0], left=(*(each.name for each in _files_in(folder)), *found[0].left))


def _is_headless(table: PresetTable) -> bool:
    return table.file is not None and bool(table.file.names and table.file.first_line)


def find_by_columns(headers: Sequence[str], presets: Iterable[Preset]) -> tuple[Preset, Form] | None:
    """Return the preset of which a file has most columns; None where it has not all that one needs."""
    scored = [(n_met(form.events, headers), preset, form) for preset, form in readable_forms(presets)]
    n_best, preset, form = max(scored, key=lambda each: each[0], default=(0, None, None))
    return (preset, form) if n_best and preset and form else None


def readable_forms(presets: Iterable[Preset]) -> list[tuple[Preset, Form]]:
    """List the forms that one file with a header is enough for."""
    pairs = [(preset, form) for preset in presets for form in preset.forms]
    return [(preset, form) for preset, form in pairs if form.events.needs and not (form.join and _needs_files(form))]


def _needs_files(form: Form) -> bool:
    """Whether what a form joins is more than the one file that its columns give away."""
    return bool(form.more) or form.events.file is not None


def other_tables(form: Form) -> dict[str, PresetTable]:
    """List the tables beside the events, by name."""
    named = {"items": form.items, "users": form.users, **form.more}
    return {name: table for name, table in named.items() if table}


def is_like(path: Path, table: PresetTable) -> bool:
    """Whether a file has the name and the first line of a table."""
    return _has_name(path.name, table) and begins_like(_first_line(path), table)


def has_known_name(name: str, head: bytes, presets: Iterable[Preset]) -> bool:
    """Whether a file inside an archive is the events of a preset that knows its name."""
    line = head.decode("utf-8-sig", errors="replace").split("\n", 1)[0].rstrip("\r")
    tables = [form.events for preset in presets for form in preset.forms if form.events.file and form.events.file.names]
    return any(_has_name(name, table) and begins_like(line, table) for table in tables)


def _has_name(name: str, table: PresetTable) -> bool:
    plain = name.lower().removesuffix(".gz").removesuffix(".zip")
    return table.file is not None and (
        not table.file.names or any(fnmatch(plain, pattern) for pattern in table.file.names.split())
    )


def begins_like(line: str, table: PresetTable) -> bool:
    """Whether a file that begins with a line can be a table."""
    shape = table.file or FileShape()
    if shape.first_line:
        return re.fullmatch(shape.first_line, line) is not None
    return n_met(table, [cell.strip(' "') for cell in _SIGNS.split(line)]) > 0


def _files_of(table: PresetTable, files: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(each for each in files if table.file and is_like(each, table))


def _first_line(path: Path) -> str:
    """Return the first line of a text file, packed or not; "" where there is none."""
    try:
        head = _head(path)
    except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):  # the reader says what is wrong with it
        return ""
    text = head.decode("utf-8-sig", errors="replace")
    return text.splitlines()[0] if text.strip() else ""


def _head(path: Path) -> bytes:
    """Return the first bytes of a file, or of the one file in an archive."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(b"\x1f\x8b"):
        with gzip.open(path) as packed:
            return packed.read(_HEAD_BYTES)
    if not head.startswith(b"PK\x03\x04"):
        return head
    with zipfile.ZipFile(path) as archive:
        names = [each for each in archive.namelist() if not each.endswith("/") and not each.startswith("__MACOSX")]
        if len(names) != 1:
            return b""
        with archive.open(names[0]) as member:
            return member.read(_HEAD_BYTES)


def _files_in(folder: Path) -> list[Path]:
    return [each for each in _in_folder(folder) if each.is_file()]


def _in_folder(folder: Path) -> list[Path]:
    """List what is in a folder by name; nothing where it cannot be read, which the reader says."""
    try:
        return sorted(each for each in folder.iterdir() if each.name[0] not in "._")
    except OSError:
        return []
