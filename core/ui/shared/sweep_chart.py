"""What other values of a clusterer's parameter would give, as a picture: ``Results.sweep`` in, a Plotly figure out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.ui.shared.labels import clusterer_param_label
from core.ui.shared.palette import ACCENT, QUIET, apply_layout
from core.ui.shared.text import _

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.types.figures import Sweep

_OTHER = "rgba(42,143,154,0.30)"


def sweep_chart(sweep: Sweep) -> go.Figure:
    """Draw the number of segments and the share of unassigned users of every trial; the chosen one marked."""
    import plotly.graph_objects as go

    names = [f"{trial.value:,.4g}" for trial in sweep.trials]
    is_chosen = [trial.value == sweep.chosen for trial in sweep.trials]
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=[trial.n_clusters for trial in sweep.trials],
        name=_("segments"),
        marker={"color": [ACCENT if chosen else _OTHER for chosen in is_chosen]},
        hovertemplate="%{x}: %{y}<extra>%{fullData.name}</extra>",
    )
    figure.add_scatter(
        x=names,
        y=[100 * trial.share_unassigned for trial in sweep.trials],
        name=_("unassigned users in %"),
        yaxis="y2",
        line={"color": QUIET, "width": 2, "dash": "dot"},
        mode="lines+markers",
        hovertemplate="%{x}: %{y:.1f} %<extra>%{fullData.name}</extra>",
    )
    figure.update_xaxes(title=clusterer_param_label(sweep.parameter), type="category", showgrid=False)
    figure.update_yaxes(title=_("number of segments"))
    figure.update_layout(
        yaxis2={
            "title": {"text": _("unassigned users in %")},
            "overlaying": "y",
            "side": "right",
            "range": [0, 105],
            "showgrid": False,
        }
    )
    return apply_layout(figure, 320)
