"""The recommend page: items of a segment, and the proof."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.population.interactions import interacted
from core.server import the_server
from core.store.segment_decision import Decision, DecisionState
from core.types import Population
from core.ui.recommend.again import AGAIN
from core.ui.recommend.audience import AT_MOST, RANKED, REFUSED, WANTED
from core.ui.recommend.best_sellers import SHOWN as BEST_SELLERS
from core.ui.recommend.choice import FILE, LEFT_OUT, LIST_IS, ORDER
from core.ui.recommend.for_users import KIND
from core.ui.recommend.for_users import LENGTH as LIST_LENGTH
from core.ui.recommend.for_users import SHOWN as LISTS
from core.ui.recommend.interest_layers import SHOWN as LAYERS
from core.ui.recommend.items import LETTERS
from core.ui.recommend.one_user import LOOKED_UP
from core.ui.recommend.pictures import ALLOWED
from core.ui.recommend.pictures import FILE as PICTURES
from core.ui.recommend.side_by_side import CHOSEN, LENGTH, with_interests
from core.ui.recommend.typical import SHOWN
from core.ui.shared import proof_sentences
from core.ui.shared.rows import row_height
from core.ui.shared.text import format_day
from core.views.interest_layers import levels_of
from core.views.offers import offers_frame
from core.views.popularity_age import age_in_segments
from tests.pages.conftest import OpenPage
from tests.pages.help import html, of_log, texts, tooltips


def record_of(workspace: Path) -> Path:
    return next((workspace / "runs").glob("*/run.json"))


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def population_of_run() -> Population:
    run = the_server().runs.runs()[0]
    return the_server().population(run.dataset_id, run.excluded, run.version)


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


@pytest.mark.parametrize("name", ["6_recommend", "9_one_segment"])
def test_forecasts_name_their_days_and_say_that_these_have_passed(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    server = the_server()
    run = server.runs.runs()[0]
    offers = server.results(run.run_id).record.scores.offers
    assert offers is not None
    first, n_days = server.store.span(run.dataset_id)[1].date() + timedelta(days=1), round(offers.days)
    last = first + timedelta(days=n_days - 1)
    for today, ending in (
        (first, ""),
        (first + timedelta(days=1), "1 of these days has passed."),
        (last, f"{n_days - 1} of these days have passed."),
        (last + timedelta(days=1), "These days have passed: the figures say what was to be expected then"),
    ):
        monkeypatch.setattr(proof_sentences, "visitors_day", lambda today=today: today)
        page = open_page(name)
        stated = f"{texts(page)} {html(page)}"
        assert f"from {format_day(first)} to {format_day(last)}, the {n_days} days after the last day" in stated
        assert ("passed" in stated) == bool(ending)
        assert ending in stated
        days = f"Expected: from {format_day(first)} to {format_day(last)}, the {n_days} days after the last day of the"
        assert f"{days} log. {ending}".strip() in stated.replace("\N{NO-BREAK SPACE}", " ")
        is_warned = any("These days have passed" in each.value for each in page.warning)
        assert is_warned is (name == "6_recommend" and today > last)


@pytest.mark.parametrize(
    ("title", "interest", "height"),
    [
        ("Tea", "Kitchen 1.2 ×", 65),
        ("Tea", "Parisienne key cabinet & Photo frame cornice 0.9 ×", 85),
        ("A pot of tea for two, with a lid, a strainer and four cups", "Kitchen 1.2 ×", 85),
        ("tea " * 80, "Kitchen 1.2 ×", 125),
    ],
)
def test_rows_of_items_are_as_tall_as_their_longest_text_up_to_six_lines(
    title: str, interest: str, height: int
) -> None:
    shown = pd.DataFrame({"title": ["Tea", title], "interest": ["", interest], "goes_with": ["what is popular", ""]})
    assert row_height(shown, LETTERS, least=3) == height


def test_items_stand_beside_the_proof(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    assert not page.exception
    items = page.dataframe[0].value
    assert items["rank"].tolist() == list(range(1, 21))
    assert items["expected_response"].between(0, 100).all()
    assert items["new_to_pct"].between(0, 100).all()
    assert (items["lift"][:10] >= 1).all()
    assert items["strength"][:10].dropna().is_monotonic_decreasing
    assert items["strength"][10:].dropna().is_monotonic_decreasing
    assert items["strength"].dropna().between(0, 100).all()
    assert items["strength"].isna().tolist() == (items["new_to_pct"] < 100 / 3).tolist()
    assert (
        "Expected to pick it: how many of every 100 users of the segment, those who have it already included"
        in texts(page)
    )
    is_in_order = items["strength"].dropna().is_monotonic_decreasing
    assert ("The 20 items to offer. The strongest first: how many users" in texts(page)) is is_in_order
    assert ("First ten that the segment has at least as often as all users, where" in texts(page)) is not is_in_order
    has_had = bool((items["new_to_pct"] < 100 / 3).any())
    assert ("Items that more than two thirds of the segment have already stand last." in texts(page)) is has_had
    about = "It orders the list, and 100 is the strongest item that is not put last."
    assert (about in texts(page)) is is_in_order
    power = the_server().results(run_id()).record.scores.offer_basis.order_power_at(0.5)
    made_of = f"Strength: “Expected” times “This item” to the power of {power:.3g}, where the slider stands."
    assert (made_of in texts(page)) is is_in_order
    made_of_shown = items["expected_response"] * items["lift"] ** power
    assert (items["strength"] / items["strength"][0]).dropna().tolist() == pytest.approx(
        (made_of_shown / made_of_shown[0])[items["strength"].notna()].tolist(), rel=1e-3
    )
    assert "if users go on as in the last fifth of the log's events. Any event with it counts, even “" in texts(page)
    assert not any("of 100 users of the segment" in each.value for each in page.caption[:3])
    last = the_server().store.span(page.session_state["dataset"])[1]
    assert f"Data up to {format_day(last)}." in texts(page)
    likelier = 2 ** the_server().results(run_id()).trust.predictive_gain.item_bits.value
    headline = (
        f"Over all segments, what users interacted with next is {likelier:.2f} times as likely once their segment"
    )
    assert headline in readable(page)
    assert "Lists of 20, over all segments: the items most popular in the own segment hold" in readable(page)
    assert "times as much" not in readable(page)
    assert "of what users of this segment chose next; the 20 items most popular with all users hold" in readable(page)
    assert "are left out as gone" in texts(page) or "is left out as gone" in texts(page)
    assert "The list is ordered by how many are expected to pick an item times a power of the lift" in texts(page)
    age = age_in_segments(the_server().results(run_id()).record.scores, population_of_run())
    assert age
    assert age in texts(page)
    assert len(page.get("plotly_chart")) == 3


def test_the_interest_of_an_item_stands_beside_its_lift(seen: Path, open_page: OpenPage) -> None:
    found = the_server().results(run_id()).interests
    broad = {each.node: each for each in found.segments if each.segment == 1 and found.nodes[each.node].layer == 1}
    page = open_page("6_recommend")
    items = page.dataframe[0].value
    nodes = dict(zip(found.items.item_ids, found.items.node_of.tolist(), strict=True))
    for item, shown in zip(items["item_id"], items["interest"], strict=True):
        node = nodes[item]
        node = node if node in broad else found.nodes[node].parent
        sign = "" if broad[node].is_known else "\N{ALMOST EQUAL TO} "  # the same as on the page Interests
        figure = f"{sign}{broad[node].lift:.1f}\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN}"  # not broken in its cell
        assert shown == f"{found.nodes[node].name} {figure}"
    assert "percent is of all users who chose that one, not of the segment." not in texts(page)
    assert all(
        re.match(
            r"Chosen by \d+ % of those who chose .+, by [\d.]+ % of all users$|no single item$|what is popular$", each
        )
        for each in items["goes_with"]
    )


def test_a_weak_segment_of_a_strong_run_has_its_own_verdict_beside_its_list(demo: Path, open_page: OpenPage) -> None:
    record = json.loads(record_of(demo).read_text())
    record["trust"]["verdict"] = "strong"
    for each in record["trust"]["segments"]:
        each["verdict"] = "weak"
    record_of(demo).write_text(json.dumps(record))
    page = open_page("6_recommend")
    legend = ["strong", "usable", "weak", "none"]
    stated = re.findall(r"</span>(strong|usable|weak|none)</span>", html(page))
    assert stated == ["weak", *legend, "strong"]
    shown = texts(page)
    assert shown.index("Verdict on this segment:") < shown.index("Verdict on the run, all its segments together:")


@pytest.mark.parametrize("name", ["6_recommend", "9_one_segment"])
@pytest.mark.parametrize("n_judged", [19, 20])
@pytest.mark.parametrize("is_by_chance", [False, True])
def test_offers_do_not_contradict_a_verdict_and_say_on_whom_their_figures_rest(
    demo: Path, open_page: OpenPage, name: str, n_judged: int, is_by_chance: bool
) -> None:
    record = json.loads(record_of(demo).read_text())
    for each in record["scores"]["offers"]["scores"]:
        if each["segment"] is not None:
            each["n_judged"] = n_judged
    for each in record["trust"]["segments"]:
        each |= {"verdict": "none", "reason_code": "chance"} if is_by_chance else {}
    record_of(demo).write_text(json.dumps(record))
    page = open_page(name)
    shown = f"{texts(page)} {html(page)}".replace("\N{NO-BREAK SPACE}", " ")
    has_items = name == "6_recommend" or not is_by_chance
    assert ("no better than chance. Offer all users the same" in shown) is is_by_chance
    assert ("fewer than 20 are of this one, too few to learn from" in shown) is (n_judged < 20 and has_items)
    assert ("choose the item for the first time" in shown) is has_items


def test_best_sellers_are_offered_where_the_own_list_finds_no_more(demo: Path, open_page: OpenPage) -> None:
    record = json.loads(record_of(demo).read_text())
    for each in record["scores"]["offers"]["scores"]:
        if each["recommender"] == "segment_offers" and each["segment"]:
            sign = -1 if each["segment"] == 1 else 1
            each["gain_pct"] |= {"value": 2.0 * sign, "low": -4.0, "high": 4.0}
    record_of(demo).write_text(json.dumps(record))
    page = open_page("6_recommend")
    assert "Its own list finds no more: offer them the best-sellers." in texts(page)
    page.toggle(key=BEST_SELLERS).set_value(True).run()
    assert not page.exception
    assert "items most popular with all users, with the figures of this segment" in texts(page)
    population = the_server().population(the_server().store.datasets()[0].dataset_id)
    n_users = np.diff(interacted(population).tocsc().indptr)
    listed = [n_users[population.items.item_ids == each][0] for each in page.dataframe[0].value["item_id"]]
    assert listed == sorted(listed, reverse=True)
    assert max(n_users) == listed[0]
    assert page.dataframe[0].proto.placeholder == "\N{EN DASH}"  # of a cell without a figure
    page.selectbox(key="segment_picker").set_value(2).run()
    assert not any(each.key == BEST_SELLERS for each in page.toggle)
    assert "offer them the best-sellers" not in texts(page)


def test_cards_name_interests_where_the_log_has_no_categories(seen: Path) -> None:
    results = the_server().results(run_id())
    items = offers_frame(results, 1)
    assert with_interests(results, 1, items) is items
    without = with_interests(results, 1, items.assign(category=""))
    assert results.interests
    broad = {str(node.name) for node in results.interests.nodes if node.layer == 1}
    assert set(without["category"]) <= broad
    assert without["category"].astype(bool).all()


def test_usefulness_stands_against_variety(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    table = next(each.value for each in page.dataframe if "coverage" in each.value)
    assert table["served_by"].tolist()[:3] == [
        "Popular with all users",
        "Popular in the segment",
        "Offers of the segment",
    ]


def test_another_segment_has_its_own_items_and_address(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    first = page.dataframe[0].value
    page.selectbox(key="segment_picker").set_value(2).run()
    assert page.dataframe[0].value["item_id"].tolist() != first["item_id"].tolist()
    assert page.query_params["segment"] in ("2", ["2"])
    own = the_server().results(the_server().runs.runs()[0].run_id).profiles[1]
    assert f"The segment has {own.size} of" in texts(page)


def test_another_order_when_asked(seen: Path, open_page: OpenPage) -> None:
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


def test_items_that_are_not_to_be_offered_leave_the_list(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    first, second = page.dataframe[0].value["item_id"][:2]
    page.text_area(key=LEFT_OUT).set_value(f"{first}\n nothing-like-it\n{first}").run()
    assert not page.exception
    items = page.dataframe[0].value
    assert items["item_id"][0] == second
    assert first not in items["item_id"].tolist()
    assert readable(page).count("1 id of the list is of an item. 1 id is of no item:") == 1
    page.radio(key=LIST_IS).set_value("in_stock").run()
    assert page.dataframe[0].value["item_id"].tolist() == [first]


def test_a_list_of_items_is_uploaded(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    first, second = page.dataframe[0].value["item_id"][:2]
    page.file_uploader(key=FILE).set_value(("stock.csv", f"item_id,n\n{first},0\nzz,1\n".encode(), "text/csv")).run()
    assert not page.exception
    assert page.dataframe[0].value["item_id"][0] == second
    assert "1 id is of no item" in readable(page)
    page.file_uploader(key=FILE).set_value(("stock.csv", b"\xff\x00\xff", "text/csv")).run()
    assert "stock.csv cannot be read" in page.error[0].value.replace("\\", "")


def test_an_item_is_asked_for_and_its_segments_and_users_are_shown(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    best = page.dataframe[0].value["item_id"][0]
    page.selectbox(key=WANTED).set_value(best).run()
    page.toggle(key=RANKED).set_value(True).run()
    page.number_input(key=AT_MOST).set_value(5).run()
    assert not page.exception
    segments, users = (each.value for each in page.dataframe[-2:])
    assert segments["expected_response"].is_monotonic_decreasing
    assert users["score"].is_monotonic_decreasing
    assert len(users) == 5
    assert users["user_id"].str.contains("…").all()
    assert "5 of 300 users are listed. Left out:" in readable(page)
    assert "who did not consent to be contacted (refused, or gave no answer). Left out" in readable(page)
    assert [button.label for button in page.get("download_button")] == [
        "For upload: segments.csv",
        "For Excel: segments_excel.csv",
        "For upload: users_consented.csv",
        "For Excel: users_consented_excel.csv",
    ]
    of_log(page, "checkbox", REFUSED).set_value(True).run()
    assert page.get("download_button")[2].label == "For upload: users.csv"


def test_segments_stand_side_by_side(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    both = [each.value for each in page.markdown if each.value.startswith("**Both get**")]
    assert len(both) == 1
    first = page.dataframe[0].value["title"][0]
    assert f"1. <b>{first}</b>" in html(page)
    page.button(key="side_by_side_all").click().run()
    assert not page.exception
    assert page.pills(key=CHOSEN).value == list(the_server().results(run_id()).segments)
    page.segmented_control(key=LENGTH).set_value(10).run()
    assert "<div>10. <b>" in html(page)
    page.pills(key=CHOSEN).set_value([]).run()
    assert "Choose two segments to compare them, or all." in texts(page)


def test_a_segment_that_nobody_is_to_act_on_is_marked_and_left_out(demo: Path, open_page: OpenPage) -> None:
    runs = the_server().runs
    runs.save_version(runs.segmentation(run_id()).decided(1, Decision(state=DecisionState.REJECTED)), "ann")
    page = open_page("6_recommend")
    assert "An analyst set this segment aside or rejected it: do not act on it." in [
        each.value for each in page.warning
    ]
    page.button(key="side_by_side_all").click().run()
    assert 1 not in page.pills(key=CHOSEN).value
    page.selectbox(key=WANTED).set_value(page.dataframe[0].value["item_id"][0]).run()
    page.toggle(key=RANKED).set_value(True).run()
    assert not page.exception
    assert readable(page).count("Set aside or rejected by an analyst, and left out: 1.") == 2
    assert "of segments that an analyst set aside or rejected." in readable(page)


def test_pictures_are_loaded_only_when_allowed(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    assert "so they learn which items you look at" in texts(page)
    assert page.toggle(key=ALLOWED).disabled
    item = page.dataframe[0].value["item_id"][0]
    content = f"item_id,image\n{item},https://shop.example/<x>.jpg\n".encode()
    page.file_uploader(key=PICTURES).set_value(("items.csv", content, "text/csv")).run()
    assert "Servers that would be asked: shop" in texts(page)
    assert "<img" not in html(page)
    page.toggle(key=ALLOWED).set_value(True).run()
    assert not page.exception
    assert 'src="https://shop.example/&lt;x&gt;.jpg"' in html(page)


def test_typical_users_are_shown_when_asked_for(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    assert "Would get" not in texts(page)
    page.toggle(key=SHOWN).set_value(True).run()
    assert not page.exception
    assert texts(page).count("Would get") == 3
    assert "…" in readable(page)
    assert "seen-u" not in readable(page)
    layers = r"Next choices · What everybody picks \d+ % · Whole fields of interest \d+ %"
    assert len(re.findall(layers, readable(page))) == 3


def test_one_user_is_looked_up_by_id(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    results = the_server().results(run_id())
    user, segment = str(results.user_ids[7]), int(results.labels[7])
    page.text_input(key=LOOKED_UP).set_value(f" {user} ").run()
    assert not page.exception
    assert texts(page).count("Would get") == 1
    assert f"**{user}**" in readable(page)
    assert f"Segment: {segment} · " in readable(page)
    page.text_input(key=LOOKED_UP).set_value("nobody").run()
    assert "The log has no user of this id." in texts(page)
    assert "Would get" not in texts(page)


def test_which_interests_count_is_shown_for_each_segment(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    page.toggle(key=LAYERS).set_value(True).run()
    assert not page.exception
    shown = next(each.value for each in page.dataframe if "everybody" in each.value)
    assert shown["name"].tolist()[-1] == "All users"
    weights = shown[list(levels_of(2))]
    assert weights.sum(axis=1).round(6).tolist() == [100] * (len(the_server().results(run_id()).segments) + 1)
    assert shown["goes_by"].tolist() == weights.idxmax(axis=1).tolist()
    assert "choices of this segment" in readable(page)


def test_what_is_taken_again_is_listed_for_a_segment_and_offered_for_users(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    page.toggle(key=AGAIN).set_value(True).run()
    again = next(each.value for each in page.dataframe if "due_pct" in each.value)
    assert again["rank"].tolist() == list(range(1, len(again) + 1))
    assert (again["score"] > 0).all()
    assert page.get("download_button")[0].label == "For upload: again.csv"
    page.toggle(key=LISTS).set_value(True).run()
    assert not page.exception
    labels = [button.label for button in page.get("download_button")]
    assert labels[2:4] == ["For upload: recommendations_users.csv", "For Excel: recommendations_users_excel.csv"]
    assert "users consented" in texts(page)
    page.segmented_control(key=KIND).set_value("again").run()
    assert page.get("download_button")[2].label == "For upload: again_users.csv"
    page.number_input(key=LIST_LENGTH).set_value(100)
    with pytest.MonkeyPatch.context() as small:
        small.setattr("core.ui.recommend.for_users.MAX_BYTES_IN_BROWSER", 1)
        page.run()
    assert page.code[-1].value.endswith("--per-user 100 --again --out FILE")


def test_links_lead_on_with_the_segment(seen: Path, open_page: OpenPage) -> None:
    page = open_page("6_recommend")
    page.selectbox(key="segment_picker").set_value(2).run()
    queries = {each.proto.page: each.proto.query_string for each in page.get("page_link")}
    assert "segment=2" in queries["personas"]
    assert "for_segment=2" in queries["interests"]
    assert "for_segment=2" in queries["export"]


@pytest.mark.parametrize(
    ("gain", "sentence"),
    [
        (50.8, "Recall@20 uplift on the holdout: +50.8 %. Random segments"),
        (50.8, "Random segments of the same sizes: \N{MINUS SIGN}3.8 %. Measured on 3,665 users, with 8 segments."),
        (50.8, "This is a clear gain"),
        (5.0, "This is a small gain"),
        (0.4, "This is no gain"),
        (-7.0, "of what users interacted with next, those most popular with all users "),
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
    assert "What the segments predict was not measured." in texts(page)


def test_why_it_was_not_judged(demo: Path, open_page: OpenPage) -> None:
    change(demo, None, "No user has 10 events or more.")
    page = open_page("6_recommend")
    assert "No user has 10 events or more" in page.info[0].value
    assert "How many are expected to pick it is not stated: it takes a full run whose holdout is judged." in texts(page)
    assert not page.get("plotly_chart")


def test_a_run_without_judgement_says_so(demo: Path, open_page: OpenPage) -> None:
    change(demo, None)
    assert "What the segments predict was not measured in this run" in open_page("6_recommend").info[0].value
