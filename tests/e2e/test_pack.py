"""The HTML file of a review pack in a browser: everybody can read it, nothing in it runs, and it asks for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from core.pack.html import to_html
from core.pack.make import make_pack
from core.store.segment_decision import Decision, DecisionState
from tests.core.test_pack import material_of, shop, with_decisions
from tests.e2e import browser as way
from tests.e2e.legible import barriers
from tests.hostile import FORMULAS, MARKDOWN, MARKUP
from tests.results import readback_of

NAMES = [*MARKUP[:8], MARKDOWN[0], FORMULAS[0]]


@pytest.mark.browser
@way.needs_chromium
def test_a_pack_can_be_read_by_everybody_and_asks_for_nothing(tmp_path: Path) -> None:
    decision = Decision(state=DecisionState.CHANGE, owner=NAMES[0], comment=NAMES[1])
    results = with_decisions(shop([60] * len(NAMES), NAMES), {1: decision, 2: decision})
    material = material_of(results, readback=readback_of({1: (400, 80, 400, 20)}), name=NAMES[3])
    with way.browse() as browser:
        for language in ("en", "zh"):
            path = tmp_path / f"{language}.html"
            path.write_text(to_html(make_pack(material, language)), encoding="utf-8")
            assert _wrong(browser, path) == []


def _wrong(browser: Browser, path: Path) -> list[str]:
    """What the file asks for, opens, or makes hard to read."""
    page = browser.new_page()
    found: list[str] = []
    page.on("request", lambda request: found.append(f"asks for {request.url}"))
    page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    assert found.pop(0) == f"asks for {path.as_uri()}"
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found += barriers(page)
    page.close()
    return found
