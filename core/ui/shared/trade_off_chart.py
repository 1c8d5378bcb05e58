"""The chart of how much lists find against how varied they are."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.ui.shared.palette import ACCENT, QUIET, apply_layout, symbol_of
from core.ui.shared.text import _, hover


def draw_trade_off(grades: pd.DataFrame, across: str, title: str) -> go.Figure:
    """Draw what lists of each kind find, upwards, against what they hold, to the right.

    Names stand in the legend, since points may lie on each other.

    Parameters
    ----------
    grades
        As from ``trade_off_frame``.
    across
        Its column to the right, a share.
    title
        What that is called.
    """
    columns = (grades[name].tolist() for name in ("served_by", across, "recall", "is_own"))
    figure = go.Figure(
        [
            go.Scatter(
                x=[100 * share],
                y=[100 * recall],
                mode="markers",
                name=hover(str(name)),
                marker={"size": 15, "symbol": symbol_of(1 + 12 * place), "color": ACCENT if is_own else QUIET},
                hovertemplate="%{x:.1f} %, recall %{y:.1f} %",
            )
            for place, (name, share, recall, is_own) in enumerate(zip(*columns, strict=True))
        ]
    )
    apply_layout(figure, 320, showlegend=True)
    figure.update_xaxes(title=title, ticksuffix=" %", rangemode="tozero")
    figure.update_yaxes(title=_("next items found in the list"), ticksuffix=" %", rangemode="tozero")
    return figure
