"""One input file as rows of text: columns ``c0`` to ``cn``, and the line where each row starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from core.errors import IngestError
from core.ingest.dialect import Dialect, sniff, unique_headers
from core.ingest.files import InputFile, free_path, prepare
from core.ingest.repair import Repaired, repair
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import identifier, literal

_CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class RawTable:
    """One file, readable by SQL. Names from the file never become SQL identifiers."""

    name: str
    headers: tuple[str, ...]
    sql: str
    """A table expression with the text columns ``c0`` to ``cn``, in the order of ``headers``."""
    n_rows: int
    found: Repaired
    """Malformed lines, and where rows start."""
    notes: tuple[str, ...] = field(default=())

    def column(self, header: str) -> str:
        """Return the SQL name of a column."""
        return f"c{self.headers.index(header)}"


def open_table(
    scratch: Scratch,
    path: Path,
    dialect: Dialect | None = None,
    encoding: str | None = None,
) -> RawTable:
    """Make a file readable; ``dialect`` and ``encoding`` are given where a published layout fixes them."""
    file = prepare(path, scratch.folder, encoding)
    if file.is_parquet:
        return _parquet(scratch, file)
    return _csv(scratch, file, dialect or sniff(file.path, file.name))


def _csv(scratch: Scratch, file: InputFile, dialect: Dialect) -> RawTable:
    sql = _csv_sql(file.path, dialect, dialect.header_lines)
    n_lines = _count_lines(file.path) - dialect.header_lines
    notes = (*file.notes, *dialect.notes)
    if _count_rows(scratch, sql) == n_lines:
        found = Repaired(n_lines, row_breaks=[0], line_breaks=[dialect.header_lines + 1])
        return RawTable(file.name, dialect.headers, sql, n_lines, found, notes)
    target = free_path(scratch.folder, "repaired.csv")
    found = repair(file.path, dialect, target)
    sql = _csv_sql(target, dialect, 0)
    if found.n_rows and _count_rows(scratch, sql) != found.n_rows:
        raise IngestError(
            say("{file} cannot be read reliably.", file=file.name),
            say("Save it as CSV (UTF-8) or Parquet with another tool."),
        )
    if found.n_blank:
        note = say("{file}: {n:,} blank lines were skipped; they are not records.", file=file.name, n=found.n_blank)
        notes += (note,)
    return RawTable(file.name, dialect.headers, sql, found.n_rows, found, notes)


def _csv_sql(path: Path, dialect: Dialect, skip: int) -> str:
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(len(dialect.headers)))
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, columns = {{{columns}}}, header = false, skip = {skip}, "
        f"delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)}, escape = {literal(dialect.quote)}, "
        "strict_mode = true, null_padding = false, max_line_size = 4000000)"
    )


def _count_rows(scratch: Scratch, sql: str) -> int:
    """Count the rows that the fast reader sees; -1 when it finds anything wrong."""
    rows = scratch.try_rows(f"select count(*) from {sql}")  # noqa: S608 - built above from quoted parts
    return int(rows[0][0]) if rows else -1


def _count_lines(path: Path) -> int:
    """Count physical lines; blank ones at the end do not count."""
    n_lines, tail = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            n_lines += chunk.count(b"\n")
            tail = (tail + chunk)[-1000:]
    after = tail[len(tail.rstrip(b"\r\n")) :]
    return n_lines - after.count(b"\n") + 1


def _parquet(scratch: Scratch, file: InputFile) -> RawTable:
    source = f"read_parquet({literal(str(file.path))})"
    columns = scratch.try_rows(f"describe select * from {source}")  # noqa: S608 - a quoted path
    if columns is None:
        raise IngestError(say("{file} is not readable Parquet.", file=file.name), say("Write it again."))
    cells = ", ".join(f"{_as_text(str(name), str(kind))} as c{place}" for place, (name, kind, *_) in enumerate(columns))
    headers, notes = unique_headers([str(column[0]) for column in columns], file.name)
    n_rows = int(scratch.one(f"select count(*) from {source}"))  # noqa: S608 - a quoted path
    found = Repaired(n_rows, row_breaks=[0], line_breaks=[1])
    return RawTable(file.name, headers, f"(select {cells} from {source})", n_rows, found, (*file.notes, *notes))  # noqa: S608


def _as_text(name: str, kind: str) -> str:
    column = identifier(name)
    if kind in ("TIMESTAMP_NS", "TIMESTAMP_S", "TIMESTAMP_MS"):
        return f"{column}::timestamp::varchar"
    return f"array_to_string({column}, '|')" if kind == "VARCHAR[]" else f"{column}::varchar"
