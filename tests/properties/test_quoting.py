"""Whatever text: in SQL it stays a name or a text, on the screen it stays as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.store.sql import identifier, literal
from core.ui.shared.text import hover, plain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
"""Everything but half a character of two halves, which no file in UTF-8 can hold."""
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
JOINER = "\u2060"


@given(name=TEXTS.filter(bool))
@example(name='a" from (select 1) --')
def test_a_quoted_name_is_the_name_of_a_column(name: str) -> None:
    assert duckdb.sql(f"select 1 as {identifier(name)}").columns == [name]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@given(text=TEXTS)
@example(text="' || 'x")
def test_a_quoted_text_is_that_text(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert connection.execute(f"select {literal(text)}").fetchone() == (text,)


MARKED = st.one_of(TEXTS, st.text(PUNCTUATION + "ab \n"))


@given(text=MARKED)
@example(text=":smile: :material/home: :red[text]")
@example(text="https://example.com")
def test_markup_from_users_is_escaped(text: str) -> None:
    escaped = plain(text)
    signs = re.findall(r"\\(.)(\u2060?)", escaped)
    assert [sign for sign, _ in signs] == [sign for sign in text if sign in PUNCTUATION]
    assert all(joiner == JOINER for sign, joiner in signs if sign == ":")
    assert re.sub(r"\\(.)" if ":" not in text else r"\\(.)\u2060?", r"\1", escaped) == " ".join(text.split())


@given(text=MARKED)
def test_tags_from_users_are_text_in_charts(text: str) -> None:
    shown = hover(text)
    assert "<" not in shown
    assert ">" not in shown
    assert html.unescape(shown) == text
