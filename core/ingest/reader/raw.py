"""Read one unpacked file into a table of text in the scratch database."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import IngestError
from core.ingest.dialect import BLANKS, DELIMITERS, MAX_COLUMNS, Dialect, unique_headers
from core.ingest.reader.cells import Objects, add_exploded, find_objects, note_on
from core.ingest.reader.containers import Member, free_path
from core.ingest.reader.encoding import Scan, find_encoding, has_mark, scan, transcode
from core.ingest.reader.excel import write_sheet
from core.ingest.reader.json_file import read_json
from core.ingest.reader.kinds import Kind, NoTableError, kind_of
from core.ingest.reader.limits import Allowance
from core.ingest.reader.lines import newline_of
from core.ingest.reader.nested import Parts
from core.ingest.reader.parquet_file import add_nested, cells_of, damaged, is_nested, read_schema
from core.ingest.reader.quoted_lines import unquote_lines
from core.ingest.reader.sniff import ends_at_returns, named_dialect, sniff
from core.ingest.reader.wide import add_unpivoted, find_periods, note_on_periods
from core.ingest.repair import Repaired, copied, repair
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import has_text, literal


@dataclass(frozen=True, slots=True)
class Raw:
    """One file as a table of text."""

    headers: tuple[str, ...]
    sql: str
    """A table expression with the columns ``c0`` to ``cn``."""
    found: Repaired
    notes: tuple[str, ...] = ()
    apart: str = ""
    """A column that separates equal rows of one record from duplicates; "" where every record is one row."""
    has_mark: bool = False
    """Whether it is text that begins with the byte order mark of UTF-8."""


def read_member(
    scratch: Scratch, member: Member, dialect: Dialect | None, encoding: str | None, sheet: str | None
) -> Raw:
    """Read a file into the scratch database; raise ``IngestError`` when it is damaged, ``NoTableError`` if no table."""
    kind = Kind.TEXT if dialect else kind_of(member.path, member.name)
    if kind is Kind.PARQUET:
        return _exploded(scratch, member.name, _parquet(scratch, member))
    if kind is Kind.EXCEL:
        return _by_period(scratch, member, _exploded(scratch, member.name, _excel(scratch, member, sheet)))
    path, found, notes = _as_utf8(scratch, member, encoding, kind)
    if kind is Kind.TEXT and not dialect:
        path, found, notes = _without_quotes(scratch, member, path, found, notes)
    try:
        if kind is Kind.JSON:
            raw = _exploded(scratch, member.name, _json(scratch, member.name, path))
        else:
            raw = _exploded(scratch, member.name, _csv(scratch, member, path, dialect, found))
            raw = raw if dialect else _by_period(scratch, member, raw)
    finally:
        if path != member.path:
            path.unlink(missing_ok=True)
    return replace(raw, notes=(*notes, *raw.notes), has_mark=has_mark(member.path))


def _as_utf8(scratch: Scratch, member: Member, encoding: str | None, kind: Kind) -> tuple[Path, Scan, list[Sentence]]:
    """Return the text in UTF-8, which may be the file itself, and what a pass over its bytes found."""
    found = scan(member.path)
    is_other = encoding is not None and (found.n_bad or found.has_nul)  # what reads as UTF-8 is that
    chosen = encoding if encoding and is_other else find_encoding(member.path, member.name, found)
    is_wide = chosen.startswith(("utf-16", "utf-32"))
    if chosen == "utf-8" or (kind is Kind.JSON and not is_wide):  # JSON has no other encodings
        return member.path, found, []
    target = free_path(scratch.folder, "utf8")
    transcode(member.path, chosen, target, Allowance(member.path, member.name, scratch.folder))
    note = say("{file} is written in {found}; it was converted to UTF-8.", file=member.name, found=chosen)
    return target, scan(target), [note]


def _without_quotes(
    scratch: Scratch, member: Member, path: Path, found: Scan, notes: list[Sentence]
) -> tuple[Path, Scan, list[Sentence]]:
    """Return the same text without quotes around its lines, which is the file itself where there are none."""
    target = free_path(scratch.folder, "unquoted")
    note = unquote_lines(path, member.name, target)
    if not note:
        return path, found, notes
    if path != member.path:
        path.unlink()
    return target, scan(target), [*notes, note]


def _excel(scratch: Scratch, member: Member, sheet: str | None) -> Raw:
    target = free_path(scratch.folder, "sheet.csv")
    notes = write_sheet(member.path, member.name, sheet, target, 1 if member.names else 2)
    raw = _csv(scratch, member, target, None, scan(target), (",",))
    target.unlink()
    return replace(raw, notes=(*notes, *raw.notes))


def _json(scratch: Scratch, name: str, path: Path) -> Raw:
    parts = Parts(scratch.folder, name)
    found = read_json(path, name, parts)
    return replace(_from_parts(scratch, name, parts, found), notes=_counted(name, found))


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
        return _from_parts(scratch, member.name, parts, _line_by_line(n_rows, 1))
    headers, notes = unique_headers(schema.names, member.name)
    table = scratch.new_name()
    select = f"select {cells_of(schema)} from read_parquet({literal(str(member.path))})"  # noqa: S608 - quoted names
    if scratch.try_rows(f"create temp table {table} as {select}") is None:
        raise damaged(member.name)
    return Raw(headers, numbered(table), _line_by_line(_count(scratch, table), 1), notes)


def _exploded(scratch: Scratch, name: str, raw: Raw) -> Raw:
    """Make columns of what cells of JSON hold."""
    n_rows = raw.found.n_rows
    objects = find_objects(scratch, raw.sql, raw.headers, n_rows) if n_rows and not raw.apart else Objects()
    if not objects.columns:
        return raw
    parts = Parts(scratch.folder, name)
    now = _from_parts(scratch, name, parts, add_exploded(scratch, raw.sql, raw.headers, objects, raw.found, parts))
    notes = note_on(name, objects, parts.kept, n_rows, now.found.n_rows)
    return replace(now, notes=(*raw.notes, *now.notes, *notes))


def _by_period(scratch: Scratch, member: Member, raw: Raw) -> Raw:
    """Make a row of each amount of a table with a column for each month or day; a table that is known stays."""
    name, n_rows, is_known = member.name, raw.found.n_rows, not member.names.isdisjoint(raw.headers)
    periods = find_periods(scratch, raw.sql, raw.headers) if n_rows and not raw.apart and not is_known else {}
    if not periods:
        return raw
    parts = Parts(scratch.folder, name)
    found = add_unpivoted(scratch, raw.sql, raw.headers, periods, raw.found, parts)
    now = _from_parts(scratch, name, parts, found)
    return replace(now, notes=(*raw.notes, *now.notes, note_on_periods(name, periods, n_rows, found.n_rows)))


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


def _csv(
    scratch: Scratch,
    member: Member,
    path: Path,
    dialect: Dialect | None,
    bytes_found: Scan,
    delimiters: Sequence[str] = DELIMITERS,
) -> Raw:
    name = member.name
    dialect = dialect or named_dialect(path, name, member.names)
    has_lone_cr = bytes_found.has_lone_cr or (
        bytes_found.has_some_cr and ends_at_returns(path, dialect or sniff(path, name, "", delimiters))
    )
    dialect = dialect or sniff(path, name, newline_of(has_lone_cr), delimiters)
    if bytes_found.is_plain and not has_lone_cr:
        fast = _fast(scratch, path, dialect, bytes_found.n_lines - dialect.header_lines)
        if fast:
            return replace(fast, notes=(*dialect.notes, *_counted(name, fast.found)))
    target = free_path(scratch.folder, "repaired.csv")
    try:
        found = repair(path, dialect, target, has_lone_cr)
        out = copied(dialect)
        raw, n_rows = _load(scratch, target, out, len(out.headers), None)
        if n_rows != found.n_rows:
            raise IngestError(
                say("{file} cannot be read reliably.", file=name),
                say("Save it as CSV (UTF-8) or Parquet with another tool."),
            )
    finally:
        target.unlink(missing_ok=True)
    return Raw(dialect.headers, numbered(raw), found, (*dialect.notes, *_counted(name, found)))


def _fast(scratch: Scratch, path: Path, dialect: Dialect, n_lines: int) -> Raw | None:
    """Read a file whose every line is one whole record; None when it has others."""
    n_columns = len(dialect.headers)
    width = max(dialect.width, n_columns)
    if dialect.delimiter == BLANKS or dialect.has_escapes or dialect.has_blanks:
        return None
    table, n_rows = _load(scratch, path, dialect, width, dialect.header_lines)
    if n_rows is None:
        return None
    if n_rows != n_lines or _has_odd_rows(scratch, table, dialect):
        scratch.run(f"drop table {table}")
        return None
    found = _line_by_line(n_lines, dialect.header_lines + 1)
    if width == n_columns:
        return Raw(dialect.headers, numbered(table), found)
    found.n_surplus = n_lines
    return Raw(dialect.headers, numbered(table), found)


def _load(scratch: Scratch, path: Path, dialect: Dialect, width: int, skip: int | None) -> tuple[str, int | None]:
    """Read a CSV file, or where ``skip`` is None our copy of one, into a table.

    Return its name and how many rows it has, None when in doubt.
    """
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(width))
    table = scratch.new_name()
    start = "new_line = '\\n'" if skip is None else f"skip = {skip}"
    done = scratch.try_rows(
        f"create temp table {table} as select * from read_csv({literal(str(path))}, auto_detect = false, "  # noqa: S608
        f"columns = {{{columns}}}, header = false, {start}, delim = {literal(dialect.delimiter)}, "
        f"quote = {literal(dialect.quote)}, escape = {literal(dialect.quote)}, "
        "strict_mode = true, null_padding = false, max_line_size = 4000000)"
    )
    return table, done[0][0] if done else None


def numbered(table: str) -> str:
    """Return a table expression with the number of each row, ``row_no`` from 0: a join may give rows in any order."""
    return f"(select *, rowid as row_no from {table})"  # noqa: S608 - our own name


def _count(scratch: Scratch, table: str) -> int:
    return int(scratch.one(f"select count(*) from {table}"))  # noqa: S608 - our own name


def _has_odd_rows(scratch: Scratch, table: str, dialect: Dialect) -> bool:
    """Whether a row is empty or the header again, or has something in cells that no column has."""
    width = max(dialect.width, len(dialect.headers))
    surplus = [has_text(f"c{place}") for place in range(len(dialect.headers), width)]
    empty = " and ".join(f"not {has_text(f'c{place}')}" for place in range(width))
    odd = [*surplus, f"({empty})"]
    if dialect.names and dialect.names[0]:
        first = literal(dialect.names[0])
        odd.append(f"c0 in ({first}, chr(65279) || {first})")
    return bool(scratch.rows(f"select 1 from {table} where {' or '.join(odd)} limit 1"))  # noqa: S608 - quoted parts


def _line_by_line(n_rows: int, first_line: int) -> Repaired:
    return Repaired(n_rows, row_breaks=array("q", [0]), line_breaks=array("q", [first_line]))


def _counted(name: str, found: Repaired) -> tuple[Sentence, ...]:
    """Say how often records were mended, and how many lines hold nothing."""
    counted = (
        (
            found.n_blank,
            say("{file}: {n:,} empty lines were passed over; they are not records.", file=name, n=found.n_blank),
        ),
        (
            found.n_short,
            say(
                "{file}: {n:,} rows have fewer cells than the header; the missing ones are empty.",
                file=name,
                n=found.n_short,
            ),
        ),
        (
            found.n_surplus,
            say(
                "{file}: {n:,} rows end with empty cells that no column has; these were left out.",
                file=name,
                n=found.n_surplus,
            ),
        ),
        (
            found.n_escaped,
            say("{file}: {n:,} rows escape quotes with a backslash; they were read so.", file=name, n=found.n_escaped),
        ),
    )
    return tuple(note for n, note in counted if n)
