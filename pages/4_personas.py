"""Personas: a card per segment with its evidence and typical users; names, notes and their history."""

from __future__ import annotations

import streamlit as st

from core.ui.personas.rename import draw_form, draw_history, draw_outcome
from core.ui.shared.bars import bar_of, draw_bars, draw_heading
from core.ui.shared.page import start
from core.ui.shared.palette import colour_of
from core.ui.shared.segments import count_segments, named_results, translated_results
from core.ui.shared.text import _, _n, count_of, non_breaking, plain
from core.ui.shared.trust_card import draw_bits, draw_rule, no_card
from core.ui.shared.verdicts import draw_verdict
from core.views.cards import cards_of
from core.views.trust import segment_views

PER_ROW = 2


def draw_card(context, card, trust):
    """Draw one segment: number, name, size, sentence, evidence, typical users, and the form to rename it."""
    with st.container(border=True, height="stretch"):
        draw_heading(card.segment, card.name)
        st.caption(
            _("Sure to belong: {probability} · set apart: {silhouette}").format(
                probability=f"{card.probability:.2f}",
                silhouette=f"{card.silhouette:.2f}",
            ),
            help=_(
                "How surely its users belong to it, 0 to 1 (mean probability), and how well they sit in it, -1 to 1: "
                "0 is between two segments (mean silhouette)."
            ),
        )
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
            st.caption(_("The real users nearest the middle of the segment, nearest first."))
            st.text("\n".join(card.typical_users))
        with st.expander(_("Rename or add a note"), icon=":material/edit:"):
            draw_form(context.server.runs, context.segmentation, found_personas, card.segment)


page = start(_("Personas"), needs="run")
results = named_results(page)
found_personas = translated_results(page.results).personas
cards = cards_of(results)
n_unassigned = int((results.labels < 0).sum())
st.write(
    _("{segments}, {users}. A bar is the share of the segment, its tick the share of all users, and × says how "
      "many times as often.").format(
          segments=count_segments(results.k), users=_n("{n} user", "{n} users", results.n_users))
)  # fmt: skip
if n_unassigned:
    st.caption(_("{count} are in no segment.").format(count=count_of(n_unassigned, results.n_users)))
trust_of = {view.segment: view for view in segment_views(results)}
if trust_of:
    draw_bits(results)
else:
    st.caption(no_card())
draw_outcome(page.server.runs, found_personas)
for first in range(0, len(cards), PER_ROW):
    for column, own in zip(st.columns(PER_ROW, gap="medium"), cards[first : first + PER_ROW], strict=False):
        with column:
            draw_card(page, own, trust_of.get(own.segment))
st.subheader(_("History of names and notes"), anchor=False)
draw_history(page.server.runs.history(page.run.run_id), found_personas)
