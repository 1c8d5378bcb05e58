"""The charts of a run, drawn once per run, version of its names and language of the visitor.

A selection on a chart is lost when its figure changes, so the same figure must come back on every rerun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st

from core.profiles.counted import CountedFacts, counted
from core.profiles.facts import Facts
from core.profiles.profile import all_facts
from core.results.results import Results
from core.ui.shared import charts
from core.ui.shared.k_chart import k_chart
from core.ui.shared.palette import Theme
from core.ui.shared.segments import segment_labels
from core.ui.shared.sweep_chart import sweep_chart
from core.views.marks import heatmap_frame
from core.views.silhouettes import mean_silhouette, silhouette_frame, silhouette_means

if TYPE_CHECKING:
    from core.server import Server
    from core.store.runs import RunInfo
    from core.ui.shared.page import RunContext

Key = tuple[str, int, str]


def key_of(context: RunContext) -> Key:
    """Return what the figures of a run depend on."""
    return (context.run.run_id, context.segmentation.version, st.context.locale or "")


def facts_of(run: RunInfo, server: Server) -> tuple[Facts, ...]:
    """State every fact about the users of a run's log once."""
    return _facts((run.dataset_id, str(run.version), *run.excluded.keys), run, server)


@st.cache_resource(max_entries=2, show_spinner=False)
def _facts(key: tuple[str, ...], _run: RunInfo, _server: Server) -> tuple[Facts, ...]:
    return tuple(all_facts(_server.population(_run.dataset_id, _run.excluded, _run.version)))


def counted_facts_of(run: RunInfo, server: Server) -> tuple[CountedFacts, ...]:
    """Return the same facts, counted, so that those of any group of users are there at once."""
    return _counted_facts((run.dataset_id, str(run.version), *run.excluded.keys), run, server)


@st.cache_resource(max_entries=2, show_spinner=False)
def _counted_facts(key: tuple[str, ...], _run: RunInfo, _server: Server) -> tuple[CountedFacts, ...]:
    return tuple(map(counted, _facts(key, _run, _server)))


@st.cache_resource(max_entries=8, show_spinner=False)
def k_figure(key: Key, _results: Results) -> go.Figure:
    """Draw the choice of k."""
    choice = _results.record.scores.k_choice
    return k_chart(_results.k_scores, choice.k if choice else _results.k, choice.plausible if choice else ())


@st.cache_resource(max_entries=8, show_spinner=False)
def sweep_figure(key: Key, _results: Results) -> go.Figure | None:
    """Draw what other values of the clusterer's parameter would give; None where none were tried."""
    return sweep_chart(_results.sweep) if _results.sweep else None


@st.cache_resource(max_entries=8, show_spinner=False)
def silhouette_figure(key: Key, _results: Results) -> go.Figure:
    """Draw the silhouettes."""
    means = silhouette_means(_results)
    return charts.draw_silhouettes(
        silhouette_frame(_results), means, mean_silhouette(_results), segment_labels(_results)
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def heatmap_figure(key: Key, theme: Theme, _run: RunInfo, _results: Results, _server: Server) -> go.Figure | None:
    """Draw the heat map; None where nothing marks any segment out."""
    facts = heatmap_frame(_results, facts_of(_run, _server))
    return charts.draw_heatmap(facts, segment_labels(_results), theme) if len(facts) else None
