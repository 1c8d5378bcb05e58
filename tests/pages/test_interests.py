"""The interests page: the tree, a node with its items and users, segments by fresh events, tables and the file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from core.interests.edits import Edit, EditKind, anchor_of, edits_to_plain
from core.interests.users import Interests, TreeTexts
from core.results.edited import with_interest_edits
from core.results.interests_files import write_interests
from core.results.tables import interests_table
from core.server import close_server, the_server
from core.store.interest_edits import add_interest_edits
from core.views.interests import ALL_USERS, N_EVENTS, items_frame, tree_frame
from tests.pages.conftest import OpenPage
from tests.pages.help import texts


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def interests() -> Interests:
    found = the_server().results(run_id()).interests
    assert found is not None
    return found


def click(page: AppTest, node: int | str, level: int = -1, before: int | None = None) -> AppTest:
    """Click on an area of the picture, which stands under a key of what it shows."""
    before = interests().shown[0].id if before is None else before
    page.session_state[f"tree_{run_id()}_{level}_{before}"] = {"selection": {"points": [{"id": str(node)}]}}
    return page.run()


def test_the_page_says_what_it_shows(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    assert not page.exception
    found = interests()
    n_placed = int((found.items.node_of >= 0).sum())
    assert f"{len(found.shown)} interests in {found.n_layers} layers, from {n_placed} items." in texts(page)
    assert "one that is 180 days older than the newest counts half, one of 360 days a quarter." in texts(page)
    assert "Counted on fresh events, which did not form the segments" in texts(page)
    (chart,) = page.get("plotly_chart")
    areas = json.loads(chart.proto.spec)["data"][0]["text"][1:]
    names = [unescape(re.sub(r"<br>[^<]*$", "", each)).replace("<br>", " ") for each in areas]
    assert {node.name for node in found.shown if node.layer == found.n_layers} <= set(names)
    assert "What users wrote" not in texts(page)


def test_the_page_says_how_much_of_what_users_wrote_counts(demo: Path, open_page: OpenPage) -> None:
    found, own = interests(), np.zeros(len(interests().nodes))
    own[next(node.id for node in found.nodes[::-1] if node.layer > 1)] = 3
    write_interests(replace(found, texts=TreeTexts(4, 3, own)), the_server().runs.folder(run_id()))
    close_server()
    page = open_page("5_interests")
    written = "counts too: 3 of 4 texts (75.0 %) are like titles of items. Each weighs 50 % of a purchase"
    assert written in texts(page)
    page = click(page, int(own.argmax()))
    assert re.search(r"\d events?, 3 texts, ", texts(page))


def test_a_click_leads_to_items_and_users(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    node = next(each for each in interests().shown if each.layer == 2)
    page = click(page, node.id)
    assert not page.exception
    assert page.selectbox(key="interest_picker_0").value == node.id
    assert page.query_params["interest"] in (str(node.id), [str(node.id)])
    items, users, segments = (each.value for each in page.dataframe[:3])
    assert items["title"].tolist() == items_frame(interests(), node.id)["title"].tolist()
    assert users["share"].between(0, 100).all()
    assert users["user_id"].is_unique  # masks are alike for some of the 300 users
    assert users["weighed_share"].is_monotonic_decreasing
    assert (users["weighed_share"] < users["share"]).all()
    assert set(users["main"]) <= {each.name for each in interests().shown if each.layer == 1}
    assert segments["lift"].is_monotonic_decreasing


def test_a_click_on_a_broad_interest_shows_its_parts_and_a_button_leads_back(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    broad = [node.id for node in interests().shown if node.layer == 1]
    page = click(page, broad[1])
    assert page.session_state["interest_level"] == broad[1]
    page = next(each for each in page.button if each.label == "Show all interests").click().run()
    assert page.session_state["interest_level"] == -1
    assert page.selectbox(key="interest_picker_0").value == broad[1]
    assert not page.exception


def test_the_tree_is_a_table_too(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    page.session_state["tree_table"] = True
    page.selectbox(key="compared_picker_0").set_value(ALL_USERS)
    page.segmented_control(key="interest_size").set_value(N_EVENTS)
    page = page.run()
    assert not page.exception
    table = page.dataframe[0].value
    assert table["path"].tolist() == tree_frame(interests())["path"].tolist()
    assert "Teal: more of it lately." in texts(page)


def test_the_file_is_on_the_page_where_consent_is_asked_for(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    assert not page.get("download_button")
    assert "are in interests.csv on the page Export." in texts(page)


def press(page: AppTest, label: str) -> AppTest:
    return next(each for each in page.button if each.label == label).click().run()


def test_a_change_holds_everywhere_and_is_taken_back_by_one_click(demo: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    first, second = (node for node in interests().shown if node.layer == 1 and node.id < 2)
    page.text_input(key=f"interest_name_0_{first.id}").set_value("Outdoor life")
    page = press(page, "Rename")
    assert not page.exception
    assert page.toast[0].value == "The change is saved\\."
    page = page.selectbox(key=f"interest_target_1_{first.id}").set_value(second.id).run()
    page = press(page, "Merge into it")
    assert f"“Outdoor life” is merged into “{second.name}”." in page.dataframe[-1].value["What"].tolist()
    assert "Outdoor life" not in [each.split(" › ")[0] for each in page.selectbox(key="interest_picker_2").options]  # noqa: RUF001
    page = press(page, "Undo the last change")
    assert "Outdoor life" in page.selectbox(key="interest_picker_3").options
    assert page.dataframe[-1].value[["Who", "What", "In this run"]].to_numpy().tolist() == [
        ["an analyst", f"“{first.name}” is called “Outdoor life”.", "holds"]
    ]
    export = open_page("7_export")
    export.segmented_control(key="preview").set_value("interests.csv").run()
    assert not export.exception
    edits = the_server().tree_edits.of(the_server().store.datasets()[0].dataset_id)
    named = interests_table(with_interest_edits(the_server().results(run_id()), edits))
    assert "Outdoor life" in named["node"].to_pylist()


def test_a_change_that_makes_no_tree_is_refused(seen: Path, open_page: OpenPage) -> None:
    page = open_page("5_interests")
    first, second = (node for node in interests().shown if node.layer == 1 and node.id < 2)
    page.text_input(key=f"interest_name_0_{first.id}").set_value(second.name)
    page = press(page, "Rename")
    assert "Another interest beside it is called" in page.error[0].value


def test_a_change_that_fits_no_more_is_listed_with_the_reason(demo: Path, open_page: OpenPage) -> None:
    found = interests()
    node = anchor_of(found, found.shown[0].id)
    lost = Edit(EditKind.RENAME, replace(node, item_ids=("x",)), "ann", datetime(2026, 11, 1), "Lost")
    dataset_id = the_server().store.datasets()[0].dataset_id
    add_interest_edits(the_server().store, dataset_id, edits_to_plain([lost]), 0, "ann")
    page = open_page("5_interests")
    assert "No interest of this run has half of the items" in page.warning[0].value
    assert page.dataframe[-1].value["Who"].tolist() == ["ann"]


def test_a_run_without_interests_says_so(demo: Path, open_page: OpenPage) -> None:
    (the_server().runs.folder(run_id()) / "interest_tree.json").unlink()
    page = open_page("5_interests")
    assert not page.exception
    assert "This run was made without interests" in page.info[0].value
    assert not page.get("plotly_chart")


def test_a_log_of_too_few_items_says_so_and_other_pages_stand(demo: Path, open_page: OpenPage) -> None:
    found = interests()
    nothing = {name: getattr(found, name)[:, :0] for name in ("lowest", "recent")}
    items = replace(found.items, node_of=np.full_like(found.items.node_of, -1))
    fresh = replace(found.fresh, lowest=found.fresh.lowest[:, :0])
    write_interests(replace(found, nodes=(), items=items, fresh=fresh, **nothing), the_server().runs.folder(run_id()))
    close_server()
    page = open_page("5_interests")
    assert "This log has too few items" in page.info[0].value
    for name in ("3_explore", "5_interests", "7_export"):
        assert not open_page(name).exception
