"""What Streamlit draws too faint to be read, cuts off, or moves under the pointer."""

from __future__ import annotations

import streamlit as st

_STYLE = """<style>
[data-testid="stPlotlyChart"] text[style*="rgb(128, 132, 149)"]{fill:currentColor !important;fill-opacity:0.75}
[data-testid="stSliderThumbValue"],[data-testid="stSliderThumbValue"] *,
[data-testid="stButtonGroup"] button:is([aria-checked="true"],[aria-pressed="true"]),
[data-testid="stButtonGroup"] button:is([aria-checked="true"],[aria-pressed="true"]) *{color:inherit !important}
[data-testid="stButton"] button:disabled,[data-testid="stDownloadButton"] button:disabled,
[data-testid="stFormSubmitButton"] button:disabled{color:inherit !important;opacity:0.62}
[role="tab"][aria-selected="true"],[role="tab"][aria-selected="true"] *{color:inherit !important;font-weight:600}
[data-testid="stCaptionContainer"]{color:inherit !important;opacity:0.78}
[data-testid="stMultiSelect"] input{min-width:3rem}
[data-testid="stFileUploaderDropzoneInstructions"] *{white-space:normal !important;overflow:visible !important}
</style>"""
"""The grey of labels has a contrast of 3.6 to 1 on light ground, the accent on its own tint 3.8 to 1 on dark ground,
a chosen tab less than those beside it, a button that is not to be pressed 3.2 to 1. A picker of several needs 3 rem for
typing only while it has the focus: where they do not fit beside what is chosen, it would lose a line when it is left,
and a click below it would miss.
"""


def make_readable() -> None:
    """Give these the colour of the text around them in either theme, and their place."""
    st.html(_STYLE)
