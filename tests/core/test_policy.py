"""Names and sentences that may not leave."""

from __future__ import annotations

import pytest

from core.personas.policy import flags_of, may_name, neutral_code


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


def test_a_code_says_nothing():
    assert [neutral_code(segment) for segment in (7, 12)] == ["SEG-07", "SEG-12"]
