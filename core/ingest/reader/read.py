"""Every file of a log as rows of text: columns ``c0`` to ``cn``, and the line where each row starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from core.errors import IngestError
from core.ingest.names.naming import certainty
from core.ingest.reader.alike import are_alike, spelled_as
from core.ingest.reader.containers import Member, PassedOver, open_containers, partitions
from core.ingest.reader.dialect import Dialect
from core.ingest.reader.excel import names_log
from core.ingest.reader.files import name_of
from core.ingest.reader.kept_files import KeptFiles
from core.ingest.reader.kinds import WHAT_TO_GIVE, NoTableError
from core.ingest.reader.limits import explain
from core.ingest.reader.order_tables import are_apart, are_of_other_files
from core.ingest.reader.raw import read_member
from core.ingest.reader.repair import Repaired
from core.ingest.reader.rows import Raw
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.store.sql import literal


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is known beforehand of the files of a table."""

    folder: Path | None = None
    """The folder that was given, whose files they are."""
    dialect: Dialect | None = None
    """Fixed by a published layout."""
    encoding: str | None = None
    """Fixed by a published layout."""
    sheet: str | None = None
    """Of a workbook; None takes the first that holds a table."""
    names: frozenset[str] = frozenset()
    """Columns by one of which a first line is known to be the header, of one column or more."""
    kept: KeptFiles | None = None
    """Files that were read before."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One file, readable by SQL. Names from the file never become SQL identifiers."""

    name: str
    headers: tuple[str, ...]
    sql: str
    """A table expression with the text columns ``c0`` to ``cn``, in the order of ``headers``, and ``row_no``.

    ``row_no`` counts the rows of the file from 0; rows may come in any order.
    """
    n_rows: int
    found: Repaired
    """Malformed lines, and where rows start."""
    notes: tuple[str, ...] = ()
    n_own: int = 0
    """Columns that the file itself has; the others come from the names of its folders."""
    other_headers: tuple[str, ...] = ()
    """Columns that only other files of the table have."""
    masked: frozenset[str] = frozenset()
    """Columns whose cells are not kept where a row is kept as it was written."""
    apart: str = ""
    """SQL of a number for rows that are no duplicates although others are equal, null for all others."""
    made_of: frozenset[str] = frozenset()
    """Columns that another one was put together from."""
    has_mark: bool = False
    """Whether the file is text that begins with the byte order mark of UTF-8."""
    is_markup: bool = False
    """Whether it was written as markup, as notes that lie beside a log are."""

    @property
    def all_headers(self) -> tuple[str, ...]:
        """The columns of this file, then those that only others have."""
        return (*self.headers, *self.other_headers)

    def column(self, header: str) -> str:
        """Return the SQL of a column; nulls where only other files have it."""
        return f"c{self.headers.index(header)}" if header in self.headers else "null::varchar"


def read_tables(scratch: Scratch, paths: Sequence[Path], options: ReadOptions) -> tuple[RawTable, ...]:
    """Make files of one table readable, and what they hold where they are archives.

    What is no table stands in the notes of the first one. Raises ``IngestError`` for a file that is damaged, where
    nothing is a table, and where files share at most half of their columns.
    """
    groups = read_groups(scratch, paths, options)
    if len(groups) > 1:
        raise other_columns(groups)
    return groups[0]


def read_groups(scratch: Scratch, paths: Sequence[Path], options: ReadOptions) -> list[tuple[RawTable, ...]]:
    """Make files readable as ``read_tables`` does; those with mostly the same columns are one table each."""
    tables: list[RawTable] = []
    notes: list[str] = []
    for path in paths:
        for each in _open(scratch, path, options, is_alone=len(paths) == 1):
            if isinstance(each, RawTable):
                tables.append(each)
            else:
                notes.append(each)
    if not tables:
        raise IngestError(
            say("{name} holds no table: {notes}", name=(options.folder or paths[0]).name, notes=" ".join(notes[:5])),
            WHAT_TO_GIVE,
        )
    tables, passed_over = _without_other_markup(tables)
    notes += passed_over
    if len(tables) > 1 or notes:
        taken = (_was_read(each) for each in tables)
        notes = [*taken, *notes] if len(tables) <= _MAX_LISTED else [_summary(tables), *notes]
    tables[0] = replace(tables[0], notes=(*tables[0].notes, *notes))
    return [_unite(group) for group in _kin(_name_parts(tables))]


def _without_other_markup(tables: list[RawTable]) -> tuple[list[RawTable], list[Sentence]]:
    """Leave out markup beside tables where it names neither users and times nor items and titles; say so."""
    names = {each.name for each in tables if each.is_markup and not _is_of_log(each.headers)}
    if len(names) == len({each.name for each in tables}):
        return tables, []
    notes = [
        say("{file} was passed over: it is markup that names neither users and times nor items and titles.", file=name)
        for name in sorted(names)
    ]
    return [each for each in tables if each.name not in names], notes


def _is_of_log(headers: Sequence[str]) -> bool:
    """Whether columns name a user and a time, or an item and its title."""
    return names_log(headers) or all(any(certainty(role, each) > 0 for each in headers) for role in ("item", "text"))


_MAX_LISTED = 50
"""Files that are listed one by one."""


def _summary(tables: Sequence[RawTable]) -> Sentence:
    n_rows = sum(table.n_rows for table in tables)
    return say("{n:,} files were read, {first} to {last}: {n_rows:,} rows.", n=len(tables), first=tables[0].name,
               last=tables[-1].name, n_rows=n_rows)  # fmt: skip


def _open(scratch: Scratch, path: Path, options: ReadOptions, is_alone: bool) -> Iterator[RawTable | str]:
    name = name_of(path, options.folder)
    member = Member(name, path, is_alone=is_alone, columns=partitions(name), names=options.names)
    try:
        for each in open_containers(member, scratch.folder):
            if isinstance(each, PassedOver):
                yield each.note
            else:
                yield _read(scratch, each, options, path)
    except OSError as error:
        raise explain(error, name) from error


def _read(scratch: Scratch, member: Member, options: ReadOptions, path: Path) -> RawTable | str:
    """Read a table of a file at ``path``, which is that file, or an archive in which it was."""
    known = (options.dialect, options.encoding, options.sheet)
    read = partial(read_member, scratch, member, *known)
    try:
        if options.kept:
            about = (member.name, member.is_alone, member.names, repr(known), scratch.timezone)
            raw = options.kept.read(scratch, path, about, read)
        else:
            raw = read()
    except NoTableError as error:
        if member.is_alone:
            raise
        return say("{file} was passed over: {why}", file=member.name, why=error.message)
    finally:
        if member.path.parent == scratch.folder:
            member.path.unlink(missing_ok=True)
    return _with_columns(member, raw)


def _with_columns(member: Member, raw: Raw) -> RawTable:
    """Add the columns that the names of folders give."""
    more = {column: value for column, value in member.columns.items() if column not in raw.headers}
    sql = raw.sql
    if more:
        cells = ", ".join(
            f"{literal(value)}::varchar as c{place}" for place, value in enumerate(more.values(), len(raw.headers))
        )
        sql = f"(select *, {cells} from {raw.sql})"  # noqa: S608 - quoted values
    notes = (*member.notes, *raw.notes)
    return RawTable(member.name, (*raw.headers, *more), sql, raw.found.n_rows, raw.found, notes, len(raw.headers),
                    apart=raw.apart, has_mark=raw.has_mark, is_markup=raw.is_markup)  # fmt: skip


def _name_parts(tables: list[RawTable]) -> list[RawTable]:
    """Give parts without a header the names of the first part that has one."""
    named = next((each for each in tables if not _is_made_up(each)), None)
    if named is None:
        return tables
    names = named.headers[: named.n_own]
    return [
        replace(each, headers=(*names, *each.headers[each.n_own :]))
        if _is_made_up(each) and each.n_own == named.n_own
        else each
        for each in tables
    ]


def _was_read(table: RawTable) -> Sentence:
    return say_n("{file} was read: {n:,} row.", "{file} was read: {n:,} rows.", table.n_rows, file=table.name)


def note_on_some_files(column: str, n: int, total: int) -> Sentence:
    """Say that a column is not in all files."""
    return say(
        "The column {column!r} is in {n:,} of {total:,} files; it is empty in the others.",
        column=column,
        n=n,
        total=total,
    )


def _is_made_up(table: RawTable) -> bool:
    return all(header == f"column_{place}" for place, header in enumerate(table.headers[: table.n_own], 1))


def _unite(tables: list[RawTable]) -> tuple[RawTable, ...]:
    """Make columns of all files known in each; say which columns are not in all of them."""
    if len(tables) == 1:
        return tuple(tables)
    tables = [replace(each, headers=spelled_as(tables[0].headers, each.headers)) for each in tables]
    counts: Mapping[str, int] = _count_files(tables)
    notes = tuple(
        note_on_some_files(column, n, len(tables))
        for column, n in counts.items()
        if n < len(tables)
    )  # fmt: skip
    united = [
        replace(each, other_headers=tuple(header for header in counts if header not in each.headers)) for each in tables
    ]
    return (replace(united[0], notes=(*united[0].notes, *notes)), *united[1:])


def _count_files(tables: Sequence[RawTable]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in tables:
        for header in table.headers:
            counts[header] = counts.get(header, 0) + 1
    return counts


def _kin(tables: Sequence[RawTable]) -> list[list[RawTable]]:
    """Put tables together that share more than half of their columns with the largest one of their group."""
    groups: list[list[RawTable]] = []
    for table in sorted(tables, key=lambda each: -each.n_rows):
        near = next((group for group in groups if _are_parts(table, group[0])), None)
        if near is None:
            groups.append([table])
        else:
            near.append(table)
    places = {id(table): place for place, table in enumerate(tables)}
    return [sorted(group, key=lambda each: places[id(each)]) for group in groups]


def _are_parts(one: RawTable, other: RawTable) -> bool:
    """Whether files are parts of one table: not orders beside their lines, nor names or sums beside a log."""
    headers, others = one.headers, other.headers
    if not are_alike(headers, others) or are_of_other_files(headers, one.name, others, other.name):
        return False
    return not are_apart(headers, others)


def other_columns(groups: Sequence[Sequence[RawTable]]) -> IngestError:
    """Return the error for files that share at most half of their columns."""
    (table, *_rest), (largest, *_others) = groups[1], groups[0]
    missing = next(header for header in largest.headers if header not in table.headers)
    return IngestError(
        say(
            "{file} has no column {column!r}, which {other} has: the two are no parts of one log.",
            file=table.name,
            column=missing,
            other=largest.name,
        ),
        say(
            "It has {columns}; the files of a folder need mostly the same columns. Files about items and "
            "users go to --items and --users.",
            columns=", ".join(table.headers[:20]),
        ),
    )
