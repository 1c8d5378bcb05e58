"""Read a CSV file in UTF-8 into a table of text in the scratch database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import IngestError
from core.ingest.reader.containers import Member, free_path
from core.ingest.reader.dialect import BLANKS, DELIMITERS, Dialect
from core.ingest.reader.encoding import Scan
from core.ingest.reader.lines import newline_of
from core.ingest.reader.repair import copied, repair
from core.ingest.reader.rows import Raw, counted, line_by_line, numbered
from core.ingest.reader.sniff import ends_at_returns, named_dialect, sniff
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import has_text, literal

_MARK = "\ufeff"
"""The mark of UTF-8, which some tools write again before each header."""


def read_csv_file(
    scratch: Scratch,
    member: Member,
    path: Path,
    dialect: Dialect | None,
    bytes_found: Scan,
    delimiters: Sequence[str] = DELIMITERS,
) -> Raw:
    """Read a file whose encoding is settled; raise ``NoTableError`` where it is no table.

    ``path``: the text in UTF-8, ``bytes_found``: what a pass over its bytes found, ``dialect``: where it is known.
    """
    name = member.name
    dialect = dialect or named_dialect(path, name, member.names)
    has_lone_cr = bytes_found.has_lone_cr or (
        bytes_found.has_some_cr and ends_at_returns(path, dialect or sniff(path, name, "", delimiters))
    )
    dialect = dialect or sniff(path, name, newline_of(has_lone_cr), delimiters)
    if bytes_found.is_plain and not has_lone_cr:
        fast = _fast(scratch, path, dialect, bytes_found.n_lines - dialect.header_lines)
        if fast:
            return replace(fast, notes=(*dialect.notes, *counted(name, fast.found)))
    target = free_path(scratch.folder, "repaired.csv")
    try:
        found = repair(path, dialect, target, has_lone_cr, member.name)
        out = copied(dialect)
        raw, n_rows = _load(scratch, target, out, len(out.headers), None)
        if n_rows != found.n_rows:
            raise IngestError(
                say("{file} cannot be read reliably.", file=name),
                say("Save it as CSV (UTF-8) or Parquet with another tool."),
            )
    finally:
        target.unlink(missing_ok=True)
    return Raw(dialect.headers, numbered(raw), found, (*dialect.notes, *counted(name, found)))


def _fast(scratch: Scratch, path: Path, dialect: Dialect, n_lines: int) -> Raw | None:
    """Read a file whose every line is one whole record; None when it has others."""
    n_columns = len(dialect.headers)
    width = max(dialect.width, n_columns)
    if dialect.delimiter == BLANKS or dialect.has_escapes or dialect.has_blanks or dialect.has_rules:
        return None
    table, n_rows = _load(scratch, path, dialect, width, dialect.header_lines)
    if n_rows is None:
        return None
    if n_rows != n_lines or _has_odd_rows(scratch, table, dialect):
        scratch.run(f"drop table {table}")
        return None
    found = line_by_line(n_lines, dialect.header_lines + 1)
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


def _has_odd_rows(scratch: Scratch, table: str, dialect: Dialect) -> bool:
    """Whether a row is empty or the header again, or has something in cells that no column has."""
    width = max(dialect.width, len(dialect.headers))
    surplus = [has_text(f"c{place}") for place in range(len(dialect.headers), width)]
    others = f"concat({', '.join(f'c{place}' for place in range(1, width))})" if width > 1 else "''"
    odd = [*surplus, f"(not {has_text('c0')} and not {has_text(others)})"]
    if dialect.names and dialect.names[0]:
        first = dialect.names[0]
        odd.append(f"c0 in ({literal(first)}, {literal(_MARK + first)})")
    return bool(scratch.rows(f"select 1 from {table} where {' or '.join(odd)} limit 1"))  # noqa: S608 - quoted parts
