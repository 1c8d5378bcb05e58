"""Texts of the catalogue as names, notes and decisions on the pages that hand segments on: nothing reads them."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.server import the_server
from core.store.segment_decision import Decision, DecisionState
from core.ui.shared.text import plain
from tests.core.test_pack import read
from tests.hostile import HOSTILE
from tests.pages.conftest import OpenPage
from tests.pages.help import html
from tests.pages.test_one_segment import opened, run_id

_READ_AS_MARKDOWN = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
_LABELLED = ("button", "checkbox", "toggle", "selectbox", "text_input", "segmented_control", "radio", "expander")
_AWAKE = re.compile(r"[\[\]<>*`$~|]|evil\.example|\b(https?|javascript|mailto):[^\u2060]")
"""What Markdown would read: its marks, and addresses."""


def read_by_markdown(page: AppTest) -> list[str]:
    """Every text of a page that is read as Markdown."""
    found = [str(each.value) for kind in _READ_AS_MARKDOWN for each in page.main.get(kind)]
    for kind in _LABELLED:
        found += [str(each.label) for each in page.main.get(kind)]
    return found


def test_no_text_of_analysts_is_markup_on_a_page(demo: Path, open_page: OpenPage) -> None:
    runs = the_server().runs
    k = the_server().results(run_id()).k
    for start in range(0, len(HOSTILE), k):
        own = [" ".join(each.split()) for each in HOSTILE[start : start + k]]
        version = runs.segmentation(run_id())
        texts = dict(enumerate(own, 1))
        decision = Decision(state=DecisionState.CHANGE, owner=own[0], comment=own[0])
        decided = version.renamed(texts, texts).decided(1, decision)
        runs.save_version(decided, "local")
        for page in (open_page("7_export"), opened(open_page, 1)):
            assert not page.exception
            shown = read_by_markdown(page)
            assert plain(own[0]) in " ".join(shown)
            for each in filter(_AWAKE.search, own):
                assert not [text for text in shown if each in text]
            seen = read(html(page))
            assert not {"script", "img", "iframe", "object", "form", "meta", "link", "base", "a"} & seen.tags
            assert not any(name.startswith("on") or name in ("src", "href") for name in seen.attributes)
