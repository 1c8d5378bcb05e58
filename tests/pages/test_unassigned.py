"""Every page with a run whose clusterer leaves users unassigned, and with one that found a single segment."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.types import Recipe
from tests.pages import conftest
from tests.pages.conftest import OpenPage, make_workspace, serve
from tests.pages.help import texts

PAGES = [
    "0_home",
    "1_data",
    "2_segment",
    "3_explore",
    "4_personas",
    "6_recommend",
    "7_export",
    "8_runs",
    "9_one_segment",
]
N_LONE = 20


def write_log(folder: Path, tastes: str) -> Path:
    """Write a log of 40 users of each taste, and 20 users who have nothing in common with anybody."""
    groups = [(f"{taste}{user}", f"{taste}{item}") for taste in tastes for user in range(40) for item in range(6)]
    lone = [(f"lone{user}", f"own{user}-{item}") for user in range(N_LONE) for item in range(6)]
    folder.mkdir()
    for name, header in (("items", ["item_id", "title", "category"]), ("users", ["user_id", "city"])):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            rows = sorted({pair[name == "items"] for pair in groups + lone})
            csv.writer(file).writerows([header, *([row, *["tea"] * (len(header) - 1)] for row in rows)])
    with (folder / "events.csv").open("w", newline="") as file:
        stamped = [[user, item, f"2026-01-{1 + n % 28:02} 10:00"] for n, (user, item) in enumerate(groups + lone)]
        csv.writer(file).writerows([["user_id", "item_id", "timestamp"], *stamped])
    return folder


@pytest.fixture(params=["ab", "a"], ids=["two segments", "one segment"])
def with_unassigned(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """A workspace with a run of DBSCAN; gives the number of its segments."""
    with pytest.MonkeyPatch.context() as patch:
        chosen = {"eps": 0.2} if request.param == "a" else {}
        patch.setattr(
            conftest, "RECIPE", Recipe("counts", "dbscan", encoder_params={"n_dims": 30}, clusterer_params=chosen)
        )
        make_workspace(tmp_path / "workspace", write_log(tmp_path / "log", request.param))
        for _workspace in serve(tmp_path / "workspace", patch):
            yield len(request.param)


def test_every_page_shows_or_counts_unassigned_users(with_unassigned: int, open_page: OpenPage) -> None:
    n_users = 40 * with_unassigned + N_LONE
    pages: dict[str, AppTest] = {}
    for name in PAGES:
        pages[name] = open_page(name)
        assert not pages[name].exception, name
    assigned = f"{n_users - N_LONE} of {n_users} users"
    assert assigned in texts(pages["2_segment"])
    assert "The clusterer found the number of segments itself" in texts(pages["2_segment"])
    assert f"{N_LONE} of {n_users} users" in texts(pages["4_personas"])


def test_a_clusterer_that_finds_the_number_hides_its_choice(demo: Path, open_page: OpenPage) -> None:
    page = open_page("2_segment")
    page.session_state["advanced"] = True
    page.run()
    page.selectbox(key="clusterer").set_value("hdbscan").run()
    assert not page.exception
    assert "HDBSCAN finds the number itself" in texts(page)
    assert "k_range" not in {each.key for each in page.slider}
    page.selectbox(key="clusterer").set_value("mixture").run()
    assert "k_range" in {each.key for each in page.slider}
    assert page.selectbox(key="param_clusterer_mixture_covariance").options == ["full", "tied", "diag", "spherical"]
    np.testing.assert_equal(page.number_input(key="param_clusterer_mixture_regularisation").value, 0.05)
