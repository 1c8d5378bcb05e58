"""A statement that was parsed once answers from the database it is executed on, as a text does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from core.store import parsed
from core.store.parsed import execute
from tests.conftest import PROJECT


@pytest.fixture
def databases() -> Iterator[list[duckdb.DuckDBPyConnection]]:
    opened = [duckdb.connect(":memory:") for _ in range(2)]
    yield opened
    for each in opened:
        each.close()


def test_each_database_gives_its_own_rows_and_columns(databases: list[duckdb.DuckDBPyConnection]) -> None:
    first, second = databases
    execute(first, "create table t as select 'a' as x, 1 as y")
    execute(second, "create table t as select 2.5 as x")
    for _ in range(2):
        assert execute(first, "select * from t").fetchall() == [("a", 1)]
        assert execute(second, "select * from t").fetchall() == [(2.5,)]
    execute(first, "drop table t; create table t as select 7 as x")
    assert execute(first, "select * from t").fetchall() == [(7,)]


def test_values_are_those_of_the_call(databases: list[duckdb.DuckDBPyConnection]) -> None:
    con = databases[0]
    for number in (1, 2):
        assert execute(con, "select 10 * ?", [number]).fetchall() == [(10 * number,)]
        assert execute(con, "select $n + 1", {"n": number}).fetchall() == [(number + 1,)]
        assert execute(con, "create or replace table t as select 3 as x; select x * ? from t", [number]).fetchall() == [
            (3 * number,)
        ]


def test_a_mistake_is_a_mistake_each_time(databases: list[duckdb.DuckDBPyConnection]) -> None:
    for _ in range(2):
        with pytest.raises(duckdb.ParserException):
            execute(databases[0], "select from where")
        with pytest.raises(duckdb.CatalogException):
            execute(databases[0], "select * from nowhere")


def test_threads_may_execute_one_statement_at_a_time_each_with_its_values(
    databases: list[duckdb.DuckDBPyConnection],
) -> None:
    def ask(number: int) -> int:
        with databases[number % 2].cursor() as con:
            return int(execute(con, "select sum(i * ?) from range(1000) r(i)", [number]).fetchall()[0][0])

    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(ask, range(200))] == [499_500 * number for number in range(200)]


def test_only_so_many_statements_are_kept_and_no_long_ones(
    databases: list[duckdb.DuckDBPyConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed, "_MOST", 3)
    monkeypatch.setattr(parsed, "_KNOWN", {})
    for number in range(10):
        assert execute(databases[0], f"select {number}").fetchall() == [(number,)]
        assert len(parsed._KNOWN) <= 3
    assert "select 9" in parsed._KNOWN
    long = f"select '{'x' * parsed._LONGEST}'"
    assert execute(databases[0], long).fetchall() == [("x" * parsed._LONGEST,)]
    assert long not in parsed._KNOWN


def test_statements_that_are_kept_are_only_so_long_together(
    databases: list[duckdb.DuckDBPyConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed, "_MOST_CHARACTERS", 100)
    monkeypatch.setattr(parsed, "_KNOWN", {})
    for number in range(40):
        assert execute(databases[0], f"select {number} as {'x' * 20}").fetchall() == [(number,)]
        assert 0 < sum(map(len, parsed._KNOWN)) <= 100


def test_no_statement_is_left_when_python_ends() -> None:
    """DuckDB reports those that are, where a thread still holds the module."""
    code = """
import duckdb, threading, time
from core.store import parsed
threading.Thread(target=lambda held: time.sleep(60), args=(parsed._KNOWN,), daemon=True).start()
parsed.execute(duckdb.connect(":memory:"), "select 1")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
