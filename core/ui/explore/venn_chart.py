"""The picture of two groups of users, and of those in both."""

from __future__ import annotations

import plotly.graph_objects as go

from core.ui.shared.palette import apply_layout, faint, text_colour
from core.ui.shared.text import in_lines, most_lines
from core.views.colours import COLOURS
from core.views.saved import Overlap
from core.views.venn import Circles, circles_of

_NAME_LENGTH, _LINE = 24, 19
"""Letters in a line of a name, and its height in pixels."""


def venn_figure(overlap: Overlap, first: str, second: str) -> go.Figure:
    """Draw two circles with the users of the first group only, of both, and of the second only."""
    circles = circles_of(overlap)
    figure = go.Figure()
    for middle, radius, colour in (
        (0.0, circles.radii[0], COLOURS[0]),
        (circles.distance, circles.radii[1], COLOURS[1]),
    ):
        figure.add_shape(
            type="circle", x0=middle - radius, x1=middle + radius, y0=-radius, y1=radius,
            line={"color": colour, "width": 2}, fillcolor=faint(colour),
        )  # fmt: skip
    font = {"size": 14, "color": text_colour()}
    for x, text in zip(_places(circles), _counts(overlap), strict=True):
        figure.add_annotation(x=x, y=0, text=text, showarrow=False, font=font)
    left, right = min(-circles.radii[0], circles.distance - circles.radii[1]), _right(circles)
    top = max(circles.radii)
    above, below = (in_lines(name, _NAME_LENGTH) for name in (first, second))
    for x, y, anchor, side, text in (
        (left, top * 1.1, "left", "bottom", above),
        (right, -top * 1.1, "right", "top", below),
    ):
        figure.add_annotation(x=x, y=y, text=text, showarrow=False, xanchor=anchor, yanchor=side, font=font)
    over, under = (_LINE * (most_lines([text]) - 1) for text in (above, below))
    apply_layout(figure, 230 + over + under, margin={"l": 4, "r": 4, "t": 4 + over, "b": 4 + under})
    figure.update_xaxes(visible=False, range=[left - 0.1, right + 0.1])
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1, range=[-top * 1.4, top * 1.4])
    return figure


def _right(circles: Circles) -> float:
    return max(circles.radii[0], circles.distance + circles.radii[1])


def _counts(overlap: Overlap) -> list[str]:
    counts = (overlap.n_first - overlap.n_both, overlap.n_both, overlap.n_second - overlap.n_both)
    return [f"{n:,}" if n else "" for n in counts]


def _places(circles: Circles) -> tuple[float, float, float]:
    """Return where the three counts stand."""
    (first, second), distance = circles.radii, circles.distance
    left, right = max(-first, distance - second), min(first, distance + second)
    return (-first + distance - second) / 2, (left + right) / 2, (first + distance + second) / 2
