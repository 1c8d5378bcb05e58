"""The recommend page: items of a segment, and the proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.server import the_server
from core.ui.recommend.items import LEFT_OUT, ORDER, WANTED
from tests.pages.conftest import OpenPage
from tests.pages.help import texts, tooltips


def record_of(workspace: Path) -> Path:
    return next((workspace / "runs").glob("*/run.json"))


def readable(page: AppTest) -> str:
    """Return sentences and tooltips without escapes."""
    return f"{texts(page)} {tooltips(page)}".replace("\\", "").replace("\N{NO-BREAK SPACE}", " ")


def change(workspace: Path, holdout: dict | None, why: str = "") -> None:
    """Leave a run without a card, with these figures, or why there are none."""
    record = json.loads(record_of(workspace).read_text())
    record["scores"]["holdout"] = {**record["scores"]["holdout"], **holdout} if holdout is not None else None
    record["scores"]["why_no_holdout"] = why
    if holdout is None:
        record["scores"]["offers"] = None
    record_of(workspace).write_text(json.dumps({**record, "trust": None}))


def test_items_stand_beside_the_proof(demo: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    assert not page.exception
    items = page.dataframe[0].value
    assert items["rank"].tolist() == list(range(1, 21))
    assert items["expected_response"].between(0, 100).all()
    assert items["new_to_pct"].between(0, 100).all()
    assert (items["lift"][:10] >= 1).all()
    assert (
        "The 20 items that users of this segment are likely to choose next, first those that they choose more often"
        in texts(page)
    )
    assert (
        "Expected response: of 100 users of the segment who have ten events or more and go on as before, so many"
        in texts(page)
    )
    assert "A segment's own list of 20 items contains" in texts(page)
    assert "of what users of this segment chose next" in texts(page)
    assert len(page.get("plotly_chart")) == 2


def test_another_segment_has_its_own_items_and_address(demo: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    first = page.dataframe[0].value
    page.selectbox(key="segment_picker").set_value(2).run()
    assert page.dataframe[0].value["item_id"].tolist() != first["item_id"].tolist()
    assert page.query_params["segment"] in ("2", ["2"])
    own = the_server().results(the_server().runs.runs()[0].run_id).profiles[1]
    assert f"The segment has {own.size} of" in texts(page)


def test_another_order_when_asked(demo: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    between = page.dataframe[0].value
    page.select_slider(key=ORDER).set_value(1.0).run()
    assert not page.exception
    items = page.dataframe[0].value
    assert items["lift"].round(6).is_monotonic_decreasing
    assert "that are most this segment's own compared with all users." in texts(page)
    page.select_slider(key=ORDER).set_value(0.0).run()
    liked = page.dataframe[0].value
    assert liked["expected_response"].is_monotonic_decreasing
    page.select_slider(key=ORDER).set_value(0.5).run()
    assert page.dataframe[0].value["item_id"].tolist() == between["item_id"].tolist()


def test_items_that_are_not_to_be_offered_leave_the_list(demo: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    first, second = page.dataframe[0].value["item_id"][:2]
    page.text_area(key=LEFT_OUT).set_value(f"{first}\n nothing-like-it\n{first}").run()
    assert not page.exception
    items = page.dataframe[0].value
    assert items["item_id"][0] == second
    assert first not in items["item_id"].tolist()
    assert "1 item is left out." in texts(page)
    assert "1 id is of no item of this log: nothing-like-it" in page.warning[0].value.replace("\\", "")


def test_an_item_is_asked_for_and_its_segments_are_shown(demo: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    best = page.dataframe[0].value["item_id"][0]
    page.selectbox(key=WANTED).set_value(best).run()
    assert not page.exception
    audience = page.dataframe[-1].value
    assert audience["segment"].tolist()[0] == 1
    assert audience["expected_response"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("gain", "sentence"),
    [
        (50.8, "of what its users interacted with next, 1.51 times as much as one list for everybody ("),
        (50.8, "Random segments of the same sizes: \N{MINUS SIGN}3.8 %. Measured on 3,665 users, with 8 segments."),
        (50.8, "This is a clear gain"),
        (5.0, "This is a small gain"),
        (0.4, "This is no gain"),
        (-7.0, "of what its users interacted with next, 0.93 times as much as one list for everybody ("),
        (None, "Even the items most popular with all users"),
    ],
)
def test_the_gain_is_a_sentence(demo: Path, open_page: OpenPage, gain: float | None, sentence: str) -> None:
    figures = {"recall_uplift_pct": gain, "recall_uplift_permuted_pct": -3.8, "n_judged": 3665, "k": 8}
    change(demo, figures)
    page = open_page("6_recommend")
    assert not page.exception
    assert sentence in readable(page)


def test_a_gain_over_nothing_is_no_mistake_on_the_segment_page(demo: Path, open_page: OpenPage) -> None:
    change(demo, {"recall_uplift_pct": None, "recall_uplift_permuted_pct": None})
    page = open_page("2_segment")
    assert not page.exception
    assert "Usefulness was not measured." in texts(page)


def test_why_it_was_not_judged(demo: Path, open_page: OpenPage) -> None:
    change(demo, None, "No user has 10 events or more.")
    page = open_page("6_recommend")
    assert "No user has 10 events or more" in page.info[0].value
    assert "No response is stated: it takes a full run whose holdout is judged." in texts(page)
    assert not page.get("plotly_chart")


def test_a_run_without_judgement_says_so(demo: Path, open_page: OpenPage) -> None:
    change(demo, None)
    assert "Usefulness was not measured in this run" in open_page("6_recommend").info[0].value
