"""Charts of a run: frame in, figure out. The frames come from ``core.views``.

Names come from people: every one of them is escaped here, because Plotly reads a little HTML.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.types import Column, FloatArray
from core.ui.shared.palette import (
    ACCENT,
    LINE_HEIGHT,
    QUIET,
    Theme,
    apply_layout,
    colour_of,
    compared_colour,
    compared_scale,
    symbol_of,
)
from core.ui.shared.text import _, hover, in_lines, most_lines, translated
from core.views.colours import text_on
from core.views.marks import KEY, LOG2_LIFT
from core.views.names import SegmentLabels
from core.views.proof import NDCG, RECALL, SERVED_BY, ServedBy
from core.views.silhouettes import PLACE, SIZE

MAP_CONFIG = {
    "displaylogo": False,
    "displayModeBar": True,
    "scrollZoom": True,
    "modeBarButtonsToRemove": ["toImage", "autoScale2d", "hoverClosestCartesian", "hoverCompareCartesian"],
}
_MAP_HEIGHT, _ROW_HEIGHT, _SHAPE_HEIGHT = 560, 24, 34
_MANY_POINTS = 5_000
"""More are drawn smaller, and by WebGL: for fewer, setting WebGL up takes longer than drawing without it."""
MANY_NAMES = 13
"""With more names, the one of the unassigned among them, the legend has one line for each."""
_OPACITY = 0.75
_UPRIGHT = 6
"""With more columns than this the names above them stand aslant."""
_BUTTONS = {"bgcolor": "rgba(0,0,0,0)", "color": QUIET, "activecolor": ACCENT}
_STRONGEST = 2.0
"""Four times as often, or a quarter: the ends of the heat map's colours, in powers of two."""


def draw_map(points: pd.DataFrame, middles: pd.DataFrame, labels: SegmentLabels) -> go.Figure:
    """Draw every user as a dot in the colour of the segment, and the segment's number at its middle.

    ``labels`` are the names of the legend by segment.
    """
    figure = go.Figure(segment_dots(points, labels, 34 if len(labels) <= MANY_NAMES else 60))
    mark_middles(figure, middles, labels)
    lay_out_map(figure, _MAP_HEIGHT)
    return figure


def segment_dots(points: pd.DataFrame, labels: SegmentLabels, length: int) -> list[go.Scatter | go.Scattergl]:
    """Return the dots of each segment, largest segment first, so that small segments stay on top.

    ``length`` is that of a line of the legend.
    """
    lines = labels.with_texts({segment: in_lines(label, length) for segment, label in labels.items()})
    return [_dots(own, segment, lines, len(points) > _MANY_POINTS) for segment, own in _largest_first(points)]


def plain_dots(
    points: pd.DataFrame, colour: str, name: str, opacity: float = _OPACITY, size: int = 0, rank: int = 0
) -> go.Scatter | go.Scattergl:
    """Return the dots of some users in one colour; ``name`` is escaped, ``rank`` its place in the legend."""
    are_many = len(points) > _MANY_POINTS
    kind = go.Scattergl if are_many else go.Scatter
    return kind(
        x=points[Column.X].to_numpy(np.float32),
        y=points[Column.Y].to_numpy(np.float32),
        mode="markers",
        name=name,
        hoverinfo="name",
        legendrank=rank + 1,
        marker={"color": colour, "size": size or (3 if are_many else 5), "opacity": opacity},
        unselected={"marker": {"opacity": 0.12}},
    )


def mark_middles(figure: go.Figure, middles: pd.DataFrame, labels: SegmentLabels) -> None:
    """Write the number of each segment at its middle."""
    for segment, x, y in middles[[Column.SEGMENT, Column.X, Column.Y]].to_numpy(dtype=float).tolist():
        figure.add_annotation(**_number_tag(labels.number_of(int(segment))), x=x, y=y)


def lay_out_map(figure: go.Figure, height: int) -> None:
    """Give a map its layout: a lasso, no axes, the legend at the right."""
    apply_layout(figure, height, dragmode="lasso", uirevision="map", hoverlabel={"namelength": -1}, modebar=_BUTTONS)
    side = {"orientation": "v", "y": 1, "yanchor": "top", "x": 1.01, "xanchor": "left", "itemsizing": "constant"}
    figure.update_layout(legend=side, margin={"l": 0, "r": 0, "t": 32, "b": 0})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1)


def draw_silhouettes(silhouettes: pd.DataFrame, means: pd.DataFrame, mean: float, labels: SegmentLabels) -> go.Figure:
    """Draw a shape per segment: its height is the number of users, its width their silhouettes.

    Between two shapes there is room for a name, so that names of small segments stand apart.
    """
    figure = go.Figure()
    names = [in_lines(labels[segment], 30) for segment in means[Column.SEGMENT]]
    between = LINE_HEIGHT * most_lines(names)
    gap = max(1, int(means[SIZE].mean() * between / _SHAPE_HEIGHT))
    start, middles = 0, []
    for segment in means[Column.SEGMENT].tolist():
        own = silhouettes[silhouettes[Column.SEGMENT] == segment]
        figure.add_scatter(
            x=own[Column.SILHOUETTE].to_numpy(np.float32),
            y=(own[PLACE] + start).to_numpy(np.float32),
            mode="lines",
            line={"color": colour_of(labels.number_of(segment)), "width": 1},
            fill="tozerox",
            name=hover(labels[segment]),
            hovertemplate="%{x:.2f}",
        )
        length = int(own[PLACE].max()) + 1
        middles.append(start + length / 2)
        start += length + gap
    height = max(260, (_SHAPE_HEIGHT + between) * len(names) + 90)
    apply_layout(figure, height, showlegend=False, margin={"l": 8, "r": 16, "t": 40, "b": 40})
    _mark_mean(figure, mean)
    figure.update_yaxes(autorange="reversed", tickvals=middles, ticktext=names, showgrid=False, zeroline=False)
    figure.update_xaxes(title=_("closer to another segment ← 0 → clearly inside (silhouette)"), zeroline=True)
    return figure


def draw_heatmap(facts: pd.DataFrame, labels: Mapping[int, str], theme: Theme) -> go.Figure:
    """Draw facts as rows and segments as columns: colour is log2 of the lift, the number is the lift."""
    names = [translated(name) for name in facts.groupby([Column.KIND, KEY], sort=False)[Column.NAME].first()]
    shape = (len(names), facts[Column.SEGMENT].nunique())
    segments = facts[Column.SEGMENT].to_numpy()[: shape[1]]
    logs, lifts, shares, usual = (
        facts[name].to_numpy(dtype=float).reshape(shape)
        for name in (LOG2_LIFT, Column.LIFT, Column.SHARE, Column.OVERALL_SHARE)
    )
    parts = np.clip(logs / _STRONGEST, -1.0, 1.0)
    headings = [in_lines(labels[int(segment)], 15 if shape[1] <= _UPRIGHT else 28) for segment in segments]
    figure = go.Figure(
        go.Heatmap(
            z=_STRONGEST * parts,
            x=headings,
            y=np.arange(shape[0]),
            text=_numbers_on(parts, lifts, theme),
            texttemplate="%{text}",
            textfont={"size": 12},  # else it shrinks with the length of the style
            customdata=np.dstack([100 * shares, 100 * usual]),
            hovertext=[[hover(f"{name} – {labels[int(segment)]}") for segment in segments] for name in names],
            hovertemplate="%{hovertext}<br>"
            + _("%{customdata[0]:.1f} % of the segment, %{customdata[1]:.1f} % of all users")
            + "<extra></extra>",
            zmin=-_STRONGEST,
            zmax=_STRONGEST,
            colorscale=compared_scale(theme),
            xgap=2,
            ygap=2,
            colorbar=_scale_of_lifts(),
        )
    )
    names = [in_lines(name, 44) for name in names]
    height = max(_ROW_HEIGHT, LINE_HEIGHT * most_lines(names) + 4)
    top = LINE_HEIGHT * max(most_lines(headings), 4) + 20
    apply_layout(
        figure,
        height * shape[0] + top + (26 if shape[1] <= _UPRIGHT else 96),
        margin={"l": 8, "r": 8, "t": top, "b": 8},
    )
    figure.update_yaxes(
        autorange="reversed", tickvals=np.arange(shape[0]), ticktext=names, showgrid=False, zeroline=False
    )
    angle = 0 if shape[1] <= _UPRIGHT else -40
    figure.update_xaxes(side="top", type="category", tickangle=angle, showgrid=False, zeroline=False)
    return figure


def draw_list_grades(grades: pd.DataFrame) -> go.Figure:
    """Draw the recall of lists of each kind with its interval; ``grades`` as from ``grades_frame``."""
    shares, low, high = (100 * grades[name].to_numpy(dtype=float) for name in ("recall", "low", "high"))
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=grades["served_by"].tolist(),
            orientation="h",
            marker={"color": [ACCENT if own else QUIET for own in grades["is_own"]], "cornerradius": 3},
            error_x={"type": "data", "array": high - shares, "arrayminus": shares - low, "thickness": 1.2, "width": 3},
            customdata=grades["ndcg"].to_numpy(dtype=float),
            hovertemplate=_("recall %{x:.1f} %, nDCG %{customdata:.3f}") + "<extra></extra>",
        )
    )
    apply_layout(figure, 210, bargap=0.35, margin={"l": 8, "r": 24, "t": 8, "b": 40})
    figure.update_xaxes(title=_("next items found in the list"), rangemode="tozero", ticksuffix=" %")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def draw_proof(proof: pd.DataFrame) -> go.Figure:
    """Draw the share of next items (recall) in lists of the own segment, of all users and of random segments."""
    names = {
        ServedBy.SEGMENT: _("popular in the own segment"),
        ServedBy.EVERYBODY: _("popular with all users"),
        ServedBy.PERMUTED: _("popular in a random segment"),
    }
    colours = {ServedBy.SEGMENT: ACCENT, ServedBy.EVERYBODY: QUIET, ServedBy.PERMUTED: "rgba(140,146,154,0.45)"}
    served_by = proof[SERVED_BY].tolist()
    shares = 100 * proof[RECALL].to_numpy(dtype=float)
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=[names[each] for each in served_by],
            orientation="h",
            marker={"color": [colours[each] for each in served_by], "cornerradius": 3},
            text=[f"{share:.1f} %" for share in shares],
            textposition="outside",
            cliponaxis=False,
            customdata=proof[NDCG].to_numpy(dtype=float),
            hovertemplate=_("recall %{x:.1f} %, nDCG %{customdata:.3f}") + "<extra></extra>",
        )
    )
    apply_layout(figure, 190, bargap=0.35, margin={"l": 8, "r": 56, "t": 8, "b": 40})
    figure.update_xaxes(title=_("next items found in the list"), rangemode="tozero", showticklabels=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _largest_first(points: pd.DataFrame) -> list[tuple[int, pd.DataFrame]]:
    segments = points[Column.SEGMENT]
    groups = [(int(segment), points[segments == segment]) for segment in segments.unique()]
    return sorted(groups, key=lambda group: (group[0] > 0, -len(group[1])))


def _dots(own: pd.DataFrame, segment: int, labels: SegmentLabels, are_many: bool) -> go.Scatter | go.Scattergl:
    number = labels.number_of(segment)
    kind, size = (go.Scattergl, 3) if are_many else (go.Scatter, 5)
    return kind(
        x=own[Column.X].to_numpy(np.float32),
        y=own[Column.Y].to_numpy(np.float32),
        mode="markers",
        name=labels[segment],
        hoverinfo="name",
        legendrank=number if number > 0 else 10_000,
        marker={"color": colour_of(number), "symbol": symbol_of(number), "size": size, "opacity": _OPACITY},
        unselected={"marker": {"opacity": 0.12}},
    )


def _number_tag(number: int) -> dict[str, object]:
    """Describe a segment's number; its colour stands in the text, since the page's theme repaints annotations."""
    colour = colour_of(number)
    return {
        "text": f'<b><span style="color:{text_on(colour)}">{number}</span></b>',
        "showarrow": False,
        "bgcolor": colour,
        "bordercolor": "#ffffff",
        "borderwidth": 1.5,
        "borderpad": 3,
        "font": {"size": 13},
    }


def _numbers_on(parts: FloatArray, lifts: FloatArray, theme: Theme) -> list[list[str]]:
    """Write lifts in what reads best on the cells, which only a style can do; ``parts`` give their colours."""
    styles = [[f"color:{text_on(compared_colour(part, theme))}" for part in row] for row in parts.tolist()]
    return [
        [f'<span style="{style}">{_times(lift)}</span>' for style, lift in zip(*row, strict=True)]
        for row in zip(styles, lifts.tolist(), strict=True)
    ]


def _mark_mean(figure: go.Figure, mean: float) -> None:
    figure.add_vline(x=mean, line={"dash": "dash", "width": 1.5, "color": QUIET})
    label = _("mean {mean}").format(mean=f"{mean:.2f}")
    figure.add_annotation(x=mean, y=1, yref="paper", yanchor="bottom", text=label, showarrow=False)


def _times(lift: float) -> str:
    """Return a lift in the room of a cell; 0 stands only where nobody has the fact."""
    if 0 < lift < 0.05:
        return "&lt;0.1"  # which a chart reads as markup
    return f"{lift:.1f}" if 0 < lift < 10 else f"{lift:.0f}"


def _scale_of_lifts() -> dict[str, object]:
    ticks = [-2, -1, 0, 1, 2]
    names = [_("¼ × or less"), "½ ×", "1 ×", "2 ×", _("4 × or more")]
    title = {"text": _("times as<br>common")}
    return {"tickvals": ticks, "ticktext": names, "thickness": 10, "title": title, "outlinewidth": 0}
