"""The explore page: the map, who the chosen users are, silhouettes and the heat map."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.server import the_server
from core.shaping.edits import Merge, Move
from core.shaping.rule import parse_rule, write_rule
from core.store.segment_decision import Decision, DecisionState
from core.store.segmentations import Mark
from core.store.selections import NewSelection, add_selection, read_selections
from core.ui.explore.words import rule_words
from core.ui.shared.user_ids import IN_FULL
from core.views.decisions import save_decision
from core.views.found_rules import found_rules
from core.views.map_room import with_room
from tests.conftest import PROJECT
from tests.core.jobs_help import wait_for, wait_for_job, wait_until_ended
from tests.pages.conftest import N_USERS, OpenPage
from tests.pages.help import html, of_log, texts

EVERYWHERE = {"x": [-1e6, 1e6, 1e6, -1e6], "y": [-1e6, -1e6, 1e6, 1e6]}


def results():
    return the_server().results(the_server().runs.runs()[0].run_id)


def chosen(page: AppTest) -> str:
    return next(each.value for each in page.subheader if each.value[0].isdigit())


def drawn(page: AppTest, **selection: object) -> AppTest:
    page.session_state[f"map_{the_server().runs.runs()[0].run_id}"] = {"selection": selection}
    return page.run()


def test_three_charts_each_with_a_sentence(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert not page.exception
    assert len(page.get("plotly_chart")) == 3
    for sentence in ("A dot is a user", "Each shape is a segment", "Each row is a trait"):
        assert sentence in texts(page)


def test_everybody_is_shown_at_first(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert chosen(page) == f"{N_USERS} of {N_USERS} users (100.0 %)"
    assert page.segmented_control(key="answer_part").value == "split"


def test_everybody_by_segment_is_compared_with_nobody(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    sizes = [profile.size for profile in results().profiles]
    assert all(f"{size} users · {100 * size / N_USERS:.1f} %" in html(page) for size in sizes)
    assert f"{sizes[0]} of {sizes[0]}" not in html(page)
    page.session_state["segments"] = [results().profiles[0].segment]
    page.run()
    page.segmented_control(key="answer_part").set_value("split").run()
    assert f"{sizes[0]} of {sizes[0]} · 100.0 %" in html(page)


def test_choosing_a_segment_describes_its_users(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    size = results().profiles[1].size
    assert not page.exception
    assert chosen(page) == f"{size} of {N_USERS} users ({100 * size / N_USERS:.1f} %)"
    assert re.search(r"\d+\.\d % vs \d+\.\d % · \d\.\d × \(\d\.\d–\d\.\d\)", html(page))
    page.segmented_control(key="answer_part").set_value("split").run()
    assert f"{size} of {size} · 100.0 %" in html(page)


def reopened(open_page: OpenPage, segments: object) -> AppTest:
    """Open the page by an address, as a reload does."""
    elsewhere = open_page("8_runs")
    elsewhere.query_params["segments"] = segments
    return elsewhere.switch_page("../../pages/3_explore.py").run()


def test_the_chosen_segments_are_in_the_address(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert "segments" not in page.query_params
    page.multiselect(key="segments").set_value([2, 1]).run()
    assert page.query_params["segments"] == ["2", "1"]
    page.multiselect(key="segments").set_value([]).run()
    assert "segments" not in page.query_params


def test_an_address_chooses_segments_and_what_is_none_is_dropped(seen: Path, open_page: OpenPage) -> None:
    page = reopened(open_page, ["2", "99", "-1", "x"])
    assert not page.exception
    assert page.multiselect(key="segments").value == [2]
    assert page.query_params["segments"] in ("2", ["2"])
    assert chosen(page).startswith(f"{results().profiles[1].size} of {N_USERS}")


def test_the_chosen_segments_outlive_a_rename(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    the_server().runs.save_segmentation(the_server().runs.runs()[0].run_id, {2: "Night owls"}, {}, 0, "local")
    for after in (page.run(), reopened(open_page, page.query_params["segments"])):
        assert any("Night owls" in option for option in after.multiselect(key="segments").options)
        assert after.multiselect(key="segments").value == [2]
        assert chosen(after).startswith(f"{results().profiles[1].size} of {N_USERS}")


def test_ranges_leave_nobody_or_some(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.slider(key="silhouette").set_value((-1.0, 0.0)).run()
    n_below = int((results().silhouettes <= 0).sum())
    assert chosen(page).startswith(f"{n_below} of {N_USERS} users")
    page.slider(key="silhouette").set_value((-1.0, -0.99)).run()
    assert "No user is chosen" in texts(page)


def dots(page: AppTest) -> list[dict[str, object]]:
    return json.loads(page.get("plotly_chart")[0].proto.spec)["data"]


def test_the_map_is_coloured_by_what_is_asked_for_and_others_are_grey(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert len(dots(page)) == results().k
    for colour, scale in (("stability", "Found again"), ("last_seen", "Days since the last event")):
        page.selectbox(key="colour").set_value(colour).run()
        assert not page.exception
        assert dots(page)[0]["marker"]["colorbar"]["title"]["text"] == scale
        assert page.query_params["colour"] == colour  # what it is called changes with the language
    linked = AppTest.from_file(str(PROJECT / "core" / "ui" / "frame.py"), default_timeout=30)
    linked.query_params["colour"] = "last_seen"
    linked = linked.switch_page("../../pages/3_explore.py").run()
    assert linked.selectbox(key="colour").value == "last_seen"
    page.selectbox(key="colour").set_value("interest").run()
    assert {each["name"] for each in dots(page)} & {node.name for node in results().interests.shown}
    page.selectbox(key="colour").set_value("segment").run()
    page.multiselect(key="segments").set_value([2]).run()
    assert [each["name"].split(" ")[0] for each in dots(page)] == ["Not", "2"]


def test_a_user_is_found_by_id_and_shown_with_the_history(seen: Path, open_page: OpenPage) -> None:
    user = str(results().user_ids[7])
    page = open_page("3_explore")
    page.text_input(key="user").set_value(user).run()
    assert not page.exception
    assert user.replace("-", "\\-") in texts(page)
    n_events = int(the_server().population(the_server().store.datasets()[0].dataset_id).histories.counts[7])
    assert f"{n_events} events in all; the last ones are shown." in texts(page)
    assert any(each.get("name") == "The user" for each in dots(page))
    page.text_input(key="user").set_value("nobody").run()
    assert "The run has no user of this id." in texts(page)


def test_a_click_on_a_dot_shows_that_user_under_a_masked_id(seen: Path, open_page: OpenPage) -> None:
    x, y = (float(value) for value in with_room(results().points)[3])
    page = drawn(open_page("3_explore"), points=[{"x": x, "y": y}])
    assert not page.exception
    assert "events in all; the last ones are shown." in texts(page)
    assert str(results().user_ids[3]) not in texts(page).replace("\\", "")
    page.toggle(key=IN_FULL).set_value(True).run()
    assert str(results().user_ids[3]) in texts(page).replace("\\", "")
    assert chosen(page).startswith(f"{N_USERS} of")


def test_a_shape_stays_when_the_colours_change_and_goes_when_cleared(seen: Path, open_page: OpenPage) -> None:
    middle = float(np.median(with_room(results().points)[:, 0]))
    half = {**EVERYWHERE, "x": [middle, 1e6, 1e6, middle]}
    page = drawn(open_page("3_explore"), lasso=[half])
    n_right = int((with_room(results().points)[:, 0] >= middle).sum())
    page.selectbox(key="colour").set_value("probability").run()
    page = drawn(page)  # the browser takes shapes off a map that changes
    assert chosen(page).startswith(f"{n_right} of {N_USERS}")
    page.button(key="look").click().run()
    assert chosen(page).startswith(f"{n_right} of {N_USERS}")
    assert f"Of this part {n_right} of {n_right} users (100.0 %) are drawn." in texts(page)
    page.button(key="clear_shape").click().run()
    assert not page.exception
    assert chosen(page).startswith(f"{N_USERS} of {N_USERS}")


def test_a_rule_is_typed_shown_in_words_and_as_sql(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.text_input(key="rule").set_value("segment:2 and not events<20").run()
    counts = the_server().population(the_server().store.datasets()[0].dataset_id).histories.counts
    n_met = int(((results().labels == 2) & (counts >= 20)).sum())
    assert chosen(page).startswith(f"{n_met} of {N_USERS} users")
    assert re.search(
        r"Asked for: users in 2 · .* and who are none of those with fewer than 20 events\.",
        texts(page).replace("\\", ""),
    )
    page.text_input(key="rule").set_value("segment:2 and").run()
    assert "cannot be read" in texts(page)
    page.text_input(key="rule").set_value("item:nothing").run()
    assert "There is no item" in texts(page)
    assert chosen(page).startswith("0 of")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("category:Tea>20% and plan:free", "with more than 20 % of their events on “Tea” and whose plan is “free”"),
        ("last_seen<60d or first_seen>=90d", "whose last event was less than 60 days before the end of the log or "
            "whose first event was at least 90 days before the end of the log"),
        ("last_seen>=2026-03-05", "whose last event was on or after 5 Mar 2026"),
        ("not (events>=5 and days:weekend>50%)",
            "who are none of those (with at least 5 events and with more than 50 % of their events on weekends)"),
        ("active_days<3 and stability>=0.8",
            "with events on fewer than 3 days and who were found again in at least 80 % of the resamples"),
        ("traits.score<=7", "whose score is at most 7"),
    ],
)  # fmt: skip
def test_rules_can_be_read_aloud_after_users(rule: str, words: str) -> None:
    no_run: Any = None  # no rule here names a segment
    assert rule_words(parse_rule(rule), no_run) == words


def test_only_a_rule_on_what_a_run_found_is_kept_for_its_run(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    for rule, is_of_run in (("segment:2", True), ("probability>0.5", True), ("events>=20", False)):
        page.text_input(key="rule").set_value(rule).run()
        saving = texts(opened(page, "save"))
        assert "It is kept as a rule that finds whoever fits it" in saving
        assert ("are those of this run" in saving) is is_of_run
        assert ("also in newer data." in saving) is not is_of_run


def test_conditions_are_picked_and_joined(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.session_state["conditions"] = ["segment:1", "segment:2"]
    page.session_state["conditions_any"] = True
    page.run()
    assert chosen(page).startswith(f"{int(np.isin(results().labels, [1, 2]).sum())} of")
    page.session_state["conditions_any"] = False
    assert chosen(page.run()).startswith("0 of")


def opened(page: AppTest, action: str) -> AppTest:
    page.session_state["action"] = action
    return page.run()


def test_a_condition_is_built_in_words_with_its_count(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.toggle(key="picks_conditions").set_value(True).run()
    page.selectbox(key="condition_kind").set_value("events").run()
    page.number_input(key="condition_events").set_value(30).run()
    counts = the_server().population(the_server().store.datasets()[0].dataset_id).histories.counts
    n_busy = int((counts >= 30).sum())
    assert f"{n_busy} users" in texts(page)
    page.toggle(key="condition_not").set_value(True).run()
    page.button(key="add_condition").click().run()
    assert not page.exception
    assert page.session_state["conditions"] == ["not events>=30"]
    assert chosen(page).startswith(f"{N_USERS - n_busy} of {N_USERS}")
    page.selectbox(key="condition_kind").set_value("found").run()
    rules = found_rules(results())
    page.selectbox(key="condition_found").set_value(next(iter(rules))).run()
    page.button(key="add_condition").click().run()
    assert page.session_state["conditions"][1] == f"not ({write_rule(next(iter(rules.values())))})"
    page.button(key="remove_condition_1").click().run()
    for kind in ("bought", "category", "event", "seen", "first_event", "probability"):
        page.selectbox(key="condition_kind").set_value(kind).run()
        assert not page.exception, kind
    page.button(key="remove_condition_0").click().run()
    assert chosen(page).startswith(f"{N_USERS} of")


def test_a_selection_is_saved_compared_named_by_a_rule_and_deleted(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    opened(page, "rule")
    assert "segment:2" in [each.value for each in page.code]
    opened(page, "save")
    page.text_input(key="selection_name").set_value("the second").run()
    page.button(key="save_selection").click().run()
    assert not page.exception
    size = int((results().labels == 2).sum())
    opened(page, "compare")
    assert page.selectbox(key="compare_second").value == "segment:1"  # what was saved has the users that are chosen
    assert page.dataframe[-1].value["count"].tolist() == [size, 0, int((results().labels == 1).sum())]
    assert "**More often in “the chosen users” than in “1 · " in texts(page)
    opened(page, "save")
    page.multiselect(key="segments").set_value([1]).run()
    page.text_input(key="selection_name").set_value("the first").run()
    page.button(key="save_selection").click().run()
    opened(page, "compare")
    page.selectbox(key="compare_first").set_value("saved:the first").run()
    page.selectbox(key="compare_first").set_value("these").run()
    page.multiselect(key="segments").set_value([1, 2]).run()
    opened(page, "compare")
    page.selectbox(key="compare_second").select("the second").run()
    assert "All its users are in the other group, too" in texts(page)
    table = page.dataframe[-1].value
    assert table["count"].tolist() == [int((results().labels == 1).sum()), size, 0]
    export = open_page("7_export")
    export.selectbox(key="saved_selection").set_value("the second").run()
    of_log(export, "checkbox", "lists_refused").check().run()
    assert not export.exception
    assert f"The files contain **{size} of {N_USERS} users" in texts(export)
    page.multiselect(key="segments").set_value([]).run()
    page.text_input(key="rule").set_value('selection:"the second"').run()
    assert chosen(page).startswith(f"{size} of")
    opened(page, "rule")
    sql = next(each.value for each in page.code if "SELECT" in each.value)
    assert "selection = 'the second'" in sql
    page.segmented_control(key="sql_dialect").set_value("snowflake").run()
    assert "Only its grammar is checked" in texts(page)
    opened(page, "save")
    for _each in range(2):
        next(each for each in page.button if each.label == "Delete").click().run()
    assert "There is no saved selection" in texts(page).replace("\\", "")


def test_a_saved_rule_means_the_names_of_the_run_that_it_was_saved_with(demo: Path, open_page: OpenPage) -> None:
    server, run = the_server(), the_server().runs.runs()[0]
    size, users = int((results().labels == 2).sum()), results().user_ids[:1].tolist()
    server.save_segmentation(run.run_id, {2: "Cooks"}, {}, 0)
    add_selection(server.store, NewSelection(run.dataset_id, "cooks", run.run_id, size, "segment:Cooks"), "ann")
    made = server.shapes.edit(run.run_id, [Move(tuple(users), None)])
    wait_until_ended(server, made.run_id)
    page = open_page("3_explore")
    page.session_state["run"] = made.run_id
    page.run()
    page.text_input(key="rule").set_value("selection:cooks").run()
    assert not page.exception
    assert chosen(page).startswith(f"{size} of")


def waited(page: AppTest, kind: str) -> AppTest:
    """Wait for the newest job of a kind, and draw the page anew."""
    server = the_server()
    wait_for_job(server, next(iter(server.jobs.jobs(kind))).job_id)
    return page.run()


def test_look_alikes_take_the_place_of_the_chosen_users_until_these_change(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    opened(page, "look_alikes")
    assert "Choose some users first, and not all." in texts(page)
    page.multiselect(key="segments").set_value([2]).run()
    page.number_input(key="n_look_alikes").set_value(20).run()
    page.button(key="find_look_alikes").click().run()
    page = waited(page, "nearest")
    assert not page.exception
    assert page.session_state["action"] is None
    assert chosen(page) == f"20 of {N_USERS} users ({2000 / N_USERS:.1f} %)"
    size = int((results().labels == 2).sum())
    assert f"20 users who are nearest to the {size} of the list" in texts(page).replace("\\", "")
    assert "of the hidden users are among the" in texts(page)
    assert "The list is one segment or several" in texts(page)
    assert "Shown: look-alikes of users in 2" in texts(page)
    table = page.dataframe[0].value
    assert len(table) == 20
    assert table["nearness"].is_monotonic_decreasing
    assert not table["segment"].str.startswith("2 ").any()
    opened(page, "save")
    page.text_input(key="selection_name").set_value("alike").run()
    page.button(key="save_selection").click().run()
    (saved,) = read_selections(the_server().store, the_server().store.datasets()[0].dataset_id)
    assert (saved.name, saved.n_users, saved.rule) == ("alike", 20, "")
    page.multiselect(key="segments").set_value([1]).run()
    assert chosen(page).startswith(f"{int((results().labels == 1).sum())} of {N_USERS}")


def test_a_user_is_explained_by_what_speaks_for_the_segment(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.text_input(key="user").set_value(str(results().user_ids[7])).run()
    page.segmented_control(key="user_part").set_value("why").run()
    page = waited(page, "why")
    assert not page.exception
    assert "The user is in " in texts(page)
    assert re.search(r"[\d.,]+ × (likelier|less likely)", html(page))
    table = page.dataframe[0].value
    assert (table["weight"].abs().diff().dropna() <= 0).all()
    assert set(table["kind"]) <= {"interest", "habit", "attribute"}


def test_everybody_is_no_selection(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    opened(page, "save")
    page.text_input(key="selection_name").set_value("all of them").run()
    assert page.button(key="save_selection").disabled
    assert "No filter is set, so that everybody is chosen" in texts(page)


def test_a_rule_that_cannot_be_read_chooses_nobody(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.text_input(key="rule").set_value("events>>5").run()
    assert "cannot be read" in texts(page)
    assert chosen(page).startswith("0 of")


def test_users_of_a_segment_that_is_set_aside_are_listed_when_asked_for(demo: Path, open_page: OpenPage) -> None:
    runs, run_id = the_server().runs, the_server().runs.runs()[0].run_id
    runs.save_version(runs.segmentation(run_id).marked(2, Mark(is_set_aside=True)), "ann")
    page = open_page("3_explore")
    opened(page, "export")
    size = int((results().labels == 1).sum())
    of_log(page, "checkbox", "lists_refused_explore").set_value(True).run()
    assert f"The file lists **{size} of {size} users" in texts(page)
    page.checkbox(key="with_set_aside").set_value(True).run()
    assert f"The file lists **{N_USERS} of {N_USERS} users" in texts(page)


def test_users_of_a_segment_that_was_rejected_are_not_listed_unasked(demo: Path, open_page: OpenPage) -> None:
    runs, run_id = the_server().runs, the_server().runs.runs()[0].run_id
    rejected = Decision(state=DecisionState.REJECTED)
    runs.save_version(runs.segmentation(run_id).decided(2, rejected), "ann")
    page = open_page("3_explore")
    opened(page, "export")
    size = int((results().labels == 1).sum())
    of_log(page, "checkbox", "lists_refused_explore").set_value(True).run()
    assert f"The file lists **{size} of {size} users" in texts(page)


def test_the_chosen_users_become_a_segment_or_move(demo: Path, open_page: OpenPage) -> None:
    shapes, root = the_server().shapes, the_server().runs.runs()[0].run_id
    highest = int(results().labels.max())
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    page.text_input(key="rule").set_value("events<20").run()
    opened(page, "segment")
    n_chosen = int(chosen(page).split(" ")[0])
    assert f"{n_chosen} users. It can be undone." in texts(page).replace("\\", "")
    page.text_input(key="new_segment_name").set_value("Few events").run()
    assert page.button(key="make_segment").label == "Split them off as a segment"
    page.button(key="make_segment").click().run()
    assert not page.exception
    made = shapes.standing(root)
    assert made != root
    assert page.session_state["run"] == made
    labels = shapes.labels(made)[1]
    assert int((labels == highest + 1).sum()) == n_chosen
    assert the_server().runs.segmentation(made).names[highest + 1] == "Few events"
    assert shapes.history(root)[0].what[0].endswith("segment:2 and events<20.")


def test_an_edit_of_a_run_that_no_longer_stands_is_refused(demo: Path, open_page: OpenPage) -> None:
    run_id = the_server().runs.runs()[0].run_id
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    opened(page, "segment")
    the_server().shapes.edit(run_id, (Merge((1, 2)),), author="eve")
    page.selectbox(key="move_target").select_index(0).run()
    page.button(key="move_users").click().run()
    assert "eve has changed the segments since the segment version that you see" in texts(page).replace("\\", "")


def test_the_chosen_users_are_exported_with_consent(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    size = int((results().labels == 2).sum())
    opened(page, "export")
    run = the_server().runs.runs()[0]
    given = the_server().consent(run.dataset_id, run.excluded, run.version).is_given
    n_listed = int((given & (results().labels == 2)).sum())
    assert f"The file lists **{n_listed} of {size} users" in texts(page)
    of_log(page, "checkbox", "lists_refused_explore").set_value(True).run()
    assert not page.exception
    assert f"The file lists **{size} of {size} users (100.0 %)**." in texts(page)
    assert f"{size - n_listed} users refused to be contacted, and are in" in texts(page)
    assert len(page.get("download_button")) == 2
    runs = the_server().runs
    runs.save_segmentation(run.run_id, {2: "Regulars"}, {}, 0, "ann")
    save_decision(runs, runs.segmentation(run.run_id), 2, Decision(state=DecisionState.APPROVED), "ann")
    runs.save_segmentation(run.run_id, {2: "Morning people"}, {}, 2, "ann")
    page.run()
    assert "Segment 2 is used as it was approved." in texts(page).replace("\\", "")
    next(button for button in page.button if button.label == "Write all to disk").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    written = (Path(page.code[-1].value) / "segments.csv").read_text(encoding="utf-8")
    assert "Regulars" in written
    assert "Morning people" not in written


def test_a_pasted_list_chooses_its_users(seen: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    ids = "\n".join(["user_id", *map(str, results().user_ids[:12]), "a stranger"])
    page.text_area(key="pasted_users").set_value(ids).run()
    assert chosen(page).startswith(f"12 of {N_USERS} users")
    assert "12 ids of the list are of users\\. 1 is of no user\\." in texts(page)


def test_a_lasso_counts_everybody_inside(seen: Path, open_page: OpenPage) -> None:
    page = drawn(open_page("3_explore"), lasso=[EVERYWHERE])
    assert not page.exception
    assert chosen(page).startswith(f"{N_USERS} of {N_USERS}")
    middle = float(np.median(with_room(results().points)[:, 0]))
    page = drawn(page, lasso=[{**EVERYWHERE, "x": [middle, 1e6, 1e6, middle]}])
    n_right = int((with_room(results().points)[:, 0] >= middle).sum())
    assert 0 < n_right < N_USERS
    assert chosen(page).startswith(f"{n_right} of {N_USERS}")
    x, y = (float(value) for value in with_room(results().points)[0])
    page = drawn(page, box=[{"x": [x - 1e-3, x + 1e-3], "y": [y - 1e-3, y + 1e-3]}])
    assert chosen(page).startswith(f"1 of {N_USERS}")
    assert "too few to say" in texts(page)


def test_a_lasso_and_the_table_give_the_same_figures(seen: Path, open_page: OpenPage) -> None:
    page = drawn(open_page("3_explore"), lasso=[EVERYWHERE])
    page.multiselect(key="segments").set_value([1]).run()
    with_shape = html(page)
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([1]).run()
    assert html(page) == with_shape


def test_users_are_chosen_by_their_main_interest(seen: Path, open_page: OpenPage) -> None:
    interests = results().interests
    assert interests
    node = int(interests.main[0])
    page = open_page("3_explore")
    page.multiselect(key="interests").set_value([node]).run()
    assert not page.exception
    assert chosen(page).startswith(f"{int((interests.main == node).sum())} of {N_USERS} users")
    assert page.query_params["interests"] in (str(node), [str(node)])
