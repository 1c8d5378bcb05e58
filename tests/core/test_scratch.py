"""The database that prepares a log reaches its own files only, and tests prepare logs in one that gives the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from core.store.scratch import SCRATCH_FILE, Scratch, open_database
from core.store.sql import literal
from core.store.store import Store
from tests.core.ingest_help import LOG, load, open_store, settings, write
from tests.scratches import ATTACHED

add_function = Scratch.add_function


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open databases, and the workspace that takes them over, as the product does."""
    open_real(monkeypatch)


def open_real(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("core.store.scratch.open_database", open_database)
    patch.setattr(Scratch, "add_function", add_function)
    patch.setattr(Store, "attached", ATTACHED)
    patch.setattr("tests.core.ingest_help.open_workspace", Store)


def read(path: Path) -> str:
    return f"select * from read_csv({literal(str(path))}, header = false)"  # noqa: S608 - a path of the test


@pytest.mark.usefixtures("real")
def test_it_reads_the_files_of_its_log_and_no_other_one(tmp_path: Path) -> None:
    given, other = (write(tmp_path / "logs" / name, "a,b\n") for name in ("given.csv", "other.csv"))
    own = write(tmp_path / "own" / "part.csv", "c,d\n")
    with Scratch(own.parent, [given], "Asia/Tokyo", settings(tmp_path)) as scratch:
        assert scratch.rows(read(given)) == [("a", "b")]
        assert scratch.rows(read(own)) == [("c", "d")]
        assert scratch.one("select current_setting('TimeZone')") == "Asia/Tokyo"
        for sql in (read(other), f"attach {literal(str(tmp_path / 'new.duckdb'))}"):
            with pytest.raises(duckdb.PermissionException):
                scratch.rows(sql)
        for name in ("enable_external_access", "allowed_directories"):
            with pytest.raises(duckdb.Error, match=r"lock|cannot be changed|Cannot"):
                scratch.run(f"set {name} = default")
    assert (own.parent / SCRATCH_FILE).exists()


ORDERS = "order_number,status,date_created,customer_email,item_sku,item_name,item_quantity,item_price\n" + "".join(
    f"{n},{state},2026-01-0{n + 1},p{n}@a.example,S{n},Lamp {n},1,{n + 1}.50\n"
    for n, state in enumerate(("completed", "refund requested", "refunded"))
)
"""Orders of WooCommerce, whose states are read by a function of Python."""


def stored(folder: Path) -> tuple[object, list[object]]:
    """The reports of two loads, and the rows of every table that the store takes over."""
    folder.mkdir()
    reports = load(folder, LOG + "u3,,view,2026-01-07 09:00:00,\n"), load(folder, ORDERS, user_ids="keep")
    with open_store(folder) as store:
        tables = ("events", "items", "users", "rejected", "texts")
        return reports, [store.rows(f"select * from {name} order by all") for name in tables]  # noqa: S608


def test_a_database_of_tests_gives_what_a_real_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = stored(tmp_path / "here")
    open_real(monkeypatch)
    assert stored(tmp_path / "there") == here
    assert all(here[1][:4])


@pytest.mark.usefixtures("real")
def test_an_answer_on_texts_alone_is_that_of_its_statement_its_texts_and_its_zone(tmp_path: Path) -> None:
    """One row is kept for the next database of the process, whatever folder that is in."""
    sql = "select count(*), min(t::timestamptz)::timestamp::varchar from (select unnest(?::varchar[]) as t)"
    found: dict[tuple[str, str], object] = {}
    for turn in range(2):
        for zone in ("UTC", "Asia/Tokyo"):
            folder = tmp_path / f"{turn} {zone[:3]}"
            folder.mkdir()
            with Scratch(folder, [], zone, settings(tmp_path)) as scratch:
                for text in ("2026-01-05 10:00:00+00", "2026-01-05 11:00:00"):
                    [answer] = scratch.answer(sql, [text])
                    assert found.setdefault((zone, text), answer) == answer
                assert scratch.answer(sql, ["2026-01-05 11:00:00"] * 2)[0][0] == 2
                assert scratch.answer("select unnest(?::varchar[]) || '!'", ["a", "b"]) == [("a!",), ("b!",)]
    assert found == {
        ("UTC", "2026-01-05 10:00:00+00"): (1, "2026-01-05 10:00:00"),
        ("UTC", "2026-01-05 11:00:00"): (1, "2026-01-05 11:00:00"),
        ("Asia/Tokyo", "2026-01-05 10:00:00+00"): (1, "2026-01-05 19:00:00"),
        ("Asia/Tokyo", "2026-01-05 11:00:00"): (1, "2026-01-05 11:00:00"),
    }
