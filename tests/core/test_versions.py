"""Files that are added to a dataset: what is new is counted once, and an earlier version stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cli import main as cli
from core.errors import DataError, IngestError
from core.health.decide import DataHealth
from core.health.rows import outdated_sentences, rows_of
from core.ingest.append import as_in_dataset
from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from core.jobs.answers import Listed
from core.jobs.library import DatasetsRequest
from core.population.excluded import NOTHING_EXCLUDED, Excluded, Exclusion
from core.sentences import from_text
from core.server import Server
from core.store.dataset_info import NewDataset
from core.store.exclusions import save_decisions
from core.store.job_info import JobState
from core.store.store import Store
from core.store.versions import put_newest, restore_newest, versions_of
from core.types import Population, Recipe
from tests.conftest import PROJECT
from tests.core import jobs_help
from tests.core.ingest_help import open_store, settings, write
from tests.core.old_workspace import take_back

HEADER = "user_id,item_id,event,timestamp,value,order_id\n"
JANUARY = (
    "ann,pear,view,2026-01-05 10:00:00,,\n"
    "ann,pear,purchase,2026-01-05 10:05:00,2.5,o1\n"
    "bob,apple,view,2026-01-31 23:30:00,,\n"
    "bob,apple,view,2026-01-31 23:40:00,,\n"
)
FEBRUARY = (
    "bob,apple,view,2026-01-31 23:40:00,,\n"
    "ann,apple,view,2026-02-01 09:00:00,,\n"
    "aaron,kiwi,cart,2026-02-02 09:00:00,,\n"
    "nobody,,view,2026-02-02 09:00:00,,\n"
)
MONTHS = {"jan": JANUARY, "feb": FEBRUARY}


def load(store: Store, folder: Path, name: str, rows: str, **more: object) -> IngestReport:
    path = write(folder / name, HEADER + rows)
    return load_log(store, LogSource(path, **more), "ann")  # type: ignore[arg-type]


def events_of(population: Population) -> list[tuple[str, str, str]]:
    histories = population.histories
    rows = zip(histories.users, histories.items, histories.events, strict=True)
    items, names = population.items.item_ids, population.event_names
    return [(histories.user_ids[user], items[item], names[event]) for user, item, event in rows]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("versions")


@pytest.fixture(scope="module")
def store(folder: Path):  # type: ignore[no-untyped-def]
    with open_store(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def added(store: Store, folder: Path) -> IngestReport:
    first = load(store, folder, "jan.csv", JANUARY)
    return load(store, folder, "feb.csv", FEBRUARY, adds_to=first.dataset_id)


def test_the_overlap_is_already_there_and_every_record_is_accounted_for(added: IngestReport) -> None:
    assert (added.n_records, added.n_stored, added.n_rejected, added.n_already_there) == (4, 2, 1, 1)
    assert (added.n_users, added.n_items, added.n_events) == (3, 3, 6)
    assert "The files bring 1 new user and 1 new item." in added.notes


def test_the_newest_version_holds_all_and_codes_go_on(store: Store, added: IngestReport) -> None:
    population = store.population(added.dataset_id)
    assert population.histories.user_ids.tolist() == ["ann", "bob", "aaron"]
    assert population.items.item_ids.tolist() == ["apple", "pear", "kiwi"]
    assert population.event_names == ("purchase", "view", "cart")
    assert events_of(population) == [
        ("ann", "pear", "view"),
        ("ann", "pear", "purchase"),
        ("ann", "apple", "view"),
        ("bob", "apple", "view"),
        ("bob", "apple", "view"),
        ("aaron", "kiwi", "cart"),
    ]
    assert sorted(store.places(added.dataset_id).tolist()) == [0, 1, 2, 3, 5, 6]


def test_the_first_version_is_read_as_it_was(store: Store, added: IngestReport) -> None:
    population = store.population(added.dataset_id, version=1)
    assert population.histories.user_ids.tolist() == ["ann", "bob"]
    assert population.event_names == ("purchase", "view")
    assert population.histories.n_events == 4
    assert population.items.n_items == 2


def test_versions_say_who_when_what(store: Store, added: IngestReport) -> None:
    first, second = versions_of(store, added.dataset_id)
    assert (first.version, first.version_id, first.load["n_stored"]) == (1, added.dataset_id, 4)
    assert (second.version, second.load["n_already_there"], second.created_by) == (2, 1, "ann")
    assert len(first.content_hash) == len(second.content_hash) == 64
    assert (str(second.first_at), str(second.last_at)) == ("2026-02-01 09:00:00", "2026-02-02 09:00:00")
    info = store.dataset(added.dataset_id)
    assert info is not None
    assert [info.report[f"n_{name}"] for name in ("records", "stored", "rejected", "already_there")] == [8, 6, 1, 1]
    assert IngestReport.from_dict(info.report).rejected == {"no item": 1}


def test_files_that_bring_nothing_are_refused(store: Store, folder: Path, added: IngestReport) -> None:
    with pytest.raises(IngestError, match="The log holds all 4 events of these files already") as caught:
        load(store, folder, "again.csv", JANUARY, adds_to=added.dataset_id)
    assert caught.value.hint == "Nothing was added."
    assert len(versions_of(store, added.dataset_id)) == 2


def test_another_layout_is_refused(store: Store, folder: Path, added: IngestReport) -> None:
    path = write(folder / "other.csv", "customer,item_id,event,timestamp,value,order_id\nann,pear,view,2026-03-01,,\n")
    with pytest.raises(IngestError, match="The files have no column 'user_id', which is the user of the log"):
        load_log(store, LogSource(path, adds_to=added.dataset_id), "ann")


def test_files_for_an_unknown_dataset_are_refused(store: Store, folder: Path) -> None:
    with pytest.raises(DataError, match="There is no dataset 'none' to add files to"):
        load(store, folder, "jan.csv", JANUARY, adds_to="none")


def test_the_newest_version_can_be_deleted_and_restored(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY).dataset_id
        with pytest.raises(DataError, match="has one version only"):
            put_newest(store, dataset_id, "ann")
        load(store, tmp_path, "feb.csv", FEBRUARY, adds_to=dataset_id)
        assert put_newest(store, dataset_id, "bob").deleted_by == "bob"
        assert store.population(dataset_id).histories.n_events == 4
        restore_newest(store, dataset_id)
        assert store.population(dataset_id).histories.n_events == 6
        put_newest(store, dataset_id, "bob")
        load(store, tmp_path, "march.csv", "zoe,kiwi,view,2026-03-01 10:00:00,,\n", adds_to=dataset_id)
        assert store.population(dataset_id).histories.user_ids.tolist() == ["ann", "bob", "zoe"]
        assert [each.version for each in versions_of(store, dataset_id)] == [1, 2]
        with pytest.raises(DataError, match="The recycle bin holds no version"):
            restore_newest(store, dataset_id)


def test_an_event_is_taken_as_often_as_it_stands_beyond_what_is_there(tmp_path: Path) -> None:
    row = "{user},pear,purchase,2026-01-0{day},2.5,o{order}\n".format
    cases = {"ann": (2, 2), "bea": (1, 3), "cid": (3, 1)}
    before, now = (
        "".join(row(user=user, day=5, order=1) * counts[place] for user, counts in cases.items()) for place in (0, 1)
    )
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "a.csv", before + row(user="bob", day=6, order=2)).dataset_id
        more = "".join(row(user=user, day=5, order=9) for user in cases)
        report = load(store, tmp_path, "b.csv", now + more, adds_to=dataset_id)
        assert (report.n_stored, report.n_already_there) == (2 + 3, 2 + 1 + 1)
        users = Counter(user for user, _item, _event in events_of(store.population(dataset_id)))
    assert users == {"ann": 2 + 0 + 1, "bea": 1 + 2 + 1, "cid": 3 + 0 + 1, "bob": 1}


def test_an_event_without_a_value_is_the_same_event(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY).dataset_id
        report = load(store, tmp_path, "b.csv", JANUARY + FEBRUARY, adds_to=dataset_id)
    assert (report.n_stored, report.n_already_there, report.n_rejected) == (2, 4, 2)


@pytest.mark.parametrize(("one", "other"), [("6F1C2EAB" * 4, "6f1c2eab" * 4), ("+49 30 1234567", "+49301234567")])
def test_a_user_who_is_spelled_otherwise_in_added_files_is_the_same(tmp_path: Path, one: str, other: str) -> None:
    header, row = "user_id,item_id,timestamp\n", ",pear,2026-01-0{} 10:00\n"
    with open_store(tmp_path) as store:
        first = write(tmp_path / "a.csv", header + one + row.format(1))
        dataset_id = load_log(store, LogSource(first, user_ids="keep"), "ann").dataset_id
        more = write(tmp_path / "b.csv", header + other + row.format(2))
        assert load_log(store, LogSource(more, adds_to=dataset_id), "ann").n_users == 1
        assert store.population(dataset_id).histories.user_ids.tolist() == [one]


def test_what_the_dataset_settled_holds_for_added_files(tmp_path: Path) -> None:
    """Dates are day first, numbers have a decimal comma, and codes are made with the same key."""
    header = "user_id;item_id;timestamp;value\n"
    first = "ann@shop.example;pear;31/01/2026 10:00;1,5\nbob@shop.example;kiwi;02/01/2026 10:00;2,25\n"
    added = "Ann@shop.example;apple;03/02/2026 10:00;1,250\n"
    with open_store(tmp_path) as store:
        source = LogSource(write(tmp_path / "a.csv", header + first))
        dataset_id = load_log(store, source, "ann").dataset_id
        more = LogSource(write(tmp_path / "b.csv", header + added), adds_to=dataset_id)
        report = load_log(store, more, "ann")
        population = store.population(dataset_id)
    assert (report.n_users, report.n_stored) == (2, 1)
    histories = population.histories
    (row,) = [place for place, item in enumerate(histories.items) if population.items.item_ids[item] == "apple"]
    assert histories.values[row] == 1.25
    assert histories.timestamps[row] == 1770112800


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with closing(Server(jobs_help.settings(tmp_path), listens=False)) as opened:
        yield opened


def start(server: Server, folder: Path, name: str, rows: str, adds_to: str = "") -> str:
    return server.start_load(LogSource(write(folder / name, HEADER + rows), adds_to=adds_to))


def add(server: Server, folder: Path, name: str, rows: str, adds_to: str = "") -> str:
    job = jobs_help.wait_for_job(server, start(server, folder, name, rows, adds_to))
    assert job.state is JobState.DONE, job.message
    return job.result


@pytest.mark.slow
def test_a_run_names_its_version_and_is_the_same_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs_help.work_here(monkeypatch)
    dataset_id = add(server, tmp_path, "jan.csv", JANUARY)
    with monkeypatch.context() as patch:
        jobs_help.pretend(patch, "finishes")
        first = jobs_help.wait_until_ended(server, server.submit(dataset_id, Recipe(encoder="counts", k=2)).run_id)
    assert add(server, tmp_path, "feb.csv", FEBRUARY, dataset_id) == dataset_id
    jobs_help.pretend(monkeypatch, "works on")
    second = server.submit(dataset_id, Recipe(encoder="counts", k=2))
    assert (first.version, second.version, first.run_id == second.run_id) == (1, 2, False)
    assert server.submit(dataset_id, Recipe(encoder="counts", k=2), version=1).run_id == first.run_id
    assert server.population(dataset_id, first.excluded, first.version).n_users == 2
    assert server.population(dataset_id, second.excluded, second.version).n_users == 3
    with pytest.raises(DataError, match=f"The dataset '{dataset_id}' has no data version 3"):
        server.submit(dataset_id, Recipe(), version=3)
    server.versions.delete_newest(dataset_id, "ann")
    assert [run.run_id for run in server.runs.runs()] == [first.run_id]
    assert server.job(second.job_id).state is JobState.CANCELLED
    server.versions.restore(dataset_id)
    assert {run.run_id for run in server.runs.runs()} == {first.run_id, second.run_id}
    server.versions.delete_newest(dataset_id, "ann")
    server.bin.delete_version(dataset_id)
    assert [run.run_id for run in server.runs.runs(with_deleted=True)] == [first.run_id]


def test_an_addition_that_is_cancelled_while_it_is_taken_over_leaves_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs_help.work_here(monkeypatch)
    dataset_id = add(server, tmp_path, "jan.csv", JANUARY)
    copy_dataset = Store.copy_dataset

    def copy_and_cancel(store: Store, *args: object) -> None:
        copy_dataset(store, *args)  # type: ignore[arg-type]
        server.jobs.end(job_id, JobState.CANCELLED)

    monkeypatch.setattr(Store, "copy_dataset", copy_and_cancel)
    job_id = start(server, tmp_path, "feb.csv", FEBRUARY, dataset_id)
    assert jobs_help.wait_for_job(server, job_id).state is JobState.CANCELLED
    assert len(server.versions.of(dataset_id)) == 1
    assert server.store.rows("select count(*) from events") == [(4,)]


KILLED = """
import os, signal, sys
from pathlib import Path
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.settings import load_settings
from core.store.store import Store
copy_dataset = Store.copy_dataset
def copy_and_die(*args):
    copy_dataset(*args)
    os.kill(os.getpid(), signal.SIGKILL)
Store.copy_dataset = copy_and_die
with Store(load_settings()) as store:
    load_log(store, LogSource(Path(sys.argv[1]), adds_to=sys.argv[2]), "ann")
"""
"""Adds files, and is killed when all rows are written, but not yet committed."""
VERSIONS = """
    select version from events union select version from items union select version from users
    union select version from dataset_versions
"""


@pytest.mark.slow
def test_a_process_killed_while_it_adds_files_leaves_the_dataset_as_it_was(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY).dataset_id
        before = store.dataset(dataset_id)
    february = write(tmp_path / "feb.csv", HEADER + FEBRUARY)
    env = os.environ | {"ATLAS_WORKSPACE": str(tmp_path / "workspace"), "ATLAS_MEMORY_LIMIT": "500MB"}
    command = [sys.executable, "-c", KILLED, str(february), dataset_id]
    assert subprocess.run(command, cwd=PROJECT, env=env, check=False).returncode == -signal.SIGKILL
    with closing(Server(jobs_help.settings(tmp_path), listens=False)) as server:
        assert server.store.dataset(dataset_id) == before
        assert server.store.rows(VERSIONS) == [(1,)]
        assert list((tmp_path / "workspace" / "tmp").iterdir()) == []
    with open_store(tmp_path) as store:
        report = load_log(store, LogSource(february, adds_to=dataset_id), "ann")
        assert (report.n_stored, report.n_already_there, report.n_events) == (2, 1, 6)


def test_of_two_additions_at_once_the_second_is_refused(store: Store, folder: Path, added: IngestReport) -> None:
    stale = NewDataset(added.dataset_id, {}, {}, "x", {}, added.dataset_id)
    with pytest.raises(DataError, match="Other files were added to the dataset"), store.transaction() as con:
        store.copy_dataset(con, stale, "ann")


@pytest.mark.slow
def test_exclusions_survive_an_addition_and_those_of_a_deleted_version_do_not(tmp_path: Path) -> None:
    bots = "".join(f"bot,i{n % 40},view,2026-01-10 10:{n // 60:02}:{n % 60:02},,\n" for n in range(900))
    more = "".join(f"bot2,i{n % 40},view,2026-02-10 10:{n // 60:02}:{n % 60:02},,\n" for n in range(900))
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY + bots).dataset_id
        health = DataHealth(store)
        health.decide(dataset_id, "ann", exclude=["bots"])
        load(store, tmp_path, "feb.csv", FEBRUARY + more, adds_to=dataset_id)
        assert "bot" not in store.population(dataset_id).histories.user_ids
        assert "bot2" in store.population(dataset_id).histories.user_ids
        decisions = store.decisions(dataset_id)
        row = next(each for each in rows_of(health.findings(dataset_id), decisions) if each["code"] == "bots")
        assert (row["state"], from_text(row["what_to_do"])) == (
            "changed",
            "Excluded so far: 1. Found since files were added: 2. --exclude bots decides anew and leaves out all found "
            "now, and no others; --undo bots takes back those excluded so far.",
        )
        health.decide(dataset_id, "ann", exclude=["bots"])
        assert set(store.population(dataset_id).histories.user_ids) == {"ann", "bob", "aaron"}
        put_newest(store, dataset_id, "ann")
        assert store.decisions(dataset_id).version == 1
        assert set(store.population(dataset_id).histories.user_ids) == {"ann", "bob"}
        restore_newest(store, dataset_id)
        assert store.decisions(dataset_id).version == 2


def test_an_exclusion_counts_whom_its_finding_names_no_more_since_files_were_added(tmp_path: Path) -> None:
    late = "".join(f"late{n},i{n},view,2026-01-20 10:00,,\n" for n in range(4))
    back = "".join(f"late{n},i{k},view,2026-02-0{k} 10:00,,\n" for n in range(3) for k in range(1, 6))
    often = "".join(f"often,i{n % 7},view,2026-01-{n:02} 10:00,,\n" for n in range(1, 20))
    few = "new,i1,view,2026-02-05 10:00,,\n"
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY + late + often).dataset_id
        health = DataHealth(store)
        n_few = len(next(each for each in health.findings(dataset_id) if each.code == "few_events").members)
        health.decide(dataset_id, "ann", exclude=["few_events"])
        assert [part.n_outdated for part in health.decisions(dataset_id).excluded.parts] == [0]
        load(store, tmp_path, "feb.csv", HEADER + back + few, adds_to=dataset_id)
        decisions = health.decisions(dataset_id)
        (part,) = decisions.excluded.parts
        assert (part.code, part.n, part.n_outdated) == ("few_events", n_few, 3)
        assert list(outdated_sentences(decisions.excluded)) == [
            f"Of {n_few} users excluded as “Users with few events” 3 are no longer found since files were added: "
            "decide anew, or take them back."
        ]
        assert decisions.excluded.sentence.endswith(
            f" Since files were added, 3 of {n_few} users no longer fit the finding."
        )
        row = next(each for each in rows_of(health.findings(dataset_id), decisions) if each["code"] == "few_events")
        n_now = n_few - 3 + 1
        assert from_text(row["what_to_do"]).startswith(
            f"Excluded so far: {n_few}; 3 of these are no longer found since files were added. Found now: {n_now}. "
            "--exclude few_events decides anew"
        )
        health.decide(dataset_id, "ann", exclude=["few_events"])
        anew = health.decisions(dataset_id)
        assert [(part.n, part.n_outdated) for part in anew.excluded.parts] == [(n_now, 0)]
        assert {"late0", "late1", "late2"} <= set(store.population(dataset_id).histories.user_ids)
        assert not {"late3", "new"} & set(store.population(dataset_id).histories.user_ids)


def test_the_bin_lists_the_days_of_the_newest_version(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY).dataset_id
        load(store, tmp_path, "feb.csv", FEBRUARY, adds_to=dataset_id)
    with closing(Server(jobs_help.settings(tmp_path), listens=False)) as server:
        listed = [_without_deletion(server, is_bin=False)]
        server.delete_dataset(dataset_id)
        listed.append(_without_deletion(server, is_bin=True))
    assert listed[0] == listed[1]
    assert listed[0]["last"].startswith("2026-02")


def _without_deletion(server: Server, *, is_bin: bool) -> dict[str, Any]:
    answer = DatasetsRequest(is_bin=is_bin).answer(server, lambda _message: None)
    assert isinstance(answer, Listed)
    (row,) = answer.rows
    return {name: value for name, value in row.items() if not name.startswith("deleted")}


def test_excluded_events_are_counted_in_the_version_that_they_are_left_out_of(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY).dataset_id
        apple = store.population(dataset_id).items.item_ids.tolist().index("apple")
        part = Exclusion("common_items", "items", 1, "the apple")
        save_decisions(store, store.decisions(dataset_id), [(part, np.array([apple]))], (), "ann")
        assert store.excluded(dataset_id) == Excluded((part,), n_users=1, n_items=1, n_events=2)
        load(store, tmp_path, "feb.csv", FEBRUARY, adds_to=dataset_id)
        whole, left = (store.population(dataset_id, each) for each in (NOTHING_EXCLUDED, None))
        assert (whole.histories.n_events, left.histories.n_events) == (6, 3)
        assert store.excluded(dataset_id) == Excluded((part,), n_users=1, n_items=1, n_events=3)
        assert store.decisions(dataset_id).excluded.n_events == 3
        march = "aaron,apple,view,2026-03-01 09:00:00,,\nbob,pear,view,2026-03-01 09:00:00,,\n"
        load(store, tmp_path, "mar.csv", march, adds_to=dataset_id)
        assert store.excluded(dataset_id) == Excluded((part,), n_users=0, n_items=1, n_events=4)
        put_newest(store, dataset_id, "ann")
        assert store.excluded(dataset_id).n_events == 3


def test_a_workspace_without_versions_is_brought_up_to_date(tmp_path: Path) -> None:
    with Store(settings(tmp_path)) as store:
        dataset_id = load(store, tmp_path, "jan.csv", JANUARY).dataset_id
        before = store.dataset(dataset_id)
    take_back(tmp_path / "workspace", 5)
    with Store(settings(tmp_path)) as store:
        (only,) = versions_of(store, dataset_id)
        assert before is not None
        assert store.dataset(dataset_id) == replace(before, loaded_at=before.created_at)
        assert (only.version, only.content_hash, str(only.first_at)) == (1, "", "2026-01-05 10:00:00")
        assert events_of(store.population(dataset_id))[0] == ("ann", "pear", "view")
        assert load(store, tmp_path, "feb.csv", FEBRUARY, adds_to=dataset_id).n_stored == 2
    assert len(list((tmp_path / "workspace" / "backups").glob("atlas_schema_5_*"))) == 1


def test_a_log_of_an_earlier_program_takes_no_files(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="was loaded by an earlier version of the program"):
        as_in_dataset(LogSource(tmp_path), {"event_names": []})


def test_files_that_are_added_take_no_map(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="nothing can be given for them"):
        as_in_dataset(LogSource(tmp_path, map={"user": "who"}), {"reading": {}})


@pytest.mark.slow
def test_the_command_line_adds_lists_runs_and_deletes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs_help.work_here(monkeypatch)
    where = ["--workspace", str(tmp_path / "workspace")]
    january, february = (write(tmp_path / f"{name}.csv", HEADER + rows) for name, rows in MONTHS.items())
    assert cli.main(["load", str(january), *where]) == 0
    dataset_id = capsys.readouterr().out.split()[1].strip(",")
    assert cli.main(["load", str(february), "--append-to", dataset_id[:6], *where]) == 0
    printed = capsys.readouterr()
    assert f"Dataset {dataset_id}, data version 2, is in the workspace" in printed.out
    assert "  1 are already there and are not counted again." in printed.err
    assert cli.main(["datasets", "--versions", dataset_id, *where]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert cli.main(["delete", "--newest-version", dataset_id, *where]) == 0
    assert cli.main(["datasets", "--restore-version", dataset_id, *where]) == 0
    assert f"Restored the last deleted version of the dataset {dataset_id}" in capsys.readouterr().out
    assert cli.main(["load", str(february), "--append-to", dataset_id, "--map", "user=user_id", *where]) == 2
    assert "nothing can be given for them" in capsys.readouterr().err
