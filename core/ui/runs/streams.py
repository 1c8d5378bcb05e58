"""Users between the segments of two runs, as streams: the older run left, the newer one right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.types import NOISE
from core.ui.shared.palette import LINE_HEIGHT, apply_layout, colour_of, faint
from core.ui.shared.text import _n, in_lines, most_lines
from core.views.comparison import Comparison
from core.views.names import SegmentLabels

if TYPE_CHECKING:
    import plotly.graph_objects as go

_NAME = 34
_LEAST_HEIGHT, _HEIGHT_OF_ONE = 280, 44


def streams_chart(found: Comparison, labels: SegmentLabels, other_labels: SegmentLabels) -> go.Figure:
    """Draw who moved; a segment of the newer run has the colour of the one that it matches, grey without one."""
    import plotly.graph_objects as go

    home_of = {partner: segment for segment, partner in found.matches.partner_of().items()}
    colours = [colour_of(labels.number_of(segment)) for segment in found.segments]
    homes = [home_of.get(segment, NOISE) for segment in found.other_segments]
    other_colours = [colour_of(labels.number_of(home)) for home in homes]
    streams = [
        (row, column, int(found.moved[row, column]))
        for row in range(len(found.segments))
        for column in range(len(found.other_segments))
        if found.moved[row, column]
    ]
    called = [labels[each] for each in found.segments] + [other_labels[each] for each in found.other_segments]
    names = [in_lines(each, _NAME) for each in called]
    further = LINE_HEIGHT * (most_lines(names) - 1)
    figure = go.Figure(
        go.Sankey(
            node={
                "label": names,
                "color": [*colours, *other_colours],
                "pad": 10 + further,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [row for row, _column, _n_users in streams],
                "target": [len(found.segments) + column for _row, column, _n_users in streams],
                "value": [n_users for _row, _column, n_users in streams],
                "color": [faint(colours[row]) for row, _column, _n_users in streams],
                "customdata": [_n("{n} user", "{n} users", n_users) for _row, _column, n_users in streams],
                "hovertemplate": "%{source.label} → %{target.label}<br>%{customdata}<extra></extra>",
            },
        )
    )
    n_segments = max(len(found.segments), len(found.other_segments))
    return apply_layout(figure, max(_LEAST_HEIGHT, (_HEIGHT_OF_ONE + further) * n_segments))
