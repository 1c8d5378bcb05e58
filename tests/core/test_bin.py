"""Deleted datasets stay in the recycle bin for thirty days, with their runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import DataError
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.jobs.boards import board_folder
from core.jobs.job import finish_folder, new_job
from core.jobs.kinds.board import BoardJob
from core.jobs.kinds.run import add_run
from core.jobs.recover import recover
from core.jobs.workspace import Workspace, open_workspace
from core.population.excluded import Excluded
from core.server import Server
from core.store import bin as bin_module
from core.store.bin import Bin
from core.store.clock import now
from core.store.store import Store
from core.types import Recipe
from tests.core.jobs_help import settings, wait_for, wait_for_job, work_here

LOG = "user_id,item_id,timestamp\nu1,i1,2026-01-01 10:00\nu2,i1,2026-01-02 11:30\n"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "log.csv").write_text(LOG)
    with Store(settings(tmp_path)) as store:
        yield open_workspace(store)


def load(opened: Workspace, folder: Path) -> str:
    return load_log(opened.store, LogSource(folder / "log.csv"), "ann").dataset_id


def test_a_deleted_dataset_is_seen_in_the_bin_only(opened: Workspace, tmp_path: Path) -> None:
    dataset_id = load(opened, tmp_path)
    run = add_run(opened, dataset_id, Recipe(), "ann")
    recycled = Bin(opened.store, opened.runs)
    recycled.put(dataset_id, "bob")
    assert (opened.store.datasets(), opened.runs.runs(), opened.runs.runs(dataset_id)) == ([], [], [])
    assert [(info.dataset_id, info.deleted_by) for info in recycled.datasets()] == [(dataset_id, "bob")]
    with pytest.raises(DataError, match=f"There is no dataset '{dataset_id}'"):
        opened.store.population(dataset_id)
    recycled.restore(dataset_id)
    assert ([info.dataset_id for info in opened.store.datasets()], opened.runs.runs()) == ([dataset_id], [run])
    assert recycled.datasets() == []


def test_what_is_not_in_the_bin_cannot_be_taken_out_or_deleted(opened: Workspace, tmp_path: Path) -> None:
    dataset_id, recycled = load(opened, tmp_path), Bin(opened.store, opened.runs)
    for change in (recycled.restore, recycled.delete):
        with pytest.raises(DataError, match=f"The recycle bin holds no dataset '{dataset_id}'"):
            change(dataset_id)


def test_after_thirty_days_it_is_gone_with_its_runs(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset_id, recycled = load(opened, tmp_path), Bin(opened.store, opened.runs)
    add_run(opened, dataset_id, Recipe(), "ann")
    recycled.put(dataset_id, "ann")
    start = now()
    monkeypatch.setattr(bin_module, "now", lambda: start + timedelta(days=29))
    recycled.empty_old()
    assert len(recycled.datasets()) == 1
    monkeypatch.setattr(bin_module, "now", lambda: start + timedelta(days=31))
    recycled.empty_old()
    assert (opened.store.known_marks(), opened.runs.runs(with_deleted=True)) == ({}, [])


def test_boards_go_with_their_dataset(opened: Workspace, tmp_path: Path) -> None:
    dataset_id, recycled = load(opened, tmp_path), Bin(opened.store, opened.runs)
    dataset = opened.store.datasets()[0].as_version
    kept = board_folder(opened.path, dataset, Excluded())
    kept.mkdir(parents=True)
    job = opened.jobs.start(opened.jobs.add(new_job(BoardJob(dataset=dataset, k=8, minutes=1), "ann")).job_id)
    made = tmp_path / "made" / "results"
    made.mkdir(parents=True)
    finish_folder(opened, job.job_id, made.parent, opened.path / "boards" / job.job_id)
    recover(opened)
    assert kept.is_dir()
    assert (opened.path / "boards" / job.job_id).is_dir()
    recycled.put(dataset_id, "ann")
    recycled.delete(dataset_id)
    assert not kept.exists()
    assert not (opened.path / "boards" / job.job_id).exists()
    assert opened.store.rows("select job_id from jobs where kind = 'board'") == []


def test_a_start_keeps_the_results_of_runs_in_the_bin(opened: Workspace, tmp_path: Path) -> None:
    dataset_id = load(opened, tmp_path)
    run = add_run(opened, dataset_id, Recipe(), "ann")
    results = tmp_path / "results"
    results.mkdir()
    (results / "run.json").write_text('{"scores": {}, "seconds": {}}')
    opened.jobs.start(run.job_id)
    assert opened.runs.publish(run.run_id, run.job_id, results)
    Bin(opened.store, opened.runs).put(dataset_id, "ann")
    recover(opened)
    assert opened.runs.folder(run.run_id).is_dir()


def test_a_log_that_is_loaded_again_comes_back_from_the_bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work_here(monkeypatch)
    (tmp_path / "log.csv").write_text(LOG)
    with closing(Server(settings(tmp_path))) as server:
        first = wait_for_job(server, server.start_load(LogSource(tmp_path / "log.csv"))).result
        server.delete_dataset(first)
        assert wait_for_job(server, server.start_load(LogSource(tmp_path / "log.csv"))).result == first
        assert [info.dataset_id for info in server.store.datasets()] == [first]
        assert server.store.population(first).n_users == 2


def test_the_supervisor_empties_the_bin(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    with Store(settings(tmp_path)) as store:
        dataset_id = load_log(store, LogSource(tmp_path / "log.csv"), "ann").dataset_id
        store.write("update datasets set deleted_at = ?", [now() - timedelta(days=31)])
    with closing(Server(settings(tmp_path))) as server:
        wait_for(lambda: dataset_id not in server.store.known_marks())
        assert server.store.datasets() == []


def test_names_and_spans(opened: Workspace, tmp_path: Path) -> None:
    dataset_id = load(opened, tmp_path)
    opened.store.rename_dataset(dataset_id, "  My \n shop ")
    (info,) = opened.store.datasets()
    assert (info.name, info.meta["n_bytes"]) == ("My shop", len(LOG))
    assert [f"{at:%d %H:%M}" for at in opened.store.span(dataset_id)] == ["01 10:00", "02 11:30"]
    opened.store.rename_dataset(dataset_id, " ")
    assert opened.store.datasets()[0].name is None
