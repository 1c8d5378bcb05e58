"""The choice of k as a picture: ``Results.k_scores`` in, a Plotly figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.trust.k_score import HELD_SHARE
from core.trust.reach import MIN_SIZE
from core.ui.shared.palette import ACCENT, QUIET, apply_layout
from core.ui.shared.text import _

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.trust.k_choice import KChoice
    from core.trust.k_score import KScore

LOWEST = -20.0
"""Where the axis ends, in percent: far below 0 is no gain, however far."""
_ROOM = 5.0
_CHOSEN, _PLAUSIBLE, _OTHER = ACCENT, "rgba(42,143,154,0.60)", "rgba(42,143,154,0.28)"


def k_chart(scores: Sequence[KScore], chosen: int, plausible: Sequence[int] = ()) -> go.Figure:
    """Draw against k the users in segments that hold, how much is found again and what is gained; k is marked."""
    import plotly.graph_objects as go

    ks = [score.k for score in scores]
    gains = gain_shares(scores)
    colours = [_CHOSEN if k == chosen else _PLAUSIBLE if k in plausible else _OTHER for k in ks]
    figure = go.Figure()
    figure.add_bar(
        x=ks,
        y=[100 * score.held for score in scores],
        name=_("users in segments that pass the quick check"),
        marker={"color": colours},
        hovertemplate="k = %{x}: %{y:.0f} %<extra>%{fullData.name}</extra>",
    )
    lines = [(_("found again from resampled users and events"), [100 * score.jaccard for score in scores], "solid")]
    if gains:
        lines.append((_("how much is predicted, compared with the best number"), gains, "dot"))
    for name, values, dash in lines:
        figure.add_scatter(
            x=ks,
            y=values,
            name=name,
            line={"color": QUIET, "width": 3, "dash": dash},
            mode="lines+markers",
            hovertemplate="k = %{x}: %{y:.0f} %<extra>%{fullData.name}</extra>",
        )
    figure.add_hline(y=100 * HELD_SHARE, line={"color": QUIET, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=chosen, y=1, yref="paper", text=_("chosen: {k}").format(k=chosen), showarrow=False, yanchor="bottom",
    )  # fmt: skip
    apply_layout(figure, 380, margin={"l": 8, "r": 8, "t": 64, "b": 8})
    figure.update_layout(legend={"y": 1.08})
    figure.update_xaxes(
        title=_("number of segments (k)"), dtick=1, range=[min(ks) - 0.6, max(ks) + 0.6], showgrid=False
    )
    lowest = min([0.0, *gains])
    figure.update_yaxes(title=_("percent"), rangemode="tozero")
    if lowest < 0:
        figure.update_yaxes(range=[max(lowest, LOWEST) - _ROOM, 100 + _ROOM])
    return figure


def about_bars(choice: KChoice) -> str:
    """Say what the bars of the chart are, and how high they should be; not that the chosen one is where it is not."""
    bars = _(
        "Bars: users in segments that are found again in resamples, are distinct from their neighbours, "
        "predict what users do next and have {n} users or more. The chosen number has the strong colour."
    ).format(n=MIN_SIZE)
    reaches = next(each.held for each in choice.scores if each.k == choice.k) >= HELD_SHARE
    asked = (
        _(
            "A bar should reach the thin line at {least} %, and the segments must predict more than the time of events "
            "does."
        )
        if reaches
        else _(
            "A bar should reach the thin line at {least} %. That of the chosen number does not: what stands above the "
            "chart says why it was chosen all the same."
        )
    )
    bars += " " + asked.format(least=f"{100 * HELD_SHARE:.0f}")
    if len(choice.plausible) > 1:
        bars += " " + _("With the numbers in a middle colour the segments do about as well.")
    return bars


def gain_shares(scores: Sequence[KScore]) -> list[float]:
    """Return what each number predicts, by which numbers are compared, in percent of the best; nothing without any."""
    gains = [score.bits for score in scores]
    if any(map(math.isnan, gains)):  # as in runs of earlier versions
        gains = [score.uplift_pct for score in scores]
    most = max((gain for gain in gains if gain > 0), default=None)
    return [100 * gain / most for gain in gains] if most else []
