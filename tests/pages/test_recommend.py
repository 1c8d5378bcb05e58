"""The recommend page: items of a segment, and the proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.server import the_server
from tests.pages.conftest import OpenPage
from tests.pages.help import texts


def record_of(workspace: Path) -> Path:
    return next((workspace / "runs").glob("*/run.json"))


def change(workspace: Path, holdout: dict | None, notes: list[str]) -> None:
    """Leave a run without a card, with these figures and notes."""
    record = json.loads(record_of(workspace).read_text())
    record["scores"]["holdout"] = {**record["scores"]["holdout"], **holdout} if holdout is not None else None
    record_of(workspace).write_text(json.dumps({**record, "notes": notes, "trust": None}))


def test_items_stand_beside_the_proof(demo: Path, open_page: OpenPage) -> None:
    page = open_page("5_recommend")
    assert not page.exception
    items = page.dataframe[0].value
    assert items["rank"].tolist() == list(range(1, 21))
    assert items["score"].between(0, 100).all()
    assert "The 20 items that most users of this segment touched" in texts(page)
    assert "Knowing the segment finds" in texts(page)
    assert len(page.get("plotly_chart")) == 1


def test_another_segment_has_its_own_items_and_address(demo: Path, open_page: OpenPage) -> None:
    page = open_page("5_recommend")
    first = page.dataframe[0].value
    page.selectbox(key="segment_picker").set_value(2).run()
    assert page.dataframe[0].value["item_id"].tolist() != first["item_id"].tolist()
    assert page.query_params["segment"] in ("2", ["2"])
    own = the_server().results(the_server().runs.runs()[0].run_id).profiles[1]
    assert f"the segment has {own.size} of" in texts(page)


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (50.8, "finds 50.8 % more of what users touched next than global popularity does (permuted segments: "),
        (50.8, "(permuted segments: \N{MINUS SIGN}3.8 %; 3,665 users judged, at k = 8)."),
        (50.8, "That is a clear gain"),
        (5.0, "That is a small gain"),
        (0.4, "That is no gain"),
        (-7.0, "finds 7.0 % less of what users touched next than global popularity does"),
        (None, "Not even what is popular with everybody"),
    ],
)
def test_the_gain_is_put_into_words(demo: Path, open_page: OpenPage, gain: float | None, said: str) -> None:
    figures = {"recall_uplift_pct": gain, "recall_uplift_permuted_pct": -3.8, "n_judged": 3665, "k": 8}
    change(demo, figures, [])
    page = open_page("5_recommend")
    assert not page.exception
    assert said in texts(page).replace("\\", "")


def test_a_gain_over_nothing_is_no_mistake_on_the_segment_page(demo: Path, open_page: OpenPage) -> None:
    change(demo, {"recall_uplift_pct": None, "recall_uplift_permuted_pct": None}, [])
    page = open_page("2_segment")
    assert not page.exception
    assert "Usefulness was not judged." in texts(page)


def test_why_it_was_not_judged(demo: Path, open_page: OpenPage) -> None:
    change(demo, None, ["Something else.", "Usefulness was not judged. No user has 10 events or more."])
    page = open_page("5_recommend")
    assert "No user has 10 events or more" in page.info[0].value
    assert not page.get("plotly_chart")


def test_a_run_without_judgement_says_so(demo: Path, open_page: OpenPage) -> None:
    change(demo, None, [])
    assert "Usefulness was not judged in this run" in open_page("5_recommend").info[0].value
