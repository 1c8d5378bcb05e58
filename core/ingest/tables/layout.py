"""Where the tables of a log are and how they are written, as far as it is known before they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable
from core.ingest.presets.find import Found, find_by_files, is_like, other_tables
from core.ingest.presets.table import NO_PRESET, presets_named
from core.ingest.reader.dialect import Dialect
from core.ingest.reader.files import FEED_HEADERS, list_files
from core.ingest.reader.lines import MAX_LENGTH
from core.ingest.tables.archive import unpacked
from core.ingest.tables.source import LogSource
from core.sentences import say


@dataclass(frozen=True, slots=True)
class TableSource:
    """One table of a log: its files, and how they are written where a preset says so."""

    paths: tuple[Path, ...]
    dialect: Dialect | None = None
    encoding: str | None = None
    preset: PresetTable | None = None
    map: Mapping[str, list[str]] = field(default_factory=dict)
    """Role → columns, as the preset sets them; empty without one."""
    sql: Mapping[str, str] = field(default_factory=dict)
    """Role or column → SQL that replaces the plain column; ``{Name}`` stands for a column of the file."""
    instead: Mapping[str, list[str]] = field(default_factory=dict)
    """Role → columns that are taken where the first is empty."""
    payments: tuple[str, ...] = ()
    """Event types that are money of their user and name no item."""
    rated: tuple[str, ...] = ()
    """Event types whose value is a rating, beside amounts of others."""
    value_per: str | None = None
    """What the preset's value is the price of."""
    folder: Path | None = None
    """The folder that was given, whose files they are."""
    notes: tuple[str, ...] = ()
    """What was passed over in it."""
    sheet: str | None = None
    """Of a workbook; None takes the first that holds a table."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All tables of a log."""

    events: TableSource
    items: TableSource | None = None
    users: TableSource | None = None
    more: Mapping[str, TableSource] = field(default_factory=dict)
    """Further files of a preset."""
    preset: Preset | None = None
    form: Form | None = None
    is_product: str = ""
    """SQL condition for events; rows that fail it are no products."""
    text_event: str = ""
    """Titles are taken from events of this name."""
    notes: tuple[str, ...] = ()

    @property
    def preset_name(self) -> str:
        """The name of the preset, ``none`` without one."""
        return self.preset.name if self.preset else NO_PRESET

    @property
    def tables(self) -> dict[str, TableSource]:
        """The tables that are there, by name."""
        named = {"events": self.events, "items": self.items, "users": self.users, **self.more}
        return {name: table for name, table in named.items() if table}


def layout_of(source: LogSource, folder: Path) -> Layout:
    """Return where the tables of a log are; a preset that is known by its files is applied.

    An archive of several tables is unpacked into ``folder``. Raises ``IngestError`` for an unknown preset, or where
    there is no file.
    """
    presets = presets_named(source.preset)
    source = replace(source, events=unpacked(source.events, folder, presets) or source.events)
    listed = _listed(source.events, source.sheet)
    found = find_by_files(source.events, presets)
    paths = {name: path for name, path in (("items", source.items), ("users", source.users)) if path}
    known = other_tables(found.form) if found else {}
    given = {name: _given(path, known.get(name)) for name, path in paths.items()}
    if found is None:
        return Layout(listed, given.get("items"), given.get("users"))
    return _from_files(found, given, source.events)


def _given(path: Path, table: PresetTable | None) -> TableSource:
    """Return a table of files that were given: by the preset where they are like its own."""
    listed = _listed(path)
    is_known = table is not None and all(is_like(path, table) for path in listed.paths)
    return _table(listed.paths, table) if table and is_known else listed


def _listed(path: Path, sheet: str | None = None) -> TableSource:
    listing = list_files(path)
    named = next((each for each in listing.paths if each.name == FEED_HEADERS), None)
    if named and len(listing.paths) > 1:
        return _feed(named, tuple(each for each in listing.paths if each != named), path, listing.notes)
    return TableSource(listing.paths, folder=path if path.is_dir() else None, notes=listing.notes, sheet=sheet)


def _feed(named: Path, paths: tuple[Path, ...], folder: Path, notes: tuple[str, ...]) -> TableSource:
    """Return the hits of a data feed of Adobe, whose columns a file beside them names."""
    with named.open(encoding="utf-8-sig", errors="replace") as file:
        headers = tuple(file.readline(MAX_LENGTH).rstrip("\r\n").split("\t"))
    note = say("The columns are named by {file}.", file=named.name)
    return TableSource(
        paths, Dialect("\t", quote="", headers=headers, header_lines=0), folder=folder, notes=(*notes, note)
    )


def _from_files(found: Found, given: Mapping[str, TableSource], path: Path) -> Layout:
    """Take the files that a preset found, and instead of them those that are given."""
    known = {"events": found.form.events, **other_tables(found.form)}
    tables = {name: _table(files, known[name]) for name, files in found.paths.items()} | dict(given)
    files = ", ".join(each.name for table in tables.values() for each in table.paths)
    notes = [say("The files {files} were recognised as {label}.", files=files, label=found.preset.label)]
    if found.left:
        notes.append(say("Not used in {folder}: {files}.", folder=path.name, files=", ".join(found.left)))
    return Layout(
        tables["events"],
        tables.get("items"),
        tables.get("users"),
        {name: table for name, table in tables.items() if name in found.form.more},
        found.preset,
        found.form,
        notes=(*notes, *found.preset.notes),
    )


def _table(paths: tuple[Path, ...], preset: PresetTable) -> TableSource:
    shape = preset.file or FileShape()
    if not shape.headers:
        return TableSource(paths, preset=preset, encoding=shape.encoding)
    dialect = Dialect(
        shape.delimiter, quote=shape.quote, headers=tuple(shape.headers.split()), header_lines=shape.header_lines
    )
    return TableSource(paths, dialect, shape.encoding, preset)
