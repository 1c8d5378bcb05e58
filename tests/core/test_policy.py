"""Names and sentences that may not leave."""

from __future__ import annotations

import pytest

from core.personas.policy import audience_names, flags_of, may_name, neutral_code, sentence_of
from core.types import Persona


@pytest.mark.parametrize(
    ("text", "subject", "word"),
    [
        ("Pregnancy test buyers", "health", "Pregnancy"),
        ("Weight-loss readers", "health", "Weight-loss"),
        ("Weight loss readers", "health", "Weight"),
        ("Payday loans", "money", "Payday"),
        ("Bibles & candles", "faith", "Bibles"),
        ("Election watchers", "politics", "Election"),
        ("Condoms", "sexuality", "Condoms"),
        ("Refugee aid", "ethnicity", "Refugee"),
        ("Funeral flowers", "hardship", "Funeral"),
        ("Baby shoppers", "children", "Baby"),
        ("Buyers of 孕妇用品", "health", "孕妇"),
        ("贷款", "money", "贷款"),
        ("童装 buyers", "children", "童装"),
    ],
)
def test_a_sensitive_word_is_flagged_with_its_subject(text, subject, word):
    assert [(flag.subject, flag.word) for flag in flags_of(text)][:1] == [(subject, word)]


@pytest.mark.parametrize(
    "text", ["Adulthood", "Loaner", "Debtford", "芍药 buyers", "Garden buyers", "Sussex", "Kidney beans"]
)
def test_words_count_whole(text):
    assert flags_of(text) == ()


def test_a_reason_is_a_sentence():
    assert str(flags_of("Diabetes care")[0].reason) == "“Diabetes” suggests health."


def test_children_are_flagged_and_may_name_inside_the_house():
    assert may_name("Baby")
    assert not may_name("Diabetes care")


def test_files_for_audiences_have_codes_for_flagged_names():
    people = [Persona(1, "Baby shoppers", "", ()), Persona(2, "Garden shoppers", "", ())]
    assert audience_names(people) == {1: "SEG-01", 2: "Garden shoppers"}
    assert audience_names(people, keeps_flagged=True) == {1: "Baby shoppers", 2: "Garden shoppers"}


@pytest.mark.parametrize(
    ("name", "sentence", "keeps", "text"),
    [
        ("Garden shoppers", "64 % bought Garden items.", False, ""),
        (
            "Baby shoppers", "64 % bought Baby items.", False,
            "Not for audiences: “Baby” suggests children. Files of users call it SEG-07.",
        ),
        (
            "Baby shoppers", "", True,
            "Not for audiences: “Baby” suggests children. Files of users have the name all the same.",
        ),
        (
            "Garden shoppers", "20 % bought Bibles.", False,
            "Not for audiences: “Bibles” suggests religion. This stands in the sentence, not in the name.",
        ),
    ],
)  # fmt: skip
def test_a_flag_says_why_and_what_follows(name, sentence, keeps, text):
    assert sentence_of(Persona(7, name, sentence, ()), keeps) == text


def test_a_code_says_nothing():
    assert [neutral_code(segment) for segment in (7, 12)] == ["SEG-07", "SEG-12"]
