"""The explore page: the map, who the chosen users are, silhouettes and the heat map."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from core.server import the_server
from tests.pages.conftest import N_USERS, OpenPage
from tests.pages.help import html, texts

EVERYWHERE = {"x": [-1e6, 1e6, 1e6, -1e6], "y": [-1e6, -1e6, 1e6, 1e6]}


def results():
    return the_server().results(the_server().runs.runs()[0].run_id)


def chosen(page: AppTest) -> str:
    return next(metric.value for metric in page.metric if metric.label == "Users chosen")


def drawn(page: AppTest, **selection: object) -> AppTest:
    page.session_state[f"map_{the_server().runs.runs()[0].run_id}"] = {"selection": selection}
    return page.run()


def test_three_charts_each_with_a_sentence(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert not page.exception
    assert len(page.get("plotly_chart")) == 3
    assert f"{N_USERS} users in {results().k} segments." in texts(page)
    for sentence in ("A dot is a user", "Each shape is a segment", "Each row is a trait"):
        assert sentence in texts(page)


def test_everybody_is_shown_at_first(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert chosen(page) == f"{N_USERS} of {N_USERS} users (100.0 %)"
    assert "More often than all users" not in texts(page)


def test_choosing_a_segment_describes_its_users(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([2]).run()
    size = results().profiles[1].size
    assert not page.exception
    assert chosen(page) == f"{size} of {N_USERS} users ({100 * size / N_USERS:.1f} %)"
    assert f"{size} of {size} · 100.0 %" in html(page)
    assert re.search(r"\d+ % vs \d+ % · \d\.\d ×", html(page))


def reopened(open_page: OpenPage, segments: object) -> AppTest:
    """Open the page by an address, as a reload does."""
    elsewhere = open_page("8_runs")
    elsewhere.query_params["segments"] = segments
    return elsewhere.switch_page("../../pages/3_explore.py").run()


def test_the_chosen_segments_are_in_the_address(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    assert "segments" not in page.query_params
    page.multiselect(key="segments").set_value([2, 1]).run()
    assert page.query_params["segments"] == ["2", "1"]
    page.multiselect(key="segments").set_value([]).run()
    assert "segments" not in page.query_params


def test_an_address_chooses_segments_and_what_is_none_is_dropped(demo: Path, open_page: OpenPage) -> None:
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


def test_ranges_leave_nobody_or_some(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.slider(key="silhouette").set_value((-1.0, 0.0)).run()
    n_below = int((results().silhouettes <= 0).sum())
    assert chosen(page).startswith(f"{n_below} of {N_USERS} users")
    page.slider(key="silhouette").set_value((-1.0, -0.99)).run()
    assert "No user is chosen" in texts(page)


def test_the_map_is_shaded_when_asked(demo: Path, open_page: OpenPage) -> None:
    page = open_page("3_explore")
    page.toggle(key="shaded").set_value(True).run()
    dots = json.loads(page.get("plotly_chart")[0].proto.spec)["data"][0]
    assert not page.exception
    assert "opacity" in dots["marker"]
    assert dots["marker"]["opacity"] != 0.75


def test_a_lasso_counts_everybody_inside(demo: Path, open_page: OpenPage) -> None:
    page = drawn(open_page("3_explore"), lasso=[EVERYWHERE])
    assert not page.exception
    assert chosen(page).startswith(f"{N_USERS} of {N_USERS}")
    middle = float(np.median(results().points[:, 0]))
    page = drawn(page, lasso=[{**EVERYWHERE, "x": [middle, 1e6, 1e6, middle]}])
    n_right = int((results().points[:, 0] >= middle).sum())
    assert 0 < n_right < N_USERS
    assert chosen(page).startswith(f"{n_right} of {N_USERS}")
    x, y = (float(value) for value in results().points[0])
    page = drawn(page, box=[{"x": [x - 1e-3, x + 1e-3], "y": [y - 1e-3, y + 1e-3]}])
    assert chosen(page).startswith(f"1 of {N_USERS}")
    assert "too few to say" in texts(page)


def test_a_lasso_and_the_table_give_the_same_figures(demo: Path, open_page: OpenPage) -> None:
    page = drawn(open_page("3_explore"), lasso=[EVERYWHERE])
    page.multiselect(key="segments").set_value([1]).run()
    with_shape = html(page)
    page = open_page("3_explore")
    page.multiselect(key="segments").set_value([1]).run()
    assert html(page) == with_shape


def test_users_are_chosen_by_their_main_interest(demo: Path, open_page: OpenPage) -> None:
    interests = results().interests
    assert interests
    node = int(interests.main[0])
    page = open_page("3_explore")
    page.multiselect(key="interests").set_value([node]).run()
    assert not page.exception
    assert chosen(page).startswith(f"{int((interests.main == node).sum())} of {N_USERS} users")
    assert page.query_params["interests"] in (str(node), [str(node)])
