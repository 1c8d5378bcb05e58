"""Saved selections on the page Explore: saving, listing and deleting."""

from __future__ import annotations

import streamlit as st

from core.errors import DataError
from core.settings import author_words, current_user
from core.store.selections import NewSelection, SavedSelection, add_selection, delete_selection
from core.ui.explore.chosen import Chosen
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored
from core.ui.shared.text import _, _n, format_time, plain, translated
from core.views.saved import is_of_a_run, shown_rule_of


def draw_save(chosen: Chosen) -> None:
    """Draw the form that saves the chosen users under a name, and the selections that are saved."""
    explored = chosen.explored
    is_everybody = chosen.is_rule and chosen.rule is None
    name = st.text_input(_("Name of the selection"), key="selection_name")
    st.caption(
        _("No filter is set, so that everybody is chosen. Choose some users first.")
        if is_everybody
        else _keeping(chosen)
        if chosen.is_rule
        else _("It is kept as a list of users: a shape or a list cannot be written as a rule.")
    )
    if st.button(_("Save"), key="save_selection", type="primary", disabled=not chosen.n_chosen or is_everybody):
        _save(chosen, name)
    for saved in explored.saved.selections:
        _draw_saved(explored, saved)


def _keeping(chosen: Chosen) -> str:
    """Say how a rule is kept, and what of it holds for this run only."""
    if chosen.rule and is_of_a_run(chosen.rule):
        return _(
            "It is kept as a rule that finds whoever fits it. Segments, interests and probabilities in it are those of "
            "this run."
        )
    return _("It is kept as a rule that finds whoever fits it, also in newer data.")


def _save(chosen: Chosen, name: str) -> None:
    explored = chosen.explored
    wanted = NewSelection(
        explored.context.dataset.dataset_id,
        name,
        explored.context.run.run_id,
        chosen.n_chosen,
        chosen.rule_text if chosen.is_rule else "",
        None if chosen.is_rule else chosen.user_ids,
    )
    try:
        add_selection(explored.context.server.store, wanted, current_user())
    except DataError as error:
        show_error(error)
        return
    st.rerun()


def _draw_saved(explored: Explored, saved: SavedSelection) -> None:
    """Draw one saved selection: who is in it, who saved it, and the button that deletes it."""
    words, button = st.columns([5, 2], vertical_alignment="center")
    n_users = (
        _n("{n} user when it was saved", "{n} users when it was saved", saved.n_users)
        if saved.rule
        else _n("{n} user", "{n} users", saved.n_users)
    )
    words.markdown(f"**{plain(saved.name)}** · {n_users}")
    rule = shown_rule_of(saved, explored.context.server.runs.history)
    what = plain(rule) if rule else _("a list of users")
    words.caption(f"{what} · {plain(translated(author_words(saved.author)))}, {format_time(saved.created_at)}")
    button.button(
        _("Delete"), key=f"delete_{saved.selection_id}", icon=":material/delete:", type="tertiary",
        on_click=_delete, args=(explored, saved.name), help=_("Delete the selection"),
    )  # fmt: skip


def _delete(explored: Explored, name: str) -> None:
    try:
        delete_selection(explored.context.server.store, explored.context.dataset.dataset_id, name)
    except DataError as error:  # somebody else was quicker
        show_error(error)
