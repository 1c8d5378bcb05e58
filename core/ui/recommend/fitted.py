"""What is learnt once per run for the page: what to offer segments, and what to offer single users."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.recommenders.again import Again
from core.recommenders.disliked import Disliked, disliked_by
from core.recommenders.for_users import Ease, Popularity
from core.results.edited import edited_interests
from core.results.results import Results
from core.types import BoolArray, Population
from core.ui.recommend.choice import Choice
from core.ui.shared.page import RunContext
from core.ui.shared.segments import translated_results
from core.ui.shared.text import _
from core.views.interest_layers import learn_layers
from core.views.offers import offers_frame, offers_of, ordered_frame

if TYPE_CHECKING:
    from core.interests.users import Interests
    from core.recommenders.interest_layers import InterestLayers
    from core.recommenders.segment_offers import SegmentOffers
    from core.server import Server
    from core.store.runs import RunInfo


def population_of(context: RunContext) -> Population:
    """Return the log that the run was made of."""
    return context.server.population(context.run.dataset_id, context.run.excluded, context.run.version)


def fitted_offers(context: RunContext, results: Results) -> SegmentOffers:
    """Return what the run learnt of its items, made again and kept."""
    with st.spinner(_("Learning what leads to what")):
        return _offers(context.run.run_id, context.run, results, context.server)


def fitted_for_users(context: RunContext) -> Ease:
    """Return what leads from the items of single users to others; it fits into this process and finds as much as any.

    Others are on the command line.
    """
    with st.spinner(_("Learning what leads to what")):
        return _for_users(context.run.run_id, context.run, context.server)


def fitted_popularity(context: RunContext) -> Popularity:
    """Return what is popular with all users, for those of whom nothing is known."""
    return _popularity(context.run.run_id, context.run, context.server)


def dislikes_of(context: RunContext, results: Results) -> Disliked | None:
    """Return what the segments dislike, counted once per run."""
    return _dislikes(context.run.run_id, context.run, results, context.server)


def fitted_again(context: RunContext) -> Again:
    """Return what users take again."""
    with st.spinner(_("Counting what is taken again")):
        return _again(context.run.run_id, context.run, context.server)


def fitted_layers(context: RunContext, results: Results) -> tuple[InterestLayers, Interests] | None:
    """Return how much each layer of interests counts, and the tree as it was changed; None for a run without one."""
    seen = context.server.tree_edits.of(context.dataset.dataset_id)
    edited = edited_interests(translated_results(context.results), seen.edits)
    if edited is None:
        return None
    with st.spinner(_("Learning which interests count")):
        key = (context.run.run_id, seen.version)
        return _layers(key, context.run, results, edited.interests, context.server), edited.interests


def marked(context: RunContext, choice: Choice) -> BoolArray:
    """Mark the items that are not to be offered, (n_items,) of the log."""
    ids = population_of(context).items.item_ids.astype(str)
    return np.isin(ids, sorted(choice.left_out)) if choice.left_out else np.zeros(len(ids), dtype=bool)


def list_of(context: RunContext, results: Results, segment: int, choice: Choice) -> pd.DataFrame:
    """Return the list of a segment as it is chosen; the usual one is that of the run."""
    if choice.is_usual and results.has_offers:
        return offers_frame(results, segment)
    fitted = fitted_offers(context, results)
    return ordered_frame(results, fitted, segment, choice.distinctiveness, choice.left_out)


@st.cache_resource(max_entries=2, show_spinner=False)
def _offers(run_id: str, _run: RunInfo, _results: Results, _server: Server) -> SegmentOffers:
    """Learn once per run; only another order, a shorter list or an item that is asked for needs it."""
    return offers_of(_results, _server.population(_run.dataset_id, _run.excluded, _run.version))


@st.cache_resource(max_entries=2, show_spinner=False)
def _for_users(run_id: str, _run: RunInfo, _server: Server) -> Ease:
    return Ease().fit(_server.population(_run.dataset_id, _run.excluded, _run.version))


@st.cache_resource(max_entries=2, show_spinner=False)
def _popularity(run_id: str, _run: RunInfo, _server: Server) -> Popularity:
    return Popularity().fit(_server.population(_run.dataset_id, _run.excluded, _run.version))


@st.cache_resource(max_entries=2, show_spinner=False)
def _dislikes(run_id: str, _run: RunInfo, _results: Results, _server: Server) -> Disliked | None:
    population = _server.population(_run.dataset_id, _run.excluded, _run.version)
    return disliked_by(population, _results.labels_of(population.histories.user_ids))


@st.cache_resource(max_entries=2, show_spinner=False)
def _layers(
    key: tuple[str, int], _run: RunInfo, _results: Results, _interests: Interests, _server: Server
) -> InterestLayers:
    return learn_layers(_results, _interests, _server.population(_run.dataset_id, _run.excluded, _run.version))


@st.cache_resource(max_entries=2, show_spinner=False)
def _again(run_id: str, _run: RunInfo, _server: Server) -> Again:
    return Again().fit(_server.population(_run.dataset_id, _run.excluded, _run.version))
