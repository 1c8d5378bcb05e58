"""Runs and segmentations in the store: identity, states, versions, what a restart finds."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from core.errors import DataError, RecipeError
from core.jobs.approved import NEWEST, leaving
from core.jobs.kinds.run import RunJob, add_run
from core.jobs.kinds.table import read_job
from core.jobs.name_versions import take_back
from core.jobs.recover import recover
from core.jobs.shape_history import ShapeHistory
from core.jobs.workspace import Workspace, open_workspace
from core.results.run_id import full_recipe, run_id_of
from core.stages.table import Stage
from core.store import migrate
from core.store.job_info import JobState
from core.store.naming_history import StaleVersionError
from core.store.runs import RunInfo, Runs, Segmentation
from core.store.segment_decision import Approved, Decision, DecisionState
from core.store.segmentations import Mark
from core.store.shape_steps import StepKind
from core.store.store import Store
from core.types import Persona, Recipe
from core.views.decisions import save_decision
from core.views.names import Wording, save_wording
from tests.core.jobs_help import RECORD, settings


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    with Store(settings(tmp_path)) as store:
        yield open_workspace(store)


@pytest.fixture
def runs(opened: Workspace) -> Runs:
    return opened.runs


def add(opened: Workspace, dataset_id: str = "log", recipe: Recipe | None = None) -> RunInfo:
    return add_run(opened, dataset_id, recipe or Recipe(k=3), "local")


def results(opened: Workspace) -> Path:
    folder = opened.path / "tmp" / "job-x" / "results"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(RECORD)
    return folder


def finish(opened: Workspace, dataset_id: str = "log", recipe: Recipe | None = None) -> str:
    run = add(opened, dataset_id, recipe)
    opened.jobs.start(run.job_id)
    assert opened.runs.publish(run.run_id, run.job_id, results(opened))
    return run.run_id


def test_a_run_that_is_asked_for_waits(opened: Workspace, runs: Runs) -> None:
    recipe = Recipe(encoder="counts", k=3, encoder_params={"n_dims": 8})
    run = add(opened, "log", recipe)
    assert (run.state, run.dataset_id, run.recipe, run.created_by) == (JobState.QUEUED, "log", recipe, "local")
    assert (run.started_at, run.finished_at, run.scores, run.seconds, run.message) == (None, None, {}, {}, "")
    assert runs.run(run.run_id) == run
    assert runs.runs() == [run]
    assert runs.run("never there") is None


def test_the_disk_holds_every_file_before_a_run_is_done(
    opened: Workspace, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = add(opened)
    opened.jobs.start(run.job_id)
    folder = results(opened)
    (folder / "users.parquet").write_bytes(b"users")
    synced: dict[int, list[str]] = {}

    def fsync(descriptor: int) -> None:
        synced.setdefault(os.fstat(descriptor).st_ino, []).append(opened.jobs.job(run.job_id).state)

    monkeypatch.setattr(os, "fsync", fsync)
    assert runs.publish(run.run_id, run.job_id, folder)
    kept = runs.folder(run.run_id)
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
def test_a_recipe_that_cannot_run_is_refused_at_once(opened: Workspace, recipe: Recipe, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        add(opened, "log", recipe)
    assert (opened.runs.runs(), opened.jobs.jobs()) == ([], [])


def test_runs_start_in_the_order_they_were_asked_for_and_are_listed_newest_first(opened: Workspace, runs: Runs) -> None:
    first, second, third = (add(opened, name) for name in ("a", "b", "a"))
    assert third == first
    assert [run.run_id for run in runs.runs()] == [second.run_id, first.run_id]
    assert [run.run_id for run in runs.runs("a")] == [first.run_id]
    started = [opened.jobs.start_next(), opened.jobs.start_next(), opened.jobs.start_next()]
    assert [job.job_id if job else None for job in started] == [first.job_id, second.job_id, None]


def test_progress_never_falls_and_stays_where_the_run_ended(opened: Workspace, runs: Runs) -> None:
    job_id = add(opened).job_id
    opened.jobs.update_progress(job_id, Stage.ENCODE, 0.1)
    assert (runs.runs()[0].stage, runs.runs()[0].fraction) == ("", 0.0)
    opened.jobs.start(job_id)
    run = runs.runs()[0]
    assert (run.state, run.stage, run.fraction) == (JobState.RUNNING, "start", 0.0)
    for stage, fraction in ((Stage.ENCODE, 0.3), (Stage.CHOOSE_K, 0.2), (Stage.CHOOSE_K, 0.4)):
        opened.jobs.update_progress(job_id, stage, fraction)
    assert (runs.runs()[0].stage, runs.runs()[0].fraction) == ("choose k", 0.4)
    opened.jobs.end(job_id, JobState.FAILED, "It broke.")
    assert (runs.runs()[0].stage, runs.runs()[0].fraction, runs.runs()[0].message) == ("choose k", 0.3, "It broke.")


def test_publish_moves_the_results_and_marks_the_run_as_done(opened: Workspace, runs: Runs) -> None:
    run = runs.run(finish(opened))
    assert run is not None
    assert (run.state, run.scores, run.seconds) == (
        JobState.DONE,
        {"k": 3, "verdict": None},
        {"encode": 2.0, "map": 1.0},
    )
    assert run.created_at <= run.started_at <= run.finished_at  # type: ignore[operator]
    with pytest.raises(TypeError, match="does not support item assignment"):  # it is shared by all who ask
        run.scores["k"] = 4  # type: ignore[index]
    assert (runs.folder(run.run_id) / "run.json").read_text() == RECORD


def test_the_verdict_of_a_card_is_kept_with_the_scores(opened: Workspace, runs: Runs) -> None:
    run_id, job_id = add(opened).run_id, add(opened).job_id
    opened.jobs.start(job_id)
    folder = results(opened)
    (folder / "run.json").write_text(json.dumps({**json.loads(RECORD), "trust": {"verdict": "weak"}}))
    assert runs.publish(run_id, job_id, folder)
    assert runs.run(run_id).scores["verdict"] == "weak"  # type: ignore[union-attr]


def test_a_run_that_is_done_is_not_queued_again_and_others_are(opened: Workspace) -> None:
    finish(opened)
    done = add(opened)
    assert done.state is JobState.DONE
    assert not opened.jobs.end(done.job_id, JobState.CANCELLED)
    other = add(opened, recipe=Recipe(k=4))
    for state in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED):
        assert opened.jobs.end(other.job_id, state, "why")
        again = add(opened, recipe=Recipe(k=4))
        assert (again.state, again.message, again.finished_at) == (JobState.QUEUED, "", None)
        assert (again.run_id, again.job_id == other.job_id) == (other.run_id, False)
        other = again


def test_results_of_a_run_that_was_cancelled_meanwhile_are_not_published(opened: Workspace, runs: Runs) -> None:
    run = add(opened)
    opened.jobs.start(run.job_id)
    opened.jobs.end(run.job_id, JobState.CANCELLED)
    assert not runs.publish(run.run_id, run.job_id, results(opened))
    assert not runs.folder(run.run_id).exists()


def test_results_of_an_earlier_attempt_do_not_replace_those_of_a_later_one(opened: Workspace, runs: Runs) -> None:
    earlier = add(opened)
    opened.jobs.start(earlier.job_id)
    opened.jobs.end(earlier.job_id, JobState.CANCELLED)
    finish(opened)
    assert not runs.publish(earlier.run_id, earlier.job_id, results(opened))
    assert (runs.folder(earlier.run_id) / "run.json").read_text() == RECORD


def test_a_restart_finds_what_finished_and_what_did_not(tmp_path: Path) -> None:
    with Store(settings(tmp_path)) as store:
        before = open_workspace(store)
        done, gone = finish(before), finish(before, "other")
        running, waiting = (add(before, recipe=Recipe(k=k)).run_id for k in (4, 5))
        before.jobs.start_next()
        cancelled = add(before, recipe=Recipe(k=6))
        before.jobs.end(cancelled.job_id, JobState.CANCELLED)
        results(before)
        before.runs.folder(running).mkdir()  # renamed, but killed before the transaction
        shutil.rmtree(before.runs.folder(gone))
    with Store(settings(tmp_path)) as store:
        after = open_workspace(store)
        recover(after)
        runs = after.runs
        found = {run.run_id: run for run in runs.runs()}
        assert {run_id: run.state.value for run_id, run in found.items()} == {
            done: "done",
            gone: "interrupted",
            running: "interrupted",
            waiting: "interrupted",
            cancelled.run_id: "cancelled",
        }
        assert found[running].message.startswith("The program ended before this was done.")
        assert found[gone].message.startswith("The results of this run are gone")
        assert [folder.name for folder in (store.workspace / "runs").iterdir()] == [done]
        assert list((store.workspace / "tmp").iterdir()) == []
        assert add(after, recipe=Recipe(k=4)).state is JobState.QUEUED


def test_delete_removes_the_run_its_jobs_versions_and_folder(opened: Workspace, runs: Runs) -> None:
    run_id = finish(opened)
    runs.save_segmentation(run_id, {1: "Buyers"}, {}, 0, "local")
    runs.delete(run_id)
    runs.delete("never there")
    assert (runs.runs(), opened.jobs.jobs()) == ([], [])
    assert runs.history(run_id) == []
    assert not runs.folder(run_id).exists()
    with pytest.raises(DataError, match=f"There is no run '{run_id}'"):
        runs.segmentation(run_id)


def test_versions_of_a_deleted_run_are_not_given_again(opened: Workspace, runs: Runs) -> None:
    first, other = finish(opened), add(opened, recipe=Recipe(k=4)).run_id
    for seen in (0, 1, 2):
        runs.save_segmentation(first, {1: f"Buyers {seen}"}, {}, seen, "local")
    runs.delete(first)
    assert runs.save_segmentation(other, {1: "Browsers"}, {}, 0, "local").version == 4
    runs.delete(other)
    assert runs.save_segmentation(add(opened, recipe=Recipe(k=5)).run_id, {1: "Readers"}, {}, 0, "local").version == 5


def test_each_run_of_a_log_as_it_came_has_a_version_of_its_own(opened: Workspace, runs: Runs) -> None:
    first, second = finish(opened), finish(opened, recipe=Recipe(k=4))
    assert [runs.segmentation(each).version for each in (first, second)] == [0, 1]
    assert runs.save_segmentation(first, {1: "Buyers"}, {}, 0, "local").version == 2
    third = finish(opened, recipe=Recipe(k=5))
    assert (runs.segmentation(third).version, runs.segmentation(third).is_as_it_came) == (3, True)
    runs.delete(third)
    assert runs.segmentation(finish(opened, recipe=Recipe(k=6))).version == 4
    assert runs.segmentation(finish(opened, "another log")).version == 0
    assert leaving(runs, first, "0").naming.names == {}
    named = runs.save_segmentation(second, {1: "Browsers"}, {}, 1, "local")
    assert (named.version, named.parent, named.is_as_it_came) == (5, 1, False)


def test_a_run_that_ends_while_somebody_names_it_refuses_nothing(opened: Workspace, runs: Runs) -> None:
    finish(opened)
    waiting = add(opened, recipe=Recipe(k=4))
    seen = runs.segmentation(waiting.run_id).version
    assert runs.segmentation(finish(opened, recipe=Recipe(k=4))).version == 1
    assert runs.save_segmentation(waiting.run_id, {1: "Buyers"}, {}, seen, "local").version == 2


def test_a_run_nobody_wrote_about_has_version_0(opened: Workspace, runs: Runs) -> None:
    run_id = finish(opened)
    found = runs.segmentation(run_id)
    assert (found.version, found.parent, found.author, found.names, found.notes) == (0, None, "local", {}, {})
    assert runs.history(run_id) == []


def test_versions_are_a_chain_with_author_time_and_parent(opened: Workspace, runs: Runs) -> None:
    run_id = finish(opened)
    first = runs.save_segmentation(run_id, {1: " Buyers ", 2: "  "}, {2: "看看"}, 0, "local")
    second = runs.save_segmentation(run_id, {1: "Buyers", 3: "Browsers"}, {}, 1, "local")
    assert runs.history(run_id) == [second, first]
    assert runs.segmentation(run_id) == second
    assert (first.run_id, first.version, first.parent, first.author) == (run_id, 1, 0, "local")
    assert (first.names, first.notes) == ({1: "Buyers"}, {2: "看看"})
    assert (second.version, second.parent, second.names, second.notes) == (2, 1, {1: "Buyers", 3: "Browsers"}, {})
    assert timedelta(0) <= second.created_at - first.created_at < timedelta(minutes=1)


APPROVED = Decision(
    state=DecisionState.APPROVED, owner="Ann", due=date(2026, 12, 1), comment="看看", author="bob",
    decided_at=datetime(2026, 11, 28, 9, 30),
)  # fmt: skip


def test_decisions_are_in_the_chain_and_outlive_a_change_of_names(opened: Workspace, runs: Runs) -> None:
    run_id = finish(opened)
    rejected = Decision(state=DecisionState.REJECTED)
    decided = runs.save_version(runs.segmentation(run_id).decided(1, APPROVED).decided(2, rejected), "bob")
    runs.save_segmentation(run_id, {1: "Buyers"}, {}, decided.version, "ann")
    taken_back = runs.save_version(runs.segmentation(run_id).decided(2, None), "bob")
    assert [each.decisions for each in runs.history(run_id)] == [
        {1: APPROVED},
        {1: APPROVED, 2: rejected},
        {1: APPROVED, 2: rejected},
    ]
    assert taken_back.names == {1: "Buyers"}
    assert take_back(runs, run_id, 3, "ann").decisions == {1: APPROVED, 2: rejected}


def test_undo_takes_back_the_last_change_also_where_it_says_what_an_earlier_version_did(
    opened: Workspace, runs: Runs
) -> None:
    run_id, history = finish(opened), ShapeHistory(opened)
    decided = runs.save_version(runs.segmentation(run_id).decided(2, APPROVED), "bob")
    runs.save_segmentation(run_id, {1: "Buyers"}, {}, decided.version, "ann")
    runs.save_segmentation(run_id, {}, {}, 2, "ann")
    stated = []
    for step in (history.undo, history.undo, history.undo, history.redo, history.redo):
        step(run_id)
        now = runs.segmentation(run_id)
        stated.append((now.kind, now.names, [*now.decisions]))
    undo, redo = StepKind.UNDO, StepKind.REDO
    assert stated == [
        (undo, {1: "Buyers"}, [2]),
        (undo, {}, [2]),
        (undo, {}, []),
        (redo, {}, [2]),
        (redo, {1: "Buyers"}, [2]),
    ]
    take_back(runs, run_id, 8, "ann")
    assert [each.version for each in history.trail(runs.finished(run_id)).done] == [0, 1]
    take_back(runs, run_id, 9, "ann")
    assert [each.version for each in history.trail(runs.finished(run_id)).done] == [0, 1, 2]
    with pytest.raises(StaleVersionError):
        runs.save_segmentation(run_id, {1: "Cooks"}, {}, 9, "ann")


def test_versions_of_an_earlier_program_are_undone_by_what_they_say(opened: Workspace, runs: Runs) -> None:
    run_id, history = finish(opened), ShapeHistory(opened)
    for place, names in enumerate(({1: "Buyers"}, {1: "Cooks"}, {1: "Buyers"})):
        runs.save_segmentation(run_id, names, {}, place, "ann")
    opened.store.write("update segmentations set kind = null where run_id = ?", [run_id])
    trail = history.trail(runs.finished(run_id))
    assert [[each.version for each in part] for part in (trail.done, trail.undone)] == [[0, 1], [2]]
    take_back(runs, run_id, 3, "ann")
    again = history.trail(runs.finished(run_id))
    assert ([each.version for each in again.done], runs.segmentation(run_id).kind) == ([0, 1, 2], None)


def test_what_is_approved_stays_as_it_was_called_until_it_is_approved_again(opened: Workspace, runs: Runs) -> None:
    run_id, approve = finish(opened), Decision(state=DecisionState.APPROVED)
    runs.save_segmentation(run_id, {1: "Buyers", 2: "Cooks"}, {1: "Call them."}, 0, "ann")
    approved = save_decision(runs, runs.segmentation(run_id), 1, approve, "bob")
    assert approved.decisions[1].approved == Approved(version=1, name="Buyers", note="Call them.", number=1)
    assert leaving(runs, run_id).has_other is False
    assert save_decision(runs, approved, 1, approve, "bob") == approved
    renamed = runs.save_segmentation(run_id, {1: "Regulars", 2: "Bakers"}, {}, 2, "ann")
    taken = leaving(runs, run_id)
    assert (taken.naming.names, taken.naming.notes) == ({1: "Buyers", 2: "Bakers"}, {1: "Call them."})
    assert [taken.naming.version_of(segment) for segment in (1, 2)] == [1, 3]
    assert taken.sentences == (
        "Segment 1 is used as it was approved.",
        "The newer name or note of segment 1 is not approved, and not used.",
    )
    newest = leaving(runs, run_id, NEWEST)
    assert (newest.naming, newest.has_other) == (renamed, True)
    assert newest.sentences == ("Segment 1 was approved under an earlier name or note; the newest one is used.",)
    assert leaving(runs, run_id, "2").naming == approved
    with pytest.raises(DataError, match="The run has no version '9' of its names") as refused:
        leaving(runs, run_id, "9")
    assert refused.value.hint == "There are 0, 1, 2, 3, approved and newest."
    again = save_decision(runs, renamed, 1, approve, "bob")
    assert leaving(runs, run_id).naming.names == {1: "Regulars", 2: "Bakers"}
    save_decision(runs, again, 1, None, "bob")
    assert leaving(runs, run_id).sentences == ()
    assert leaving(runs, run_id).naming == runs.segmentation(run_id)


class Never:
    """What keeps no version, since none is to be written."""

    def save_segmentation(self, *wanted: object) -> Segmentation:
        raise AssertionError(wanted)


def test_no_other_segment_gets_a_name_that_is_approved(opened: Workspace, runs: Runs) -> None:
    run_id, personas = finish(opened), [Persona(number, f"Persona {number}", "", ()) for number in (1, 2)]
    save_decision(runs, runs.segmentation(run_id), 1, Decision(state=DecisionState.APPROVED), "bob")
    renamed = runs.save_segmentation(run_id, {1: "Regulars"}, {}, 1, "ann")
    with pytest.raises(DataError, match="Segment 1 was approved as “Persona 1”"):
        save_wording(Never(), renamed, personas, Wording(2, "persona 1"))


def test_the_first_mark_can_be_taken_back(opened: Workspace, runs: Runs) -> None:
    run_id = finish(opened)
    runs.save_version(runs.segmentation(run_id).marked(2, Mark(is_set_aside=True)), "ann")
    assert take_back(runs, run_id, 1, "ann").marks == {}


def test_a_decision_is_overdue_the_day_after() -> None:
    assert not APPROVED.is_overdue(date(2026, 12, 1))
    assert APPROVED.is_overdue(date(2026, 12, 2))
    assert not Decision(state=DecisionState.CHANGE).is_overdue(date(2026, 12, 2))


def test_a_name_comes_from_the_analyst_else_from_the_persona(opened: Workspace, runs: Runs) -> None:
    saved = runs.save_segmentation(finish(opened), {1: "Buyers"}, {}, 0, "local")
    personas = [Persona(number, f"Persona {number}", "", ()) for number in (1, 2)]
    assert [saved.name_of(number, personas) for number in (1, 2, 3)] == ["Buyers", "Persona 2", "Segment 3"]


@pytest.mark.parametrize("seen", [0, 2])
def test_a_stale_write_is_refused_and_shown_what_stands(opened: Workspace, runs: Runs, seen: int) -> None:
    run_id = finish(opened)
    stands = runs.save_segmentation(run_id, {1: "Buyers"}, {}, 0, "local")
    with pytest.raises(
        StaleVersionError, match=f"While you worked on name version {seen}, an analyst saved name version 1"
    ) as caught:
        runs.save_segmentation(run_id, {1: "Hoarders"}, {}, seen, "local")
    assert caught.value.current == stands
    assert runs.history(run_id) == [stands]


def test_of_many_who_write_at_once_one_wins(opened: Workspace, runs: Runs) -> None:
    run_id = finish(opened)
    saved: list[Segmentation] = []
    stale: list[StaleVersionError] = []

    def write(number: int) -> None:
        try:
            saved.append(runs.save_segmentation(run_id, {1: f"Name {number}"}, {}, 0, "local"))
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


OLD_RUNS = """
    insert into datasets values ('log', now()::timestamp, 'ann', '{}', '{"n_users": 2}');
    insert into runs values
        ('done', 'log', '{"encoder": "counts", "clusterer": "kmeans", "k": 3, "random_state": 0,
          "encoder_params": {"n_dims": 8}, "clusterer_params": {}}', 'done', '', '2026-11-01 10:00:00', 'ann',
          '2026-11-01 10:00:01', '2026-11-01 10:01:00', '{"k": 3, "verdict": "good"}', '{"encode": 2.5}'),
        ('failed', 'log', '{"k": 4}', 'failed', '{"template": "{n} users are too few.", "values": {"n": 2}}',
          '2026-11-02 10:00:00', 'bob', '2026-11-02 10:00:01', '2026-11-02 10:01:00', '{}', '{}'),
        ('killed', 'log', '{"k": 5}', 'running', '', '2026-11-03 10:00:00', 'bob', '2026-11-03 10:00:01', null,
          '{}', '{}');
    insert into segmentations values
        ('done', 1, 0, 'ann', '2026-11-04 10:00:00', '{"1": "Buyers"}', '{"2": "Call them."}');
"""
"""What a workspace of schema 2 held."""


def test_a_workspace_of_the_second_schema_keeps_runs_names_and_notes(tmp_path: Path) -> None:
    workspace, old = tmp_path / "workspace", tmp_path / "old"
    old.mkdir()
    (workspace / "runs" / "done").mkdir(parents=True)
    for name in ("0001_first.sql", "0002_runs.sql"):
        shutil.copy(migrate.MIGRATIONS / name, old)
    with duckdb.connect(workspace / "atlas.duckdb") as con:
        migrate.migrate(con, workspace, old)
        con.execute(OLD_RUNS)
    for _start in range(2):
        with Store(settings(tmp_path)) as store:
            opened = open_workspace(store)
            recover(opened)
            killed, failed, done = opened.runs.runs()
            named = opened.runs.segmentation("done")
            job = read_job(opened.jobs.job(done.job_id))
    assert (done.run_id, done.state, done.created_by, done.scores, done.seconds, done.fraction) == (
        "done",
        JobState.DONE,
        "ann",
        {"k": 3, "verdict": "good"},
        {"encode": 2.5},
        1.0,
    )
    assert done.recipe == Recipe(encoder="counts", k=3, encoder_params={"n_dims": 8})
    assert (str(done.started_at), str(done.finished_at)) == ("2026-11-01 10:00:01", "2026-11-01 10:01:00")
    assert job == RunJob(run_id="done", dataset_id="log", recipe=done.recipe)
    assert (failed.state, failed.message, failed.created_by) == (JobState.FAILED, "2 users are too few.", "bob")
    assert (killed.state, killed.recipe.k) == (JobState.INTERRUPTED, 5)
    assert (named.author, named.names, named.notes) == ("ann", {1: "Buyers"}, {2: "Call them."})
    (backup,) = (workspace / "backups").glob("atlas_schema_2_*.duckdb")
    with duckdb.connect(backup, read_only=True) as con:
        assert con.execute("select count(*) from runs").fetchall() == [(3,)]


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
        assert open_workspace(store).runs.runs() == []
    (backup,) = (workspace / "backups").glob("atlas_schema_1_*.duckdb")
    with duckdb.connect(backup, read_only=True) as con:
        assert con.execute("select dataset_id from datasets").fetchall() == [("log",)]
