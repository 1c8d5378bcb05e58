"""What stands below the map on the page Explore: separation, trust, and what marks segments out."""

from __future__ import annotations

from typing import cast

import streamlit as st

from core.results.results import Results
from core.ui.shared import figures
from core.ui.shared.navigation import link
from core.ui.shared.page import RunContext
from core.ui.shared.palette import CHART_CONFIG, page_theme
from core.ui.shared.text import _, minus
from core.ui.shared.trust_card import draw_short_card, no_card
from core.ui.shared.verdicts import draw_verdict
from core.views.silhouettes import mean_silhouette
from core.views.trust import run_verdict


def draw_below(context: RunContext, results: Results) -> None:
    """Draw the three parts; then count the facts that the first shape on the map is answered by."""
    _draw_silhouettes(context, results)
    _draw_trust(context, results)
    _draw_heatmap(context, results)
    figures.counted_facts_of(context.run, context.server)


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
    box = st.expander(_("The checks of each segment"), key="proofs", on_change="rerun")
    if cast(bool, box.open):
        with box:
            draw_short_card(results, context.verb, context.slightest_event)
    link("segment", _("The whole trust card, with every statistic explained"))


def _draw_heatmap(context: RunContext, results: Results) -> None:
    """Draw what marks each segment out, beside all others."""
    st.subheader(_("What marks segments out"), anchor=False)
    st.caption(
        _(
            "Each row is a trait, each column a segment. 2.0 means twice as common in this segment as among all users "
            "(teal), 0.5 half as common (brown), 1.0 as common as usual. Traits are counted in all events here, those "
            "that formed the segments included: a description, not a proof. Personas counts on fresh events, which did "
            "not form the segments, and Interests compares shares of interests, not of users: their figures differ."
        )
    )
    figure = figures.heatmap_figure(figures.key_of(context), page_theme(), context.run, results, context.server)
    if figure is None:
        st.info(_("No trait distinguishes any segment from all users."))
    else:
        st.plotly_chart(
            figure,
            key="heatmap",
            config=CHART_CONFIG,
            alt=_("How many times as common the top traits are, by segment."),
        )
