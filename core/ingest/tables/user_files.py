"""Files about users that an analyst brings, or that this program wrote: read whole as text, in any form of a log.

A file of this program for a spreadsheet begins with a byte order mark, and has an apostrophe before texts that a
spreadsheet would change: ``core.files.csv_files`` says before which. It is taken away where every such text of a column
has one; a text of another file, whose apostrophe somebody meant, is hardly ever in a column like that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from core.errors import DataError, IngestError
from core.files.csv_files import guard_of
from core.files.temporary import temporary_folder
from core.ingest.reader.read import RawTable, ReadOptions, read_tables
from core.sentences import Sentence, say, say_n
from core.settings import Settings, load_settings
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types import Column

USER_FILE = ReadOptions(names=frozenset({Column.USER_ID, Column.ITEM_ID, "external_id"}))
"""How such a file is read: a list of nothing but ids is one, too."""
_OTHER_NAMES = {Column.USER_ID: ("external_id",)}
"""What files for platforms call a column."""


def read_user_file(path: Path, settings: Settings | None = None) -> pd.DataFrame:
    """Return a file as text without blanks around it, one column per header, in the order of its rows; "" for nothing.

    Parameters
    ----------
    path
        A CSV, Excel, JSON, XML or Parquet file, or an archive of such files.
    settings
        Those of the environment where none are given.

    Raises
    ------
    IngestError
        The file cannot be read, a line of it is malformed, or it holds no table.
    """
    return _read(path, settings or load_settings(), tuple)


def _read(path: Path, settings: Settings, pick: Callable[[Sequence[str]], Sequence[str]]) -> pd.DataFrame:
    """Read the columns that are picked of those that a file has."""
    with temporary_folder() as folder, Scratch(folder, [path], settings.timezone, settings) as scratch:
        raws = read_tables(scratch, [path], USER_FILE)
        headers, found = pick(raws[0].all_headers), []
        for raw in raws:
            _check_lines(raw)
            cells = ", ".join(unguarded_sql(scratch, raw, header) for header in headers)
            rows = scratch.rows(f"select {cells} from {raw.sql} order by row_no")  # noqa: S608 - own names
            found.append(pd.DataFrame(rows, columns=list(headers), dtype=object))
    table: pd.DataFrame = pd.concat(found, ignore_index=True).fillna("").apply(lambda texts: texts.str.strip())
    return table


def read_columns(path: Path, names: Sequence[str], hint: str) -> pd.DataFrame:
    """Return columns of a file as ``read_user_file`` does.

    Raises
    ------
    IngestError
        The file cannot be read.
    DataError
        A column is missing; with the hint.
    """

    def pick(headers: Sequence[str]) -> list[str]:
        found = []
        for name in names:
            header = next((each for each in (name, *_OTHER_NAMES.get(name, ())) if each in headers), None)
            if header is None:
                raise DataError(say("{file} has no column {name}.", file=str(path), name=name), hint)
            found.append(header)
        return found

    table = _read(path, load_settings(), pick)
    return table.set_axis(list(names), axis=1)


def unguarded_sql(scratch: Scratch, raw: RawTable, header: str, cell: str = "", *, is_id: bool = False) -> str:
    """Return the SQL of a column as it was before a file for a spreadsheet guarded it; of other files as it stands.

    Parameters
    ----------
    cell
        The SQL of its cells, where that is more than the column.
    is_id
        Whether it holds ids, under whatever name.
    """
    cell = cell or raw.column(header)
    if not raw.has_mark:
        return cell
    needs_guard = f"regexp_matches({cell}, {literal(guard_of(Column.USER_ID if is_id else header))})"
    is_bare = f"{needs_guard} and not starts_with({cell}, '''')"
    if scratch.rows(f"select 1 from {raw.sql} where {is_bare} limit 1"):  # noqa: S608 - our own patterns
        return cell
    return f"case when {needs_guard} then {cell}[2:] else {cell} end"


def malformed_lines(n: int) -> Iterator[Sentence]:
    """Say how many lines of a file were left out since they are no rows; nothing where there are none."""
    if n:
        yield say_n("{n:,} line cannot be read and is left out.", "{n:,} lines cannot be read and are left out.", n)


def _check_lines(raw: RawTable) -> None:
    if raw.found.malformed:
        raise IngestError(
            say(
                "{n:,} lines of {name} cannot be read, such as line {line}.",
                n=len(raw.found.malformed),
                name=raw.name,
                line=raw.found.malformed[0].line,
            ),
            say("Correct them: each line needs the cells of the header."),
        )
