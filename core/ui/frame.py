"""The main script: page settings, the table of pages, what is selected; then the page itself."""

from __future__ import annotations

import streamlit as st

from core.ui.shared.errors import shown_errors
from core.ui.shared.navigation import pages
from core.ui.shared.pickers import pick
from core.ui.shared.readable import make_readable
from core.ui.shared.text import _

_GLOBE = (
    '<g fill="none" stroke="#2a8f9a" stroke-width="2.4"><circle cx="20" cy="20" r="16"/>'
    '<ellipse cx="20" cy="20" rx="7" ry="16"/><path d="M4 20h32"/></g>'
    '<circle cx="27.5" cy="13" r="4.4" fill="#c06c00"/>'
)
_NAME = (
    '<text x="48" y="27.5" font-family="Source Serif, Georgia, Noto Serif, serif" font-size="23" font-weight="600" '
    'fill="#2a8f9a">Persona Atlas</text>'
)


def main() -> None:
    """Draw the frame and run the page."""
    # A page's icon, of the Material set, would be fetched from the network for the browser's tab; an inline picture,
    # set before the pages are known, is not.
    st.set_page_config(page_title=_("Persona Atlas"), page_icon=_picture(40, _GLOBE), layout="wide")
    page = st.navigation(pages())
    st.set_page_config(page_title=_("{page} · Persona Atlas").format(page=page.title))
    st.logo(_picture(236, _GLOBE + _NAME), size="large")
    make_readable()
    with shown_errors():
        from core.server import the_server

        server = the_server()
        server.visited()
        with st.sidebar:
            pick(server)
        page.run()


def _picture(width: int, content: str) -> str:
    size = f'viewBox="0 0 {width} 40" width="{width}" height="40"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'


if __name__ == "__main__":
    main()
