"""Segment: choose a recipe, run it, see what can be trusted and how the number of segments was chosen."""

from __future__ import annotations

import math

import streamlit as st

from core.jobs.earlier import estimate_range
from core.registry import finds_k
from core.results.results import Results
from core.results.run import Depth
from core.server import Server
from core.types import Recipe
from core.ui.segment.across_k import draw_across_k
from core.ui.segment.board import draw_board
from core.ui.segment.check import draw_check
from core.ui.segment.forms import recipe_form
from core.ui.segment.preliminary import draw_preliminary
from core.ui.segment.trust_figures import draw_figures
from core.ui.shared.before import view_before
from core.ui.shared.errors import shown_errors
from core.ui.shared.figures import Key, k_figure, key_of, sweep_figure
from core.ui.shared.k_chart import LOWEST, about_bars, gain_shares
from core.ui.shared.labels import recipe_of_run
from core.ui.shared.names_line import draw_names_line
from core.ui.shared.navigation import link, select
from core.ui.shared.new_run import announce, draw_new_run
from core.ui.shared.outcome import draw_failure, draw_summary
from core.ui.shared.page import DatasetContext, RunContext, start_with_dataset
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.run_progress import follow_run
from core.ui.shared.segments import named_results
from core.ui.shared.text import _, _n, format_seconds, minus, plain, translated
from core.ui.shared.trust_card import draw_card
from core.views.trust_sentences import quick_check_against_card

_OPENED = "opened_recipe"
_ABOUT_AS_LONG = 1.3  # estimates that differ by a smaller factor are stated as one


def main() -> None:
    """Draw the page."""
    context = start_with_dataset(_("Segment"))
    _draw_form(context)
    draw_board(context.server, context.dataset)
    _draw_opened()
    draw_new_run(context.server, context.dataset.dataset_id, context.run)
    finished = context.finished()
    if context.run is None:
        st.write(_("There is no run of this log yet. The choices above are a good start."))
    elif context.run.state.is_live:
        follow_run(context.server, context.run.run_id)
        draw_preliminary(context.server, context.run)
    elif finished:
        _draw_results(finished)
    else:
        draw_failure(context.server, context.run)


def _draw_form(context: DatasetContext) -> None:
    st.write(_("Choose how users are compared and how many segments there are. The defaults suit most logs."))
    with st.container(border=True):
        recipe = recipe_form()
        run, trial, caption = st.columns([2, 2, 7], vertical_alignment="center")
        is_asked = run.button(_("Run"), type="primary", icon=":material/play_arrow:", width="stretch", key="run_recipe")
        is_trial = trial.button(
            _("Try quickly"),
            icon=":material/speed:",
            width="stretch",
            key="try_recipe",
            help=_(
                "Finds the segments and checks on a sample of users how well they predict. Leaves out the map, the "
                "trust card and the model that assigns new users. Use it to compare choices before a full run."
            ),
        )
        caption.caption(_estimate_sentence(context, recipe))
    if is_asked or is_trial:
        _submit(context, recipe, Depth.FULL if is_asked else Depth.TRIAL)


def _estimate_sentence(context: DatasetContext, recipe: Recipe) -> str:
    """Say what a run does and how long it takes."""
    info = context.dataset
    left_out = context.server.store.excluded(info.dataset_id)
    users = _n("{n} user", "{n} users", info.report["n_users"] - left_out.n_users)
    full, trial = (_time(context, recipe, depth) for depth in (Depth.FULL, Depth.TRIAL))
    return _(
        "Run groups {users}, names the segments, draws the map and checks the result: about {time}. A quick try finds "
        "the segments and checks them on a sample, to compare choices: about {time_of_trial}."
    ).format(users=users, time=full, time_of_trial=trial) + _last_time(context.server, info.dataset_id)


def _time(context: DatasetContext, recipe: Recipe, depth: Depth) -> str:
    """Return how long a recipe takes; from and to where it depends much on what users come to be compared by."""
    server = context.server
    low, high = estimate_range(server.store, server.runs, context.dataset.dataset_id, recipe, depth)
    least, most = format_seconds(low), format_seconds(high)
    if high <= _ABOUT_AS_LONG * low or least == most:
        return most
    return _("{low} to {high}").format(low=least, high=most)


def _last_time(server: Server, dataset_id: str) -> str:
    """Say how long the last full run of a recipe took on this log, no edit; nothing when there was none."""
    for run in server.runs.runs(dataset_id):
        is_of_recipe = run.edit is None and run.depth == Depth.FULL
        if run.state == "done" and is_of_recipe and run.started_at and run.finished_at:
            seconds = (run.finished_at - run.started_at).total_seconds()
            return " " + _("The last run of this log took {time}.").format(time=format_seconds(seconds))
    return ""


def _submit(context: DatasetContext, recipe: Recipe, depth: Depth) -> None:
    """Start the run; open it if it is done already or no finished run is on view, else announce it."""
    with shown_errors():
        run = context.server.submit(context.dataset.dataset_id, recipe, depth=depth)
    is_done = run.state == "done"
    st.session_state[_OPENED] = run.run_id if is_done else None
    if is_done or context.finished() is None:
        select(run=run.run_id)
    else:
        announce(run.run_id)
    st.rerun()


def _draw_opened() -> None:
    if st.session_state.pop(_OPENED, None):
        st.info(_("This recipe was run on this log before, so its results are shown."), icon=":material/check:")


def _draw_results(context: RunContext) -> None:
    named, results, key = named_results(context), context.results, key_of(context)
    st.subheader(_("This run: {recipe}").format(recipe=plain(recipe_of_run(context.run))), anchor=False)
    draw_names_line(context.segmentation, context.last_day)
    if context.run.depth == Depth.TRIAL:
        st.info(
            _(
                "This is a quick try: what its segments predict was measured on a sample of users, and there is no map "
                "and no trust card. Do a full run before you act on these segments."
            ),
            icon=":material/speed:",
        )
    draw_summary(results, context.verb)
    if change := view_before(context):
        st.info(plain(translated(change)), icon=":material/compare_arrows:")
    st.markdown(_("**Trust card**"))
    draw_card(named, context.verb, context.slightest_event, context.confident)
    draw_check(context, results)
    draw_figures(named)
    draw_across_k(named)
    if results.k_scores:
        _draw_choice(results, key)
    elif finds_k(context.run.recipe.clusterer):
        _draw_sweep(results, key)
    elif context.run.edit:
        st.caption(_("These segments were edited, so their number was not chosen by a check of several."))
    else:
        st.caption(_("You set the number of segments, so none was chosen for you."))
    explore, personas, _rest = st.columns([1, 1, 3])
    with explore:
        link("explore", _("Explore the map"))
    with personas:
        link("personas", _("See the personas"))


def _draw_choice(results: Results, key: Key) -> None:
    """Show how k was chosen, from which numbers, and what to try where none holds."""
    st.markdown(_("**How the number of segments was chosen**"))
    choice = results.record.scores.k_choice
    if choice is None or not choice.reason:
        st.caption(_("An earlier version chose the number of segments by their separation alone."))
        return
    show = st.info if choice.holds else st.warning
    show(" ".join(translated(each) for each in (choice.reason, choice.advice) if each))
    if checked := quick_check_against_card(results):
        st.write(translated(checked))
    st.plotly_chart(k_figure(key, results), config=CHART_CONFIG, key="k_chart")
    st.caption(
        about_bars(choice),
        help=_(
            "Predictions are measured before the holdout: the last part of what comes before it is kept from the "
            "recipe and predicted. Of the numbers that "
            "hold for three quarters of the users and keep most of the best gain, those within one standard error of "
            "the best do about as well; chosen is the smallest of them that holds for about as many users."
        ),
    )
    if (lowest := min([0.0, *gain_shares(choice.scores)])) < LOWEST:
        st.caption(
            _("The chart ends at {end} %: the gain of some numbers lies further below 0, down to {lowest} %.").format(
                end=minus(f"{LOWEST:.0f}"), lowest=minus(f"{lowest:,.0f}")
            )
        )
    if any(math.isnan(each.predictive) for each in choice.scores):
        st.caption(
            _(
                "Whether segments are distinct and predict anything was measured only where they are stable for half "
                "of the users and histories are long enough; elsewhere bars count stability and size alone."
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
            "The clusterer found the number of segments itself. The chart shows what it finds at other values; where "
            "neighbouring bars differ much, do not rely on the number."
        )
    )


main()
