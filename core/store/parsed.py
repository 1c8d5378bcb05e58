"""Statements that are parsed once in a process: the same ones are executed for each log and at each click.

On a small log, parsing takes an eighth of the time of a load.
"""

from __future__ import annotations

import atexit
from typing import Any

import duckdb

_MOST, _MOST_CHARACTERS = 1000, 4_000_000
"""Statements that are kept, and how long they are together; then all of them make room."""
_LONGEST = 40_000
"""Longer ones name what one log alone holds."""
_KNOWN: dict[str, tuple[duckdb.Statement, ...]] = {}
atexit.register(_KNOWN.clear)  # a statement that is alive when Python ends is reported as a leak


def execute(con: duckdb.DuckDBPyConnection, sql: str, values: Any = ()) -> duckdb.DuckDBPyConnection:
    """Execute statements, the last one with values; return what gives its rows."""
    *before, last = _parsed(con, sql)
    for each in before:
        con.execute(each)
    return con.execute(last, values) if values else con.execute(last)


def _parsed(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[duckdb.Statement, ...]:
    found = _KNOWN.get(sql)
    if found is None:
        found = tuple(con.extract_statements(sql))
        if len(_KNOWN) >= _MOST or sum(map(len, _KNOWN)) + len(sql) > _MOST_CHARACTERS:
            _KNOWN.clear()
        if len(sql) <= _LONGEST:
            _KNOWN[sql] = found
    return found
