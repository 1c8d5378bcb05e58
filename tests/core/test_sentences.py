"""Sentences keep what a catalogue needs, through JSON too."""

from __future__ import annotations

import json
from datetime import date

import pytest

from core.sentences import from_plain, from_text, say, say_n, to_plain, to_text, translate

GERMAN = {"{n:,} of {all}": "{n:,} von {all}", "{n:,} user": "{n:,} Nutzer", "all": "allen"}


def in_german(text: str) -> str:
    return translate(text, lambda key: GERMAN.get(key, key), lambda one, many, n: GERMAN.get(one, one))


def test_a_sentence_is_english_text() -> None:
    assert say("{share:.1f} % of {name!r}", share=7.25, name="a") == "7.2 % of 'a'"


def test_a_catalogue_translates_template_and_inner_sentences() -> None:
    assert in_german(say("{n:,} of {all}", n=4338, all=say("all"))) == "4,338 von allen"
    assert in_german(say_n("{n:,} user", "{n:,} users", 2)) == "2 Nutzer"
    assert in_german("plain {text}") == "plain {text}"


def test_a_day_is_written_as_the_reader_writes_days_also_after_json() -> None:
    sentence = say("{what}, due {day}", what=say("seen {day}", day=date(2026, 5, 2)), day=date(2026, 12, 13))
    read = from_plain(json.loads(json.dumps(to_plain(sentence))))
    for each in (sentence, read):
        assert each == "seen 2026-05-02, due 2026-12-13"
        written = translate(each, str, lambda one, *_: one, lambda day: f"{day.day}/{day.month}")
        assert written == "seen 2/5, due 13/12"


def test_a_name_begins_with_a_capital_letter_after_translation() -> None:
    name = say("{name!c}", name=say("late-night {who}", who="ravers"))
    assert name == "Late-night ravers"
    assert (
        translate(name, lambda key: key.replace("late-night", "nachts wache"), lambda *_: "") == "Nachts wache ravers"
    )


def test_a_text_column_keeps_sentences_and_other_text() -> None:
    sentence = say("{n:,} of {all}", n=4338, all=say("all"))
    assert in_german(from_text(to_text(sentence))) == "4,338 von allen"
    assert to_text("{braces} and all") == from_text("{braces} and all") == "{braces} and all"


@pytest.mark.parametrize(
    "sentence", [say("{n:,} of {all}", n=3, all=say("all")), say_n("{n:,} user", "{n:,} users", 2), "no sentence"]
)
def test_json_keeps_sentences(sentence: str) -> None:
    read = from_plain(json.loads(json.dumps(to_plain(sentence))))
    assert read == sentence
    assert in_german(read) == in_german(sentence)
