"""Recommend: what to offer a segment, beside the proof that knowing the segment helps."""

from __future__ import annotations

import streamlit as st

from core.types import Column
from core.ui.shared import charts
from core.ui.shared.bars import percent
from core.ui.shared.navigation import link
from core.ui.shared.page import start
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.proof_sentences import gain_sentence, verdict_sentence, why_not_judged
from core.ui.shared.segments import named_results, pick_segment
from core.ui.shared.text import _, _n, count_of, plain, translated
from core.ui.shared.verdicts import draw_verdict
from core.views.column_meanings import meaning_of
from core.views.offers import MIN_SHARE, Order, distinctive_frame, liked_frame, popularity_of
from core.views.proof import Verdict, proof_frame, verdict_of
from core.views.trust import run_verdict


@st.cache_resource(max_entries=2, show_spinner=False)
def fitted_popularity(run_id, dataset_id, _results, _server):
    """Learn once per run what its segments touch; only the order by taste needs more than the run's own lists."""
    return popularity_of(_results, _server.population(dataset_id))


def pick_order():
    """Draw the choice of what comes first."""
    names = {Order.LIKED: _("Most liked"), Order.DISTINCTIVE: _("Most distinctive")}
    return st.segmented_control(
        _("What comes first"), list(names), default=Order.LIKED, required=True, format_func=names.__getitem__,
        key="offer_order", label_visibility="collapsed",
    )  # fmt: skip


def draw_items(context, results, segment):
    """Show the items of a segment in the order that is chosen."""
    size = next(profile.size for profile in results.profiles if profile.segment == segment)
    st.subheader(_("What to offer"), anchor=False)
    order = pick_order()
    if order is Order.LIKED:
        items = liked_frame(results, segment)
        sentence = _("The {items} that most users of this segment touched; the segment has {size}.")
    else:
        items = distinctive_frame(
            fitted_popularity(context.run.run_id, context.run.dataset_id, results, context.server), segment
        )
        sentence = _(
            "The {items} that set this segment most apart from all users, among those that at least {share} of it "
            "touched; the segment has {size}."
        )
    if items.empty:
        st.info(_("No item was touched often enough to be offered."))
        return
    st.write(
        sentence.format(
            items=_n("{n} item", "{n} items", len(items)),
            size=count_of(size, results.n_users),
            share=percent(MIN_SHARE),
        )
    )
    draw_table(items)
    st.caption(
        _(
            "The score is the share of the segment's users who touched the item, as if 20 more users like "
            "everybody were in it, so that small segments do not follow chance. A high score with a lift near 1 is "
            "popular with everybody; a lift of 2 is the segment's own taste. The most liked items are what is judged "
            "beside this and what the files hold."
        )
    )


def draw_table(items):
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
                help=_("Users of the segment who touched the item, as if 20 more users like everybody were in it."),
            ),
            Column.LIFT: st.column_config.NumberColumn(
                _("Lift"), format="%.2f ×", width=60,
                help=_("How many times as often as all users: above 1 the segment likes it more than others do."),
            ),
        },
    )  # fmt: skip


def draw_proof(results):
    """Show what the holdout says about offers by segment."""
    st.subheader(_("Does knowing the segment help?"), anchor=False)
    if verdict_of(results) is Verdict.NOT_JUDGED:
        st.info(plain(why_not_judged(results)))
    else:
        st.write(gain_sentence(results))
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
            alt=_("Recall and nDCG of lists of 20 by own segment, by everybody and by random segments."),
        )  # fmt: skip
        st.caption(
            _(
                "The last fifth of each user's events was held back, the segments were made without it, and lists of "
                "20 items were compared with it; items a user had touched before do not count. The left bars are the "
                "share of the held-back items that the list holds (recall); the right ones count items at the top of "
                "the list for more (nDCG). Random segments have the same sizes, with users drawn by lot: they should "
                "gain nothing. More segments always gain more, so compare runs with equally many only."
            )
        )


page = start(_("Recommend"), needs="run")
run_results = named_results(page)
picker, _rest = st.columns([2, 1], gap="medium")
with picker:
    chosen = pick_segment(run_results)
left, right = st.columns([2, 1], gap="medium")
with left:
    draw_items(page, run_results, chosen)
with right:
    draw_proof(run_results)
