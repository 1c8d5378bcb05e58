"""Read one unpacked file into a table of text in the scratch database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.errors import IngestError
from core.ingest.reader.captions import under_captions
from core.ingest.reader.cells import Division, add_divided, explode
from core.ingest.reader.containers import Member, free_path
from core.ingest.reader.csv_file import read_csv_file
from core.ingest.reader.dialect import MAX_COLUMNS, Dialect, unique_headers
from core.ingest.reader.encoding import Scan, find_encoding, has_mark, scan, transcode
from core.ingest.reader.excel import write_sheet
from core.ingest.reader.fixed_columns import cut_columns
from core.ingest.reader.json_file import read_json
from core.ingest.reader.kinds import Kind, NoTableError, kind_of
from core.ingest.reader.limits import Allowance
from core.ingest.reader.nested import Parts
from core.ingest.reader.numbered_groups import by_line
from core.ingest.reader.other_lines import as_json_lines, unquote_lines
from core.ingest.reader.parquet_file import add_nested, cells_of, damaged, is_nested, read_schema
from core.ingest.reader.repair import Repaired
from core.ingest.reader.rows import Raw, counted, line_by_line, numbered
from core.ingest.reader.web_table import charset_of, write_web_table, write_xml_sheet
from core.ingest.reader.wide import by_article, by_period
from core.ingest.reader.xml_rows import write_elements
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal

_MARKUP = (Kind.WEB_TABLE, Kind.XML_SHEET, Kind.XML)
_OF_XML = (Kind.XML_SHEET, Kind.XML)
"""What says its own encoding."""


def read_member(
    scratch: Scratch, member: Member, dialect: Dialect | None, encoding: str | None, sheet: str | None
) -> Raw:
    """Read a file into the scratch database; raise ``IngestError`` when it is damaged, ``NoTableError`` if no table."""
    kind = Kind.TEXT if dialect else kind_of(member.path, member.name)
    if kind is Kind.PARQUET:
        return _exploded(scratch, member.name, _parquet(scratch, member))
    if kind is Kind.EXCEL:
        return _from_columns(scratch, member, _exploded(scratch, member.name, _excel(scratch, member, sheet)))
    path, found, notes = _as_utf8(scratch, member, encoding, kind)
    try:
        if kind is Kind.TEXT and not dialect:
            kind, path, notes = _as_objects(scratch, member, path, notes)
        if kind is Kind.TEXT and not dialect:
            path, found, notes = _in_lines(scratch, member, path, found, notes)
        if kind in _MARKUP:
            raw = _exploded(scratch, member.name, _from_markup(scratch, member, path, kind, sheet))
            raw = _from_columns(scratch, member, raw)
        elif kind is Kind.JSON:
            raw = _exploded(scratch, member.name, _json(scratch, member.name, path))
        else:
            raw = _exploded(scratch, member.name, read_csv_file(scratch, member, path, dialect, found))
            raw = raw if dialect else _from_columns(scratch, member, raw)
    finally:
        if path != member.path:
            path.unlink(missing_ok=True)
    return replace(raw, notes=(*notes, *raw.notes), has_mark=has_mark(member.path))


def _as_utf8(scratch: Scratch, member: Member, encoding: str | None, kind: Kind) -> tuple[Path, Scan, list[Sentence]]:
    """Return the text in UTF-8, which may be the file itself, and what a pass over its bytes found."""
    found = scan(member.path)
    is_no_utf8 = found.n_bad or found.has_nul  # what reads as UTF-8 is that
    named = charset_of(member.path) if kind is Kind.WEB_TABLE and is_no_utf8 else None
    chosen = encoding if encoding and is_no_utf8 else named or find_encoding(member.path, member.name, found)
    is_wide = chosen.startswith(("utf-16", "utf-32"))
    if chosen == "utf-8" or kind in _OF_XML or (kind is Kind.JSON and not is_wide):  # JSON has no other encodings
        return member.path, found, []
    target = free_path(scratch.folder, "utf8")
    transcode(member.path, chosen, target, Allowance(member.path, member.name, scratch.folder))
    note = say("{file} is written in {found}; it was converted to UTF-8.", file=member.name, found=chosen)
    return target, scan(target), [note]


def _in_lines(
    scratch: Scratch, member: Member, path: Path, found: Scan, notes: list[Sentence]
) -> tuple[Path, Scan, list[Sentence]]:
    """Return the same text without quotes around its lines, or with tabs between columns of fixed widths.

    It is the file itself where there are none.
    """
    target = free_path(scratch.folder, "lines")
    note = unquote_lines(path, member.name, target) or cut_columns(path, member.name, target)
    if not note:
        return path, found, notes
    if path != member.path:
        path.unlink()
    return target, scan(target), [*notes, note]


def _as_objects(
    scratch: Scratch, member: Member, path: Path, notes: list[Sentence]
) -> tuple[Kind, Path, list[Sentence]]:
    """Return a text of pairs, or of objects behind something else, as JSON; any other as it is."""
    target = free_path(scratch.folder, "objects")
    note = as_json_lines(path, member.name, target)
    if not note:
        return Kind.TEXT, path, notes
    if path != member.path:
        path.unlink()
    return Kind.JSON, target, [*notes, note]


def _excel(scratch: Scratch, member: Member, sheet: str | None) -> Raw:
    target = free_path(scratch.folder, "sheet.csv")
    notes = write_sheet(member.path, member.name, sheet, target, 1 if member.names else 2)
    raw = read_csv_file(scratch, member, target, None, scan(target), (",",))
    target.unlink()
    return replace(raw, notes=(*notes, *raw.notes))


def _from_markup(scratch: Scratch, member: Member, path: Path, kind: Kind, sheet: str | None) -> Raw:
    name, target = member.name, free_path(scratch.folder, "markup")
    try:
        if kind is Kind.XML:
            notes = write_elements(path, name, target)
            raw = _json(scratch, name, target)
        else:
            is_web = kind is Kind.WEB_TABLE
            notes = write_web_table(path, name, target) if is_web else write_xml_sheet(path, name, target, sheet)
            raw = read_csv_file(scratch, member, target, None, scan(target), (",",))
    finally:
        target.unlink(missing_ok=True)
    return replace(raw, notes=(*notes, *raw.notes), is_markup=True)


def _json(scratch: Scratch, name: str, path: Path) -> Raw:
    parts = Parts(scratch.folder, name)
    found = read_json(path, name, parts)
    return replace(_from_parts(scratch, name, parts, found), notes=counted(name, found))


def _parquet(scratch: Scratch, member: Member) -> Raw:
    schema = read_schema(member.path, member.name)
    if len(schema) > MAX_COLUMNS:
        raise IngestError(
            say("{name} has {n:,} columns; at most {most:,} can be read.", name=member.name, n=len(schema),
                most=MAX_COLUMNS),
            say("Keep one row per event, with the columns that matter."),
        )  # fmt: skip
    if is_nested(schema):
        parts = Parts(scratch.folder, member.name)
        n_rows = add_nested(member.path, member.name, parts)
        return _from_parts(scratch, member.name, parts, line_by_line(n_rows, 1))
    headers, notes = unique_headers(schema.names, member.name)
    table = scratch.new_name()
    select = f"select {cells_of(schema)} from read_parquet({literal(str(member.path))})"  # noqa: S608 - quoted names
    if scratch.try_rows(f"create temp table {table} as {select}") is None:
        raise damaged(member.name)
    return Raw(headers, numbered(table), line_by_line(_count(scratch, table), 1), notes)


def _exploded(scratch: Scratch, name: str, raw: Raw) -> Raw:
    """Make columns of what cells of JSON hold."""
    return _divided(scratch, name, raw, explode)


def _from_columns(scratch: Scratch, member: Member, raw: Raw) -> Raw:
    """Make rows of columns: of each amount of a month or day, of each line and of each article with columns of its own.

    A table that is known stays.
    """
    raw = _divided(scratch, member.name, raw, under_captions)
    if not member.names.isdisjoint(raw.headers):
        return raw
    ways = (_divided(scratch, member.name, raw, divide) for divide in (by_line, by_article, by_period))
    return next((rows for rows in ways if rows is not raw), raw)


def _divided(scratch: Scratch, name: str, raw: Raw, divide: Callable[[Scratch, str, Raw], Division | None]) -> Raw:
    """Return the table of what ``divide`` makes of each row; as it was where that does not know it."""
    division = divide(scratch, name, raw) if raw.found.n_rows and not raw.apart else None
    if division is None:
        return raw
    parts = Parts(scratch.folder, name)
    now = _from_parts(scratch, name, parts, add_divided(scratch, raw, division, parts))
    notes = division.notes(raw.found.n_rows, now.found.n_rows)
    return replace(now, notes=(*raw.notes, *now.notes, *notes), is_markup=raw.is_markup)


def _from_parts(scratch: Scratch, name: str, parts: Parts, found: Repaired) -> Raw:
    if not parts.headers:
        raise NoTableError(say("{name} holds no events.", name=name), say("Check that the export is complete."))
    table = scratch.new_name()
    files = ", ".join(literal(str(path)) for path in parts.paths)
    cells = ", ".join(["part_no", *(f"c{place}" for place in range(len(parts.headers)))])
    scratch.run(f"create temp table {table} as select {cells} from read_parquet([{files}], union_by_name = true)")  # noqa: S608
    for path in parts.paths:
        path.unlink()
    headers, notes = unique_headers(tuple(parts.headers), name)
    return Raw(headers, numbered(table), found, notes, "part_no" if parts.has_lists else "")


def _count(scratch: Scratch, table: str) -> int:
    return int(scratch.one(f"select count(*) from {table}"))  # noqa: S608 - our own name
