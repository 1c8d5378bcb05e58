"""Personas: a card per segment with its evidence and typical users; names, notes and their history."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.types import Persona
from core.ui.personas.rename import draw_form, draw_history, draw_outcome
from core.ui.shared.bars import bar_of, draw_bars, draw_heading
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.palette import colour_of
from core.ui.shared.segments import count_segments, named_results, translated_results
from core.ui.shared.text import _, _n, count_of, minus, non_breaking, plain
from core.ui.shared.trust_card import draw_prediction, draw_rule, no_card
from core.ui.shared.verdicts import draw_verdict
from core.views.cards import Card, cards_of
from core.views.trust import SegmentView, segment_views

_PER_ROW = 2


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Personas"))
    results = named_results(context)
    personas = translated_results(context.results).personas
    users = _n("{n} user", "{n} users", results.n_users)
    explanation = _(
        "Bar: share of this segment's users with the trait. Line: share of all users. 1.9 ×: 1.9 times as common."
    )
    counted = _("{segments}, {users}.").format(segments=count_segments(results.k), users=users)
    st.write(f"{counted} {explanation}")
    n_unassigned = int((results.labels < 0).sum())
    if n_unassigned:
        st.caption(_("{count} are in no segment.").format(count=count_of(n_unassigned, results.n_users)))
    views = {view.segment: view for view in segment_views(results)}
    if views:
        draw_prediction(results, context.verb)
    else:
        st.caption(no_card())
    draw_outcome(context.server, personas)
    cards = cards_of(results)
    for first in range(0, len(cards), _PER_ROW):
        for column, card in zip(st.columns(_PER_ROW, gap="medium"), cards[first : first + _PER_ROW], strict=False):
            with column:
                _draw_card(context, card, views.get(card.segment), personas)
    st.subheader(_("History of names and notes"), anchor=False)
    draw_history(context.server.runs.history(context.run.run_id), personas)


def _draw_card(context: RunContext, card: Card, trust: SegmentView | None, personas: Sequence[Persona]) -> None:
    """Draw one segment: number, name, size, sentence, evidence, typical users, and the form to rename it."""
    with st.container(border=True, height="stretch"):
        draw_heading(card.segment, card.name)
        _draw_membership(card)
        if trust:
            draw_verdict(trust.verdict)
            draw_rule(trust)
        st.write(non_breaking(plain(card.sentence)))
        if card.marks:
            draw_bars(bar_of(mark, colour_of(card.segment)) for mark in card.marks)
        note = context.segmentation.notes.get(card.segment)
        if note:
            st.text(_("Note: {note}").format(note=note))
        with st.expander(_("Typical users"), icon=":material/person:"):
            st.caption(_("The real users closest to the middle of the segment, closest first."))
            st.text("\n".join(card.typical_users))
        with st.expander(_("Rename or add a note"), icon=":material/edit:"):
            draw_form(context.server, context.segmentation, personas, card.segment)


def _draw_membership(card: Card) -> None:
    st.caption(
        _("Membership probability: {probability} on average").format(probability=f"{100 * card.probability:.0f} %"),
        help=_(
            "How strongly its users belong to it rather than to another segment (mean probability). Separation: mean "
            "silhouette {silhouette}, from -1 to 1; at 0 users are between two segments."
        ).format(silhouette=minus(f"{card.silhouette:.2f}")),
    )


main()
