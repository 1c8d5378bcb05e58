"""The trust card on the pages: with a card, without one, and with all that a card may hold."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.results.codec import to_json
from core.server import close_server, the_server
from core.store.job_info import JobState
from core.trust.information import AttributeInformation
from core.trust.no_recipe import TWO_GROUPS
from core.trust.outcome import Outcome, SegmentOutcome
from core.trust.rules import Rule
from core.ui.shared.trust_cells import Scale
from core.views.trust import run_verdict, segment_views
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts, tooltips
from tests.pages.test_runs import add_run

MARKUP = "![x](http://host/p.png) <b>Bold</b>"
NO_CARD = "This run has no trust card"


CHURNED = to_json(Outcome("churned", True, 300, 0, 0.1, (SegmentOutcome(1, 90, 0, 0.2, 2.0, 1.5, 2.5),)))
CITY = to_json(AttributeInformation("city", 300, 0, 3, 0.3, 0.2, 0.1))
MARKED = to_json(Rule(1, (), 0.8, 0.6, 40, 40, 20, 15, 12, text=f"city is {MARKUP}"))


def change_card(workspace: Path, card: Any) -> None:
    """Put another card into every run of a workspace that no server has opened yet."""
    for path in workspace.glob("runs/*/run.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**record, "trust": card}), encoding="utf-8")


def read_card(workspace: Path) -> Any:
    path = next(workspace.glob("runs/*/run.json"))
    return json.loads(path.read_text(encoding="utf-8"))["trust"]


@pytest.fixture
def without_card(demo: Path) -> Path:
    """The demo workspace as an older version, or --no-trust, would have left it."""
    change_card(demo, None)
    return demo


def drawn(page: AppTest) -> str:
    return unescape(html(page)).replace("\N{NO-BREAK SPACE}", " ")


def without_rule(segment: Any) -> Any:
    """Return the templates of a segment's sentences but those of its rule, which would win over its text."""
    return {name: template for name, template in segment["text"].items() if name != "rule"}


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


@pytest.mark.parametrize("page", ["2_segment", "3_explore", "4_personas", "6_recommend"])
def test_pages_show_the_verdict(seen: Path, open_page: OpenPage, page: str) -> None:
    card = read_card(seen)
    shown = open_page(page)
    assert not shown.exception
    reasons = [each["reason"] for each in card["segments"]] if page == "4_personas" else [card["reason"]]
    for reason in reasons:
        assert reason in drawn(shown)
    assert NO_CARD not in texts(shown)


@pytest.mark.parametrize("page", ["2_segment", "3_explore", "4_personas", "6_recommend", "7_export", "8_runs"])
def test_a_run_without_a_card_is_shown_all_the_same(without_card: Path, open_page: OpenPage, page: str) -> None:
    shown = open_page(page)
    assert not shown.exception
    assert texts(shown).count(NO_CARD) == (1 if page in ("2_segment", "3_explore", "4_personas") else 0)


def test_the_statistics_of_a_verdict_open_with_a_click(seen: Path, open_page: OpenPage) -> None:
    verdict = run_verdict(the_server().results(run_id()))
    assert verdict
    assert verdict.detail
    for page in ("2_segment", "3_explore"):
        assert f'<summary style="cursor:pointer;opacity:0.8">Statistics</summary>{verdict.detail}' in drawn(
            open_page(page)
        )


def test_the_card_has_a_row_for_every_segment(seen: Path, open_page: OpenPage) -> None:
    shown = drawn(open_page("2_segment"))
    for view in segment_views(the_server().results(run_id())):
        assert view.name in shown
        assert f">Jaccard {view.jaccard:.2f}" in shown
        assert f">{view.band}<" in shown


def opened(page):
    """Open what waits for a click."""
    page.session_state["all_figures"] = True
    page.session_state["proofs"] = True
    return page.run()


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [(-0.02, 0.03, ("0.99", "1.02")), (-0.05, 0.22, ("0.97", "1.16")), (-0.05, 1.3, ("0.97", "2.46"))],
)
def test_the_ends_of_the_scale_of_predictions_differ(low: float, high: float, ends: tuple[str, str]) -> None:
    assert Scale(low, high).ends == ends


def test_figures_and_proofs_wait_for_a_click(seen: Path, open_page: OpenPage) -> None:
    page = open_page("2_segment")
    assert "stable, distinct and predictive: act on it." in drawn(page)
    assert "Rousseeuw (1987)" not in drawn(page)
    assert "Rousseeuw (1987)" in drawn(opened(page))
    explore = open_page("3_explore")
    assert "found again when users and events are drawn" not in drawn(explore)
    assert "found again when users and events are drawn" in drawn(opened(explore))


def test_every_figure_is_explained_one_click_below(seen: Path, open_page: OpenPage) -> None:
    page = opened(open_page("2_segment"))
    assert "All statistics, with definition, formula and source" in [each.label for each in page.expander]
    for shown in (
        "Rousseeuw (1987)",
        "Hennig (2007)",
        "Formula: users in both / users in either",
        "other random states",
    ):
        assert shown in drawn(page)
    figures = page.dataframe[0].value
    assert {"jaccard", "item_bits", "item_bits_low", "item_bits_high", "n_judged"} <= set(figures.columns)


def test_what_a_card_may_hold_is_shown_and_never_markup(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    segments = [
        {**each, "rule": MARKED, "text": without_rule(each), "separation": {"within_variance": 0.4}}
        for each in card["segments"]
    ]
    more = {"outcomes": [CHURNED], "attributes": [CITY], "reach": {**card["reach"], "consent_share": 0.5}}
    change_card(demo, {**card, **more, "segments": segments})
    page = opened(open_page("2_segment"))
    assert not page.exception
    found = (
        "It finds 60 % of the segment, and 80 % of those it finds are in the segment (measured on users from whom it "
        "was not made)."
    )
    assert f"Rule: city is {MARKUP}. {found}" in drawn(page)
    assert "<b>Bold" not in html(page)
    assert [frame.value.shape[0] for frame in page.dataframe] == [len(segments), 1, 1, len(segments)]
    assert "\\!\\[x\\]" in texts(open_page("4_personas"))


def test_bits_are_explained_wherever_a_page_first_shows_them(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    two = {"value": 0.2, "low": 0.1, "high": 0.3}
    segments = [{**each, "item_bits": {"value": -1.0, "low": -2.0, "high": 0.0}} for each in card["segments"]]
    change_card(demo, {**card, "predictive_gain": {**card["predictive_gain"], "item_bits": two}, "segments": segments})
    pages = {name: open_page(name) for name in ("2_segment", "3_explore", "4_personas")}
    assert drawn(pages["2_segment"]).count(">0.50 × as likely<") == len(segments)
    for page in pages.values():
        opened(page)
        assert texts(page).count("what users interacted with next is 1.15 times as likely once their segment") == 1
        assert tooltips(page).count("+0.20 bits per event on the holdout.") == 1


def test_bits_that_were_not_judged_need_no_sentence(demo: Path, open_page: OpenPage) -> None:
    change_card(demo, {**read_card(demo), "predictive_gain": None})
    for name in ("2_segment", "4_personas"):
        assert "times as likely" not in texts(open_page(name))


def test_beside_the_choice_of_k_stands_what_the_card_finds(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    n_users = sum(each["size"] for each in card["segments"])
    n_held = sum(each["size"] for each in card["segments"] if each["verdict"] in ("strong", "usable"))
    expected = f"{n_held:,} of {n_users:,} users ({100 * n_held / n_users:.0f} %) are in strong or usable"
    assert texts(open_page("2_segment")).count(expected) == 1
    close_server()
    change_card(demo, {**card, "segments": [{**each, "verdict": "weak"} for each in card["segments"]]})
    assert texts(open_page("2_segment")).count(f": 0 of {n_users:,} users (0 %) are in strong or usable") == 1


def test_a_run_that_was_not_judged_is_shown(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    unknown = {"value": None, "low": None, "high": None}
    gone = {"recall_uplift_pct": unknown, "item_bits": unknown, "habit_bits": unknown, "neighbour": None, "n_judged": 0}
    segments = [{**each, **gone} for each in card["segments"]]
    change_card(demo, {**card, "predictive_gain": None, "null": None, "segments": segments})
    page = open_page("2_segment")
    assert not page.exception
    assert drawn(page).count(">not measured<") == 2 * len(segments)


def test_the_runs_table_and_the_comparison_show_both_verdicts(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    verdict = card["verdict"]
    other = add_run(JobState.DONE, k=4)
    path = demo / "runs" / other / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "trust": None}), encoding="utf-8")
    page = open_page("8_runs")
    assert not page.exception
    assert page.dataframe[0].value["trust"].tolist() == [verdict, verdict]  # as it was when the runs were published
    assert sorted(page.dataframe[1].value["verdict"].tolist()) == sorted([verdict, "–"])
    assert card["reason"] in drawn(page)
    assert texts(page).count(NO_CARD) == 1
    assert drawn(page).count("What the grades mean") == 1


@pytest.mark.parametrize("page", ["0_home", "3_explore", "4_personas", "6_recommend", "9_one_segment"])
def test_what_grades_mean_is_explained_once_on_a_page(seen: Path, open_page: OpenPage, page: str) -> None:
    assert html(open_page(page)).count("What the grades mean") == 1


def test_advice_leads_with_one_click_to_where_it_is_followed(demo: Path, open_page: OpenPage) -> None:
    advised = {
        "partly_stable": ("Act on its confident users only.", "explore", "rule=segment%3A1+and+"),
        "two_groups": (str(TWO_GROUPS), "edit_segments", "split=1"),
        "mixed": ("Treat its users like all others.", "edit_segments", "aside=1"),
    }
    for code, (advice, address, query) in advised.items():
        card = read_card(demo)
        first = card["segments"][0]
        texts_of_it = {name: text for name, text in first["text"].items() if name != "advice"}
        card["segments"][0] = {**first, "verdict": "usable", "reason_code": code, "advice": advice, "text": texts_of_it}
        change_card(demo, card)
        close_server()
        for name in ("2_segment", "4_personas"):
            page = open_page(name)
            assert not page.exception
            led = [each.proto.query_string for each in page.get("page_link") if each.proto.page == address]
            assert any(query in each for each in led), (code, name, led)
