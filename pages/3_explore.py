"""Explore: the map, who the users in a drawn shape or a filter are, how well segments are parted, what marks them."""

from __future__ import annotations

import streamlit as st

from core.map.lasso import inside_any
from core.ui.shared import charts, figures
from core.ui.shared.bars import Bar, bar_of, draw_bars
from core.ui.shared.navigation import link
from core.ui.shared.page import start
from core.ui.shared.palette import ACCENT, CHART_CONFIG, colour_of
from core.ui.shared.segments import count_segments, named_results, pick_segments, segment_labels
from core.ui.shared.text import _, _n, count_of
from core.ui.shared.trust_card import draw_short_card, no_card
from core.ui.shared.verdicts import draw_verdict
from core.views.map_points import N_DRAWN
from core.views.selection import choose_users, selection_lifts, selection_of
from core.views.silhouettes import mean_silhouette
from core.views.trust import run_verdict


@st.fragment
def explore_users(context, results):
    """Draw the map and the filters; below, who the chosen users are."""
    drawn = draw_map(context, results)
    with st.container(border=True):
        st.subheader(_("Who are these?"), anchor=False)
        is_chosen = draw_filters(results, drawn)
        describe(context, results, is_chosen)


def draw_map(context, results):
    """Draw the map and return who stands inside the shapes drawn on it; None when there is none."""
    if results.points is None:
        st.info(_("This run has no map. The filters below choose users all the same."))
        return None
    st.caption(
        _(
            "Each dot is a user; users who act alike stand close together, and a number marks the middle of its "
            "segment. Draw around users to see who they are. Distances between far groups say little."
        )
    )
    if results.n_users > N_DRAWN:
        st.caption(
            _("{drawn} are drawn; a shape counts everybody inside.").format(drawn=count_of(N_DRAWN, results.n_users))
        )
    event = st.plotly_chart(
        figures.map_figure(figures.key_of(context), results),
        key=f"map_{context.run.run_id}",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config=charts.MAP_CONFIG,
        alt=_("Map of all users, coloured by segment. The filters below give the same figures without it."),
    )
    return inside_any(results.points, event["selection"])


def draw_filters(results, drawn):
    """Draw the filters and return who is chosen."""
    left, middle, right = st.columns([2, 1, 1], gap="medium")
    with left:
        segments = pick_segments(results, "segments")
    probability = middle.slider(
        _("Probability"), 0.0, 1.0, (0.0, 1.0), 0.01, key="probability", bind="query-params", help=_probability_help()
    )
    silhouette = right.slider(
        _("Silhouette"), -1.0, 1.0, (-1.0, 1.0), 0.01, key="silhouette", bind="query-params", help=_silhouette_help()
    )
    return choose_users(results, drawn, segments, probability, silhouette)


def describe(context, results, is_chosen):
    """Say how many are chosen, how they split over segments and what they have more often than everybody."""
    chosen = selection_of(results, is_chosen)
    if not chosen.n_selected:
        st.write(_("Nobody is chosen. Draw a larger shape, or widen the filters."))
        return
    is_everybody = chosen.n_selected == chosen.n_users
    with st.container():  # there with and without the sentence, so that the figures below are not drawn twice meanwhile
        if is_everybody:
            st.write(
                _("Everybody is shown. Draw on the map, or choose segments and ranges, to see who these users are.")
            )
    n_users, probability, silhouette = st.columns([2, 1, 1])
    n_users.metric(_("Users chosen"), count_of(chosen.n_selected, chosen.n_users))
    probability.metric(_("Sure of it (probability)"), f"{chosen.probability:.2f}", help=_probability_help())
    silhouette.metric(_("Set apart (silhouette)"), f"{chosen.silhouette:.2f}", help=_silhouette_help())
    with st.container():
        if is_everybody:
            draw_split(chosen, results)
            return
        left, right = st.columns(2, gap="large")
        with left:
            draw_split(chosen, results)
        with right:
            draw_marks(context, chosen)


def _probability_help():
    return _("How surely a user belongs to the segment, 0 to 1, by the distances to all segments. Shown as a mean.")


def _silhouette_help():
    return _("How well a user sits in the segment: 1 is clearly inside, 0 between two, below 0 nearer to another one.")


def draw_split(chosen, results):
    """Show the chosen users by segment."""
    st.markdown(_("**By segment**"))
    labels, bars = segment_labels(results), []
    for row in chosen.by_segment.itertuples():
        size = round(row.count / row.share_of_segment)
        count = _("{n} of {size} · {share} %").format(
            n=f"{row.count:,}", size=f"{size:,}", share=f"{100 * row.share:.1f}"
        )
        bars.append(Bar(labels[row.segment], count, row.share, size / results.n_users, colour_of(row.segment)))
    draw_bars(bars)
    st.caption(_("Bar: share of the chosen users. Tick: the segment's share of all users."))


def draw_marks(context, chosen):
    """Show what the chosen users have more often than everybody."""
    st.markdown(_("**More often than all users**"))
    lifts = selection_lifts(figures.facts_of(context.run.dataset_id, context.server), chosen.is_selected, 8)
    if lifts:
        draw_bars(bar_of(lift, ACCENT) for lift in lifts)
        st.caption(_("Bar: share of the chosen users. Tick: share of all users. ×: how many times as often."))
    else:
        st.caption(_("Nothing sets these users clearly apart, or they are too few to say."))


def draw_silhouettes(context, results):
    """Draw how well users sit in their segments."""
    st.subheader(_("How well segments are parted"), anchor=False)
    mean = f"{mean_silhouette(results):.2f}"
    st.caption(
        _(
            "Each shape is a segment, its users sorted from best placed to worst: far right of 0 means clearly inside, "
            "left of 0 means nearer to another segment. The mean of all users is {mean} (mean silhouette)."
        ).format(mean=mean)
    )
    figure = figures.silhouette_figure(figures.key_of(context), results)
    st.plotly_chart(figure, key="silhouettes", config=CHART_CONFIG, alt=_("Silhouettes of all users by segment."))


def draw_trust(results):
    """Draw the verdict on the run and the proofs of each segment."""
    st.subheader(_("What can be trusted"), anchor=False)
    verdict = run_verdict(results)
    if not verdict:
        st.info(no_card())
        return
    draw_verdict(verdict)
    box = st.expander(_("The proofs of each segment"), icon=":material/fact_check:", key="proofs", on_change="rerun")
    if box.open:
        with box:
            draw_short_card(results)
    link("segment", _("The whole card, with every figure explained"))


def draw_heatmap(context, results):
    """Draw what marks each segment out, beside all others."""
    st.subheader(_("What marks segments out"), anchor=False)
    st.caption(
        _(
            "Rows are facts, columns segments. A number says how many times as often users of the segment have the "
            "fact as all users do: 2.0 is twice as often (teal), 0.5 half as often (orange), 1.0 is as usual."
        )
    )
    figure = figures.heatmap_figure(figures.key_of(context), context.run.dataset_id, results, context.server)
    if figure is None:
        st.info(_("Nothing marks any segment out from all users."))
    else:
        st.plotly_chart(figure, key="heatmap", config=CHART_CONFIG, alt=_("Lift of the top facts by segment."))


page = start(_("Explore"), needs="run")
run_results = named_results(page)
everybody = _n("{n} user", "{n} users", run_results.n_users)
st.write(_("{users} in {segments}.").format(users=everybody, segments=count_segments(run_results.k)))
explore_users(page, run_results)
draw_silhouettes(page, run_results)
draw_trust(run_results)
draw_heatmap(page, run_results)
