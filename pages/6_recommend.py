"""Recommend: what to offer a segment, and whether knowing the segment helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.results.results import Results
from core.types import Column
from core.ui.shared import charts
from core.ui.shared.bars import percent
from core.ui.shared.navigation import link
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.proof_sentences import (
    ceiling_detail,
    ceiling_sentence,
    gain_detail,
    gain_sentence,
    verdict_sentence,
    why_not_judged,
)
from core.ui.shared.segments import named_results, pick_segment
from core.ui.shared.text import _, _n, count_of, plain, translated
from core.ui.shared.verdicts import draw_verdict
from core.views.column_meanings import meaning_of
from core.views.offers import MIN_SHARE, Order, distinctive_frame, liked_frame, popularity_of
from core.views.proof import Verdict, proof_frame, verdict_of
from core.views.trust import run_verdict

if TYPE_CHECKING:
    from core.recommenders.segment_popularity import SegmentPopularity
    from core.server import Server
    from core.store.runs import RunInfo


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Recommend"))
    results = named_results(context)
    picker, _rest = st.columns([2, 1], gap="medium")
    with picker:
        segment = pick_segment(results)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _draw_items(context, results, segment)
    with right:
        _draw_usefulness(context, results)


@st.cache_resource(max_entries=2, show_spinner=False)
def _fitted_popularity(run_id: str, _run: RunInfo, _results: Results, _server: Server) -> SegmentPopularity:
    """Learn once per run how popular items are in each segment; only the order by taste needs it."""
    return popularity_of(_results, _server.population(_run.dataset_id, _run.excluded, _run.version))


def _pick_order() -> Order:
    """Draw the choice of what comes first."""
    names = {Order.LIKED: _("Most liked"), Order.DISTINCTIVE: _("Most distinctive")}
    return st.segmented_control(
        _("What comes first"), list(names), default=Order.LIKED, required=True, format_func=names.__getitem__,
        key="offer_order", label_visibility="collapsed",
    )  # fmt: skip


def _draw_items(context: RunContext, results: Results, segment: int) -> None:
    """Show the items of a segment in the order that is chosen."""
    size = next(profile.size for profile in results.profiles if profile.segment == segment)
    st.subheader(_("What to offer"), anchor=False)
    if _pick_order() is Order.LIKED:
        items = liked_frame(results, segment)
        sentence = _("The {items} that most users of this segment {verb}. The segment has {size}.")
    else:
        fitted = _fitted_popularity(context.run.run_id, context.run, results, context.server)
        items = distinctive_frame(fitted, segment)
        sentence = _(
            "The {items} that are most typical of this segment compared with all users, among those that at least "
            "{share} of its users {verb}. The segment has {size}."
        )
    if items.empty:
        st.info(_("No item was chosen by enough users to be offered."))
        return
    n_items, n_users = _n("{n} item", "{n} items", len(items)), count_of(size, results.n_users)
    st.write(sentence.format(items=n_items, size=n_users, share=percent(MIN_SHARE), verb=context.verb))
    _draw_table(items, context.verb)
    st.caption(
        _(
            "Score: share of the segment's users who {verb} the item. Lift: how many times as often as all users; an "
            "item with a high score and a lift near 1 is popular with all users, a lift of 2 is the taste of this "
            "segment. Both are counted in all events, those that formed the segments included, so lifts are a little "
            "high. The list of most liked items is the one measured on the right and written to files."
        ).format(verb=context.verb)
    )


def _draw_table(items: pd.DataFrame, verb: str) -> None:
    """Draw the list."""
    st.dataframe(
        items.assign(**{Column.SCORE: 100 * items[Column.SCORE]}),
        hide_index=True,
        height=35 * (len(items) + 1) + 3,
        column_order=[Column.RANK, Column.TITLE, Column.SCORE, Column.LIFT],
        column_config={
            Column.RANK: st.column_config.NumberColumn(_("Rank"), width=48, help=translated(meaning_of(Column.RANK))),
            Column.TITLE: st.column_config.TextColumn(_("Item"), width=280, help=translated(meaning_of(Column.TITLE))),
            Column.SCORE: st.column_config.ProgressColumn(
                _("Score"), format="%.1f %%", min_value=0, max_value=100, width=104,
                help=_(
                    "Share of the segment's users who {verb} the item. The share is smoothed with 20 average users, so "
                    "that chance does not decide in small segments."
                ).format(verb=verb),
            ),
            Column.LIFT: st.column_config.NumberColumn(
                _("Lift"), format="%.2f ×", width=60,
                help=_("How many times as often as all users: above 1 the segment prefers it more than others do."),
            ),
        },
    )  # fmt: skip


def _draw_usefulness(context: RunContext, results: Results) -> None:
    """Show what the holdout says about offers by segment."""
    st.subheader(_("Does knowing the segment help?"), anchor=False)
    st.caption(_("Over all segments of the run, not the chosen one alone."))
    if verdict_of(results) is Verdict.NOT_JUDGED:
        st.info(plain(why_not_judged(results)))
    else:
        st.markdown(gain_sentence(results, context.verb), help=gain_detail(results))
        if ceiling := ceiling_sentence(results):
            st.markdown(ceiling, help=ceiling_detail(results))
        verdict = run_verdict(results)
        if verdict:
            draw_verdict(verdict)
            link("segment", _("The trust card of this run"))
        else:
            st.write(verdict_sentence(results))
    proof = proof_frame(results)
    if not proof.empty:
        st.plotly_chart(
            charts.draw_proof(proof), key="proof", config=CHART_CONFIG,
            alt=_("Recall and nDCG of lists of 20 items: of the own segment, for all users and of a random segment."),
        )  # fmt: skip
        st.caption(
            _(
                "How this was measured: the last fifth of each user's events was held back, segments were formed "
                "without it, and lists of 20 items were compared with it. Items a user knew already do not count. "
                "Random segments have the same sizes, with users assigned at random; they should gain nothing."
            ),
            help=_(
                "Recall@20 is the share of the held-back items that the list contains. nDCG@20 gives items at the top "
                "of the list more weight. More segments always gain more, so compare only runs with equally many."
            ),
        )


main()
