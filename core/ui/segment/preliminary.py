"""The numbered segments of a run that is still computed: sizes and the map, without names, verdicts or files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st

from core.stages.table import Stage
from core.ui.shared import charts
from core.ui.shared.bars import Bar, draw_bars
from core.ui.shared.palette import CHART_CONFIG, colour_of
from core.ui.shared.segments import count_segments
from core.ui.shared.text import _, _n
from core.views.map_points import middles_of, points_frame
from core.views.names import SegmentLabels

if TYPE_CHECKING:
    from core.jobs.preliminary import Preliminary
    from core.server import Server
    from core.store.runs import RunInfo
    from core.types import Labels, Points


def draw_preliminary(server: Server, run: RunInfo) -> None:
    """Draw what a run has found so far; nothing before it has found segments."""
    found = server.preliminary(run.run_id)
    if found is None:
        return
    n_segments = sum(segment > 0 for segment in found.sizes)
    st.subheader(_("Preliminary: {segments}").format(segments=count_segments(n_segments)), anchor=False)
    st.info(
        _(
            "These segments have numbers only. Names and verdicts follow when the run is done; until then nothing can "
            "be exported."
        ),
        icon=":material/hourglass_top:",
    )
    sizes, drawn = st.columns([1, 2], gap="large")
    with sizes:
        draw_bars(_bars(found))
    with drawn:
        if found.points is not None:
            figure = _map_figure(run.run_id, st.context.locale or "", found.points, found.labels)
            st.plotly_chart(figure, key=f"preliminary_{run.run_id}", config=CHART_CONFIG, alt=_("Map of all users."))
        elif Stage.MAP not in run.left_out and run.depth != "trial":
            st.caption(_("The map is being drawn."))


def _bars(found: Preliminary) -> list[Bar]:
    n_users = len(found.labels)
    return [
        Bar(
            _label(segment),
            _("{users} · {share}").format(
                users=_n("{n} user", "{n} users", size), share=f"{100 * size / n_users:.1f} %"
            ),
            size / n_users,
            None,
            colour_of(segment),
        )
        for segment, size in found.sizes.items()
    ]


@st.cache_resource(max_entries=2, show_spinner=False)
def _map_figure(run_id: str, locale: str, _points: Points, _labels: Labels) -> go.Figure:
    """Draw the map once per run and language."""
    points, middles = points_frame(_points, _labels), middles_of(_points, _labels)
    labels = SegmentLabels({int(segment): _label(int(segment)) for segment in points["segment"].unique()})
    return charts.draw_map(points, middles, labels)


def _label(segment: int) -> str:
    return _("Segment {n}").format(n=segment) if segment > 0 else _("Unassigned")
