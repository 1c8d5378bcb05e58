"""The personas page: cards, renaming with its history, and two people who change the same segment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.personas.portrait import masked
from core.server import the_server
from core.store.carried import CARRIED_OVER, Carried, CarriedState, Origin, Unplaced
from core.store.segment_decision import Decision, DecisionState
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts, tooltips

MARKUP = "![x](http://host/p.png) <b>Bold</b> :smile: $x$"


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def personas():
    return the_server().results(run_id()).personas


def rename(page: AppTest, segment: int, name: str, note: str = "") -> AppTest:
    version = the_server().runs.segmentation(run_id()).version
    stamp = f"{run_id()}_{segment}_{version}"
    page.text_input(key=f"name_{stamp}").set_value(name)
    page.text_area(key=f"note_{stamp}").set_value(note)
    return save(page, segment)


def save(page: AppTest, segment: int) -> AppTest:
    return [button for button in page.button if button.label == "Save"][segment - 1].click().run()


def test_a_card_for_each_segment(seen: Path, open_page: OpenPage) -> None:
    page = open_page("4_personas")
    assert not page.exception
    for persona in personas():
        assert persona.name.replace("&", "&amp;") in html(page)
        for lift in persona.evidence:
            assert f"{lift.lift:.1f} ×" in html(page)
    assert tooltips(page).count("Mean membership probability ") == len(personas())
    assert "No name, note or decision has been changed yet." in texts(page)


def test_a_card_shows_the_portrait_and_masked_typical_users(seen: Path, open_page: OpenPage) -> None:
    results = the_server().results(run_id())
    page = texts(open_page("4_personas"))
    first = results.profiles[0].typical_users[0]
    assert first not in page
    assert masked(first) in page
    assert page.count("Offer first:") == results.k
    assert page.count("in the language of the log") == results.k


def test_a_new_name_is_used_on_every_page(demo: Path, open_page: OpenPage) -> None:
    page = rename(open_page("4_personas"), 2, "Morning people", "Call them early")
    assert not page.exception
    assert "Morning people" in html(page)
    assert "Note: Call them early" in texts(page)
    assert "Segment 2 is saved" in page.toast[0].value
    history = page.dataframe[-1].value
    assert history[["Name version", "Who", "Segment", "What", "After"]].to_numpy().tolist() == [
        [1, "an analyst", 2, "note", "Call them early"],
        [1, "an analyst", 2, "name", "Morning people"],
    ]
    assert "2 · Morning people" in open_page("3_explore").multiselect(key="segments").options
    assert "2 · Morning people" in open_page("6_recommend").selectbox(key="segment_picker").options
    assert "Morning people" in open_page("7_export").checkbox(key=f"export_{run_id()}_2").label
    runs, rejected = the_server().runs, Decision(state=DecisionState.REJECTED, owner="Ann")
    runs.save_version(runs.segmentation(run_id()).decided(2, rejected), "ann")
    assert "Decision: rejected" in texts(open_page("4_personas"))


def test_a_name_is_never_markup(demo: Path, open_page: OpenPage) -> None:
    page = rename(open_page("4_personas"), 1, MARKUP, MARKUP)
    assert "&lt;b&gt;Bold" in html(page)
    assert "<b>Bold" not in html(page)
    assert "\\!\\[x\\]" in page.toast[0].value
    assert "\\!\\[x\\]" in open_page("7_export").checkbox(key=f"export_{run_id()}_1").label


def test_a_name_that_is_taken_is_refused(seen: Path, open_page: OpenPage) -> None:
    page = rename(open_page("4_personas"), 2, personas()[0].name)
    assert "Segment 1 is already called" in page.error[0].value
    assert the_server().runs.segmentation(run_id()).version == 0


@pytest.mark.parametrize(
    ("button", "kept"), [("Keep the saved name version", "Ann's"), ("Overwrite with yours", "Mine")]
)
def test_two_wishes_are_shown_and_one_is_kept(demo: Path, open_page: OpenPage, button: str, kept: str) -> None:
    page = open_page("4_personas")
    the_server().runs.save_segmentation(run_id(), {1: "Ann's"}, {}, 0, "local")
    page.text_input(key=f"name_{run_id()}_1_0").set_value("Mine")
    page = save(page, 1)
    assert "Your change is not saved" in page.warning[0].value
    assert {"Ann's", "Mine"} <= {each.value for each in page.text}
    page = next(each for each in page.button if each.label == button).click().run()
    assert not page.warning
    assert the_server().runs.segmentation(run_id()).names == {1: kept}


def test_a_change_of_another_segment_is_no_conflict(demo: Path, open_page: OpenPage) -> None:
    page = open_page("4_personas")
    the_server().runs.save_segmentation(run_id(), {1: "Ann's"}, {}, 0, "local")
    page.text_input(key=f"name_{run_id()}_2_0").set_value("Mine")
    page = save(page, 2)
    assert not page.warning
    assert the_server().runs.segmentation(run_id()).names == {1: "Ann's", 2: "Mine"}


def carry(state: CarriedState) -> None:
    """Have segment 2 match segment 1 of another run, which an analyst had named."""
    runs = the_server().runs
    match = Carried(segment=2, from_segment=1, share=0.48, jaccard=0.4, known_share=0.9, state=state, number=7,
                    name="Coffee lovers", note="Call them", lost_interests=("Espresso",))  # fmt: skip
    lost = Unplaced(name="Gardeners", note="")
    origin = Origin(run_id="abcdef0123456789", version=3, n_common=270, segments=(match,), unplaced=(lost,))
    names = {2: "Coffee lovers"} if state is CarriedState.STALE else {}
    runs.save_version(replace(runs.segmentation(run_id()), names=names, origin=origin), CARRIED_OVER)


def click(page: AppTest, label: str) -> AppTest:
    return next(each for each in page.button if each.label == label).click().run()


def test_numbers_that_follow_an_earlier_run_are_no_names_that_were_carried_over(
    demo: Path, open_page: OpenPage
) -> None:
    runs = the_server().runs
    first = texts(open_page("4_personas"))
    assert "Names as the program gave them. " in first
    assert "name version" not in first
    match = Carried(segment=2, from_segment=1, share=0.9, jaccard=0.9, known_share=0.9, state=CarriedState.CARRIED,
                    number=7)  # fmt: skip
    origin = Origin(run_id="abcdef0123456789", version=0, n_common=270, segments=(match,))
    runs.save_version(replace(runs.segmentation(run_id()), numbers={2: 7}, origin=origin), CARRIED_OVER)
    shown = texts(open_page("4_personas"))
    assert "Names as the program gave them. Numbers and colours follow run abcdef." in shown
    assert "carried over from" not in shown
    named = replace(origin, segments=(replace(match, name="Coffee lovers"),))
    runs.save_version(replace(runs.segmentation(run_id()), names={2: "Coffee lovers"}, origin=named), CARRIED_OVER)
    shown = texts(open_page("4_personas"))
    assert "carried over from run abcdef (name version 0: names as the program gave them there)." in shown


@pytest.mark.parametrize(("button", "name", "number"), [("Yes", "Coffee lovers", 7), ("No", "", 2)])
def test_a_weak_match_is_asked_about_and_the_answer_kept(
    demo: Path, open_page: OpenPage, button: str, name: str, number: int
) -> None:
    carry(CarriedState.ASKED)
    page = open_page("4_personas")
    assert "Segment 2 shares 48\N{NO-BREAK SPACE}\\% of its users with “Coffee lovers”" in texts(page)
    assert "Take its name" in texts(page)
    assert "No segment here matches these names of run abcdef\\:\u2060 Gardeners\\." in texts(page)
    assert "carried over from run abcdef (name version 3). 1 name waits for you on the page Personas." in texts(page)
    page = click(page, button)
    assert not page.exception
    found = the_server().runs.segmentation(run_id())
    assert (found.version, found.author, found.names.get(2, ""), found.number_of(2)) == (2, "local", name, number)
    assert "Take its name" not in texts(page)
    assert ("an analyst", "name carried over", "asked") in [
        tuple(row) for row in page.dataframe[-1].value[["Who", "What", "Before"]].to_numpy().tolist()
    ]
    options = open_page("3_explore").multiselect(key="segments").options
    assert ("7 · Coffee lovers" in options) is (name != "")
    exporting = open_page("7_export")
    assert "by local" not in texts(exporting)
    assert ("which differ from the numbers on pages" in texts(exporting)) is (name != "")
    if name:
        assert exporting.dataframe[0].value.to_numpy().tolist() == [[7, 2]]


@pytest.mark.parametrize(("button", "is_kept"), [("Keep the name", True), ("Use the generated name", False)])
def test_a_stale_name_is_looked_at(demo: Path, open_page: OpenPage, button: str, is_kept: bool) -> None:
    carry(CarriedState.STALE)
    page = open_page("4_personas")
    warned = page.warning[0].value
    assert "Is this name still right" in warned
    assert "What marked it out is not stated any more" in warned
    page = click(page, button)
    found = the_server().runs.segmentation(run_id())
    assert not page.warning
    assert found.names == ({2: "Coffee lovers"} if is_kept else {})


def test_a_name_that_another_segment_has_is_not_taken(demo: Path, open_page: OpenPage) -> None:
    carry(CarriedState.ASKED)
    seen = the_server().runs.segmentation(run_id())
    the_server().save_segmentation(run_id(), {1: "Coffee lovers"}, {}, seen.version)
    page = click(open_page("4_personas"), "Yes")
    assert "Segment 1 is already called" in page.error[0].value
