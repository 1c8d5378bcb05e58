"""Explore: the map, the users in a drawn shape or a filter, the separation of segments, what marks them out."""

from __future__ import annotations

from typing import cast

import streamlit as st

from core.map.lasso import inside_any
from core.results.results import Results
from core.types import BoolArray
from core.ui.shared import charts, figures
from core.ui.shared.bars import Bar, bar_of, draw_bars
from core.ui.shared.navigation import link
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.palette import ACCENT, CHART_CONFIG, colour_of
from core.ui.shared.segments import count_segments, named_results, pick_interests, pick_segments, segment_labels
from core.ui.shared.text import _, _n, count_of, minus
from core.ui.shared.trust_card import draw_short_card, no_card
from core.ui.shared.verdicts import draw_verdict
from core.views.map_points import N_DRAWN
from core.views.selection import Selection, choose_users, of_main_interest, selection_lifts, selection_of
from core.views.silhouettes import mean_silhouette
from core.views.trust import run_verdict

_N_LIFTS = 8


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Explore"))
    results = named_results(context)
    users = _n("{n} user", "{n} users", results.n_users)
    st.write(_("{users} in {segments}.").format(users=users, segments=count_segments(results.k)))
    _explore_users(context, results)
    _draw_silhouettes(context, results)
    _draw_trust(context, results)
    _draw_heatmap(context, results)


@st.fragment
def _explore_users(context: RunContext, results: Results) -> None:
    """Draw the map and the filters; below, who the chosen users are."""
    drawn = _draw_map(context, results)
    with st.container(border=True):
        st.subheader(_("Who are these users?"), anchor=False)
        is_chosen = _draw_filters(results, drawn)
        _describe(context, results, is_chosen)


def _draw_map(context: RunContext, results: Results) -> BoolArray | None:
    """Draw the map and return the users inside the shapes drawn on it; None without a shape or a map."""
    if results.points is None:
        st.info(_("This run has no map. The filters below choose users as well."))
        return None
    st.caption(
        _(
            "A dot is a user. Users who act alike are close together, and a number marks the middle of its segment. "
            "Draw around users to see who they are. Do not compare distances "
            "between groups that are far apart."
        )
    )
    if results.n_users > N_DRAWN:
        st.caption(
            _("The map shows {drawn}; a shape counts all users inside.").format(
                drawn=count_of(N_DRAWN, results.n_users)
            )
        )
    event = st.plotly_chart(
        figures.map_figure(figures.key_of(context), _is_shaded(results), results),
        key=f"map_{context.run.run_id}",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config=charts.MAP_CONFIG,
        alt=_("Map of all users, coloured by segment. The filters below give the same figures without it."),
    )
    return inside_any(results.points, event["selection"])


def _is_shaded(results: Results) -> bool:
    """Ask whether dots are shaded by stability; not where it was not computed."""
    if results.stabilities is None:
        return False
    label = _("Shade users by how often they are found again")
    return st.toggle(label, key="shaded", bind="query-params", help=_shade_help())


def _draw_filters(results: Results, drawn: BoolArray | None) -> BoolArray:
    """Draw the filters and return which users are chosen."""
    left, middle, right, last = st.columns([2, 1, 1, 1], gap="medium")
    with left:
        segments = pick_segments(results, "segments")
        is_of_interest = of_main_interest(results, pick_interests(results, "interests"))
        drawn = is_of_interest if drawn is None else drawn & is_of_interest
    probability = middle.slider(
        _("Membership probability"), 0.0, 1.0, (0.0, 1.0), 0.01,
        key="probability", bind="query-params", help=_probability_help(),
    )  # fmt: skip
    silhouette = right.slider(
        _("Separation"), -1.0, 1.0, (-1.0, 1.0), 0.01,
        key="silhouette", bind="query-params", help=_separation_help(),
    )  # fmt: skip
    if results.stabilities is None:
        return choose_users(results, drawn, segments, probability, silhouette)
    stability = last.slider(
        _("Found again"), 0.0, 1.0, (0.0, 1.0), 0.01,
        key="stability", bind="query-params", help=_stability_help(),
    )  # fmt: skip
    return choose_users(results, drawn, segments, probability, silhouette, stability)


def _describe(context: RunContext, results: Results, is_chosen: BoolArray) -> None:
    """Say how many users are chosen, how they split over segments and what they have more often than all users."""
    chosen = selection_of(results, is_chosen)
    if not chosen.n_selected:
        st.write(_("No user is chosen. Draw a larger shape, or widen the filters."))
        return
    is_all = chosen.n_selected == chosen.n_users
    with st.container():  # there with and without the sentence, so that the figures below are not drawn twice meanwhile
        if is_all:
            st.write(_("All users are shown. Draw on the map, or choose segments and ranges, to see who users are."))
    n_users, probability, separation = st.columns([2, 1, 1])
    n_users.metric(_("Users chosen"), count_of(chosen.n_selected, chosen.n_users))
    probability.metric(_("Membership probability"), f"{100 * chosen.probability:.0f} %", help=_probability_help())
    separation.metric(_("Separation"), minus(f"{chosen.silhouette:.2f}"), help=_separation_help())
    with st.container():
        if is_all:
            _draw_split(chosen, results)
            return
        left, right = st.columns(2, gap="large")
        with left:
            _draw_split(chosen, results)
        with right:
            _draw_marks(context, chosen)


def _probability_help() -> str:
    return _(
        "How strongly a user belongs to the own segment rather than to another one, 0 to 1, from the distances to all "
        "segments. Of several users: the mean."
    )


def _stability_help() -> str:
    return _(
        "In which share of the resamples with a user the user came out in the same segment, 0 to 1: users and events "
        "were drawn anew and the recipe fitted again. A narrower range leaves out users of no segment and of no "
        "resample."
    )


def _shade_help() -> str:
    return _("Strong dots came out in the same segment in all resamples, faint ones in few or none.")


def _separation_help() -> str:
    return _(
        "Silhouette, -1 to 1: near 1 a user is clearly inside the own segment, at 0 between two, below 0 closer to "
        "another one. Of several users: the mean."
    )


def _draw_split(chosen: Selection, results: Results) -> None:
    """Show the chosen users by segment."""
    st.markdown(_("**By segment**"))
    labels, bars = segment_labels(results), []
    for row in chosen.by_segment.to_dict("records"):
        segment, n, share = int(row["segment"]), int(row["count"]), float(row["share"])
        size = round(n / float(row["share_of_segment"]))
        figures_of_row = _("{n} of {size} · {share} %").format(n=f"{n:,}", size=f"{size:,}", share=f"{100 * share:.1f}")
        bars.append(
            Bar(labels[segment], figures_of_row, share, size / results.n_users, colour_of(labels.number_of(segment)))
        )
    draw_bars(bars)
    st.caption(_("Bar: share of the chosen users. Line: the segment's share of all users."))


def _draw_marks(context: RunContext, chosen: Selection) -> None:
    """Show what the chosen users have more often than all users."""
    st.markdown(_("**More often than all users**"))
    facts = figures.facts_of(context.run, context.server)
    lifts = selection_lifts(facts, chosen.is_selected, _N_LIFTS)
    if lifts:
        draw_bars(bar_of(lift, ACCENT) for lift in lifts)
        st.caption(
            _(
                "Bar: share of the chosen users. Line: share of all users. 1.9 ×: 1.9 times as common. Counted in all "
                "events, which also placed the users on the map: a description of these users, no proof."
            )
        )
    else:
        st.caption(_("Nothing distinguishes these users clearly, or they are too few to say."))


def _draw_silhouettes(context: RunContext, results: Results) -> None:
    """Draw how clearly users are inside their segments."""
    st.subheader(_("Separation of the segments"), anchor=False)
    st.caption(
        _(
            "Each shape is a segment, its height the number of users. The further it reaches to the right, the more "
            "clearly its users belong. Left of 0: users who are closer to another segment."
        ),
        help=_("The axis is the silhouette of each user. Mean silhouette of all users: {mean}.").format(
            mean=minus(f"{mean_silhouette(results):.2f}")
        ),
    )
    figure = figures.silhouette_figure(figures.key_of(context), results)
    st.plotly_chart(figure, key="silhouettes", config=CHART_CONFIG, alt=_("Silhouettes of all users by segment."))


def _draw_trust(context: RunContext, results: Results) -> None:
    """Draw the verdict on the run and the checks of each segment."""
    st.subheader(_("What can be trusted"), anchor=False)
    verdict = run_verdict(results)
    if not verdict:
        st.info(no_card())
        return
    draw_verdict(verdict)
    box = st.expander(_("The checks of each segment"), icon=":material/fact_check:", key="proofs", on_change="rerun")
    if cast(bool, box.open):
        with box:
            draw_short_card(results, context.verb)
    link("segment", _("The whole trust card, with every statistic explained"))


def _draw_heatmap(context: RunContext, results: Results) -> None:
    """Draw what marks each segment out, beside all others."""
    st.subheader(_("What marks segments out"), anchor=False)
    st.caption(
        _(
            "Each row is a trait, each column a segment. 2.0 means twice as common in this segment as among all users "
            "(teal), 0.5 half as common (orange), 1.0 as common as usual. Traits are counted in all events here, those "
            "that formed the segments included, so differences look larger than they are: the Personas page states "
            "figures from fresh events."
        )
    )
    figure = figures.heatmap_figure(figures.key_of(context), context.run, results, context.server)
    if figure is None:
        st.info(_("No trait distinguishes any segment from all users."))
    else:
        st.plotly_chart(
            figure,
            key="heatmap",
            config=CHART_CONFIG,
            alt=_("How many times as common the top traits are, by segment."),
        )


main()
