"""Recommend: what to offer segments, whether that helps, what typical users would get, and who wants an item."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.results.results import Results
from core.ui.recommend.again import draw_again
from core.ui.recommend.audience import draw_audience
from core.ui.recommend.choice import pick_choice
from core.ui.recommend.fitted import population_of
from core.ui.recommend.for_users import draw_user_lists
from core.ui.recommend.grades import draw_grades, draw_trade_off
from core.ui.recommend.interest_layers import draw_interest_layers
from core.ui.recommend.items import draw_items
from core.ui.recommend.one_user import draw_one_user
from core.ui.recommend.side_by_side import draw_side_by_side
from core.ui.recommend.typical import draw_typical
from core.ui.shared import charts
from core.ui.shared.navigation import draw_ways_on, link
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.proof_sentences import (
    ceiling_detail,
    ceiling_sentence,
    gain_detail,
    gain_sentence,
    prediction_detail,
    prediction_sentence,
    verdict_sentence,
    why_not_judged,
)
from core.ui.shared.segments import named_results, pick_segment
from core.ui.shared.text import _, plain
from core.ui.shared.verdicts import draw_verdict
from core.views.proof import Verdict, proof_frame, verdict_of
from core.views.trust import run_verdict


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Recommend"))
    results = named_results(context)
    picker, ways = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with picker:
        segment = pick_segment(results)
    with ways:
        draw_ways_on(results.number_of(segment), "one_segment", "personas", "interests", "export")
    if segment in results.not_acted_on:
        st.warning(_("An analyst set this segment aside or rejected it: do not act on it."))
    st.subheader(_("What to offer"), anchor=False)
    choice = pick_choice(population_of(context))
    draw_items(context, results, segment, choice)
    if results.record.scores.offers:
        left, right = st.columns(2, gap="medium")
        with left:
            draw_grades(results, segment)
    else:
        right = st.container()
    with right:
        _draw_usefulness(context, results)
    draw_trade_off(results)
    draw_side_by_side(context, results, choice)
    draw_again(context, results, segment, choice)
    draw_typical(context, results, segment)
    draw_one_user(context, results, choice)
    draw_interest_layers(context, results, segment)
    draw_user_lists(context, results, choice)
    draw_audience(context, results)


def _draw_usefulness(context: RunContext, results: Results) -> None:
    """Show what the holdout says about offers by segment: one comparison, and the others one click below."""
    st.subheader(_("Over all segments: does knowing the segment help?"), anchor=False)
    proof = proof_frame(results)
    if verdict_of(results) is Verdict.NOT_JUDGED:
        st.info(plain(why_not_judged(results)))
    else:
        _draw_headline(results, context.verb, context.slightest_event)
        verdict = run_verdict(results)
        if verdict:
            st.caption(_("Verdict on the run, all its segments together:"))
            draw_verdict(verdict, has_legend=results.record.scores.offers is None)
            link("segment", _("The trust card of this run"))
        else:
            st.write(verdict_sentence(results))
    if results.holdout and not proof.empty:
        with st.expander(_("How this was measured, and how much more there is to gain")):
            _draw_proof(results, proof, context.verb, results.holdout.list_length)


def _draw_headline(results: Results, verb: str, slightest: str) -> None:
    """Say how much likelier segments make the next pick, by which they are judged; else what lists of 20 hold."""
    if likelier := prediction_sentence(results, verb, slightest):
        st.markdown(likelier, help=prediction_detail(results))
    else:
        st.markdown(gain_sentence(results, verb), help=gain_detail(results))


def _draw_proof(results: Results, proof: pd.DataFrame, verb: str, length: int) -> None:
    """Draw how lists of the own segment, of all users and of random segments compare."""
    st.markdown(gain_sentence(results, verb), help=gain_detail(results))
    st.caption(
        _(
            "Counted on the users of all segments, with what is most popular in each. The offers of the one segment "
            "are judged on its own users, so the figures under its own heading differ."
        )
    )
    if ceiling := ceiling_sentence(results):
        st.markdown(ceiling, help=ceiling_detail(results))
    st.plotly_chart(
        charts.draw_proof(proof), key="proof", config=CHART_CONFIG,
        alt=_("Recall and nDCG of such lists: of the own segment, for all users and of a random segment."),
    )  # fmt: skip
    st.caption(
        _(
            "How this was measured: the last fifth of each user's events was held back, segments were formed "
            "without it, and lists of {length} items were compared with it. Items a user knew already do not count. "
            "Random segments have the same sizes, with users assigned at random; they should gain nothing."
        ).format(length=length),
        help=_(
            "Recall is the share of the held-back items that the list contains. nDCG gives items at the top "
            "of the list more weight. More segments always gain more, so compare only runs with equally many."
        ),
    )


main()
