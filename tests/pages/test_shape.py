"""The page Edit segments: merge, split, move, undo and redo, colours, what is set aside, and what is refused."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.campaigns.files import keep_readback
from core.cli.main import main
from core.errors import StoreLockedError
from core.jobs.earlier import estimate_range, estimate_run
from core.jobs.kinds.pack import PackJob
from core.personas.portrait import LIKES
from core.sentences import say
from core.server import the_server
from core.shaping.edits import Move
from core.stages.table import Stage
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.trust.grade import Grade
from core.types import Recipe
from core.ui.shared.text import plain
from core.views.cards import cards_of
from tests.conftest import PROJECT
from tests.core.jobs_help import wait_for_job, wait_until_ended
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts
from tests.results import readback_of


def root() -> RunInfo:
    return next(run for run in the_server().runs.runs() if run.edit is None)


def standing() -> str:
    return the_server().shapes.standing(root().run_id)


def segments(run_id: str) -> list[int]:
    found = the_server().shapes.labels(run_id)
    assert found is not None
    return sorted(set(found[1].tolist()) - {-1})


def merge(page: AppTest, *chosen: int) -> AppTest:
    page.multiselect(key=f"merge_{standing()}").set_value(list(chosen)).run()
    assert f"The merged segment keeps the number {min(chosen)}." in texts(page)
    return agree(page).button(key="do_merge").click().run()


def agree(page: AppTest) -> AppTest:
    """Agree that all segments become one, where that is asked."""
    asked = [each for each in page.checkbox if each.key and each.key.startswith("merge_name_")]
    return asked[0].check().run() if asked else page


def test_all_segments_become_one_only_where_that_is_wanted(seen: Path, open_page: OpenPage) -> None:
    page = open_page("10_edit_segments")
    key, everything = f"merge_{root().run_id}", segments(root().run_id)
    page.multiselect(key=key).set_value(everything).run()
    assert page.button(key="do_merge").disabled
    assert f"Merge all {len(everything)} segments: one with all users is left" in agree(page).checkbox[0].label
    assert not page.button(key="do_merge").disabled


def test_a_split_by_a_rule_says_beforehand_how_many_users_it_moves(demo: Path, open_page: OpenPage) -> None:
    page = open_page("10_edit_segments")
    page.segmented_control(key="split_way").set_value("rule").run()
    page.text_input(key="split_rule").set_value("events>=20").run()
    assert not page.exception
    found = re.search(r"(\d+) of its (\d+) users become the new segment, and (\d+) stay\.", texts(page))
    assert found
    moved, total, stay = map(int, found.groups())
    results = the_server().results(root().run_id)
    own = results.user_ids[results.labels == 1]
    population = the_server().population(root().dataset_id)
    n_events = dict(zip(population.histories.user_ids, np.diff(population.histories.offsets), strict=True))
    assert (moved, total, stay) == (n := sum(n_events[each] >= 20 for each in own), len(own), len(own) - n)
    page.text_input(key="split_rule").set_value("nonsense").run()
    assert "become the new segment" not in texts(page)


def test_an_analyst_merges_looks_at_the_history_and_undoes(demo: Path, open_page: OpenPage) -> None:
    page = open_page("10_edit_segments")
    assert not page.exception
    first = root().run_id
    before = segments(first)
    assert "Nobody has edited these segments yet." in texts(page)
    page.session_state["shape_tabs"] = "From another run"
    assert "No other run has any yet; after a new run this brings over what is done to this one." in texts(page.run())
    assert page.button(key="shape_undo").disabled
    page = merge(page, 1, 2)
    assert not page.exception
    merged = standing()
    assert (before, segments(merged)) == ([1, 2], [1])
    assert page.session_state["run"] == merged
    assert "Segment version 2: merged 1\\, 2" in texts(page)
    history = page.dataframe[-1].value
    assert history["What"].tolist()[0].startswith("Segments 1, 2 were merged: segment 1 has 300 users.")
    assert len(page.get("plotly_chart")) == 1
    newest = the_server().shapes.history(merged)[0]
    the_server().shapes.label(merged, newest.step, "as shown on 12 May")
    page = page.button(key="shape_undo").click().run()
    assert (standing(), page.session_state["run"]) == (first, first)
    assert page.selectbox(key="shape_version").options == [
        "Segment version 1",
        "Segment version 2 · “as shown on 12 May” · merged 1, 2",
    ]
    page = page.button(key="shape_redo").click().run()
    assert standing() == merged
    page.selectbox(key="shape_version").set_value(first).run()
    page = page.button(key="shape_back").click().run()
    assert standing() == first
    assert page.dataframe[-1].value["Step"].tolist() == ["back", "redo", "undo", "edit"]


def came_to(page: str, run_id: str) -> AppTest:
    """Open a page by an address that names a run."""
    frame = AppTest.from_file(str(PROJECT / "core" / "ui" / "frame.py"), default_timeout=30)
    frame.query_params["run"] = run_id
    return frame.switch_page(f"../../pages/{page}.py").run()


def test_a_version_that_was_undone_is_no_run_and_nothing_that_is_proposed(demo: Path, open_page: OpenPage) -> None:
    first = root().run_id
    page = merge(open_page("10_edit_segments"), 1, 2)
    merged = wait_until_ended(the_server(), standing()).run_id
    runs = open_page("8_runs")
    assert " has 2 runs." in texts(runs)
    assert runs.dataframe[0].value["state"].str.contains("does not stand").tolist() == [False, False]
    page = page.button(key="shape_undo").click().run()
    assert standing() == first
    runs = open_page("8_runs")
    assert " has 1 run. The table also has 1 segment version that does not stand" in texts(runs)
    assert runs.dataframe[0].value["state"].str.contains("does not stand").tolist() == [True, False]
    assert (runs.selectbox(key="first_run").value, runs.selectbox(key="chosen_run").value) == (first, first)
    assert "1 run" in texts(open_page("1_data"))
    server = the_server()
    assert [each.run_id for each in server.runs.that_stand(root().dataset_id)] == [first]
    assert {each.run_id for each in server.runs.that_stand(root().dataset_id, [merged])} == {first, merged}
    again = came_to("10_edit_segments", merged)
    assert again.session_state["run"] == first
    assert "The link leads to segment version 2, which does not stand any more" in texts(again)
    assert "Segment version 1 stands and is shown" in texts(again)
    seen = came_to("4_personas", merged)
    assert seen.session_state["run"] == merged
    assert "You see segment version 2, which does not stand any more" in texts(seen)
    assert seen.button(key="to_standing").click().run().session_state["run"] == first
    assert "does not stand any more" not in texts(came_to("4_personas", first))


def test_runs_are_timed_by_runs_and_edits_by_edits(demo: Path, open_page: OpenPage) -> None:
    def took() -> str:
        found = re.search(r"The last run of this log took [^.]*", texts(open_page("2_segment")))
        assert found
        return found[0]

    before, server = took(), the_server()
    estimated = server.estimate_seconds(root().dataset_id, root().recipe)
    merge(open_page("10_edit_segments"), 1, 2)
    made = wait_until_ended(server, standing())
    with server.store.transaction() as con:
        con.execute("update jobs set finished_at = started_at + interval 3 hour where job_id = ?", [made.job_id])
        con.execute("update runs set seconds = '{\"trust\": 5000}' where run_id = ?", [made.run_id])
    assert took() == before
    assert server.estimate_seconds(root().dataset_id, root().recipe) == pytest.approx(estimated)
    assert estimate_range(server.store, server.runs, root().dataset_id, root().recipe) == pytest.approx(
        (estimated, estimated)
    )
    assert estimate_run(server.store, server.runs, made) > 5000


def test_a_run_that_took_another_view_is_a_time_of_that_view(demo: Path, open_page: OpenPage) -> None:
    server, made = the_server(), root()
    low, high = estimate_range(server.store, server.runs, made.dataset_id, Recipe())
    taken = json.dumps({"k_choice": {"encoder": "tastes"}})
    with server.store.transaction() as con:
        con.execute("update runs set scores = ?, recipe = ? where run_id = ?", [taken, _as_text(Recipe()), made.run_id])
        con.execute("update runs set seconds = '{\"encode\": 5000}' where run_id = ?", [made.run_id])
        con.execute("update jobs set finished_at = started_at + interval 5000 second where job_id = ?", [made.job_id])
    found = estimate_range(server.store, server.runs, made.dataset_id, Recipe())
    assert found[0] < 2 * max(low, high)  # the blend, of which no run is known
    assert found[1] > 4000


def _as_text(recipe: Recipe) -> str:
    return json.dumps(asdict(recipe))


def test_the_name_that_an_analyst_gave_to_a_part_is_offered_for_the_merged_segment(
    demo: Path, open_page: OpenPage
) -> None:
    the_server().save_segmentation(root().run_id, {2: "Cooks"}, {1: "Call them."}, 0)
    page = open_page("10_edit_segments")
    page.multiselect(key=f"merge_{root().run_id}").set_value([1, 2]).run()
    assert "Analysts named parts of it: “Cooks”. Choose what it is called." in texts(page)
    assert "Notes and decisions on its parts stay with the segment version before the merge." in texts(page)
    page = agree(page).button(key="do_merge").click().run()
    assert not page.exception
    assert the_server().runs.segmentation(standing()).names == {1: "Cooks"}


def test_which_segments_became_which_has_the_numbers_that_pages_show(demo: Path, open_page: OpenPage) -> None:
    runs, first = the_server().runs, root().run_id
    runs.save_version(replace(runs.segmentation(first), numbers={1: 2, 2: 1}), "ann")
    ids = the_server().results(first).user_ids[:3].tolist()
    made = the_server().shapes.edit(first, [Move(tuple(ids), None)])
    wait_until_ended(the_server(), made.run_id)
    page = open_page("10_edit_segments")
    page.session_state["run"] = made.run_id
    page = page.run()
    assert not page.exception
    flows = page.dataframe[0].value
    size = int((the_server().results(first).labels == 1).sum())
    assert flows.groupby("Segment")["Users"].sum()[2] == size


def counts_of(grades: tuple[Grade, ...]) -> list[tuple[int, str]]:
    """Return how often each verdict is among some, the best first."""
    return [(grades.count(each), each.value) for each in Grade if each in grades]


def test_ways_to_split_are_shown_before_one_is_taken(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("10_edit_segments")
    run_id, shapes = root().run_id, the_server().shapes
    job = wait_for_job(the_server(), shapes.start_preview(run_id, 1))
    assert (job.state, job.message) == (JobState.DONE, "")
    page.selectbox(key=f"split_segment_{run_id}").set_value(1)
    page = page.run()
    assert not page.exception
    found = shapes.preview(run_id, 1)
    assert found is not None
    assert page.dataframe[0].value["Parts"].tolist() == [way.n_parts for way in found.ways]
    counted = [f"{n} {word}" for n, word in counts_of(found.ways[0].grades)]
    assert page.dataframe[0].value["Verdicts"].tolist()[0] == ", ".join(counted) != ""
    (way,) = [way for way in found.ways if way.n_parts == page.get("button_group")[-1].value]
    assert len(way.names) == len(way.likes) == way.n_parts
    for size, likes in zip(way.sizes, way.likes, strict=True):
        assert any(f"{size:,} users" in line.value and plain(likes) in line.value for line in page.markdown)
    assert any("Parts that are found again may be weak all the same" in caption.value for caption in page.caption)
    with monkeypatch.context() as unknown:
        ways = [replace(way, grades=()) for way in found.ways]
        unknown.setattr(type(shapes), "preview", lambda *_: replace(found, ways=ways))
        page = page.run()
        assert "Verdicts" not in page.dataframe[0].value
        assert any(caption.value.startswith("Not known yet: whether each part") for caption in page.caption)
    page = page.button(key="do_split").click().run()
    assert not page.exception
    best = max(found.ways, key=lambda way: way.stability)
    sizes = [int((shapes.labels(standing())[1] == each).sum()) for each in segments(standing())]
    assert set(best.sizes) <= set(sizes)
    assert wait_until_ended(the_server(), standing()).state is JobState.DONE
    card = the_server().results(standing()).trust
    assert card is not None
    cards = {each.segment: each for each in cards_of(the_server().results(standing()))}
    numbers = [1, *sorted(cards)[-(best.n_parts - 1) :]]
    assert [cards[each].size for each in numbers] == list(best.sizes)
    for number, name, likes in zip(numbers, best.names, best.likes, strict=True):
        assert cards[number].name == (name or f"Segment {number}")
        assert [line.sentence for line in cards[number].lines if line.about == LIKES] == [likes]
    of_parts = [each for each in card.segments if each.size in best.sizes]
    assert sorted(each.verdict for each in of_parts) == sorted(best.grades)


def test_a_list_of_users_becomes_a_named_segment(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = open_page("10_edit_segments")
    ids = the_server().results(root().run_id).user_ids[:3]
    page.text_area(key="move_ids").set_value("\n".join(ids)).run()
    page.text_input(key="move_name").set_value("Three of us").run()
    assert "Segment 3 has 3 users then\\, fewer than the 50 that are worth acting on" in texts(page)
    page = page.button(key="do_move").click().run()
    assert not page.exception
    assert "Three of us" in html(page)
    assert "Fewer than 50 users, too few to act on: 3 · Three of us." in texts(page)
    assert the_server().runs.segmentation(standing()).names == {segments(standing())[-1]: "Three of us"}
    see_outcomes_of_the_version_before(open_page, monkeypatch, capsys)


def see_outcomes_of_the_version_before(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They stand on the segment that is still the same one, and on no other: on its page, by commands, in the pack."""
    server, first, run_id = the_server(), root().run_id, standing()
    assert wait_until_ended(server, run_id).state is JobState.DONE
    keep_readback(readback_of({None: (500, 90, 500, 30), 2: (400, 80, 400, 20)}), server.runs.folder(first))
    measured = f"Measured on segment 2 of run {first} of "
    for segment, is_stated in ((2, True), (3, False)):
        page = open_page("9_one_segment")
        page.query_params["segment"], page.query_params["run"] = str(segment), run_id
        page.run()
        assert not page.exception
        assert [each.value.replace("\\", "").startswith(measured) for each in page.info] == [True] * is_stated
        assert ("It worked" in texts(page)) is is_stated
    job = wait_for_job(server, server.start(PackJob(run_id=run_id, wanted="html")))
    (pack,) = (server.store.workspace / job.result).glob("*.html")
    assert pack.read_text(encoding="utf-8").count(measured) == 1

    def find_it_held(*_: object, **__: object) -> None:
        raise StoreLockedError(say("The workspace is in use."))

    monkeypatch.setattr("core.server.Server", find_it_held)
    workspace = ["--workspace", str(server.store.workspace)]
    for segment, is_stated in (("2", True), ("3", False)):
        assert main(["show", run_id, "--segment", segment, *workspace]) == 0
        assert (f"\n  {measured}" in capsys.readouterr().out) is is_stated
    assert main(["status", *workspace]) == 0
    assert f"measured on run {first} of " in capsys.readouterr().out


def test_a_colour_and_what_is_set_aside_are_kept(demo: Path, open_page: OpenPage) -> None:
    page = open_page("10_edit_segments")
    segment = page.selectbox(key=f"look_segment_{root().run_id}").value
    stamp = f"{root().run_id}_{segment}_0"
    page.selectbox(key=f"look_colour_{stamp}").set_value(9)
    page.number_input(key=f"look_place_{stamp}").set_value(2)
    page.checkbox(key=f"look_aside_{stamp}").check()
    page = page.button(key="do_look").click().run()
    assert not page.exception
    naming = the_server().runs.segmentation(root().run_id)
    assert (naming.set_aside, naming.mark_of(segment).colour) == ((segment,), 9)
    assert "#c0c060" in html(page)
    assert naming.in_order([1, 2]) == [2, 1]
    assert next(each.options for each in page.selectbox if each.key.startswith("look_segment"))[0].startswith("2 ·")
    export = open_page("7_export")
    assert export.checkbox(key=f"export_{root().run_id}_{segment}").value is False
    assert "Set aside or rejected by an analyst" in texts(export)


def test_what_another_analyst_did_meanwhile_is_shown_beside_what_was_wanted(demo: Path, open_page: OpenPage) -> None:
    page, other_page = open_page("10_edit_segments"), open_page("10_edit_segments")
    first = root().run_id
    agree(page.multiselect(key=f"merge_{first}").set_value([1, 2]).run())
    other_page.text_area(key="move_ids").set_value("demo-u00001").run()
    other_page = other_page.button(key="do_move").click().run()
    theirs = wait_until_ended(the_server(), standing())
    page = page.button(key="do_merge").click().run()
    assert not page.exception
    assert "The segments were changed meanwhile. Your edit was not applied." in texts(page)
    assert re.search(r"\d\d:\d\d: 1 user was moved to segment 3\.", texts(page))
    assert not other_page.exception
    assert (other_page.session_state["run"], page.session_state["run"]) == (theirs.run_id, first)
    assert "merged 1, 2" in texts(page)
    assert standing() == theirs.run_id
    assert "You see an earlier segment version." in texts(page)


def test_a_link_opens_the_page_with_segments_to_merge(seen: Path, open_page: OpenPage) -> None:
    page = open_page("10_edit_segments")
    page.query_params["merge"] = "1,2"
    page = page.run()
    assert page.multiselect(key=f"merge_{root().run_id}").value == [1, 2]
    assert "merge" not in page.query_params


@pytest.mark.parametrize(("asked", "box", "tab"), [("split", "split_segment", 1), ("aside", "look_segment", 3)])
def test_a_link_of_an_advice_opens_the_form_with_its_segment(
    demo: Path, open_page: OpenPage, asked: str, box: str, tab: int
) -> None:
    page = open_page("10_edit_segments")
    page.query_params[asked] = "2"
    page = page.run()
    assert not page.exception
    assert page.selectbox(key=f"{box}_{root().run_id}").value == 2
    assert page.session_state["shape_tabs"] == page.tabs[tab].label
    assert asked not in page.query_params
    assert len(the_server().jobs.jobs("divide")) == (asked == "split")  # its ways are tried at once
    page.query_params[asked] = "77"
    assert "The address names segment 77, which this run does not have." in texts(page.run())
    page.session_state["shape_tabs"] = "Merge"
    assert page.run().session_state["shape_tabs"] == "Merge"


def test_edits_of_the_run_before_are_made_again_with_one_click(demo: Path, open_page: OpenPage) -> None:
    server, before = the_server(), root()
    merge(open_page("10_edit_segments"), 1, 2)
    wait_until_ended(server, standing())
    again = replace(before.recipe, random_state=before.recipe.random_state + 1)
    later = wait_until_ended(server, server.submit(before.dataset_id, again, [Stage.MAP]).run_id)
    home = texts(open_page("0_home"))
    assert "An earlier run was edited, and this one not (merged 1, 2)" in plain_texts(home)
    assert "whom both know are in another segment" in home
    page = open_page("10_edit_segments")
    assert "An earlier run had 1 edit, which this one does not have: merged 1, 2." in plain_texts(texts(page))
    assert page.button(key="leave_before").label == "Leave it"
    page = page.button(key="do_carry_before").click().run()
    assert not page.exception
    assert "Edits of another run were made here" in texts(page)
    stands = server.shapes.standing(later.run_id)
    assert stands != later.run_id
    assert len(segments(stands)) == len(segments(later.run_id)) - 1
    wait_until_ended(server, stands)
    assert "which this one does not have" not in texts(open_page("10_edit_segments"))
    assert "whom both know are in another segment" not in texts(open_page("0_home"))
    server.shapes.undo(stands)
    page = open_page("10_edit_segments")
    page.button(key="leave_before").click().run()
    assert "The edits of the run before were left out." in page.dataframe[-1].value["What"].tolist()
    assert "which this one does not have" not in texts(page)
    assert "make the edit again, or leave it" not in texts(open_page("0_home"))


def plain_texts(shown: str) -> str:
    """Return what is shown without the marks that keep Markdown from reading it."""
    return shown.replace("\\", "").replace("\u2060", "")
