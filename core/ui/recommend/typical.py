"""Typical users of a segment: what they did last, beside what they would get."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from core.recommenders.user_lists import COLD, Wish
from core.results.results import Results
from core.types import Population
from core.ui.recommend.fitted import dislikes_of, fitted_for_users, fitted_popularity, population_of
from core.ui.recommend.interest_layers import draw_shares, goes_by_of, goes_by_sentence
from core.ui.shared.page import RunContext
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, format_day, plain, translated
from core.ui.shared.user_ids import draw_letters, shown_ids
from core.views.typical import N_NEXT, TypicalUser, of_item, typical_users

SHOWN = "typical_shown"
"""Key of the widget."""
_LINE = "margin:0 0 0.35rem;font-size:0.88rem;line-height:1.3"
_QUIET = "opacity:0.75"


def draw_typical(context: RunContext, results: Results, segment: int) -> None:
    """Show the typical users of a segment once that is asked for: the lists of single users are made for it."""
    st.subheader(_("Typical users: what they did, and what they would get"), anchor=False)
    is_asked = st.toggle(
        _("Show those of {segment}").format(segment=plain(segment_labels(results)[segment])),
        key=SHOWN, persist_state="session",
        help=_("The real users closest to the middle of the segment. The side bar says how their ids are shown."),
    )  # fmt: skip
    if not is_asked:
        return
    population = population_of(context)
    profile = next(each for each in results.profiles if each.segment == segment)
    wish = Wish(N_NEXT, disliked=dislikes_of(context, results))
    users = typical_users(profile, population, fitted_for_users(context), fitted_popularity(context), wish)
    if not users:
        st.info(_("No typical user of this segment is in the log any more."))
        return
    st.caption(
        _(
            "Each list is made of the one user's own items (EASE), not of the segment. Judge by eye: does what they "
            "would get go on from what they did?"
        )
    )
    goes_by = goes_by_of(context, results, [user.row for user in users])
    ids = shown_ids([each.user_id for each in users])
    draw_letters(ids)
    for user, user_id in zip(users, ids, strict=True):
        with st.container(border=True):
            draw_user(user, user_id, population, goes_by.get(user.row))


def draw_user(user: TypicalUser, user_id: str, population: Population, goes_by: dict[str, Any] | None) -> None:
    """Draw what a user did last beside what the user would get; ``goes_by`` is what the next choices follow."""
    counted = _n("{n} event", "{n} events", user.n_events)
    follows = f" · {goes_by_sentence(goes_by)}" if goes_by else ""
    st.markdown(f"**{plain(user_id)}** · {counted}{follows}")
    if goes_by:
        draw_shares(goes_by)
    did = [
        f"<span style='{_QUIET}'>{escape(format_day(each.day))}, "
        f"{escape(', '.join(map(translated, each.meanings)))}</span> <b>{escape(of_item(population, each.item)[1])}</b>"
        for each in user.did
    ]
    before, after = st.columns(2, gap="small")
    with before:
        st.caption(_("Did last"))
        _draw_lines(did)
    with after:
        st.caption(_("Would get"))
        _draw_lines(_offers(user, population))
        if user.warmth == COLD:
            st.caption(_("None of the user's items is known: this is what is popular."))


def _offers(user: TypicalUser, population: Population) -> list[str]:
    lines = []
    for rank, item in enumerate(user.gets, 1):
        _item_id, title, category = of_item(population, item)
        quiet = f" <span style='{_QUIET}'>· {escape(category)}</span>" if category else ""
        lines.append(f"{rank}. <b>{escape(title)}</b>{quiet}")
    return lines


def _draw_lines(lines: list[str]) -> None:
    st.html("".join(f'<div style="{_LINE}">{line}</div>' for line in lines))
