"""What a page says, as text."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

_TEXT_ELEMENTS = ("title", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")


def texts(page: AppTest) -> str:
    """Every sentence on the page, sidebar aside."""
    return "\n".join(str(each.value) for kind in _TEXT_ELEMENTS for each in page.main.get(kind))


def tooltips(page: AppTest) -> str:
    """What opens beside sentences: statistics under their standard names."""
    return "\n".join(each.proto.help for kind in ("markdown", "caption") for each in page.main.get(kind))


def html(page: AppTest) -> str:
    """What is drawn as bars and headings."""
    return "\n".join(each.proto.body for each in page.main.get("html"))
