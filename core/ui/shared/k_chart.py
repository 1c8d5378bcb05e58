"""The choice of k as a picture: ``Results.k_scores`` in, a Plotly figure out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.ui.shared.palette import ACCENT, QUIET, apply_layout
from core.ui.shared.text import _

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.clusterers.choose_k import KScore

_CHOSEN = "#c06c00"


def k_chart(scores: Sequence[KScore], chosen: int) -> go.Figure:
    """Draw the silhouette of the log and of the shuffled log against k, and their gap; the chosen k is marked."""
    import plotly.graph_objects as go

    ks = [score.k for score in scores]
    lines = [
        (_("this log"), [score.silhouette for score in scores], {"color": ACCENT, "width": 3}),
        (
            _("shuffled log"),
            [score.silhouette_shuffled for score in scores],
            {"color": QUIET, "width": 2, "dash": "dot"},
        ),
    ]
    figure = go.Figure()
    for name, values, line in lines:
        figure.add_scatter(
            x=ks,
            y=values,
            name=name,
            line=line,
            mode="lines+markers",
            hovertemplate="k = %{x}: %{y:.3f}<extra>%{fullData.name}</extra>",
        )
    figure.add_bar(
        x=ks,
        y=[score.gap for score in scores],
        error_y={"array": [score.standard_error for score in scores], "thickness": 1, "width": 3, "color": QUIET},
        name=_("difference"),
        marker={"color": [_CHOSEN if k == chosen else "rgba(42,143,154,0.30)" for k in ks]},
        hovertemplate="k = %{x}: " + _("difference") + " %{y:.3f}<extra></extra>",
    )
    figure.add_vline(x=chosen, line={"color": _CHOSEN, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=chosen, y=1, yref="paper", text=_("chosen: {k}").format(k=chosen), showarrow=False, yanchor="bottom",
        font={"color": _CHOSEN},
    )  # fmt: skip
    apply_layout(figure, 380, margin={"l": 8, "r": 8, "t": 64, "b": 8})
    figure.update_layout(legend={"y": 1.08})
    figure.update_xaxes(
        title=_("number of segments (k)"), dtick=1, range=[min(ks) - 0.6, max(ks) + 0.6], showgrid=False
    )
    figure.update_yaxes(title=_("separation (mean silhouette)"))
    return figure
