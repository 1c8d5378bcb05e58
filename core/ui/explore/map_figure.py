"""The figure of the map: dots in the colours that were asked for, the others grey, and a found user marked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.results.results import Results
from core.shaping.known import Known
from core.types import BoolArray, Points
from core.ui.explore.words import number_label
from core.ui.shared import charts
from core.ui.shared.figures import Key
from core.ui.shared.palette import QUIET, RISING, Theme
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, in_lines, most_lines
from core.views.colours import COLOURS
from core.views.map_colours import SEGMENT, Groups, Numbers, colour_values
from core.views.map_points import N_CONTEXT, N_DRAWN, Box, count_inside, density_grid, map_frame, middles_frame

HEIGHT = 404
"""So that the map, and what stands beside it, fit a screen of 800 pixels."""
_GREY = [[0.0, "rgba(140,146,154,0.10)"], [1.0, "rgba(140,146,154,0.55)"]]
_LEGEND = 30
_MOST_NAMES = 10
"""So many have room in a figure of the usual height; with more it is higher, so that the map is as large as ever."""
_LEGEND_LINE, _BETWEEN = 15.5, 3.5
"""Height of a line of a name, and between two names below each other, in pixels."""
_LINE = {"color": QUIET, "width": 2, "dash": "dot"}

Outline = tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
"""Corners, x and y, of shapes."""


@dataclass(frozen=True, slots=True)
class MapView:
    """What a map shows."""

    colouring: str = SEGMENT
    digest: str = ""
    """Of who is shown in colour; "" for everybody."""
    found: int = -1
    """Row of the user who is marked; -1 for none."""
    box: Box | None = None
    """The part that is shown; None for all of it."""
    outline: Outline = ()
    """Shapes that were drawn before the figure changed."""
    theme: Theme = "light"
    """Of the page, where the colours depend on it: those of numbers."""


@st.cache_resource(max_entries=8, show_spinner=False)
def map_figure(
    key: Key, view: MapView, _results: Results, _known: Callable[[], Known], _is_shown: BoolArray | None
) -> go.Figure:
    """Draw the map; the same figure for the same key and view, since a selection is lost when its figure changes."""
    return draw_users(view, _results, _known, _is_shown)


def draw_users(
    view: MapView, results: Results, known: Callable[[], Known], is_shown: BoolArray | None = None
) -> go.Figure:
    """Draw the same anew; ``is_shown`` (n_users,) is who is in colour, everybody for None."""
    assert results.points is not None  # noqa: S101 - the page asks first
    points = map_frame(results, is_shown=is_shown, box=view.box)
    figure = go.Figure(layout={"dragmode": "lasso"})
    if count_inside(results.points, view.box) > N_DRAWN:  # otherwise everybody is drawn
        figure.add_trace(_density(results.points, view.box))
    if is_shown is not None:
        figure.add_trace(_context(map_frame(results, N_CONTEXT, is_shown=~is_shown, box=view.box)))
    if view.colouring == SEGMENT:
        figure.add_traces(charts.segment_dots(points, segment_labels(results), _LEGEND))
    else:
        _add_coloured(figure, points, colour_values(view.colouring, results, known()), view.theme)
    charts.mark_middles(figure, middles_frame(results), segment_labels(results))
    if view.found >= 0:
        figure.add_trace(_found_user(results.points[view.found]))
    for xs, ys in view.outline:
        figure.add_scatter(x=[*xs, xs[0]], y=[*ys, ys[0]], mode="lines", line=_LINE, hoverinfo="skip", showlegend=False)
    charts.lay_out_map(figure, HEIGHT)
    figure.update_yaxes(scaleanchor=None, scaleratio=None)  # neither axis has a unit: the map fills its place
    below = {"orientation": "h", "y": -0.01, "yanchor": "top", "x": 0, "xanchor": "left"}
    below |= {"font": {"size": 12}, "entrywidth": 0.49, "entrywidthmode": "fraction"}
    figure.update_layout(height=HEIGHT + _more_height(figure), legend={**below, "maxheight": 1}, showlegend=True)
    if view.box:
        left, right, low, high = view.box
        figure.update_xaxes(range=[left, right])
        figure.update_yaxes(range=[low, high])
    return figure


def _more_height(figure: go.Figure) -> int:
    """Return what the legend takes beyond the room of a figure of the usual height, in pixels; two names in a row."""
    named = [each for each in figure.data if each.type != "heatmap" and each.showlegend is not False]
    if len(named) <= _MOST_NAMES:
        return 0
    names = [each.name for each in sorted(named, key=lambda each: each.legendrank or 0)]
    rows = [_BETWEEN + _LEGEND_LINE * most_lines(names[start : start + 2]) for start in range(0, len(names), 2)]
    return math.ceil(sum(rows) - _MOST_NAMES / 2 * (_BETWEEN + _LEGEND_LINE))


def _density(points: Points, box: Box | None) -> go.Heatmap:
    x, y, counts = density_grid(points, box=box)
    return go.Heatmap(
        x=x, y=y, z=counts.astype(np.float32), colorscale=_GREY, showscale=False, hoverinfo="skip", name=_("All users")
    )


def _context(points: pd.DataFrame) -> go.Scatter | go.Scattergl:
    return charts.plain_dots(points, QUIET, _("Not chosen"), opacity=0.18, size=3)


def _add_coloured(figure: go.Figure, points: pd.DataFrame, values: Numbers | Groups, theme: Theme) -> None:
    if isinstance(values, Numbers):
        _add_numbers(figure, points, values, theme)
        return
    codes = values.codes[points.index]
    for place in [*range(len(values.names) - 1, -1, -1)]:
        own = points[codes == place]
        figure.add_trace(charts.plain_dots(own, COLOURS[place], in_lines(values.names[place], _LEGEND), rank=place))
    n_groups = len(values.names)
    others = points[(codes >= n_groups) & (codes >= 0)]
    if len(others):
        figure.add_trace(charts.plain_dots(others, COLOURS[n_groups], _("others"), rank=n_groups))
    if (codes < 0).any():
        figure.add_trace(charts.plain_dots(points[codes < 0], QUIET, _("not known"), rank=n_groups + 1))


def _add_numbers(figure: go.Figure, points: pd.DataFrame, values: Numbers, theme: Theme) -> None:
    own = values.values[points.index]
    is_known = ~np.isnan(own)
    low, high = values.ends
    name = in_lines(number_label(values.name), 30)
    dots = charts.plain_dots(points[is_known], QUIET, name)
    dots.marker = {
        "color": own[is_known].astype(np.float32),
        "colorscale": RISING[theme],
        "cmin": low,
        "cmax": high,
        "size": dots.marker.size,
        "opacity": 0.85,
        "colorbar": {"title": {"text": name, "side": "right"}, "thickness": 10, "len": 0.9},
    }
    dots.hovertemplate = "%{marker.color:.3~g}<extra></extra>"
    dots.showlegend = False
    figure.add_trace(dots)
    if not is_known.all():
        figure.add_trace(charts.plain_dots(points[~is_known], QUIET, _("not known"), rank=99))


def _found_user(point: Points) -> go.Scatter:
    return go.Scatter(
        x=[float(point[0])],
        y=[float(point[1])],
        mode="markers",
        name=_("The user"),
        hoverinfo="name",
        marker={"symbol": "circle-open", "size": 18, "color": "#d02020", "line": {"width": 4}},
    )
