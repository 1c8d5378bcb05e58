"""A catalogue that marks what it translates, and what is left on a page that it did not reach."""

from __future__ import annotations

import ast
import gettext
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.conftest import PROJECT
from tests.source_rules import KEYWORDS, called

ALL_KEYWORDS = {"_": (0,), "_n": (0, 1), **KEYWORDS}
"""As locale/README.md gives them to a tool that collects sentences, places counted from 0."""
_MAKES_SENTENCES = re.compile(rf"\b(?:{'|'.join(ALL_KEYWORDS)})\s*\(")
OPEN, CLOSE = "⟦", "⟧"
_INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_INVISIBLE = re.compile(r"<(style|script)>.*?</\1>", re.DOTALL)
_TEXT_ELEMENTS = ("title", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")
_LABELLED = ("button", "selectbox", "multiselect", "slider", "number_input", "text_input", "text_area", "metric")


@cache
def collect_keys() -> frozenset[str]:
    """Find every key that stands in the sources as a literal, as xgettext would."""
    paths = [PROJECT / "app.py", *(PROJECT / "core").rglob("*.py"), *(PROJECT / "pages").glob("*.py")]
    texts = (text for path in paths if _MAKES_SENTENCES.search(text := path.read_text(encoding="utf-8")))
    calls = (node for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return frozenset(
        str(call.args[place].value)
        for call in calls
        for place in ALL_KEYWORDS.get(called(call), ())
        if place < len(call.args) and isinstance(call.args[place], ast.Constant)
    )


class Marking(gettext.NullTranslations):
    """Knows every key that can be collected and puts it between brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}" if message in collect_keys() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def words_on(page: AppTest) -> list[str]:
    """List every text that a page shows: sentences, labels, options, help, bars, tables and charts."""
    texts = [str(each.value) for kind in _TEXT_ELEMENTS for each in page.get(kind)]
    texts += [each.proto.help for kind in ("markdown", "caption") for each in page.get(kind)]
    for each in (box for kind in _LABELLED for box in page.get(kind)):
        texts += [each.label, each.proto.help, *map(str, getattr(each, "options", ()))]
    texts += [each.proto.body for each in page.main.get("html")]
    texts += [each.label for kind in ("expander", "tab") for each in page.get(kind)]
    texts += [str(each.value) for each in page.metric]
    texts += [text for each in page.get("plotly_chart") for text in _words_in(json.loads(each.proto.spec))]
    texts += [text for each in page.get("bidi_component") for text in json.loads(each.proto.json)["labels"].values()]
    tables = [each.value for each in page.dataframe]
    texts += [str(cell) for table in tables for row in table.to_numpy().tolist() for cell in row if not pd.isna(cell)]
    return [re.sub(r"<[^>]*>", "\n", _INVISIBLE.sub("", text)) for text in texts]


def _words_in(figure: Any) -> Iterator[str]:
    """Find titles, names of traces and names at axes."""
    if isinstance(figure, dict):
        for name, value in figure.items():
            texts = value if isinstance(value, list) else [value]
            if name in ("text", "name", "ticktext") and all(isinstance(text, str) for text in texts):
                yield from texts
            elif name != "template":
                yield from _words_in(value)
    elif isinstance(figure, list):
        for each in figure:
            yield from _words_in(each)


def unmarked(text: str) -> str:
    """Return what of a text no catalogue gave; what stands between brackets is left out, with all in it.

    A text that was cut short for want of room has lost closing brackets.
    """
    while (inner := _INNERMOST.sub("", text)) != text:
        text = inner
    return (text.split(OPEN)[0] if text.endswith("…") else text).strip()
