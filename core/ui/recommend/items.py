"""The list of items for a segment, and what its figures mean."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.results.results import Results
from core.types import Column
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import list_of, population_of
from core.ui.shared.page import RunContext
from core.ui.shared.proof_sentences import response_note
from core.ui.shared.text import _, _n, count_of, plain, translated
from core.views.column_meanings import meaning_of
from core.views.offers import GOES_WITH, ORDERED_BY, gone_sentence

_COLUMNS = (
    Column.RANK,
    Column.TITLE,
    Column.CATEGORY,
    Column.STRENGTH,
    Column.EXPECTED_RESPONSE,
    Column.LIFT,
    Column.NEW_TO_PCT,
    GOES_WITH,
)


def draw_items(context: RunContext, results: Results, segment: int, choice: Choice) -> None:
    """Show the items to offer a segment, in the order that is chosen."""
    size = next(profile.size for profile in results.profiles if profile.segment == segment)
    items = list_of(context, results, segment, choice)
    if items.empty:
        st.info(_("No item is left to offer: the segment's users have all of them, or none is its own."))
        return
    st.write(
        _sentence(choice.distinctiveness).format(
            items=_n("{n} item", "{n} items", len(items)), size=count_of(size, results.n_users)
        )
    )
    if notes := [note for note in (response_note(results), _about_strength(items)) if note]:
        st.caption(" ".join(notes))
    draw_table(items, results)
    st.caption(f"{_about(results)} {translated(gone_sentence(population_of(context)))}")
    _draw_meanings()


def _about_strength(items: pd.DataFrame) -> str:
    """Say what the list is ordered by, where that is known."""
    if not _has_strength(items):
        return ""
    return _(
        "Strength: response and lift taken together, as the slider says; it orders the list, and 100 is the segment's "
        "strongest item."
    )


def _has_strength(items: pd.DataFrame) -> bool:
    """Whether it is known, as it is but for a run of an earlier version."""
    return bool(items[Column.STRENGTH].notna().all())


def _draw_meanings() -> None:
    """Say what the figures of the table and of its file mean, and what the list is ordered by."""
    with st.expander(_("What the figures mean, and what the list is ordered by"), icon=":material/help:"):
        st.write(translated(ORDERED_BY))
        names = (Column.STRENGTH, Column.EXPECTED_RESPONSE, Column.LIFT, Column.NEW_TO_PCT, Column.SCORE)
        for name in names:
            st.markdown(f"`{name}`: {plain(translated(meaning_of(name)))}")
        st.caption(_("The same names, without strength, stand in recommendations.csv, where shares go from 0 to 1."))


def _sentence(distinctiveness: float) -> str:
    if distinctiveness >= 1:
        return _("The {items} that are most this segment's own compared with all users. The segment has {size}.")
    if distinctiveness <= 0:
        return _("The {items} that users of this segment are likeliest to choose next. The segment has {size}.")
    return _(
        "The {items} that users of this segment are likely to choose next, first those that they choose more often "
        "than others. The segment has {size}."
    )


def _about(results: Results) -> str:
    proof = results.record.scores.offers
    common = _(
        "New to: users of the segment who have no event with the item. Lift is counted in all events, those "
        "that formed the segments included, so it is a little high."
    )
    if proof is None and results.holdout:
        return (
            _("No response is stated: the run is a trial or of an earlier version. Run it again for it.") + " " + common
        )
    if proof is None:
        return _("No response is stated: it takes a full run whose holdout is judged.") + " " + common
    learnt = _(
        "The response is learnt from the held-out part of the history of users who have ten events or more; of users "
        "who stay away nobody responds."
    )
    return f"{learnt} {common}"


def draw_table(items: pd.DataFrame, results: Results) -> None:
    """Draw a list of items."""
    columns = [*_COLUMNS]
    if not items[Column.CATEGORY].astype(bool).any():
        columns.remove(Column.CATEGORY)
    if results.record.scores.offers is None:
        columns.remove(Column.EXPECTED_RESPONSE)
    if not _has_strength(items):
        columns.remove(Column.STRENGTH)
    shown = items.assign(
        expected_response=100 * items[Column.EXPECTED_RESPONSE],
        reason=[translated(each) for each in items[Column.REASON]],
        goes_with=[translated(each) for each in items[GOES_WITH]],
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=35 * (len(items) + 1) + 3,
        column_order=columns,
        column_config=column_config(is_wide=Column.CATEGORY not in columns),
    )


def column_config(*, is_wide: bool = False) -> dict[str, Any]:
    """Say how the columns of a list are shown, with the expected response in users of 100.

    ``is_wide`` gives titles the place of the categories.
    """
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        Column.RANK: number(_("Rank"), width=46, help=translated(meaning_of(Column.RANK))),
        Column.TITLE: text(_("Item"), width=240 if is_wide else 188, help=translated(meaning_of(Column.TITLE))),
        Column.CATEGORY: text(_("Category"), width=100, help=translated(meaning_of(Column.CATEGORY))),
        Column.STRENGTH: number(
            _("Strength"), format="%.0f", width=66,
            help=translated(meaning_of(Column.STRENGTH)),
        ),
        Column.EXPECTED_RESPONSE: number(
            _("Response"), format="%.1f of 100", width=80,
            help=_("Of 100 users who go on as before, how many choose the item for the first time, by any event."),
        ),
        Column.LIFT: number(
            _("Lift"), format="%.2f ×", width=56,
            help=_("How many times as often as all users: above 1 the segment prefers it more than others do."),
        ),
        Column.NEW_TO_PCT: number(
            _("New to"), format="%.0f %%", width=60, help=translated(meaning_of(Column.NEW_TO_PCT))
        ),
        GOES_WITH: text(
            _("Goes with"), width=270 if is_wide else 216,
            help=_("Which other item leads to it, and how many of those who chose that one chose this one too."),
        ),
    }  # fmt: skip
