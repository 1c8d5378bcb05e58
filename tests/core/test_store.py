from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core.errors import DataError, StoreError, StoreLockedError
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.jobs.workspace import open_workspace
from core.population.tables import population_from_tables, read_population
from core.settings import Settings
from core.store.connect import connect
from core.store.memory import explain_out_of_memory
from core.store.migrate import migrate
from core.store.sql import identifier, literal
from core.store.store import Store
from tests.core.ingest_help import LOG, load, open_store, settings, write


@pytest.fixture(autouse=True)
def workspaces_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.store.connect", connect)


def test_store_makes_its_workspace(tmp_path: Path) -> None:
    with Store(settings(tmp_path)) as store:
        assert store.datasets() == []
    assert (tmp_path / "workspace" / "atlas.duckdb").is_file()


def test_population_has_users_items_and_events_in_order(tmp_path: Path) -> None:
    report = load(tmp_path, LOG)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    histories = population.histories
    assert histories.user_ids.tolist() == ["u1", "u2"]
    assert histories.offsets.tolist() == [0, 2, 4]
    assert histories.offsets.dtype == np.int64
    assert population.items.item_ids.tolist() == ["apple", "pear"]
    assert histories.items.tolist() == [0, 0, 1, 0]
    assert histories.items.dtype == np.int32
    assert population.event_names == ("purchase", "refund", "view")
    assert histories.events.tolist() == [2, 0, 2, 1]
    assert histories.events.dtype == np.int16
    assert histories.timestamps.tolist() == [1767607200, 1767607500, 1767742200, 1767776400]
    assert histories.week_hours.tolist() == [10, 10, 47, 57]
    assert histories.values.tolist()[1:4:2] == [2.5, -2.5]
    assert np.isnan(histories.values[0])
    assert population.has_time_of_day
    assert population.has_values
    assert population.attributes.shape == (2, 0)


def test_exported_population_reads_back_the_same(tmp_path: Path) -> None:
    write(tmp_path / "users.csv", "user_id,city,age\nu1,Leeds,30\nu2,上海,\n")
    write(tmp_path / "items.csv", "item_id,title,category\napple,Apple,fruit|red\npear,,fruit\n")
    source = LogSource(write(tmp_path / "e.csv", LOG), tmp_path / "items.csv", tmp_path / "users.csv")
    with Store(settings(tmp_path)) as store:
        dataset_id = load_log(store, source, "local").dataset_id
        stored = store.population(dataset_id)
        store.export_population(dataset_id, tmp_path / "out")
    read = read_population(tmp_path / "out")
    for name in ("user_ids", "offsets", "items", "events", "timestamps", "week_hours", "values"):
        np.testing.assert_array_equal(getattr(read.histories, name), getattr(stored.histories, name))
    pd.testing.assert_frame_equal(read.attributes, stored.attributes)
    assert read.items.titles.tolist() == stored.items.titles.tolist() == ["Apple", ""]
    assert read.items.category_names == ("fruit", "red")
    assert read.items.categories.toarray().tolist() == [[True, True], [True, False]]
    assert read.event_names == stored.event_names
    assert read.attributes["age"].dtype == np.float64
    assert read.attributes["city"].tolist() == ["Leeds", "上海"]


def test_population_from_tables_sorts_by_user_time_and_place_in_the_file() -> None:
    events = pa.table(
        {
            "user_code": pa.array([1, 0, 0, 0], pa.int32()),
            "item_code": pa.array([3, 2, 1, 0], pa.int32()),
            "event_code": pa.array([0, 0, 0, 0], pa.int16()),
            "ts": pa.array([1_000_000, 2_000_000, 1_000_000, 1_000_000], pa.int64()),
            "week_hour": pa.array([0, 0, 0, 0], pa.int16()),
            "value": pa.array([None, 1.0, 2.0, 3.0], pa.float32()),
            "seq": pa.array([0, 1, 3, 2], pa.int64()),
        }
    )
    items = pa.table(
        {
            "item_code": range(4),
            "item_id": list("abcd"),
            "title": pa.array([None] * 4, pa.string()),
            "categories": pa.array([None] * 4, pa.list_(pa.string())),
        }
    )
    users = pa.table(
        {"user_code": [0, 1], "user_id": ["x", "y"], "attributes": pa.array([[], []], pa.list_(pa.string()))}
    )
    meta = {"event_names": ["event"], "attributes": [], "has_time_of_day": True, "has_values": True}
    population = population_from_tables(events, items, users, meta)
    assert population.histories.items.tolist() == [0, 1, 2, 3]
    assert population.histories.timestamps.tolist() == [1, 1, 2, 1]
    assert population.items.titles.tolist() == ["", "", "", ""]
    assert population.items.categories.shape == (4, 0)
    assert not population.items.has_titles


def test_datasets_say_who_and_what(tmp_path: Path) -> None:
    report = load(tmp_path, LOG)
    with open_store(tmp_path) as store:
        (info,) = store.datasets()
    assert (info.dataset_id, info.created_by) == (report.dataset_id, "local")
    assert info.report["n_records"] == 4
    assert info.meta["event_names"] == ["purchase", "refund", "view"]


def test_a_deleted_dataset_is_gone(tmp_path: Path) -> None:
    report = load(tmp_path, LOG)
    with open_store(tmp_path) as store:
        store.delete_dataset(report.dataset_id)
        store.delete_dataset("never there")
        assert store.datasets() == []
        with pytest.raises(DataError, match=f"There is no dataset '{report.dataset_id}'"):
            store.population(report.dataset_id)


def test_another_process_is_named_when_it_holds_the_workspace(tmp_path: Path) -> None:
    path = tmp_path / "workspace" / "atlas.duckdb"
    path.parent.mkdir()
    script = f"import duckdb; con = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreLockedError, match=rf"in use by another process \(PID {holder.pid}\)") as caught:
            Store(settings(tmp_path))
        holder.communicate("\n")
    assert "choose another workspace" in caught.value.hint


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "workspace" / "atlas.duckdb", "hello " * 1000)
    with pytest.raises(StoreError, match="cannot be opened as a workspace"):
        Store(settings(tmp_path))


def test_a_workspace_that_is_a_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "workspace", "hello")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(settings(tmp_path))


def test_an_unknown_memory_limit_is_refused(tmp_path: Path) -> None:
    wrong = type(settings(tmp_path))(tmp_path, "UTC", "lots", 1)
    with pytest.raises(StoreError, match="memory_limit"):
        Store(wrong)


def test_too_little_memory_is_explained_and_other_errors_are_not_hidden() -> None:
    with (
        pytest.raises(StoreError, match="The memory limit of 1MB or the disk is too small"),
        explain_out_of_memory("1MB"),
    ):
        raise duckdb.OutOfMemoryException("no room")
    with pytest.raises(duckdb.BinderException, match="no column"), explain_out_of_memory("1MB"):
        raise duckdb.BinderException("no column")


def test_a_log_larger_than_the_memory_limit_is_reported_when_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = load(tmp_path, LOG)
    with open_store(tmp_path) as store:
        monkeypatch.setattr("core.store.store.write_population", _run_out_of_memory)
        with pytest.raises(StoreError, match="too small for this log"):
            store.export_population(report.dataset_id, tmp_path)


def _run_out_of_memory(*_: object) -> None:
    raise duckdb.OutOfMemoryException("no room")


def test_migrations_run_in_order_after_a_backup(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    write(folder / "0001_first.sql", "create table notes (note varchar); insert into notes values ('kept');")
    con = duckdb.connect(tmp_path / "old.duckdb")
    migrate(con, tmp_path, folder)
    assert not (tmp_path / "backups").exists()
    write(folder / "0002_more.sql", "alter table notes add column author varchar;")
    write(folder / "0003_last.sql", "update notes set author = 'me';")
    migrate(con, tmp_path, folder)
    assert con.execute("select * from notes").fetchall() == [("kept", "me")]
    assert con.execute("select version from schema_version order by 1").fetchall() == [(1,), (2,), (3,)]
    con.close()
    (backup,) = (tmp_path / "backups").iterdir()
    with duckdb.connect(backup, read_only=True) as old:
        assert old.execute("select * from notes").fetchall() == [("kept",)]


def test_a_failed_migration_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    write(folder / "0001_first.sql", "create table a (x integer); create table a (x integer);")
    con = duckdb.connect(tmp_path / "old.duckdb")
    with pytest.raises(duckdb.CatalogException):
        migrate(con, tmp_path, folder)
    assert con.execute("select count(*) from schema_version").fetchone() == (0,)
    assert con.execute("select count(*) from duckdb_tables() where table_name = 'a'").fetchone() == (0,)
    con.close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    with Store(settings(tmp_path)):
        pass
    with duckdb.connect(tmp_path / "workspace" / "atlas.duckdb") as con:
        con.execute("insert into schema_version values (999, now()::timestamp)")
    with pytest.raises(StoreError, match="has schema 999, but this program knows only"):
        Store(settings(tmp_path))


def test_a_workspace_with_a_strange_name_works(tmp_path: Path) -> None:
    folder = tmp_path / "it's 数据"
    folder.mkdir()
    report = load(folder, LOG)
    with open_store(folder) as store:
        assert store.population(report.dataset_id).histories.n_events == 4


def test_the_store_reaches_no_file_outside_the_workspace(tmp_path: Path) -> None:
    outside = write(tmp_path / "secret.csv", "a\n1\n")
    with Store(settings(tmp_path)) as store, pytest.raises(duckdb.PermissionException):
        store._con.execute(f"select * from read_csv({literal(str(outside))})")  # noqa: S608


@pytest.mark.parametrize("kind", ["ingest", "job", "run", "identity", "outcomes"])
def test_leftovers_of_a_killed_process_are_swept(tmp_path: Path, kind: str) -> None:
    left = write(tmp_path / "workspace" / "tmp" / f"{kind}-gone" / "scratch.duckdb", "x")
    with Store(settings(tmp_path)):
        assert not left.parent.exists()


def test_quoting() -> None:
    assert identifier('a"; drop table x; --') == '"a""; drop table x; --"'
    assert literal("it's") == "'it''s'"


def test_a_relative_workspace_is_the_same_folder_for_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store(Settings(Path("here"), "UTC", "500MB", 2)) as store:
        workspace = open_workspace(store)
        monkeypatch.chdir("/")
        assert workspace.worker_settings.workspace == workspace.settings.workspace == tmp_path.resolve() / "here"
