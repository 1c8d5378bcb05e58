"""What a killed process leaves half done is found at the next start, and nothing else is removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from core.errors import DataError
from core.ingest.tables.source import LogSource
from core.jobs.job import finish_folder, new_job
from core.jobs.kinds.export import ExportJob
from core.jobs.kinds.load import LoadJob
from core.jobs.kinds.run import add_run
from core.jobs.library import RunsRequest
from core.jobs.recover import recover
from core.jobs.workspace import Workspace, open_workspace
from core.server import Server
from core.store.dataset_info import NewDataset
from core.store.job_info import JobState, NewJob
from core.store.jobs import write_nothing
from core.store.store import Store
from tests.core.jobs_help import QUICK, settings


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    with Store(settings(tmp_path)) as store:
        yield open_workspace(store)


def start_export(workspace: Workspace, name: str) -> str:
    info = workspace.jobs.add(new_job(ExportJob(run_id="r1", segments=(1,), name=name), "ann"))
    return workspace.jobs.start(info.job_id).job_id


def made(workspace: Workspace) -> Path:
    folder = workspace.path / "tmp" / "job-1"
    (folder / "results").mkdir(parents=True)
    (folder / "results" / "segments.csv").write_text("user_id\n")
    return folder


def test_a_half_published_folder_is_removed_and_others_stay(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = opened.path / "exports"
    done, killed = start_export(opened, "done"), start_export(opened, "killed")
    finish_folder(opened, done, made(opened), exports / "done")
    (exports / "somebody's").mkdir()
    (exports / "killed").mkdir()
    opened.jobs.announce(killed, "exports/killed")
    recover(opened)
    assert sorted(path.name for path in exports.iterdir()) == ["done", "somebody's"]
    ended = opened.jobs.job(killed)
    assert (ended.state, ended.result) == (JobState.INTERRUPTED, "")
    assert ended.message == "The program ended before this was done. Start the job again."
    assert opened.jobs.job(done).result == "exports/done"


def test_a_folder_whose_job_cannot_be_marked_as_done_is_taken_back(
    opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_values: object) -> bool:
        raise OSError("no space left")

    job_id, target = start_export(opened, "full"), opened.path / "exports" / "full"
    monkeypatch.setattr(opened.jobs, "finish", fail)
    folder = made(opened)
    with pytest.raises(OSError, match="no space left"):
        finish_folder(opened, job_id, folder, target)
    assert not target.exists()
    opened.jobs.end(job_id, JobState.FAILED, "The disk is full.")
    assert opened.jobs.job(job_id).result == ""


def test_deleting_a_run_removes_the_folders_that_its_jobs_made(opened: Workspace) -> None:
    finish_folder(opened, start_export(opened, "mine"), made(opened), opened.path / "exports" / "mine")
    opened.runs.delete("other")
    assert (opened.path / "exports" / "mine" / "segments.csv").exists()
    opened.runs.delete("r1")
    assert not (opened.path / "exports" / "mine").exists()


@pytest.mark.parametrize(
    ("log", "what_to_do"),
    [
        ("uploads/one/log.csv", "The files are still here: open the page Data and load them."),
        ("log.csv", "Load the log again."),
    ],
)
def test_an_interrupted_load_says_what_to_do(opened: Workspace, log: str, what_to_do: str) -> None:
    info = opened.jobs.add(new_job(LoadJob(source=LogSource(opened.path / log)), "ann"))
    recover(opened)
    assert opened.jobs.job(info.job_id).message == f"The program ended before this was done. {what_to_do}"


def test_an_interrupted_run_and_an_unknown_job_say_what_to_do(opened: Workspace) -> None:
    run = add_run(opened, "d1", QUICK, "ann")
    other = opened.jobs.add(NewJob("dance", "{}", "ann"))
    recover(opened)
    assert opened.jobs.job(run.job_id).message == "The program ended before this was done. Start the run again."
    assert opened.jobs.job(other.job_id).message == "The program ended before this was done. Start the job again."


def test_a_load_and_the_run_asked_for_with_it_are_there_together_or_not_at_all(
    opened: Workspace, tmp_path: Path
) -> None:
    scratch = opened.path / "tmp" / "scratch.duckdb"
    scratch.parent.mkdir(exist_ok=True)
    with duckdb.connect(scratch) as con:
        con.execute(
            "create table events (user_code int, item_code int, event_code int, ts timestamp, week_hour int,"
            " value double, seq bigint, order_id varchar)"
        )
        con.execute(
            "create table items (item_code int, item_id varchar, title varchar, categories varchar[], "
            "other_title varchar)"
        )
        con.execute("create table users (user_code int, user_id varchar, attributes varchar[])")
        con.execute("create table texts (user_code int, ts timestamp, text varchar, seq bigint)")
        con.execute("create table replaced (seq bigint)")
        con.execute("create table rejected (position bigint, line bigint, reason varchar, raw varchar)")
    job_id = opened.jobs.start(opened.jobs.add(new_job(LoadJob(n_demo_users=9), "ann")).job_id).job_id
    dataset = NewDataset("d1", {"name": "x"}, {})

    def fail(_con: duckdb.DuckDBPyConnection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opened.jobs.finish_load(job_id, dataset, scratch, fail)
    assert (opened.store.datasets(), opened.jobs.is_running(job_id)) == ([], True)


def test_a_known_log_that_is_deleted_during_its_second_load_is_one_sentence(opened: Workspace) -> None:
    job_id = opened.jobs.start(opened.jobs.add(new_job(LoadJob(n_demo_users=9), "ann")).job_id).job_id
    with pytest.raises(DataError, match="The log was deleted while it was being loaded again") as caught:
        opened.jobs.finish_load(job_id, NewDataset("d1", {}, {}), opened.path / "none", write_nothing)
    assert caught.value.hint == "Load the log again."


def test_runs_of_an_unknown_dataset_are_refused(tmp_path: Path) -> None:
    server = Server(settings(tmp_path), listens=False)
    with pytest.raises(DataError, match="There is no dataset 'd9'"):
        RunsRequest(dataset_id="d9").answer(server, None)  # type: ignore[arg-type]
    server.close()
