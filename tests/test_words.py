"""The words of the field are used: names, docstrings, sentences and documents keep clear of a dialect of our own."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.catalogue import ALL_KEYWORDS
from tests.conftest import PROJECT

STRUCK = {
    r"told|said": "say: reported, shown, given",
    r"foretell\w*|foretold|foresee\w*|foresaw": "say: predict, estimate",
    r"outermost": "say: error boundary",
    r"touched|touches|touching": "say: viewed, bought, rated, played, or interacted with",
    r"parted": "say: separated, distinct",
    r"sureness|surely": "say: confidence, with confidence",
    r"dealt out|by lot": "say: shuffled, assigned at random",
    r"lets? go of": "say: close, release",
    r"c[ao]mes? out again|coming out again": "say: stable, reappears",
    r"of ours": "say: internal, or name it",
    r"dear to make": "say: expensive",
    r"tells?|telling": "say: reports, shows, holds, separates",
    r"mends?|mendable": "say: fix",
    r"forgets?": "say: delete",
}
"""Pattern to what to write instead."""
PATTERN = re.compile("|".join(rf"\b(?:{words})\b" for words in STRUCK), re.IGNORECASE)
IN_LOWER_CASE = re.compile(PATTERN.pattern)
"""The same, for texts in lower case: it is found in half the time."""
ALLOWED = {
    "docs/glossary.md": "its last column lists the words that are not used",
    "tests/test_words.py": "it lists the words",
}
"""File to the reason why it may hold such words."""
SOURCES = sorted(
    [
        *PROJECT.glob("*.py"),
        *(path for name in ("core", "pages", "benchmarks", "tests") for path in (PROJECT / name).rglob("*.py")),
    ]
)
DOCUMENTS = sorted(
    [
        *PROJECT.glob("*.md"),
        *(path for name in ("docs", "benchmarks", "locale", "data") for path in (PROJECT / name).rglob("*.md")),
    ]
)


def place_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def may_have_struck_words(text: str) -> bool:
    """Whether a source, quick to search as a whole, may have such a word in a name, a comment or a string.

    A string may stand in pieces, over lines, with marks of new lines.
    """
    in_one_piece = re.sub(r"""["']\s*[a-zA-Z]{0,2}["']|\\\n""", "", re.sub(r"\\[nrt]", " ", text))
    return any(IN_LOWER_CASE.search(" ".join(each.lower().split())) for each in (text, words_in(text), in_one_piece))


def names_and_comments(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of every name and comment."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], words_in(token.string)
        elif token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@cache
def words_in(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)


def docstrings_and_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of every string that stands alone, as docstrings do, and of every key of a catalogue."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value
        elif isinstance(node, ast.Call):
            places = ALL_KEYWORDS.get(node.func.id, ()) if isinstance(node.func, ast.Name) else ()
            keys = [node.args[place] for place in places if place < len(node.args)]
            yield from ((key.lineno, key.value) for key in keys if isinstance(key, ast.Constant))


def find_struck(texts: Iterator[tuple[int, str]]) -> list[str]:
    return [f"{line}: {found}" for line, text in texts for found in struck_in(str(text))]


@cache
def struck_in(text: str) -> tuple[str, ...]:
    return tuple(found.group() for found in PATTERN.finditer(" ".join(text.split())))


def struck_in_files(paths: list[Path], find: Callable[[str], list[str]]) -> list[str]:
    """Place and word of each struck word in files that are not allowed to hold any."""
    texts = {place_of(path): path.read_text(encoding="utf-8") for path in paths}
    return [f"{place}:{found}" for place, text in texts.items() if place not in ALLOWED for found in find(text)]


def struck_in_source(text: str) -> list[str]:
    if not may_have_struck_words(text):
        return []
    return find_struck(names_and_comments(text)) + find_struck(docstrings_and_sentences(text))


def struck_in_document(text: str) -> list[str]:
    without_code = re.sub(r"```.*?```|`[^`\n]+`", "", text, flags=re.DOTALL)
    return find_struck(enumerate(without_code.splitlines(), 1))


def test_sources_use_the_words_of_the_field() -> None:
    assert struck_in_files(SOURCES, struck_in_source) == []


def test_documents_use_the_words_of_the_field() -> None:
    assert struck_in_files(DOCUMENTS, struck_in_document) == []


def test_files_that_may_hold_struck_words_are_there() -> None:
    assert set(ALLOWED) <= {place_of(path) for path in [*SOURCES, *DOCUMENTS]}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("told = 1", ["1: told"]),
        ("class Foretelling: pass", ["1: Foretelling"]),
        ("def items_touched(x): return x", ["1: touched"]),
        ("x = 1  # a mistake of ours", ["1: of ours"]),
        ('"""Segments come out\n   again."""', ["1: come out again"]),
        ('say("Users touched {n} items.", n=2)', ["1: touched"]),
        ('param(1, "How surely it holds.")', ["1: surely"]),
        ('say("A mistake of "\n    "ours.")', ["1: of ours"]),
        ('say("Segments come out\\nagain.")', ["1: come out again"]),
        ('NAME = "a"\n"""Told later."""', ["2: Told"]),
        ('record["said"] = {"foretelling": None}', []),
        ("path.touch()", []),
    ],
)
def test_a_struck_word_is_found_and_a_key_of_a_file_is_not(source: str, found: list[str]) -> None:
    assert struck_in_source(source) == found
