"""Databases that prepare logs, and workspaces that take them over, in one open instance of DuckDB.

To open and close an instance takes a fifth of a small load, and as long again to write a file between two of them.

Other than in the product, the instance may read all that tests read, not the files of one log alone, and has one limit
of memory for all; ``tests/core/test_scratch.py`` opens a real one.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.settings import Settings
from core.store.connect import FILE
from core.store.scratch import SCRATCH_FILE
from core.store.sql import literal
from core.store.store import Store

TAKEN_OVER = ("events", "items", "users", "rejected", "texts", "replaced")
"""Tables that a store takes over."""
ATTACHED = Store.attached


class Connection:
    """What a store needs of a connection, to one of the databases of an instance."""

    def __init__(self, instance: duckdb.DuckDBPyConnection, name: str) -> None:
        self._instance, self._name = instance, name
        self._con = self.cursor()
        self.execute, self.close = self._con.execute, self._con.close

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return another connection to it; one of DuckDB's own would not know which database is meant."""
        con = self._instance.cursor()
        return con.execute(f"use {self._name}; set TimeZone = 'UTC'")


class Scratches:
    """Stands in for ``core.store.scratch.open_database``: each is in memory, its file is written when asked for."""

    def __init__(self) -> None:
        self._instance = duckdb.connect(
            config={
                "threads": 1,
                "memory_limit": "2GB",
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self._instance.execute(
            "set enable_progress_bar = false; set force_compression = 'uncompressed';"
            "pragma disable_checkpoint_on_shutdown"  # a workspace that was read back leaves what it wrote in its log
        )
        self._numbers, self._lock, self._in_memory = itertools.count(), threading.Lock(), dict[Path, str]()
        self._open: dict[str, duckdb.DuckDBPyConnection] = {}
        self._functions: set[str] = set()
        self._workspaces: set[Path] = set()

    def open(self, folder: Path, _inputs: object, timezone: str, _settings: Settings, _others: Sequence[Path]) -> Any:
        """Open a database of its own."""
        with self._lock:
            con, name = self._instance.cursor(), f"scratch_{next(self._numbers)}"
            self._in_memory[(folder / SCRATCH_FILE).resolve()] = name
        self._open[name] = con
        con.execute(f"attach ':memory:' as {name}; use {name}; set TimeZone = {literal(timezone)}")
        return con

    def add_function(self, name: str, function: Callable[[str], str]) -> None:
        """Make a function known to all databases, which share those of the instance."""
        with self._lock:
            if name not in self._functions:
                self._instance.create_function(name, function, ["VARCHAR"], "VARCHAR")
                self._functions.add(name)

    @contextmanager
    def workspace(self, path: Path) -> Iterator[Connection]:
        """Open the file of a workspace."""
        name = f"workspace_{next(self._numbers)}"
        self._instance.execute(f"attach {literal(str(path))} as {name}")
        self._workspaces.add(path)
        con = Connection(self._instance, name)
        try:
            yield con
        finally:
            self._workspaces.remove(path)
            con.close()
            self._instance.execute(f"detach {name}")

    @contextmanager
    def attached(self, store: Store, path: Path) -> Iterator[None]:
        """Stands in for ``Store.attached``: a workspace in the instance needs no file of what is in memory here."""
        name = self._in_memory.get(path.resolve())
        if store.workspace / FILE not in self._workspaces or name is None:
            self.write(path)
            with ATTACHED(store, path):
                yield
            return
        views = (f"create view scratch.{each} as from {name}.{each}" for each in TAKEN_OVER)
        store.write(f"create schema scratch; {'; '.join(views)}")
        try:
            yield
        finally:
            store.write("drop schema scratch cascade")

    def read(self, path: Path, selects: Sequence[str]) -> list[pa.Table]:
        """Return the rows of queries on a database, which is written to its file if it is not in memory any more."""
        name = self._in_memory.get(path.resolve())
        with self._instance.cursor() if name else duckdb.connect(path, read_only=True) as con:
            if name:
                con.execute(f"use {name}")
            return [con.sql(select).to_arrow_table() for select in selects]

    def write(self, path: Path) -> None:
        """Write the file of a database that is in memory still; any other path is left alone."""
        with self._lock:
            if name := self._in_memory.pop(path.resolve(), None):
                self._instance.execute(f"attach {literal(str(path))} as written")
                self._instance.execute(f"copy from database {name} to written; checkpoint written")
                self._instance.execute(f"detach written; detach {name}")
                del self._open[name]

    def close(self) -> None:
        """Close the instance, which knows functions of Python."""
        self._instance.close()

    def clear(self) -> None:
        """Delete the databases that are closed; what several files of tests share stays open."""
        with self._lock:
            for path, name in [*self._in_memory.items()]:
                if _is_closed(self._open[name]):
                    self._instance.execute(f"detach {name}")
                    del self._in_memory[path], self._open[name]


def _is_closed(con: duckdb.DuckDBPyConnection) -> bool:
    try:
        con.execute("select 1")
    except duckdb.ConnectionException:
        return True
    return False
