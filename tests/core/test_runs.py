"""Runs and segmentations in the store: identity, states, versions, what a restart finds."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from core.errors import DataError, RecipeError, StaleVersionError
from core.results.run_id import full_recipe, run_id_of
from core.stages.table import Stage
from core.store import migrate
from core.store.runs import Runs, RunState, Segmentation
from core.store.store import Store
from core.types import Persona, Recipe
from tests.core.jobs_help import RECORD, settings


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Store(settings(tmp_path)) as store:
        yield Runs(store)


def results(runs: Runs) -> Path:
    folder = runs._store.workspace / "tmp" / "run-x" / "results"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(RECORD)
    return folder


def finish(runs: Runs, dataset_id: str = "log", recipe: Recipe | None = None) -> str:
    run_id = runs.add(dataset_id, recipe or Recipe(k=3)).run_id
    assert runs.start_next() is not None
    assert runs.publish(run_id, results(runs))
    return run_id


def test_a_run_that_is_asked_for_waits(runs: Runs) -> None:
    recipe = Recipe(encoder="counts", k=3, encoder_params={"n_dims": 8})
    run = runs.add("log", recipe)
    assert (run.state, run.dataset_id, run.recipe, run.created_by) == (RunState.QUEUED, "log", recipe, "local")
    assert (run.started_at, run.finished_at, run.scores, run.seconds, run.message) == (None, None, {}, {}, "")
    assert runs.run(run.run_id) == run
    assert runs.runs() == [run]
    assert runs.run("never there") is None


def test_the_disk_holds_every_file_before_a_run_is_done(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = runs.add("log", Recipe(k=3)).run_id
    assert runs.start_next() is not None
    folder = results(runs)
    (folder / "users.parquet").write_bytes(b"users")
    synced: dict[int, list[str]] = {}

    def fsync(descriptor: int) -> None:
        state = runs._store.rows("select state from runs where run_id = ?", [run_id])[0][0]
        synced.setdefault(os.fstat(descriptor).st_ino, []).append(state)

    monkeypatch.setattr(os, "fsync", fsync)
    assert runs.publish(run_id, folder)
    kept = runs.folder(run_id)
    promised = [kept / "run.json", kept / "users.parquet", kept, kept.parent]
    assert {path.name: synced.get(path.stat().st_ino) for path in promised} == {
        path.name: ["running"] for path in promised
    }


def test_the_same_question_has_the_same_id() -> None:
    same = [
        Recipe(),
        Recipe(encoder_params={"text": 0.25}),
        Recipe(clusterer_params={"n_starts": 100}),
        Recipe(encoder_params={"random_state": 0}),
    ]
    assert full_recipe(Recipe())["encoder_params"]["text"] == 0.25
    assert len({run_id_of("log", recipe) for recipe in same}) == 1
    others = [Recipe(k=3), Recipe(encoder="counts"), Recipe(random_state=1), Recipe(encoder_params={"text": 0.5})]
    assert len({run_id_of("log", recipe) for recipe in (Recipe(), *others)} | {run_id_of("other", Recipe())}) == 6


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (Recipe(encoder="count"), "There is no encoder 'count'"),
        (Recipe(k="many"), "k = 'many' is neither a number nor auto"),
        (Recipe(k=0), "k = 0 is out of range"),
        (Recipe(encoder_params={"size": 1}), "Blend has no parameter 'size'"),
    ],
)
def test_a_recipe_that_cannot_run_is_refused_at_once(runs: Runs, recipe: Recipe, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        runs.add("log", recipe)
    assert runs.runs() == []


def test_runs_start_in_the_order_they_were_asked_for_and_are_listed_newest_first(runs: Runs) -> None:
    first, second, third = (runs.add(name, Recipe(k=3)) for name in ("a", "b", "a"))
    assert third == first
    assert [run.run_id for run in runs.runs()] == [second.run_id, first.run_id]
    assert [run.run_id for run in runs.runs("a")] == [first.run_id]
    started = [runs.start_next(), runs.start_next(), runs.start_next()]
    assert [run.run_id if run else None for run in started] == [first.run_id, second.run_id, None]


def test_progress_never_falls_and_is_reported_while_it_runs_only(runs: Runs) -> None:
    run_id = runs.add("log", Recipe(k=3)).run_id
    runs.update_progress(run_id, Stage.ENCODE, 0.1)
    assert runs.run(run_id).fraction == 0  # type: ignore[union-attr]
    run = runs.start_next()
    assert run is not None
    assert (run.state, run.stage, run.fraction) == (RunState.RUNNING, "start", 0.0)
    for stage, fraction in ((Stage.ENCODE, 0.3), (Stage.CHOOSE_K, 0.2)):
        runs.update_progress(run_id, stage, fraction)
    assert (runs.runs()[0].stage, runs.runs()[0].fraction) == ("choose k", 0.3)
    runs.end(run_id, RunState.FAILED, "It broke.")
    assert (runs.runs()[0].stage, runs.runs()[0].fraction, runs.runs()[0].message) == ("", 0.0, "It broke.")


def test_publish_moves_the_results_and_marks_the_run_as_done(runs: Runs) -> None:
    run = runs.run(finish(runs))
    assert run is not None
    assert (run.state, run.scores, run.seconds) == (
        RunState.DONE,
        {"k": 3, "verdict": None},
        {"encode": 2.0, "map": 1.0},
    )
    assert run.created_at <= run.started_at <= run.finished_at  # type: ignore[operator]
    assert (runs.folder(run.run_id) / "run.json").read_text() == RECORD


def test_the_verdict_of_a_card_is_kept_with_the_scores(runs: Runs) -> None:
    run_id = runs.add("log", Recipe(k=3)).run_id
    runs.start_next()
    folder = results(runs)
    (folder / "run.json").write_text(json.dumps({**json.loads(RECORD), "trust": {"verdict": "weak"}}))
    assert runs.publish(run_id, folder)
    assert runs.run(run_id).scores["verdict"] == "weak"  # type: ignore[union-attr]


def test_a_run_that_is_done_is_not_queued_again_and_others_are(runs: Runs) -> None:
    run_id = finish(runs)
    assert runs.add("log", Recipe(k=3)).state is RunState.DONE
    assert not runs.end(run_id, RunState.CANCELLED)
    other = runs.add("log", Recipe(k=4)).run_id
    for state in (RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED):
        assert runs.end(other, state, "why")
        again = runs.add("log", Recipe(k=4))
        assert (again.state, again.message, again.finished_at) == (RunState.QUEUED, "", None)


def test_results_of_a_run_that_was_cancelled_meanwhile_are_not_published(runs: Runs) -> None:
    run_id = runs.add("log", Recipe(k=3)).run_id
    runs.start_next()
    runs.end(run_id, RunState.CANCELLED)
    assert not runs.publish(run_id, results(runs))
    assert not runs.folder(run_id).exists()


def test_a_restart_finds_what_finished_and_what_did_not(tmp_path: Path) -> None:
    with Store(settings(tmp_path)) as store:
        before = Runs(store)
        done, gone = finish(before), finish(before, "other")
        running, waiting = (before.add("log", Recipe(k=k)).run_id for k in (4, 5))
        before.start_next()
        cancelled = before.add("log", Recipe(k=6)).run_id
        before.end(cancelled, RunState.CANCELLED)
        results(before)
        before.folder(running).mkdir()  # renamed, but killed before the transaction
        shutil.rmtree(before.folder(gone))
    with Store(settings(tmp_path)) as store:
        runs = Runs(store)
        runs.recover()
        found = {run.run_id: run for run in runs.runs()}
        assert {run_id: run.state.value for run_id, run in found.items()} == {
            done: "done",
            gone: "interrupted",
            running: "interrupted",
            waiting: "interrupted",
            cancelled: "cancelled",
        }
        assert found[running].message.startswith("The program ended before this run was done.")
        assert found[gone].message.startswith("The results of this run are gone")
        assert [folder.name for folder in (store.workspace / "runs").iterdir()] == [done]
        assert list((store.workspace / "tmp").iterdir()) == []
        assert runs.add("log", Recipe(k=4)).state is RunState.QUEUED


def test_delete_forgets_the_run_its_versions_and_its_folder(runs: Runs) -> None:
    run_id = finish(runs)
    runs.save_segmentation(run_id, {1: "Buyers"}, {}, 0)
    runs.delete(run_id)
    runs.delete("never there")
    assert runs.runs() == []
    assert runs.history(run_id) == []
    assert not runs.folder(run_id).exists()
    with pytest.raises(DataError, match=f"There is no run '{run_id}'"):
        runs.segmentation(run_id)


def test_a_run_nobody_wrote_about_has_version_0(runs: Runs) -> None:
    run_id = finish(runs)
    found = runs.segmentation(run_id)
    assert (found.version, found.parent, found.author, found.names, found.notes) == (0, None, "local", {}, {})
    assert runs.history(run_id) == []


def test_versions_are_a_chain_with_author_time_and_parent(runs: Runs) -> None:
    run_id = finish(runs)
    first = runs.save_segmentation(run_id, {1: " Buyers ", 2: "  "}, {2: "看看"}, 0)
    second = runs.save_segmentation(run_id, {1: "Buyers", 3: "Browsers"}, {}, 1)
    assert runs.history(run_id) == [second, first]
    assert runs.segmentation(run_id) == second
    assert (first.run_id, first.version, first.parent, first.author) == (run_id, 1, 0, "local")
    assert (first.names, first.notes) == ({1: "Buyers"}, {2: "看看"})
    assert (second.version, second.parent, second.names, second.notes) == (2, 1, {1: "Buyers", 3: "Browsers"}, {})
    assert timedelta(0) <= second.created_at - first.created_at < timedelta(minutes=1)


def test_a_name_comes_from_the_analyst_else_from_the_persona(runs: Runs) -> None:
    saved = runs.save_segmentation(finish(runs), {1: "Buyers"}, {}, 0)
    personas = [Persona(number, f"Persona {number}", "", ()) for number in (1, 2)]
    assert [saved.name_of(number, personas) for number in (1, 2, 3)] == ["Buyers", "Persona 2", "Segment 3"]


@pytest.mark.parametrize("seen", [0, 2])
def test_a_stale_write_is_refused_and_shown_what_stands(runs: Runs, seen: int) -> None:
    run_id = finish(runs)
    stands = runs.save_segmentation(run_id, {1: "Buyers"}, {}, 0)
    with pytest.raises(StaleVersionError, match=f"local saved version 1 while you worked on version {seen}") as caught:
        runs.save_segmentation(run_id, {1: "Hoarders"}, {}, seen)
    assert caught.value.current == stands
    assert runs.history(run_id) == [stands]


def test_of_many_who_write_at_once_one_wins(runs: Runs) -> None:
    run_id = finish(runs)
    saved: list[Segmentation] = []
    stale: list[StaleVersionError] = []

    def write(number: int) -> None:
        try:
            saved.append(runs.save_segmentation(run_id, {1: f"Name {number}"}, {}, 0))
        except StaleVersionError as error:
            stale.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs.history(run_id) == saved
    assert len(saved) == 1
    assert [error.current for error in stale] == saved * 7


def test_a_workspace_of_the_first_schema_keeps_its_datasets(tmp_path: Path) -> None:
    workspace, old = tmp_path / "workspace", tmp_path / "old"
    workspace.mkdir()
    old.mkdir()
    shutil.copy(migrate.MIGRATIONS / "0001_first.sql", old)
    with duckdb.connect(workspace / "atlas.duckdb") as con:
        migrate.migrate(con, workspace, old)
        con.execute("insert into datasets values ('log', now()::timestamp, 'local', '{}', '{\"n_users\": 2}')")
        con.execute("insert into users values ('log', 0, 'u1', [])")
    with Store(settings(tmp_path)) as store:
        assert [info.dataset_id for info in store.datasets()] == ["log"]
        assert store.rows("select user_id from users") == [("u1",)]
        assert Runs(store).runs() == []
    (backup,) = (workspace / "backups").glob("atlas_schema_1_*.duckdb")
    with duckdb.connect(backup, read_only=True) as con:
        assert con.execute("select dataset_id from datasets").fetchall() == [("log",)]
