"""Columns that hold something of consent without saying who gave it, notes, ticked boxes, and names that refuse."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from core.attributes.consent import read_consent
from core.attributes.consent_events import Answer, answer_of_event
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError, UnsureConsentError


def attributes(name: str, values: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"plan": ["A"] * len(values), name: pd.Series(values, dtype="str")})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("UNSUB_CAMPAIGN", ["Spring sale", None]),
        ("consent_origin", ["Fair", None]),
        ("Herkunft Einwilligung Quelle", ["Messe", None]),
        ("profile.subscription_preferences.topics.topic_3", ["true", "false"]),
        ("wysylka_info", ["tak", None]),
        ("infomails", ["x", None]),
        ("Newsletter vorbei", ["ja", "nein"]),
    ],
)
def test_more_of_consent_is_asked_about_where_nothing_else_says_it(name: str, values: list[str | None]) -> None:
    with pytest.raises(UnsureConsentError, match=re.escape(repr(name))):
        read_consent(attributes(name, values))
    known = attributes(name, values).assign(opt_in=["no", "yes"])
    assert read_consent(known).is_given.tolist() == [False, True]


def test_who_has_a_campaign_of_an_opt_out_opted_out_where_that_column_is_named() -> None:
    found = read_consent(attributes("UNSUB_CAMPAIGN", ["Spring sale", None]), only=["UNSUB_CAMPAIGN"])
    assert (found.is_given.tolist(), found.is_weak) == ([False, True], True)


@pytest.mark.parametrize(
    "name",
    ["consent_version", "unsubscribe_link", "source", "premium", "is_member", "topic_3"],
)
def test_what_everybody_has_or_is_about_something_else_is_not_asked_about(name: str) -> None:
    with pytest.raises(NoConsentError) as error:
        read_consent(attributes(name, ["v1", "v2"]))
    assert type(error.value) is NoConsentError


@pytest.mark.parametrize(
    "note",
    [
        "Please don't call me", "VIP. Never contact!", "bitte nicht mehr anrufen", "nicht kontaktieren",
        "ne plus appeler", "must not be contacted", "no llamar", "does not want to be contacted",
        "nicht mehr kontaktiert werden",
    ],
)  # fmt: skip
def test_a_note_that_refuses_contact_is_asked_about(note: str) -> None:
    with pytest.raises(UnreadConsentError, match="'remarks' holds other answers"):
        read_consent(attributes("remarks", [note, "likes red wine", None]))


_NOT_YET = ["Not contacted", "noch nicht kontaktiert", "never contacted before", "never call before 9am"]


def test_a_note_of_a_call_is_none() -> None:
    with pytest.raises(NoConsentError, match="has no attribute that holds consent"):
        read_consent(attributes("remarks", ["called twice", "call after nine", "not at home", *_NOT_YET]))


@pytest.mark.parametrize(
    ("name", "values", "is_given"),
    [
        ("contact_state", ["ACTIVE", "SUPPRESSED", None], [True, False, False]),
        ("Vill inte bli kontaktad", ["Ja", None, "Nej"], [False, True, True]),
        ("souhaite_ne_pas_recevoir_email", ["oui", "non"], [False, True]),
        ("Baja del boletín", ["Sí", "No", None], [False, True, True]),
        ("Nyhetsbrev avslutat", ["2026-01-03", None], [False, True]),
        ("newsletter zrušen", ["ano", "ne"], [False, True]),
        ("newsletter_odjava", ["da", "ne"], [False, True]),
    ],
)
def test_names_and_answers_that_refuse(name: str, values: list[str | None], is_given: list[bool]) -> None:
    assert read_consent(attributes(name, values)).is_given.tolist() == is_given


@pytest.mark.parametrize(
    "name",
    [
        "unfollow_marketing", "email_unregistered", "newsletter_list_exited", "flow_unsub_campaign", "Baja de la lista",
        "Baja del boletín", "Nyhetsbrev avslutat", "odjava newsletter", "スパム報告",
    ],
)  # fmt: skip
def test_events_that_end_contact(name: str) -> None:
    assert answer_of_event(name) is Answer.OPTED_OUT


@pytest.mark.parametrize(
    "name",
    [
        "unfollow_store", "exit", "app_exit", "temporada baja", "campaign_started", "unlike", "unregistered",
        "exit_intent_newsletter", "quit_newsletter_form",
    ],
)  # fmt: skip
def test_events_that_end_something_else(name: str) -> None:
    assert answer_of_event(name) is None
