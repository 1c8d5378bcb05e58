"""Colours of segments, and the dress of every chart.

The colours stand in ``core/views/colours.py``. Of each twelve segments the points have another symbol, and charts name
segments beside their colour, so that colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from core.views.colours import COLOURS, blend, colour_of_number

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.store.segmentations import Segmentation

ACCENT = "#2a8f9a"
"""For what is no segment; reads on light and dark ground."""
QUIET = "#8c929a"
"""For what an accent is compared with."""
SEQUENTIAL = [[0.0, "rgba(42,143,154,0.06)"], [1.0, "rgba(42,143,154,1)"]]
"""From hardly visible to strong on any ground."""
Theme = Literal["light", "dark"]
GROUND: Mapping[Theme, str] = {"light": "#fcfbf8", "dark": "#12181f"}
"""Of the page: .streamlit/config.toml."""
_LESS, _MORE = "#a0774a", ACCENT
_AS_USUAL: Mapping[Theme, str] = {"light": "#e8e5de", "dark": "#2d353e"}
"""From which both ends of a comparison stand out three times, and text on any step between them 4.5 times."""
RISING: Mapping[Theme, list[list[object]]] = {
    "light": [[0.0, "#9c6d00"], [0.5, "#a84400"], [1.0, "#6d1f55"]],
    "dark": [[0.0, "#f0b424"], [0.5, "#e0702c"], [1.0, "#d0509f"]],
}
"""For dots by a number; all stand out from the ground three times."""
_TAKEN = "colours"
"""Where the session keeps numbers of segments → the number whose colour they have."""
_PER_SYMBOL = 12
"""Segments whose points have one symbol."""
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "star")


def take_colours(naming: Segmentation) -> None:
    """Have this session show segments in the colours that analysts gave them."""
    st.session_state[_TAKEN] = {
        naming.number_of(segment): mark.colour for segment, mark in naming.marks.items() if mark.colour
    }


def colour_of(number: int) -> str:
    """Return the colour of a segment by the number that pages show, from 1; grey for the unassigned (-1).

    An analyst may have given the segment another one, see ``take_colours``.
    """
    number = st.session_state.get(_TAKEN, {}).get(number, number)
    return colour_of_number(number)


def faint(colour: str) -> str:
    """Return a colour that lets what is below show through.

    >>> faint("#006cf0")
    'rgba(0,108,240,0.35)'
    """
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def page_theme() -> Theme:
    """Return the theme of the page; light where the browser does not say."""
    return "dark" if st.context.theme.type == "dark" else "light"


def compared_colour(part: float, theme: Theme) -> str:
    """Return the colour of a comparison: -1 is much less, 0 as usual, 1 much more."""
    return blend(_AS_USUAL[theme], _MORE if part > 0 else _LESS, abs(part))


def compared_scale(theme: Theme) -> list[list[object]]:
    """Return the same colours as a scale from 0 to 1."""
    return [[place, compared_colour(2 * place - 1, theme)] for place in (0.0, 0.5, 1.0)]


def symbol_of(number: int) -> str:
    """Return the symbol of a segment's points, by the same number."""
    place = max(number - 1, 0) // _PER_SYMBOL
    return _SYMBOLS[(place + place // len(_SYMBOLS)) % len(_SYMBOLS)]


def text_colour() -> str:
    """Return the colour of text that stands on a chart's own colours, by the theme of the page."""
    return "#f4f2ec" if page_theme() == "dark" else "#16202b"


def layout(height: int = 340, **more: Any) -> dict[str, Any]:
    """Return the layout that all charts share: no ground of their own, thin margins, a legend on top.

    Fonts and the colour of text come from the theme of the page.
    """
    shared = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(COLOURS),
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "title": {"text": ""}},
        "hoverlabel": {"align": "left"},
        "separators": ".,",
    }
    return {**shared, **more}


def apply_layout(figure: go.Figure, height: int = 340, **more: Any) -> go.Figure:
    """Give a figure the shared layout."""
    figure.update_layout(**layout(height, **more), overwrite=True)  # to merge with what is there takes far longer
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True, gridcolor="rgba(140,146,154,0.25)", zerolinecolor="rgba(140,146,154,0.4)")
    return figure


LINE_HEIGHT = 16
"""Of a line of text in a chart, in pixels."""
CHART_CONFIG = {"displaylogo": False, "displayModeBar": False}
"""For charts that are only looked at; pass it as ``config``."""
