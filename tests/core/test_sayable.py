"""What can stand in a name, by rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.interests.phrases import words_of
from core.interests.scripts import scripts_of
from core.personas.sayable import is_sayable, on_one_line, usual_scripts


@pytest.mark.parametrize(
    "text", ["kg", "ml", "Set of", "red", "XL", "85123A", "2 litre", "letter", "all", "heritage", "DRNKS", "", "&"]
)
def test_what_says_nothing_names_nothing(text):
    assert not is_sayable(text)


@pytest.mark.parametrize(
    "text",
    [
        "Storno", "Refunds", "Gutschrift", "Stornobuchung", "Remboursement", "Extourne", "Devolución", "Rimborso",
        "Estorno", "冲销", "退款", "返品", "キャンセル",
    ],
)  # fmt: skip
def test_words_of_bookkeepers_for_what_is_taken_back_name_nothing(text):
    assert not is_sayable(text)
    assert words_of(text) == []


@pytest.mark.parametrize(
    "text", ["Tea", "Lunch box", "T-light holder", "tea & coffee", "Children's books", "茶杯", "DVD", "Café"]
)
def test_words_that_say_something_name(text):
    assert is_sayable(text)


@pytest.mark.parametrize(
    ("text", "is_category"), [("3D printing", True), ("10", False), ("R&B", True), ("Garden\nTools", False)]
)
def test_a_category_may_hold_digits(text, is_category):
    assert is_sayable(text, is_given=True) is is_category
    assert not is_sayable(text)


@settings(max_examples=40)
@given(st.text(max_size=30), st.sampled_from("\n\r\t\0\u200b\u202e\ufeff🌱😀7<{"), st.text(max_size=30))
def test_control_characters_emoji_and_digits_never_name(before, character, after):
    assert not is_sayable(before + character + after)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Garden\nTools", "Garden Tools"),
        ("Kit\rchen", ""),
        ("Bo\toks", ""),
        ("Tea\u200b", ""),
        ("Tea & Co", "Tea & Co"),
    ],
)
def test_a_line_break_may_part_words_and_nothing_else(text, line):
    assert on_one_line(text) == line


def test_scripts_are_those_of_letters():
    assert scripts_of("Tea 12 茶具 & Чай") == {"LATIN", "CJK", "CYRILLIC"}
    assert usual_scripts(["茶杯", "Mug", "Cup", ""]) == {"LATIN"}
    assert usual_scripts(["茶杯", "Mug"]) == {"LATIN", "CJK"}
    assert usual_scripts(["", ""]) is None
