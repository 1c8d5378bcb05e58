"""Segment: choose a recipe, run it, see how the number of segments was chosen."""

from __future__ import annotations

import math

import streamlit as st

from core.registry import finds_k
from core.results.results import Results
from core.server import Server
from core.store.runs import RunInfo
from core.trust.grade import Grade
from core.types import Recipe
from core.ui.segment.forms import recipe_form
from core.ui.segment.trust_figures import draw_figures
from core.ui.shared.errors import shown_errors
from core.ui.shared.figures import Key, k_figure, key_of, sweep_figure
from core.ui.shared.labels import recipe_label
from core.ui.shared.navigation import link, select
from core.ui.shared.outcome import draw_failure, draw_summary
from core.ui.shared.page import Context, start
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.run_progress import follow_run
from core.ui.shared.segments import named_results
from core.ui.shared.text import _, _n, format_seconds, plain
from core.ui.shared.trust_card import draw_card
from core.views.trust import run_bits, run_verdict

_OPENED = "opened_recipe"


def main() -> None:
    """Draw the page."""
    context = start(_("Segment"), needs="dataset")
    _draw_form(context)
    _draw_opened()
    if context.run is None:
        st.write(_("There is no run of this log yet. The choices above are a good start."))
    elif context.run.state.is_live:
        follow_run(context.server, context.run.run_id)
    elif context.results:
        _draw_results(context.run, context, context.results, key_of(context))
    else:
        draw_failure(context.server, context.run)


def _draw_form(context: Context) -> None:
    st.write(_("Choose how users are compared and how many segments there are. The first choices suit most logs."))
    with st.container(border=True):
        recipe = recipe_form()
        button, caption = st.columns([1, 5], vertical_alignment="center")
        is_asked = button.button(
            _("Run"), type="primary", icon=":material/play_arrow:", width="stretch", key="run_recipe"
        )
        caption.caption(_estimate_sentence(context, recipe))
    if is_asked:
        _submit(context, recipe)


def _estimate_sentence(context: Context, recipe: Recipe) -> str:
    """Say what a run will do and how long it takes."""
    info = context.dataset
    users = _n("{n} user", "{n} users", info.report["n_users"] if info else 0)
    seconds = context.server.estimate_seconds(info.dataset_id, recipe) if info else 0.0
    return _("This groups {users}, names the segments, draws the map and checks it all: about {time}.").format(
        users=users, time=format_seconds(seconds)
    ) + _last_time(context.server, info.dataset_id if info else "")


def _last_time(server: Server, dataset_id: str) -> str:
    """Say how long the last run of this log took; nothing when there was none."""
    for run in server.runs.runs(dataset_id):
        if run.state == "done" and run.started_at and run.finished_at:
            seconds = (run.finished_at - run.started_at).total_seconds()
            return " " + _("The last run of this log took {time}.").format(time=format_seconds(seconds))
    return ""


def _submit(context: Context, recipe: Recipe) -> None:
    """Ask for the run and open it; one that is there already is opened as it is."""
    if context.dataset is None:
        return
    with shown_errors():
        run = context.server.submit(context.dataset.dataset_id, recipe)
    st.session_state[_OPENED] = run.run_id if run.state == "done" else None
    select(run=run.run_id)
    st.rerun()


def _draw_opened() -> None:
    if st.session_state.pop(_OPENED, None):
        st.info(_("This recipe was run before on this log, so its results are already here."), icon=":material/check:")


def _draw_results(run: RunInfo, context: Context, results: Results, key: Key) -> None:
    named = named_results(context)
    st.subheader(plain(recipe_label(run.recipe, results.k)), anchor=False)
    draw_summary(results)
    draw_card(named)
    draw_figures(named)
    if results.k_scores:
        _draw_choice(results, key)
    elif finds_k(run.recipe.clusterer):
        _draw_sweep(results, key)
    else:
        st.caption(_("The number of segments was given, so no others were tried."))
    explore, personas, _rest = st.columns([1, 1, 3])
    with explore:
        link("explore", _("Explore the map"))
    with personas:
        link("personas", _("Meet the personas"))


def _draw_choice(results: Results, key: Key) -> None:
    """Show how k was chosen; beside a card that finds no segments, say why the chart chooses one all the same."""
    st.markdown(_("**How the number of segments was chosen**"))
    st.plotly_chart(k_figure(key, results), config=CHART_CONFIG, key="k_chart")
    st.caption(
        _(
            "The taller a bar, the more clearly the log falls into that many segments than the same log shuffled "
            "would. The smallest number whose bar is about as tall as the tallest (within one standard error) is "
            "chosen."
        )
    )
    verdict = run_verdict(results)
    if verdict and verdict.grade is Grade.NONE and not math.isnan(run_bits(results).value):
        st.caption(
            _(
                "**Believe the card, not this chart:** some number always looks clearest here, where groups need only "
                "be tighter than in the log shuffled; the card also asks whether they foretell what users touch next "
                "better than chance does, and these do not."
            )
        )


def _draw_sweep(results: Results, key: Key) -> None:
    """Show what the clusterer would find at other values of its parameter."""
    figure = sweep_figure(key, results)
    if figure is None:
        st.caption(_("The clusterer found the number of segments itself."))
        return
    st.plotly_chart(figure, config=CHART_CONFIG, key="sweep_chart")
    st.caption(
        _(
            "The clusterer found the number of segments itself, and this is what it would find at other values. Where "
            "neighbouring bars differ much, do not rely on the number."
        )
    )


main()
