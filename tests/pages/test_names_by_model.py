"""Names by a language model on the page Personas: nothing leaves before somebody agrees, and one click goes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.naming import client
from core.server import the_server
from tests.core.jobs_help import wait_for
from tests.core.model_help import Answer, Endpoint, claim, fails, row, says, served
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts


def names_habits(handler: object, body: dict[str, object]) -> None:
    """Name each segment by its first figure that a name may have, and state one false claim of each."""
    rows = []
    for each in json.loads(body["messages"][1]["content"])["segments"]:
        figures = [figure for figure in each["figures"] if figure["kind"] == "taste" or figure.get("word")]
        figure = (figures or each["figures"])[0]
        word = figure.get("word") or figure["about"]
        claims = [claim(figure["id"], figure["segment"]), claim(figure["id"], -1, text="False")]
        rows.append(row(each["segment"], f"{word.capitalize()} fans", *claims))
    says({"segments": rows})(handler, body)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """An endpoint that the settings name."""
    monkeypatch.setattr(client, "wait", lambda _seconds: None)
    with served(names_habits) as opened:
        monkeypatch.setenv("ATLAS_MODEL_URL", opened.url)
        monkeypatch.setenv("ATLAS_MODEL_NAME", "little")
        monkeypatch.setenv("ATLAS_MODEL_KEY", "sk-secret")
        yield opened


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def agree(page: AppTest) -> AppTest:
    return next(each for each in page.checkbox if each.key.startswith("agree_")).check().run()


def ask(page: AppTest) -> None:
    page.button(key="ask_names").click().run()
    wait_for(lambda: not the_server().jobs.live(run_id()))


def test_it_is_off_unless_it_is_set(demo: Path, open_page: OpenPage) -> None:
    page = open_page("4_personas")
    assert "Off: nothing is sent anywhere." in texts(page)
    assert "ask_names" not in {button.key for button in page.button}


def test_nothing_is_sent_before_somebody_agrees_to_the_text(
    endpoint: Endpoint, demo: Path, open_page: OpenPage
) -> None:
    page = open_page("4_personas")
    assert not page.exception
    assert page.button(key="ask_names").disabled
    shown = page.code[0].value
    assert '"all_users": 300' in shown
    assert 'in the language "en"' in shown
    assert "sk-secret" not in texts(page) + html(page) + shown
    assert endpoint.bodies == []
    page = agree(page)
    assert not page.button(key="ask_names").disabled
    assert endpoint.bodies == [], "agreeing alone sends nothing"
    ask(page)
    (body,) = endpoint.bodies
    assert "\n".join(each["content"] for each in body["messages"]) == shown


def test_what_became_of_it_is_shown_and_one_click_goes_back(
    endpoint: Endpoint, demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.personas.marks.Mark.is_clear", True)  # in so small a log no habit is
    before = the_server().results(run_id()).names
    ask(agree(open_page("4_personas")))
    made = the_server().runs.segmentation(run_id())
    assert (made.version, made.author, made.names) == (1, "model little", {1: "Morning fans"})
    page = open_page("4_personas")
    shown = texts(page).replace("\\", "").replace("\u2060", "")
    assert "1 name is taken over." in shown
    assert "tokens: 1,000 sent, 200 answered" in shown
    assert "You agreed to this text" in shown
    assert "**Morning fans**, before “" in shown
    claims, history = (each.value for each in page.dataframe[-2:])
    assert claims["Outcome"].str.startswith("struck: The figure is ").sum() == len(before)
    assert set(history["Who"]) == {"model little"}
    page = next(each for each in page.button if each.label == "Take back name version 1 by model little").click().run()
    assert not page.exception
    back = the_server().runs.segmentation(run_id())
    assert (back.version, back.names, back.author) == (2, {}, "local")
    for name in before.values():
        assert name.replace("&", "&amp;") in html(page)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fails(500), "the endpoint answered with status 500. Tried 3 times; the names stay as they are."),
        (says("Sorry"), "the answer holds no JSON with names. Tried 3 times; the names stay as they are."),
    ],
)
def test_a_failure_is_one_sentence(
    endpoint: Endpoint, demo: Path, open_page: OpenPage, answer: Answer, why: str
) -> None:
    endpoint.answers = [answer]
    ask(agree(open_page("4_personas")))
    page = open_page("4_personas")
    assert not page.exception
    assert why in page.error[0].value.replace("\\", "")
    assert the_server().runs.segmentation(run_id()).version == 0


def test_settings_that_cannot_be_used_are_one_sentence(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_MODEL_URL", "localhost:11434")
    page = open_page("4_personas")
    assert "is no address of an endpoint" in page.error[0].value
