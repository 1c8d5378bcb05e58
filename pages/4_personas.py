"""Personas: a card per segment with its evidence and typical users; names, notes and their history."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.personas.portrait import has_letters
from core.results.results import Results
from core.types import Basis, Column, Persona
from core.ui.personas.back import draw_back
from core.ui.personas.carried import draw_questions, draw_source
from core.ui.personas.model import draw_model
from core.ui.personas.portrait import FIRST_ON_CARD, LETTERS_ON_CARD, draw_behaviour, draw_portrait
from core.ui.personas.rename import draw_form, draw_history, draw_outcome
from core.ui.personas.side_by_side import draw_side_by_side
from core.ui.shared.advice import draw_ways
from core.ui.shared.bars import bar_of, draw_bars, draw_heading, more_than_usual
from core.ui.shared.hours import draw_hours
from core.ui.shared.navigation import draw_ways_on, named_segment
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.palette import colour_of
from core.ui.shared.proof_sentences import what_is_picked
from core.ui.shared.rows import row_height
from core.ui.shared.segments import count_segments, named_results, own_personas
from core.ui.shared.text import _, _n, count_of, minus, non_breaking, plain, translated
from core.ui.shared.trust_card import draw_prediction, draw_rule, no_card
from core.ui.shared.verdicts import draw_verdict, legend, pill
from core.views.advice import way_of_rule, ways_of_segment
from core.views.bases import LETTERS
from core.views.cards import HIGH, LOW, Card, cards_of, marks_frame
from core.views.decisions import standing_decision
from core.views.trust import SegmentView, segment_views

_PER_ROW = 2


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Personas"))
    results = named_results(context)
    personas = own_personas(context)
    users = _n("{n} user", "{n} users", results.n_users)
    explanation = _(
        "Bar: share of this segment's users with the trait. Line: share of all users. 1.9 ×: 1.9 times as common."
    )
    if all(profile.basis is Basis.FRESH_EVENTS for profile in results.profiles):
        explanation += " " + _(
            "Both are counted on fresh events (half of each user's events, which did not form the segments), so they "
            "differ from those over all events."
        )
    explanation += " " + more_than_usual()
    views = {view.segment: view for view in segment_views(results)}
    counted = _("{segments}, {users}.").format(segments=count_segments(results.k), users=users)
    picked = what_is_picked(context.slightest_event) if views else ""
    st.write(" ".join(filter(None, [counted, explanation, picked])))
    draw_hours(context.dataset.meta)
    n_unassigned = int((results.labels < 0).sum())
    if n_unassigned:
        st.caption(_("{count} are in no segment.").format(count=count_of(n_unassigned, results.n_users)))
    _draw_grounds(context, results, has_card=bool(views))
    draw_side_by_side(results)
    draw_outcome(context.server, personas)
    draw_questions(context.server, context.segmentation, personas)
    cards = _wanted_first(cards_of(results))
    for first in range(0, len(cards), _PER_ROW):
        for column, card in zip(st.columns(_PER_ROW, gap="medium"), cards[first : first + _PER_ROW], strict=False):
            with column:
                _draw_card(context, card, views.get(card.segment), personas)
    draw_model(context)
    st.subheader(_("History of names, notes and decisions"), anchor=False)
    draw_history(context.server.runs.history(context.run.run_id), personas)
    draw_back(context.server, context.segmentation)


def _wanted_first(cards: Sequence[Card]) -> list[Card]:
    """Put the segment that the address names first, as a link to it does."""
    wanted = named_segment({card.segment: card.number for card in cards})
    return sorted(cards, key=lambda card: card.segment != wanted)


def _draw_card(context: RunContext, card: Card, trust: SegmentView | None, personas: Sequence[Persona]) -> None:
    """Draw one segment: number, name, size, sentence, evidence, typical users, and the form to rename it."""
    with st.container(border=True, height="stretch"):
        draw_heading(card.number, card.name, pill(trust.verdict.grade) if trust else "")
        _draw_membership(card)
        if decided := standing_decision(named_results(context), card.segment):
            st.write(_("Decision: {decision}.").format(decision=plain(translated(decided))))
        draw_source(context.server, context.segmentation, personas, card.segment)
        if card.flagged:
            st.warning(plain(translated(card.flagged)), icon=":material/block:")
        draw_portrait(card.lines)
        if card.marks:
            draw_bars(bar_of(mark, colour_of(card.number)) for mark in card.marks)
        if trust:
            _draw_trust(context, card, trust)
        with st.expander(_("Figures")):
            st.write(non_breaking(plain(card.sentence)))
            if card.marks:
                _draw_figures(card)
            if card.behaviour:
                draw_behaviour(card.behaviour)
        note = context.segmentation.notes.get(card.segment)
        if note:
            st.text(_("Note: {note}").format(note=note))
        with st.expander(_("Typical users")):
            st.caption(_("The real users closest to the middle of the segment, closest first, with their ids masked."))
            st.text("\n".join(card.typical_users))
            if has_letters(card.typical_users):
                st.caption(translated(LETTERS))
        with st.expander(_("Rename or add a note")):
            st.caption(_("Generated names take their words from titles and categories, in the language of the log."))
            draw_form(context.server, context.segmentation, personas, card.segment)
        draw_ways_on(card.number, "one_segment", "interests", "recommend", "export")


def _draw_trust(context: RunContext, card: Card, trust: SegmentView) -> None:
    """Say how far the segment holds, and by which rule its users are found, with links to where advice is followed."""
    draw_verdict(trust.verdict, has_legend=False, has_pill=False)
    draw_ways(ways_of_segment(named_results(context), trust, context.confident))
    draw_rule(trust)
    if way := way_of_rule(named_results(context), card.segment):
        draw_ways([way])


def _draw_grounds(context: RunContext, results: Results, *, has_card: bool) -> None:
    """Say below a click how figures were counted and segments judged; figures that are too high are named at once."""
    is_fresh = all(profile.basis is Basis.FRESH_EVENTS for profile in results.profiles)
    if not is_fresh:
        st.caption(_where_counted(is_fresh=False))
    if not has_card:
        st.caption(no_card())
    if not (is_fresh or has_card):
        return
    with st.expander(_("How figures were counted, and what the grades mean")):
        if is_fresh:
            st.caption(_where_counted(is_fresh=True))
        if has_card:
            draw_prediction(results, context.verb, context.slightest_event)
            st.html(legend())


def _where_counted(*, is_fresh: bool) -> str:
    if is_fresh:
        return _(
            "Bars, and lines marked so, are counted on fresh events, which did not form the segments: a random half "
            "of each user's events, while the other half alone decides which segment the user counts in. So they hold "
            "for new events, too; shares differ from those over all events. Lines marked as a description are "
            "counted over all events."
        )
    return _(
        "This run counted habits and tastes in the same events that formed the segments, so these figures are too "
        "high. Run the recipe again to have them counted in other events."
    )


def _draw_figures(card: Card) -> None:
    """List the facts of a card with the intervals of their lifts."""
    frame = marks_frame(card.marks)[[Column.COUNT, Column.LIFT, LOW, HIGH]]
    frame.insert(0, Column.NAME, [bar_of(mark, "").name for mark in card.marks])
    number = st.column_config.NumberColumn
    st.dataframe(
        frame,
        hide_index=True,
        row_height=row_height(frame, {Column.NAME: LETTERS_ON_CARD}),
        column_config={
            Column.NAME: st.column_config.TextColumn(_("Fact"), width=FIRST_ON_CARD),
            Column.COUNT: number(_("Users"), format="localized", width=50),
            Column.LIFT: number(_("Lift"), format="%.2f", width=42),
            LOW: number(_("low"), format="%.2f", width=42),
            HIGH: number(_("high"), format="%.2f", width=42),
        },
    )
    st.caption(
        _(
            "Users: those of the segment who have the fact, in half of the events and, of a large log, in a sample of "
            "its users. Lift: how many times as common as among all users; low and "
            "high are the ends of its 95 % interval. Of an interest, those count who took one of its items or more; "
            "the rule interest: on Explore counts those for whom it is the largest interest of its layer."
        )
    )


def _draw_membership(card: Card) -> None:
    st.caption(
        _("{users} ({share})").format(users=_n("{n} user", "{n} users", card.size), share=f"{100 * card.share:.1f} %"),
        help=_(
            "Mean membership probability {probability}: how strongly its users belong to it rather than to another "
            "segment; it says nothing of whether the segment is found again. Separation: mean silhouette {silhouette}, "
            "from -1 to 1; at 0 users are between two segments."
        ).format(probability=f"{100 * card.probability:.0f} %", silhouette=minus(f"{card.silhouette:.2f}")),
    )


main()
