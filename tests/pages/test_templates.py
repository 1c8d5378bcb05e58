from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.store.templates import Template, list_templates, save_template


def draw(workspace: str) -> None:
    from pathlib import Path

    from core.ui.data.templates import draw_templates

    draw_templates(Path(workspace))


def test_a_map_is_shown_and_forgotten(tmp_path: Path) -> None:
    given = {"events.user": ["who"], "events.text": list[str](), "events.attribute": ["shop", "town"]}
    save_template(tmp_path, Template(("who", "shop", "town"), "none", given, is_complete=True, name="january.csv"))
    page = AppTest.from_function(draw, kwargs={"workspace": str(tmp_path)}).run()
    assert page.expander[0].label == "Columns known from earlier loads"
    assert page.markdown[0].value.replace("\\", "") == "**january.csv**: User = who; User attributes = shop, town"
    page.button[0].click().run()
    assert list_templates(tmp_path) == []
    assert not page.expander
