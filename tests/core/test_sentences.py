"""Sentences keep what a catalogue needs, through JSON too."""

from __future__ import annotations

import json

import pytest

from core.sentences import from_plain, say, say_n, to_plain, translate

GERMAN = {"{n:,} of {all}": "{n:,} von {all}", "{n:,} user": "{n:,} Nutzer", "all": "allen"}


def in_german(text: str) -> str:
    return translate(text, lambda key: GERMAN.get(key, key), lambda one, many, n: GERMAN.get(one, one))


def test_a_sentence_is_english_text() -> None:
    assert say("{share:.1f} % of {name!r}", share=7.25, name="a") == "7.2 % of 'a'"


def test_a_catalogue_translates_template_and_inner_sentences() -> None:
    assert in_german(say("{n:,} of {all}", n=4338, all=say("all"))) == "4,338 von allen"
    assert in_german(say_n("{n:,} user", "{n:,} users", 2)) == "2 Nutzer"
    assert in_german("plain {text}") == "plain {text}"


@pytest.mark.parametrize(
    "sentence", [say("{n:,} of {all}", n=3, all=say("all")), say_n("{n:,} user", "{n:,} users", 2), "no sentence"]
)
def test_json_keeps_sentences(sentence: str) -> None:
    read = from_plain(json.loads(json.dumps(to_plain(sentence))))
    assert read == sentence
    assert in_german(read) == in_german(sentence)
