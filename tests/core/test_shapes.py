"""Edited segments in a workspace: each edit is a run, steps lead between them, and nobody is lost."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cli import main as cli
from core.errors import AtlasError, DataError, StoreLockedError
from core.jobs.answers import Answer, Done, Listed
from core.jobs.approved import APPROVED, NEWEST, leaving
from core.jobs.carry import on_the_way
from core.jobs.editing import (
    CarryRequest,
    EditRequest,
    StandingRequest,
    StepRequest,
    StepsRequest,
)
from core.jobs.kinds.nearest import NearestJob, found_by
from core.jobs.requests import ExportRequest
from core.jobs.standing import StatusRequest
from core.jobs.why_request import WhyRequest, read_explained
from core.jobs.written_with import WrittenWith
from core.model.files import load_model
from core.pipeline.given_run import Place, run_given
from core.results.carried import carry_over, earlier_of
from core.results.carried_numbers import OnTheWay
from core.results.results import Results, with_naming
from core.results.run import Options
from core.sentences import from_text, say
from core.server import Server
from core.shaping.edits import Merge, Move, Select, Split, edits_to_text
from core.stages.table import Stage
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.store.segment_decision import Decision, DecisionState
from core.store.segmentations import Mark
from core.store.selections import NewSelection, add_selection, delete_selection
from core.store.shape_steps import StaleEditError, StepKind
from core.trust.untouched import facts_kept
from core.types import BoolArray, Labels, Profile
from core.views.decisions import save_decision
from core.views.why import Explained
from tests.core.jobs_help import QUICK, server_of_demo, wait_for_job, wait_until_ended

LEFT_OUT = (Stage.MAP, Stage.HOLDOUT, Stage.TRUST)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server_of_demo(tmp_path_factory.mktemp("shapes"), 60) as opened:
        yield opened


@pytest.fixture(scope="module")
def root(server: Server) -> RunInfo:
    dataset_id = server.store.datasets()[0].dataset_id
    run = wait_until_ended(server, server.submit(dataset_id, QUICK, LEFT_OUT).run_id)
    assert (run.state, run.message, run.edit) == (JobState.DONE, "", None)
    return run


@pytest.fixture
def start(server: Server, root: RunInfo) -> Iterator[RunInfo]:
    """The run as its recipe made it stands, and nobody has written of it, as it is again after the test."""
    yield root
    server.shapes.back(root.run_id, root.run_id)
    seen = server.runs.segmentation(root.run_id)
    if seen.names or seen.notes or seen.numbers or seen.marks or seen.decisions:
        server.runs.save_version(replace(seen, names={}, notes={}, numbers={}, marks={}, decisions={}), "ann")


def labels(server: Server, run_id: str) -> Labels:
    found = server.shapes.labels(run_id)
    assert found is not None
    return found[1]


def done(server: Server, run: RunInfo) -> RunInfo:
    ended = wait_until_ended(server, run.run_id)
    assert (ended.state, ended.message) == (JobState.DONE, "")
    return ended


def test_a_merge_is_known_at_once_and_its_figures_follow(server: Server, start: RunInfo) -> None:
    before = server.results(start.run_id).labels
    server.save_segmentation(start.run_id, {1: "Regulars", 2: "Cooks"}, {1: "Call them."}, 0)
    marked = server.runs.segmentation(start.run_id).marked(1, Mark(is_set_aside=True))
    server.runs.save_version(marked, "ann")
    run = server.shapes.edit(start.run_id, [Merge((2, 3))], author="bob")
    expected = np.where(before == 3, 2, before)
    assert labels(server, run.run_id).tolist() == expected.tolist()
    assert server.shapes.standing(start.run_id) == run.run_id
    n_merged = int((before > 1).sum())
    assert run.edit is not None
    assert (run.root, run.edit.parent, run.edit.version) == (start.run_id, start.run_id, 2)
    assert (run.edit.short, run.edit.n_users) == (("merged 2, 3",), n_merged)
    named = server.runs.segmentation(run.run_id)
    assert (named.version, named.author, named.names, named.notes) == (3, "bob", {1: "Regulars"}, {1: "Call them."})
    assert (named.set_aside, named.mark_of(2)) == ((1,), Mark())
    results = server.results(done(server, run).run_id)
    assert (results.segments, results.labels.tolist()) == ((1, 2), expected.tolist())
    assert results.names[1] == server.results(start.run_id).names[1]
    assert results.highest_segment == 3
    assert str(results.notes[0]) == f"Segments 2, 3 were merged: segment 2 has {n_merged} users."
    assert (server.runs.folder(run.run_id) / "model.json").exists()


def test_a_number_that_was_merged_away_is_not_given_again(server: Server, start: RunInfo) -> None:
    merged = server.shapes.edit(start.run_id, [Merge((2, 3))])
    moved = server.shapes.edit(
        merged.run_id, [Move(tuple(server.results(start.run_id).user_ids[:4]), None)], name="VIP"
    )
    found = labels(server, moved.run_id)
    assert sorted(set(found.tolist())) == [1, 2, 4]
    assert (found[:4] == 4).all()
    assert server.runs.segmentation(moved.run_id).names[4] == "VIP"


def test_each_edit_has_a_version_of_its_own_also_where_nobody_named_anything(server: Server, start: RunInfo) -> None:
    users = server.results(start.run_id).user_ids
    made = [server.shapes.edit(start.run_id, [Move(tuple(users[:n]), None)]) for n in (5,)]
    server.shapes.back(start.run_id, start.run_id)
    made += [server.shapes.edit(start.run_id, [Move(tuple(users[:n]), None)]) for n in (6,)]
    found = [server.runs.segmentation(each.run_id) for each in (start, *made)]
    assert [each.is_as_it_came for each in found[1:]] == [True, True]
    assert len({each.version for each in found}) == 3
    assert found[0].version < found[1].version < found[2].version


def test_the_history_states_which_names_notes_and_decisions_hold_no_more(server: Server, start: RunInfo) -> None:
    seen = server.runs.segmentation(start.run_id)
    rejected = Decision(state=DecisionState.REJECTED, owner="Ann")
    seen = seen.renamed({1: "Regulars", 3: "Bakers"}, {3: "Ask them."}).decided(3, rejected)
    server.runs.save_version(seen.marked(2, Mark(is_set_aside=True)), "ann")
    ended = (
        "Segment 2 is not set aside any more, since users joined or left it.",
        "The decision on segment 3 holds no more, since users joined or left it: rejected; owner: Ann.",
    )
    assert tuple(server.shapes.small_after(start.run_id, [Merge((2, 3))])[:2]) == ended
    run = server.shapes.edit(start.run_id, [Merge((2, 3))])
    left_out = "What an analyst wrote of segment 3 is left out, since users joined or left it: Bakers; Ask them."
    assert server.shapes.history(run.run_id)[0].what[1:] == (left_out, *ended)


def test_a_name_given_to_an_older_version_goes_on_to_the_one_that_stands(server: Server, start: RunInfo) -> None:
    run = server.shapes.edit(start.run_id, [Merge((2, 3))], name="Kitchen", author="bob")
    seen = server.runs.segmentation(start.run_id)
    server.runs.save_version(seen.renamed({1: "Regulars", 2: "Cooks", 3: "Bakers"}, {1: "Call them."}), "ann")
    named = server.runs.segmentation(run.run_id)
    assert (named.names, named.notes) == ({1: "Regulars", 2: "Kitchen"}, {1: "Call them."})
    server.runs.save_version(named.renamed({**named.names, 1: "Guests"}, named.notes), "bob")
    older = server.runs.segmentation(start.run_id)
    server.runs.save_version(older.renamed({**older.names, 1: "Friends"}, {}), "ann")
    stands = server.runs.segmentation(run.run_id)
    assert (stands.names[1], stands.notes) == ("Guests", {})
    assert [server.runs.has_same_users(start.run_id, segment) for segment in (1, 2)] == [True, False]


def test_one_history_holds_what_was_written_and_undo_takes_the_last_of_it_back(server: Server, start: RunInfo) -> None:
    run = server.shapes.edit(start.run_id, [Move(("demo-u00001",), 3), Merge((2, 3))], name="Kitchen", author="bob")
    seen = server.runs.segmentation(run.run_id)
    named = server.runs.save_version(seen.renamed({**seen.names, 1: "Regulars"}, {1: "Call them."}), "ann")
    marked = server.runs.save_version(named.marked(1, Mark(colour=9, is_set_aside=True)), "ann")
    wanted = Decision(state=DecisionState.REJECTED, owner="Ann")
    save_decision(server.runs, marked, 2, wanted, "cy")
    events = server.shapes.events(run.run_id)
    newest = [(each.author, each.kind, *map(str, each.what)) for each in events][:4]
    assert newest[:3] == [
        ("cy", "written", "Segment 2 is rejected; owner: Ann."),
        ("ann", "written", "Segment 1 has another colour.", "Segment 1 was set aside."),
        ("ann", "written", "Segment 1 was named “Regulars”.", "The note on segment 1 is now: Call them."),
    ]
    assert (newest[3][:2], newest[3][-1]) == (("bob", "edit"), "Segment 2 was named “Kitchen”.")
    shapes, stated = server.shapes, []
    for _step in range(3):
        assert shapes.undo(run.run_id, "ann").run_id == run.run_id
        now = server.runs.segmentation(run.run_id)
        stated.append((now.decisions, now.set_aside, now.names.get(1)))
    assert stated == [({}, (1,), "Regulars"), ({}, (), "Regulars"), ({}, (), None)]
    assert shapes.undo(run.run_id).run_id == start.run_id
    assert shapes.redo(run.run_id).run_id == run.run_id
    for _step in range(3):
        assert shapes.redo(run.run_id).run_id == run.run_id
    again = server.runs.segmentation(run.run_id)
    assert (again.names, again.set_aside, [*again.decisions]) == ({1: "Regulars", 2: "Kitchen"}, (1,), [2])


def test_a_rule_waits_for_what_is_still_to_be_divided(server: Server, start: RunInfo) -> None:
    with pytest.raises(DataError, match="A rule cannot be applied in one step") as refused:
        server.shapes.edit(start.run_id, [Split(1, 3), Select("probability>0.5")])
    assert refused.value.hint == "Split the segment first, then choose by the rule."
    assert server.shapes.standing(start.run_id) == start.run_id


def test_a_rule_makes_a_segment(server: Server, start: RunInfo) -> None:
    run = server.shapes.edit(start.run_id, [Select("segment:1 and events>=20")])
    before, after = labels(server, start.run_id), labels(server, run.run_id)
    counts = server.population(start.dataset_id).histories.counts
    assert ((after == 4) == ((before == 1) & (counts >= 20))).all()


def test_a_split_is_found_by_its_job_which_says_what_it_did(server: Server, start: RunInfo) -> None:
    run = server.shapes.edit(start.run_id, [Split(1, 2)])
    ended = done(server, run)
    before, after = labels(server, start.run_id), labels(server, run.run_id)
    sizes = [int((after == number).sum()) for number in (1, 4)]
    assert sum(sizes) == int((before == 1).sum())
    assert ended.edit is not None
    what, small = ended.edit.what
    assert (what, ended.edit.n_users) == (f"Segment 1 was split: 1: {sizes[0]}; 4: {sizes[1]}.", sum(sizes))
    assert small == f"Segment 4 has {sizes[1]} users then, fewer than the 50 that are worth acting on."
    newest = server.shapes.history(run.run_id)[0]
    assert (newest.what, newest.n_users, newest.run_id) == (ended.edit.what, sum(sizes), run.run_id)


def test_splits_that_are_merged_back_say_what_the_run_says(server: Server, start: RunInfo) -> None:
    judged = done(server, server.submit(start.dataset_id, replace(QUICK, k=2), (Stage.MAP,)))
    split = done(server, server.shapes.edit(judged.run_id, [Split(1, 2), Split(2, 2)]))
    first, second = np.unique(labels(server, split.run_id))[2:].tolist()
    one = done(server, server.shapes.edit(split.run_id, [Merge((1, first))]))
    again = done(server, server.shapes.edit(one.run_id, [Merge((2, second))]))
    was, of_split, in_part, now = (server.results(each.run_id) for each in (judged, split, one, again))
    known = [each.record.trust.by_segment()[1] for each in (was, in_part) if each.record.trust]
    assert known[0].jaccard == known[1].jaccard
    assert known[0].item_bits == known[1].item_bits
    assert in_part.names[1] == was.names[1]
    assert now.labels.tolist() == was.labels.tolist()
    assert now.record.trust == was.record.trust != of_split.record.trust
    assert now.names == was.names


def test_what_a_job_finds_of_small_segments_has_the_numbers_that_are_shown(
    server: Server, start: RunInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = int((labels(server, start.run_id) == 1).sum())
    monkeypatch.setattr("core.shaping.small.MIN_SIZE", size)
    seen = server.runs.segmentation(start.run_id)
    server.runs.save_version(replace(seen, numbers={1: 3, 2: 2, 3: 1}), "ann")
    run = server.shapes.edit(start.run_id, [Split(1, 3)])
    ended = done(server, run)
    left = int((labels(server, run.run_id) == 1).sum())
    assert ended.edit is not None
    what, small = ended.edit.what[:2]
    assert what.startswith(f"Segment 3 was split: 3: {left}; 4: ")
    assert small == f"Segment 3 has {left} users then, fewer than the {size} that are worth acting on."


def test_undo_and_redo_lead_through_versions_at_any_depth(server: Server, start: RunInfo) -> None:
    first = server.shapes.edit(start.run_id, [Move(("demo-u00006",), 2), Merge((2, 3))])
    second = server.shapes.edit(first.run_id, [Merge((1, 2))])
    shapes = server.shapes
    assert shapes.undo(first.run_id).run_id == first.run_id
    assert shapes.undo(first.run_id).run_id == start.run_id
    assert shapes.redo(start.run_id).run_id == first.run_id
    assert shapes.redo(start.run_id).run_id == second.run_id
    with pytest.raises(DataError, match="There is nothing to redo"):
        shapes.redo(start.run_id)
    assert shapes.back(second.run_id, first.run_id).run_id == first.run_id
    assert shapes.standing(second.run_id) == first.run_id
    kinds = [step.kind for step in shapes.history(start.run_id)[:7]]
    undo, redo = StepKind.UNDO, StepKind.REDO
    assert kinds == [StepKind.BACK, redo, redo, undo, undo, StepKind.EDIT, StepKind.EDIT]
    shapes.label(start.run_id, shapes.history(start.run_id)[0].step, " as shown  on 12 May ")
    assert shapes.history(start.run_id)[0].label == "as shown on 12 May"


def test_what_is_undone_is_not_computed_on_and_is_begun_again_by_redo(server: Server, start: RunInfo) -> None:
    run = server.shapes.edit(start.run_id, [Merge((1, 3))])
    server.shapes.undo(run.run_id)
    ended = wait_until_ended(server, run.run_id)
    assert ended.state is JobState.CANCELLED
    again = server.shapes.redo(start.run_id)
    assert (again.run_id, again.state.is_live) == (run.run_id, True)
    assert server.results(done(server, again).run_id).segments == (1, 2)


def test_an_edit_of_a_version_that_does_not_stand_is_refused_with_both_shown(server: Server, start: RunInfo) -> None:
    server.shapes.edit(start.run_id, [Merge((2, 3))], author="ann")
    n_steps = len(server.shapes.history(start.run_id))
    with pytest.raises(StaleEditError, match=r"ann has changed the segments .* were merged.* not applied: merged 1, 2"):
        server.shapes.edit(start.run_id, [Merge((1, 2))], author="bob")
    assert len(server.shapes.history(start.run_id)) == n_steps


def test_an_edit_that_does_not_fit_leaves_nothing(server: Server, start: RunInfo) -> None:
    before = server.shapes.history(start.run_id), [run.run_id for run in server.runs.runs()]
    with pytest.raises(DataError, match="There is no segment 9"):
        server.shapes.edit(start.run_id, [Merge((2, 9))])
    with pytest.raises(DataError, match="cannot be split"):
        server.shapes.edit(start.run_id, [Split(1, 1)])
    assert (server.shapes.history(start.run_id), [run.run_id for run in server.runs.runs()]) == before


def test_the_same_edit_of_the_same_version_is_made_once(server: Server, start: RunInfo) -> None:
    first = server.shapes.edit(start.run_id, [Merge((1, 3))])
    server.shapes.undo(first.run_id)
    assert server.shapes.edit(start.run_id, [Merge((1, 3))]).run_id == first.run_id


def test_a_version_that_is_made_again_takes_the_name_that_is_given_now(server: Server, start: RunInfo) -> None:
    edit = Move(("demo-u00003", "demo-u00004"), None)
    first = server.shapes.edit(start.run_id, [edit], name="Friends")
    server.shapes.undo(first.run_id)
    again = server.shapes.edit(start.run_id, [edit], name="Partners")
    assert again.run_id == first.run_id
    assert server.runs.segmentation(again.run_id).names[4] == "Partners"
    named = [str(each.what[-1]) for each in server.shapes.events(again.run_id) if each.kind == "edit"]
    assert named[:2] == ["Segment 4 was named “Partners”.", "Segment 4 was named “Friends”."]
    for step in (server.shapes.undo, server.shapes.redo, server.shapes.undo):
        at = step(again.run_id).run_id
    assert at == start.run_id


def test_a_rule_that_means_others_now_makes_another_version(server: Server, start: RunInfo) -> None:
    users = server.results(start.run_id).user_ids.tolist()
    sizes, run_ids = [], []
    for chosen in (users[:3], users[10:15], users[10:15]):
        wanted = NewSelection(start.dataset_id, "guests", start.run_id, len(chosen), user_ids=chosen)
        add_selection(server.store, wanted, "ann")
        run = server.shapes.edit(start.run_id, [Select("selection:guests")])
        run_ids.append(run.run_id)
        sizes.append(int((labels(server, run.run_id) == 4).sum()))
        server.shapes.undo(run.run_id)
        delete_selection(server.store, start.dataset_id, "guests")
    assert sizes == [3, 5, 5]
    assert run_ids[0] != run_ids[1] == run_ids[2]


def test_names_of_a_version_that_was_undone_hold_for_no_other_run(server: Server, start: RunInfo) -> None:
    seen = server.runs.segmentation(start.run_id)
    seen = server.runs.save_version(seen.renamed({1: "One", 2: "Two", 3: "Three"}, {}), "ann")
    run = done(server, server.shapes.edit(start.run_id, [Move(("demo-u00005",), 2), Merge((2, 3))]))
    assert server.runs.segmentation(run.run_id).version > seen.version
    found = [server.runs.current_names(start.dataset_id, without="")]
    server.shapes.undo(run.run_id)
    found.append(server.runs.current_names(start.dataset_id, without=""))
    assert [each.run_id for each in found if each] == [run.run_id, start.run_id]


def test_edits_of_a_run_are_made_again_on_another_one(server: Server, start: RunInfo) -> None:
    first = server.shapes.edit(start.run_id, [Merge((2, 3))], name="Kitchen")
    second = server.shapes.edit(first.run_id, [Move(("demo-u00003", "demo-u00004"), None)], name="Friends")
    other = wait_until_ended(server, server.submit(start.dataset_id, replace(QUICK, random_state=5), LEFT_OUT).run_id)
    with pytest.raises(DataError, match="is a version of the same segments"):
        server.shapes.find_carry(start.run_id, second.run_id)
    seen = server.runs.segmentation(other.run_id)
    server.runs.save_version(replace(seen, names={}, notes={}, numbers={}, origin=None), "ann")
    theirs = server.runs.segmentation(second.run_id)
    noted = theirs.renamed(theirs.names, {4: "Call them."}).marked(4, Mark(is_set_aside=True))
    server.runs.save_version(noted, "ann")
    n_before = len(server.shapes.events(other.run_id))
    asked = CarryRequest(run_id=other.run_id, from_run_id=second.run_id, author="bob")
    listed = asked.answer(server, Nobody())
    assert isinstance(listed, Listed)
    *steps, made = listed.rows
    assert len(steps) == 5
    assert [step["state"] for step in steps].count("applied") > 1
    found = labels(server, made["run_id"])
    assert found[2] == found[3] == 4
    assert (found == 4).sum() == 2
    newest = server.shapes.history(other.run_id)[0]
    assert (newest.author, f"Edits of run {second.run_id} were made again." in newest.what) == ("bob", True)
    carried = server.runs.segmentation(made["run_id"])
    assert "Friends" in carried.names.values()
    assert ([*carried.notes.values()], len(carried.set_aside)) == (["Call them."], 1)
    assert len(server.shapes.events(other.run_id)) == n_before + 1
    assert server.shapes.undo(made["run_id"]).run_id == other.run_id
    server.delete_run(other.run_id)


def test_a_run_after_a_merge_is_numbered_by_the_version_that_stands_and_those_that_led_to_it(
    server: Server, start: RunInfo
) -> None:
    edits = [Move(("demo-u00006",), 2), Merge((1, 3))]
    merged = done(server, server.shapes.edit(start.run_id, edits, name="Kitchen"))
    other = wait_until_ended(server, server.submit(start.dataset_id, replace(QUICK, random_state=5), LEFT_OUT).run_id)
    root, seen = server.results(start.run_id), server.runs.segmentation(other.run_id)
    way = OnTheWay(root.user_ids, root.labels)
    was = earlier_of(server.results(merged.run_id), server.runs.segmentation(merged.run_id), (way,))
    expected = carry_over(was, server.results(other.run_id), replace(seen, names={}, notes={}, numbers={}, origin=None))
    assert (seen.names, seen.numbers, seen.origin) == (expected.names, expected.numbers, expected.origin)
    assert seen.origin
    assert seen.origin.run_id == merged.run_id
    assert [each.numbers.tolist() for each in on_the_way(server, merged)] == [root.labels.tolist()]
    server.delete_run(other.run_id)


def test_a_run_is_deleted_with_the_versions_that_edits_made_of_it(server: Server, root: RunInfo) -> None:
    server.shapes.back(root.run_id, root.run_id)
    first = server.shapes.edit(root.run_id, [Move(("demo-u00001",), 2)])
    second = server.shapes.edit(first.run_id, [Merge((1, 2))])
    server.delete_run(first.run_id)
    assert (server.runs.run(first.run_id), server.runs.run(second.run_id)) == (None, None)
    assert server.shapes.standing(root.run_id) == root.run_id
    assert server.store.rows("select * from shapes where run_id in (?, ?)", [first.run_id, second.run_id]) == []


def test_ways_to_divide_a_segment_are_shown_and_the_one_that_is_taken_is_known_at_once(
    server: Server, start: RunInfo
) -> None:
    assert server.shapes.preview(start.run_id, 2) is None
    job = wait_for_job(server, server.shapes.start_preview(start.run_id, 2))
    assert (job.state, job.message) == (JobState.DONE, "")
    found = server.shapes.preview(start.run_id, 2)
    assert found is not None
    before = labels(server, start.run_id)
    n_users = int((before == 2).sum())
    assert [way.n_parts for way in found.ways] == [2, 3, 4, 5, 6]
    for way in found.ways:
        assert sum(way.sizes) == n_users
        assert list(way.sizes) == sorted(way.sizes, reverse=True)
        assert -1 <= way.silhouette <= 1
        assert 0 <= way.stability <= 1
    run = server.shapes.edit(start.run_id, [Split(2, 3)])
    after = labels(server, run.run_id)
    assert tuple(int((after == number).sum()) for number in (2, 4, 5)) == found.ways[1].sizes
    assert server.results(done(server, run).run_id).labels.tolist() == after.tolist()


class Nobody:
    """The other end of a request, which waits for the answer alone."""

    def send(self, answer: Answer) -> None:
        """Take no note."""

    def is_gone(self) -> bool:
        return False


def test_an_edit_of_what_is_approved_does_not_leave_until_it_is_approved_too(
    server: Server, start: RunInfo, tmp_path: Path
) -> None:
    runs, approve = server.runs, Decision(state=DecisionState.APPROVED)
    server.save_segmentation(start.run_id, {1: "Regulars", 2: "Cooks"}, {}, runs.segmentation(start.run_id).version)
    seen = save_decision(runs, runs.segmentation(start.run_id), 1, approve, "ann")
    results = server.results(start.run_id)
    movers = tuple(map(str, results.user_ids[results.labels == 2][:7]))
    run = done(server, server.shapes.edit(start.run_id, [Move(movers, 3)]))
    assert leaving(runs, run.run_id).run_id == run.run_id  # nobody joined or left segment 1
    save_decision(runs, seen, 2, approve, "ann")
    taken = leaving(runs, run.run_id)
    assert (taken.run_id, taken.naming.approved_in) == (start.run_id, {1: seen.version - 1, 2: seen.version})
    assert taken.sentences[0] == (
        f"The approved segments are used, those of run {start.run_id[:6]} (segment version 1). Those of run "
        f"{run.run_id[:6]} are newer and not approved: an edit changed who is in them."
    )
    for names, segment in ((APPROVED, "2"), (NEWEST, "3")):
        folder = tmp_path / names
        folder.mkdir()
        notes = value(ExportRequest(run_id=run.run_id, folder=folder, names=names).answer(server, Nobody()))
        assert from_text(notes.splitlines()[0]) == leaving(runs, run.run_id, names).sentences[0]
        with (folder / "segments.csv").open(encoding="utf-8") as file:
            assert {row["segment"] for row in csv.DictReader(file) if row["user_id"] in movers} == {segment}
        assert server.jobs.is_exported(start.run_id)
        assert server.jobs.is_exported(run.run_id) is (names == NEWEST)
    save_decision(runs, runs.segmentation(run.run_id), 2, approve, "ann")
    assert leaving(runs, run.run_id).run_id == run.run_id


def test_the_command_line_edits_steps_and_sets_aside_by_requests(
    server: Server, start: RunInfo, tmp_path: Path
) -> None:
    text = edits_to_text([Merge((2, 3))])
    asked = EditRequest(run_id=start.run_id, edits=text, author="ann", names={2: "Both"}, notes={1: "Call."})
    run_id = value(asked.answer(server, Nobody()))
    named = server.runs.segmentation(run_id)
    assert (named.names[2], named.notes[1], named.author) == ("Both", "Call.", "ann")
    with pytest.raises(DataError, match="There is no segment 3"):
        EditRequest(run_id=run_id, edits="[]", author="ann", names={3: "Gone"}).answer(server, Nobody())
    for is_aside in (True, False, True):
        aside = {"set_aside": (2,)} if is_aside else {"act_on": (2,)}
        EditRequest(run_id=run_id, edits="[]", author="ann", **aside).answer(server, Nobody())
    assert 2 in server.runs.segmentation(run_id).set_aside
    for keeps, segments in (
        (False, {"1", "2"} - set(map(str, server.runs.segmentation(run_id).set_aside))),
        (True, {"1", "2"}),
    ):
        folder = tmp_path / str(keeps)
        folder.mkdir()
        ExportRequest(run_id=run_id, folder=folder, keeps_set_aside=keeps).answer(server, Nobody())
        with (folder / "segments.csv").open(encoding="utf-8") as file:
            assert {row["segment"] for row in csv.DictReader(file)} == segments
        assert (folder / "rejected.csv").exists() is keeps  # only where all users are listed
    undo = StepRequest(run_id=run_id, step="undo", author="ann")
    stood = [value(undo.answer(server, Nobody())) for _step in range(4)]
    assert stood == [*[run_id] * 3, start.run_id]  # set aside, acted on again, set aside, merged with name and note
    assert value(StepRequest(run_id=run_id, step="redo", author="ann").answer(server, Nobody())) == run_id
    EditRequest(run_id=run_id, edits="[]", author="ann", order=(2, 1)).answer(server, Nobody())
    naming = server.runs.segmentation(run_id)
    assert with_naming(server.results(run_id), naming).segments == (2, 1)
    assert server.shapes.events(run_id)[0].what == ("The order of segments was changed.",)
    with pytest.raises(DataError, match="There is no segment 7"):
        EditRequest(run_id=run_id, edits="[]", author="ann", order=(7,)).answer(server, Nobody())
    back = StepRequest(run_id=run_id, step="back", author="ann", version=1)
    assert value(back.answer(server, Nobody())) == start.run_id
    with pytest.raises(DataError, match="There is no segment version 999"):
        StepRequest(run_id=run_id, step="back", author="ann", version=999).answer(server, Nobody())
    listed = StepsRequest(run_id=run_id).answer(server, Nobody())
    assert isinstance(listed, Listed)
    steps = [row for row in listed.rows if row["kind"] != "written"]
    assert [row["kind"] for row in steps][:4] == ["back", "redo", "undo", "edit"]
    stated = [[from_text(each) for each in row["what"]] for row in steps[:3]]
    assert stated == [[], ["Done again: merged 2, 3."], ["Undone: merged 2, 3."]]
    assert listed.rows[0]["version"] == 1
    assert server.jobs.is_exported(run_id)
    [stands] = listed_rows(StandingRequest(run_id=run_id, segments=(1, 2)).answer(server, Nobody()))
    assert stands == {"run_id": start.run_id, "version": 1, "changed": [2]}


def listed_rows(answer: Answer) -> list[dict[str, Any]]:
    assert isinstance(answer, Listed)
    return answer.rows


def value(answer: Answer) -> str:
    assert isinstance(answer, Done)
    return answer.value


@pytest.mark.parametrize("edit", [Merge((1, 3)), Split(3, 2)])
@pytest.mark.parametrize("name", ["", "Cooks"])
def test_names_and_notes_that_the_command_gives_with_an_edit_are_part_of_its_step(
    server: Server, start: RunInfo, edit: Merge | Split, name: str
) -> None:
    n_before, segment = len(server.shapes.events(start.run_id)), 1 if isinstance(edit, Merge) else 3
    seen = server.runs.segmentation(start.run_id)
    server.runs.save_version(seen.renamed(seen.names, {segment: "Of then"}), "ann")
    asked = EditRequest(
        run_id=start.run_id, edits=edits_to_text([edit]), author="ann",
        names={segment: name} if name else {}, notes={segment: " Call them. "},
    )  # fmt: skip
    run_id = value(asked.answer(server, Nobody()))
    written = server.runs.segmentation(run_id)
    assert (written.names.get(segment, ""), written.notes) == (name, {segment: "Call them."})
    newest = server.shapes.events(run_id)
    assert (len(newest) - n_before, newest[0].kind) == (2, StepKind.EDIT)
    stated = " ".join(newest[0].what)
    assert f"The note on segment {segment} is now: Call them." in stated
    assert "Of then" not in stated  # another note stands in its place
    assert server.shapes.undo(run_id, "ann").run_id == start.run_id
    assert server.runs.segmentation(start.run_id).notes == {segment: "Of then"}
    assert server.shapes.redo(start.run_id, "ann").run_id == run_id
    assert server.runs.segmentation(run_id).notes == {segment: "Call them."}


@pytest.mark.parametrize("edit", [Merge((1, 3)), Split(3, 2)])
def test_what_is_set_aside_and_the_order_that_come_with_an_edit_are_part_of_its_step(
    server: Server, start: RunInfo, edit: Merge | Split
) -> None:
    segment = 1 if isinstance(edit, Merge) else 3
    seen = server.runs.segmentation(start.run_id)
    server.runs.save_version(seen.marked(segment, Mark(colour=4, is_set_aside=True)), "ann")
    n_before = len(server.shapes.events(start.run_id))
    asked = EditRequest(
        run_id=start.run_id, edits=edits_to_text([edit]), author="ann", set_aside=(segment,), order=(segment, 2)
    )
    run_id = value(asked.answer(server, Nobody()))
    seen = server.runs.segmentation(run_id)
    assert (seen.set_aside, seen.in_order((1, 2, 3))[:2]) == ((segment,), [segment, 2])
    assert seen.mark_of(segment).colour is None  # that was of other users
    newest = server.shapes.events(run_id)
    assert (len(newest) - n_before, newest[0].kind) == (1, StepKind.EDIT)
    assert "set aside" in " ".join(newest[0].what)
    assert "not set aside" not in " ".join(newest[0].what)
    assert server.shapes.undo(run_id, "ann").run_id == start.run_id
    assert server.runs.segmentation(start.run_id).mark_of(segment) == Mark(colour=4, is_set_aside=True)


def test_a_name_given_with_a_split_is_there_when_its_job_was_cut_off_and_begun_again(
    server: Server, start: RunInfo
) -> None:
    written = WrittenWith({1: "Cooks"}, {1: "Call."}, order=(4, 1))
    run = server.shapes.edit(start.run_id, [Merge((1, 2)), Split(1, 3)], written=written, author="ann")
    assert server.shapes.labels(run.run_id) is None
    server.cancel(run.run_id)
    assert wait_until_ended(server, run.run_id).state == JobState.CANCELLED
    done(server, server.shapes.compute_again(run.run_id))
    seen = server.runs.segmentation(run.run_id)
    assert (seen.names[1], seen.notes[1], seen.in_order((1, 3, 4))) == ("Cooks", "Call.", [4, 1, 3])


def test_a_name_counts_where_the_edit_was_made_before_without_one(server: Server, start: RunInfo) -> None:
    edits = [Move(("demo-u00003",), 2), Merge((1, 2))]
    run = server.shapes.edit(start.run_id, edits)
    server.shapes.undo(run.run_id)
    again = server.shapes.edit(start.run_id, edits, name="Cooks", author="ann")
    assert (again.run_id, server.runs.segmentation(run.run_id).names[1]) == (run.run_id, "Cooks")


def test_a_name_for_a_segment_that_is_not_there_after_the_edits_is_refused_before_they_are_made(
    server: Server, start: RunInfo
) -> None:
    asked = EditRequest(run_id=start.run_id, edits=edits_to_text([Merge((1, 2))]), author="ann", names={2: "Gone"})
    with pytest.raises(DataError, match="There is no segment 2"):
        asked.answer(server, Nobody())
    assert server.shapes.standing(start.run_id) == start.run_id


def test_a_name_for_a_segment_that_no_job_made_is_refused_once_it_is_done(server: Server, start: RunInfo) -> None:
    asked = EditRequest(
        run_id=start.run_id, edits=edits_to_text([Merge((1, 2)), Split(1, 2)]), author="ann", names={9: "Gone"}
    )
    with pytest.raises(DataError, match="There is no segment 9"):
        asked.answer(server, Nobody())
    run_id = server.shapes.standing(start.run_id)
    assert (run_id == start.run_id, server.runs.segmentation(run_id).names) == (False, {})


def test_status_states_a_version_that_is_being_computed(
    server: Server, start: RunInfo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find_it_held(*_: object, **__: object) -> None:
        raise StoreLockedError(say("The workspace is in use."))

    live = server.shapes.edit(start.run_id, [Move(("demo-u00005",), 3)])
    with monkeypatch.context() as patched:
        patched.setattr("core.server.Server", find_it_held)
        assert cli.main(["status", "--workspace", str(server.store.workspace)]) == 0
    stated = capsys.readouterr().out.splitlines()[1]
    assert re.fullmatch(
        rf"Being computed: segment version \d+, run {live.run_id} \(\w+\): moved 1 user to 3\. "
        r"What follows is of the version before\.",
        stated,
    )
    done(server, live)
    rows = listed_rows(StatusRequest(today=date(2026, 1, 1)).answer(server, Nobody()))
    assert [row for row in rows if row["kind"] == "computed"] == []


def test_the_command_names_the_run_to_edit_instead_and_what_was_undone(
    server: Server, start: RunInfo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = done(server, server.shapes.edit(start.run_id, [Merge((2, 3))]))

    def find_it_held(*_: object, **__: object) -> None:
        raise StoreLockedError(say("The workspace is in use."))

    monkeypatch.setattr("core.server.Server", find_it_held)
    command = ["edit", start.run_id, "--workspace", str(server.store.workspace)]
    assert cli.main([*command, "--merge", "1,2"]) == 2
    refused = capsys.readouterr().err
    assert "The segments were changed since the segment version that you see" in refused
    assert f"Edit it by python -m core edit {run.run_id};" in refused
    assert cli.main([*command, "--undo"]) == 0
    assert capsys.readouterr().out.startswith("Undone: merged 2, 3.\n")


def test_an_edit_that_was_interrupted_is_computed_when_it_is_asked_for_again(server: Server, start: RunInfo) -> None:
    edits = [Move(("demo-u00002",), 3), Merge((1, 3))]
    run = server.shapes.edit(start.run_id, edits)
    before = labels(server, run.run_id)
    n_steps = len(server.shapes.history(run.run_id))
    done(server, run)
    server.store.write("update jobs set state = 'interrupted' where job_id = ?", [run.job_id])
    again = server.shapes.edit(start.run_id, edits)
    assert (again.run_id, again.state.is_live, again.job_id == run.job_id) == (run.run_id, True, False)
    assert len(server.shapes.history(run.run_id)) == n_steps
    assert labels(server, run.run_id).tolist() == before.tolist()
    assert done(server, again).edit == run.edit
    assert server.shapes.standing(start.run_id) == run.run_id


def same_but_for_refit(server: Server, edited: str, given: Labels) -> None:
    """Compare the figures of an edited run with those of the same labels given as a file, in the same space."""
    results = server.results(edited)
    population = server.population(results.record.dataset.dataset_id if results.record.dataset else "")
    model = load_model(server.runs.folder(edited))
    known, vectors = model.vectors(population)
    found = run_given(
        known, given, Place(vectors, model.recipe), Options(with_map=False, with_holdout=False, with_trust=False)
    )
    assert [profile.size for profile in results.profiles] == [each.size for each in found.description.profiles]
    root = server.results(server.shapes.versions(edited)[0].run_id)
    stays = {each.segment: each for each in root.profiles if np.array_equal(of(root, each), of(results, each))}
    assert results.profiles == tuple(facts_kept(found.description.profiles, stays))
    assert {each.segment: each.lifts for each in results.profiles if each.segment in stays} == {
        segment: each.lifts for segment, each in stays.items()
    }
    assert np.allclose(results.silhouettes, found.clustering.silhouettes, atol=1e-6)
    assert np.allclose(results.probabilities, found.clustering.probabilities, atol=1e-6)


def of(results: Results, profile: Profile) -> BoolArray:
    """Return who is in a segment."""
    return np.asarray(results.labels == profile.segment)


def test_merged_segments_have_the_figures_of_the_same_labels_from_a_file(server: Server, start: RunInfo) -> None:
    before = labels(server, start.run_id)
    run = server.shapes.edit(start.run_id, [Merge((1, 3))])
    done(server, run)
    same_but_for_refit(server, run.run_id, np.where(before == 3, 1, before).astype(np.int32))


def explained(server: Server, run: RunInfo, user: str) -> Explained:
    answer = WhyRequest(run_id=run.run_id, user_id=user, author="ann").answer(server, Nobody())
    assert isinstance(answer, Done)
    return read_explained(answer.value)


def test_a_user_is_explained_by_the_model_until_an_analyst_moves_the_user(server: Server, start: RunInfo) -> None:
    users, own = server.results(start.run_id).user_ids, server.results(start.run_id).labels
    moved, by_rule = (str(users[np.flatnonzero(own == segment)[0]]) for segment in (1, 2))
    found = explained(server, start, moved)
    assert found.why is not None
    assert (found.segment, found.by_analyst, found.problem) == (1, "", "")
    assert "taste" in {each.kind for each in found.why.reasons}
    run = server.shapes.edit(start.run_id, [Move((moved,), 2)])
    done(server, run)
    by_hand = explained(server, run, moved)
    assert (by_hand.segment, by_hand.why, by_hand.likeliest in (1, 2, 3)) == (2, None, True)
    assert by_hand.by_analyst == "An analyst moved this user here: the model did not decide it."
    assert explained(server, run, by_rule).why is not None
    ruled = server.shapes.edit(run.run_id, [Select(f'user:"{by_rule}"')])
    done(server, ruled)
    stated = explained(server, ruled, by_rule).by_analyst
    assert stated == f'An analyst made this segment by a rule, which this user met: user:"{by_rule}".'
    assert explained(server, ruled, moved).by_analyst == by_hand.by_analyst
    with pytest.raises(AtlasError, match="The run has no user of this id"):
        explained(server, start, "nobody")


def test_look_alikes_of_a_run_are_found_by_a_job(server: Server, start: RunInfo) -> None:
    results = server.results(start.run_id)
    listed = tuple(str(user) for user in results.user_ids[results.labels == 1][:12])
    job = wait_for_job(server, server.start(NearestJob(run_id=start.run_id, user_ids=listed, n=8)))
    assert (job.state, job.message) == (JobState.DONE, "")
    found = found_by(server.store.workspace, job)
    assert (len(found.rows), found.n_listed, found.n_candidates, found.check) == (8, 12, 48, None)
    assert not set(results.user_ids[found.rows]) & set(listed)
    nobody = wait_for_job(server, server.start(NearestJob(run_id=start.run_id, user_ids=("x",), n=8)))
    assert "Nobody of the list is in the run." in nobody.message
