"""A transaction of the database, which ends with a commit or a rollback."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

import duckdb


class Transaction:
    """Commits at the end, rolls back after an error."""

    def __init__(self, con: duckdb.DuckDBPyConnection, on_end: Callable[[], None]) -> None:
        self._con, self._on_end = con, on_end

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        self._con.execute("begin")
        return self._con

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._con.execute("commit" if kind is None else "rollback")
        finally:
            self._on_end()
            self._con.close()
