"""A database for preparing a log, separate from the workspace file and able to see the log's files only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from core.settings import Settings
from core.store.memory import explain_out_of_memory
from core.store.parsed import execute
from core.store.sql import literal

SCRATCH_FILE = "scratch.duckdb"
_SHARE = 0.8
"""Of the memory limit: the process around it needs some, too."""
_MB = {"b": 1e-6, "kb": 1e-3, "mb": 1.0, "gb": 1e3, "tb": 1e6}
_ANSWERS: dict[bytes, list[tuple[Any, ...]]] = {}
_MOST_ANSWERS = 10_000
"""Answers that are kept; then all of them make room."""
Made = TypeVar("Made")
_LIMIT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.I)


class Scratch:
    """Opens ``<folder>/scratch.duckdb``; ``Store.add_dataset`` takes over what it holds at the end.

    Parameters
    ----------
    folder
        A folder inside the workspace, for this database alone.
    inputs
        The files that may be read beside those in ``folder``.
    timezone
        Where times without an offset are, an IANA name.
    settings
        Memory limit and threads.
    others
        More folders that may be read and written.
    """

    def __init__(
        self, folder: Path, inputs: Sequence[Path], timezone: str, settings: Settings, others: Sequence[Path] = ()
    ) -> None:
        self.folder = folder
        self.timezone = timezone
        self._memory_limit = settings.memory_limit
        self._n_names = 0
        self._answers: dict[bytes, list[tuple[Any, ...]]] = {}
        self._made: dict[Hashable, Any] = {}
        self._functions: set[str] = set()
        self._con = open_database(folder, inputs, timezone, settings, others)

    def __enter__(self) -> Scratch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()

    def run(self, sql: str) -> None:
        """Execute SQL whose result does not matter."""
        self.rows(sql)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with explain_out_of_memory(self._memory_limit):
            return execute(self._con, sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Return the first value of a query, None when there is none."""
        rows = self.rows(sql, values)
        return rows[0][0] if rows else None

    def answer(self, sql: str, texts: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return all rows of a query over a list of texts and no table, which is executed once.

        A single row is kept for other databases of the process: a log is looked at before it is loaded.
        """
        asked = hashlib.sha256(repr((self.timezone, sql, tuple(texts))).encode()).digest()
        found = self._answers.get(asked) or _ANSWERS.get(asked)
        if found is None:
            found = self._answers[asked] = self.rows(sql, [list(texts)])
            if len(found) == 1:
                if len(_ANSWERS) >= _MOST_ANSWERS:
                    _ANSWERS.clear()
                _ANSWERS[asked] = found
        return found

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for a key before, else make it: of tables that nothing changes any more."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        sql = f"select * from {table} limit 0"  # noqa: S608 - our own table
        return [name for name, *_ in execute(self._con, sql).description or ()]

    def numbers(self, sql: str) -> Any:
        """Return the one column of a query as an array of numbers, without nulls."""
        with explain_out_of_memory(self._memory_limit):
            [column] = execute(self._con, sql).fetchnumpy().values()
        return column

    def try_rows(self, sql: str) -> list[tuple[Any, ...]] | None:
        """Return all rows of a query over a file, None when the file is not as the query says."""
        try:
            return self.rows(sql)
        except duckdb.Error:
            return None

    def batches(self, sql: str, n_rows: int) -> Iterator[pa.RecordBatch]:
        """Give the rows of a query in batches of at most so many; read them all before the next query."""
        with explain_out_of_memory(self._memory_limit):
            yield from self._con.sql(sql).to_arrow_reader(n_rows)

    def new_name(self) -> str:
        """Return a name that no table has yet, for the rows of a file."""
        self._n_names += 1
        return f"raw_{self._n_names}"

    def rewrite(self, table: str, columns: Mapping[str, str], join: str = "") -> None:
        """Put SQL in the place of columns of a table by writing it anew, faster than an UPDATE of most rows.

        ``join`` may bring in another table, with at most one row for each.
        """
        replaced = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
        self.run(f"create temp table rewritten as select {table}.* replace ({replaced}) from {table} {join} ")  # noqa: S608
        self.run(f"drop table {table}")
        self.run(f"alter table rewritten rename to {table}")

    def drop_files(self) -> None:
        """Drop the rows of all files, which take more memory than what is made of them."""
        for number in range(1, self._n_names + 1):
            self.run(f"drop table if exists raw_{number}")

    def add_function(self, name: str, function: Callable[[str], str]) -> None:
        """Make a function of a text known to SQL under a name; null stays null."""
        if name not in self._functions:
            self._con.create_function(name, function, ["VARCHAR"], "VARCHAR")
            self._functions.add(name)

    def add_table(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._con.register(name, table)


def open_database(
    folder: Path, inputs: Sequence[Path], timezone: str, settings: Settings, others: Sequence[Path]
) -> duckdb.DuckDBPyConnection:
    """Open ``<folder>/scratch.duckdb``, which can reach what ``Scratch`` names and nothing else."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _share_of(settings.memory_limit),
        "threads": settings.threads,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    con = duckdb.connect(folder / SCRATCH_FILE, config=config)
    con.execute(
        f"set TimeZone = {literal(timezone)};"
        f"set allowed_directories = [{', '.join(literal(str(each)) for each in (folder, *others))}];"
        f"set allowed_paths = [{', '.join(literal(str(path.resolve())) for path in inputs)}];"
        "set enable_external_access = false;"
        "set enable_progress_bar = false;"
        "set force_compression = 'uncompressed';"  # it is read once, by the store, which compresses
        "set lock_configuration = true"
    )
    return con


def at_most(memory_limit: str, n_mb: int) -> str:
    """Return a limit of memory, or so many MB where it is higher; one in another form stays for DuckDB to judge.

    >>> at_most("2GB", 500), at_most("400MB", 500)
    ('500MB', '400MB')
    """
    found = _LIMIT.fullmatch(memory_limit)
    size = _MB.get(found[2].lower().replace("i", "")) if found else None
    return f"{n_mb}MB" if found and size and float(found[1]) * size > n_mb else memory_limit


def _share_of(memory_limit: str) -> str:
    """Return what a scratch database may use of the limit; a limit in another form stays for DuckDB to judge."""
    found = _LIMIT.fullmatch(memory_limit)
    return f"{float(found[1]) * _SHARE:.3f}{found[2]}" if found else memory_limit
