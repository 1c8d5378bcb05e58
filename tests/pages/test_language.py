"""In another language no text of Persona Atlas on a page is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from zoneinfo import available_timezones

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.errors import DataError
from core.ingest.presets.table import PRESETS
from core.ingest.tables.source import IngestReport
from core.jobs.error_boundary import message_of
from core.registry import CLUSTERERS, ENCODERS
from core.results.tables import RECOMMENDATION_COLUMNS, USER_COLUMNS
from core.sentences import Sentence, say
from core.server import close_server, the_server
from core.stages.table import Stage
from core.store.job_info import JobState
from core.types import Column
from core.ui.shared.labels import stage_label
from tests.catalogue import CLOSE, OPEN, Marking, collect_keys, unmarked, words_on
from tests.core.jobs_help import pretend
from tests.pages.conftest import RECIPE, OpenPage
from tests.pages.help import html, texts
from tests.pages.test_data import LOG, upload, wait_for_load

PAGES = (
    "0_home", "1_data", "2_segment", "3_explore", "4_personas", "9_one_segment", "5_interests", "6_recommend",
    "7_export", "8_runs", "10_edit_segments", "11_your_own_segments",
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]{2}")
_IDS = re.compile(r"((demo-[ui]|de…)\d+( \([A-Z]\))?\s*)+|[\d.]+ [kM]B[ ,]*")
"""Ids of the log, and the size of its files before words that are translated."""


@pytest.fixture(autouse=True)
def marking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A visitor whose language has every key; figures kept for other visitors of the same process are forgotten."""
    monkeypatch.setattr("core.ui.shared.text._catalogue", lambda _locale: Marking())
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def left_in_english(page: AppTest, brought: set[str]) -> set[str]:
    """Find texts that neither the catalogue nor the user gave."""
    left = {unmarked(re.sub(r"\\(.)\u2060?", r"\1", text)) for text in words_on(page)}
    left = {unescape(text) for text in left}
    return {text.replace("\n", " ") for text in left if not is_foreign(text, brought)}


def is_foreign(text: str, brought: set[str]) -> bool:
    """Say whether a text, or each of its lines, is no English of the program."""
    whole = text.replace("\n", " ")
    if not _LETTERS.search(whole) or _IDS.fullmatch(whole) or is_brought(whole, brought):
        return True
    lines = [line.strip() for line in text.split("\n")]
    return all(is_brought(line, brought) or not _LETTERS.search(line) for line in lines)


def is_brought(text: str, brought: set[str]) -> bool:
    """Say whether the user gave a text, or what stands before the sign for a cut."""
    start, cut, _rest = text.partition("…")
    return text in brought or (bool(cut) and any(each.startswith(start.strip()) for each in brought))


def brought_by_user() -> set[str]:
    """List what comes from the log, and the names of columns in the files that leave."""
    info = the_server().store.datasets()[0]
    population = the_server().population(info.dataset_id)
    columns = {choice["column"] for choice in info.report["choices"]}
    titles = population.items.titles
    words = [title.casefold().split() for title in titles]
    terms = {" ".join(own[place : place + n]) for own in words for place in range(len(own)) for n in (1, 2)}
    interests = the_server().results(the_server().runs.runs()[0].run_id).interests
    assert interests
    nodes = {name for node in interests.nodes for name in (node.name, interests.full_name(node.id))}
    explained = {f"`{name}`:" for name in (*RECOMMENDATION_COLUMNS, Column.STRENGTH)}
    return {
        *titles,
        *terms,
        *nodes,
        *population.event_names,
        *population.items.category_names,
        *columns,
        *USER_COLUMNS,
        Column.SHOWN_AS,
        *explained,
        "local",
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_all_in_the_visitors_language(seen: Path, open_page: OpenPage, name: str) -> None:
    page = open_page(name)
    assert not page.exception
    assert any(OPEN in text for text in words_on(page))
    assert left_in_english(page, brought_by_user()) == set()


def test_personas_and_facts_are_translated_around_what_the_log_says(seen: Path, open_page: OpenPage) -> None:
    page = open_page("4_personas")
    persona = the_server().results(the_server().runs.runs()[0].run_id).personas[0]
    assert OPEN not in persona.sentence
    assert f"{OPEN}{OPEN}" in html(page)
    assert "users" in persona.sentence
    assert persona.sentence not in texts(page).replace("\\", "")


def test_a_name_that_an_analyst_gave_stays_as_it_is(demo: Path, open_page: OpenPage) -> None:
    run_id = the_server().runs.runs()[0].run_id
    the_server().runs.save_segmentation(run_id, {1: "Late users of *things*"}, {}, 0, "local")
    assert ">Late users of *things*<" in html(open_page("4_personas"))


def test_a_saved_note_leaves_the_found_name_the_runs_own(demo: Path, open_page: OpenPage) -> None:
    page = open_page("4_personas")
    page.text_area[0].set_value("Call them first.")
    page.button[0].click().run()
    runs = the_server().runs
    saved = runs.segmentation(runs.runs()[0].run_id)
    assert (dict(saved.names), dict(saved.notes)) == ({}, {1: "Call them first."})


def test_an_upload_that_is_refused_says_so_in_the_visitors_language(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), "<!doctype html><html></html>")
    shown = page.error[0].value.replace("\\", "")
    assert "log" in shown
    assert shown.count(OPEN) == shown.count(CLOSE) == 2
    assert not _LETTERS.search(unmarked(shown))


def test_reasons_and_notes_of_a_load_are_translated(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG.replace("what", "what,").replace(",i", ",,i") + "u1,,,2026-01-03 10:00\n")
    brought = {
        "who",
        "what",
        "when",
        "column_3",
        "log.csv",
        "**column_3**:",
        "**column_3**:  (i0, i1, i2)",
        "**what**:",
        ":red[]",
        *(preset.label for preset in PRESETS.values()),
        *available_timezones(),
    }
    assert left_in_english(page, brought) == set()
    page.selectbox(key="role_events_item_log.csv").set_value("column_3").run()
    page = wait_for_load(next(button for button in page.button if button.label == f"{OPEN}Load{CLOSE}").click().run())
    report = IngestReport.from_dict(the_server().store.datasets()[0].report)
    assert dict(report.rejected) == {"no item": 1}
    assert len(report.notes) == 4
    assert f"{OPEN}no item{CLOSE}" in words_on(page)
    left = left_in_english(page, brought | {"event", "log.csv ·", "**log.csv**"})
    assert {text for text in left if not text.endswith(" = who;  = column_3;  = when")} == set()


@pytest.mark.parametrize("stage", Stage)
def test_stages_are_translated(stage: Stage) -> None:
    assert unmarked(stage_label(stage)) == ""


def test_a_failed_run_says_why_in_the_visitors_language_after_a_restart(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    server = the_server()
    run = server.submit(server.runs.runs()[0].dataset_id, replace(RECIPE, k=4))
    error = DataError(say("{n} users are too few to choose a number of segments.", n=3), say("Give one with --k."))
    server.jobs.end(run.job_id, JobState.FAILED, message_of(error))
    close_server()
    page = open_page("8_runs")
    page.selectbox(key="chosen_run").set_value(run.run_id).run()
    shown = page.warning[0].value
    assert "users are too few" in shown
    assert not _LETTERS.search(unmarked(shown))


def test_the_help_of_every_parameter_can_be_collected() -> None:
    helps = [info.help for method in (*ENCODERS.values(), *CLUSTERERS.values()) for info in method.params]
    assert {each.template if isinstance(each, Sentence) else each for each in helps} <= collect_keys()


def test_what_no_catalogue_reached_is_seen() -> None:
    assert unmarked(f"{OPEN}all {OPEN}users{CLOSE}{CLOSE} and some") == "and some"
    assert Marking().gettext("This is in no catalogue.") == "This is in no catalogue."
