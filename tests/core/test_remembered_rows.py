"""Rows of queries are remembered until something is written, and never longer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.settings import load_settings
from core.store.remembered import RememberedRows
from core.store.store import Store

COUNT = "select count(*) from written_files where run_id = ?"
ADD = "insert into written_files values (?, 'somebody', now())"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(replace(load_settings(), workspace=tmp_path)) as store:
        yield store


def test_a_question_is_asked_once_until_something_is_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = store._execute
    monkeypatch.setattr(store, "_execute", lambda sql, values: asked.append(sql) or execute(sql, values))
    assert store.rows(COUNT, ["a"]) == store.rows(COUNT, ["a"]) == [(0,)]
    assert store.rows(COUNT, ["b"]) == [(0,)]
    assert asked == [COUNT, COUNT]
    store.write(ADD, ["a"])
    assert store.rows(COUNT, ["a"]) == [(1,)]


def test_a_transaction_is_seen_once_it_is_committed(store: Store) -> None:
    with store.transaction() as con:
        con.execute(ADD, ["a"])
        assert store.rows(COUNT, ["a"]) == [(0,)]
    assert store.rows(COUNT, ["a"]) == [(1,)]


def test_who_was_given_rows_may_change_the_list(store: Store) -> None:
    store.rows(COUNT, ["a"]).clear()
    assert store.rows(COUNT, ["a"]) == [(0,)]


def test_a_statement_that_writes_is_refused_as_a_question(store: Store) -> None:
    with pytest.raises(ValueError, match="not a query: insert"):
        store.rows(ADD, ["a"])


def test_what_was_read_while_somebody_wrote_is_not_kept() -> None:
    rows, log = RememberedRows(), [0]

    def ask_while_another_writes() -> list[tuple[int]]:
        seen = log[0]
        log[0] += 1
        writer = threading.Thread(target=rows.clear)
        writer.start()
        writer.join()
        return [(seen,)]

    assert rows.get("select 1", [], ask_while_another_writes) == [(0,)]
    assert rows.get("select 1", [], lambda: [(log[0],)]) == [(1,)]


def test_long_answers_bytes_and_the_oldest_of_many_are_not_kept() -> None:
    rows = RememberedRows()
    rows.get("select 1", [], lambda: [(n,) for n in range(201)])
    assert rows.get("select 1", [], lambda: [(7,)]) == [(7,)]
    rows.get("select 2", [], lambda: [("labels of all users", bytes(8))])
    assert rows.get("select 2", [], lambda: [(7,)]) == [(7,)]
    for n in range(1000):
        rows.get("select ?", [n], lambda n=n: [(n,)])
    assert len(rows._known) <= 500
