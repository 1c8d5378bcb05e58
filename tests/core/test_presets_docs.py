from __future__ import annotations

from core.ingest.presets.page import page
from core.ingest.presets.table import PRESETS
from tests.conftest import PROJECT
from tests.markdown import table


def test_the_page_on_presets_is_printed_from_their_table() -> None:
    assert (PROJECT / "docs" / "presets.md").read_text(encoding="utf-8") == page()


def test_the_page_on_logs_lists_the_presets() -> None:
    rows = table((PROJECT / "docs" / "your-own-log.md").read_text(encoding="utf-8"), "preset")
    assert rows == [[f"`{preset.name}`", preset.label] for preset in PRESETS.values()]


def test_every_preset_names_where_it_is_documented() -> None:
    assert all(preset.source.startswith("http") for preset in PRESETS.values())
