"""Saved selections on the page Explore: saving, listing, deleting, and how far two are the same."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import streamlit as st

from core.errors import DataError
from core.settings import author_words, current_user
from core.store.selections import NewSelection, SavedSelection, add_selection, delete_selection
from core.types import NOISE
from core.ui.explore.chosen import Chosen
from core.ui.explore.venn_chart import venn_figure
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, format_time, plain, translated
from core.views.saved import BOTH, ONLY_FIRST, ONLY_SECOND, Overlap, overlap_of, shown_rule_of

_THESE, _SAVED, _SEGMENT = "these", "saved:", "segment:"


def draw_save(chosen: Chosen) -> None:
    """Draw the form that saves the chosen users under a name, and the selections that are saved."""
    explored = chosen.explored
    is_everybody = chosen.is_rule and chosen.rule is None
    name = st.text_input(_("Name of the selection"), key="selection_name")
    st.caption(
        _("No filter is set, so that everybody is chosen. Choose some users first.")
        if is_everybody
        else _("It is kept as a rule: it means the segments of this run, and finds whoever fits it.")
        if chosen.is_rule
        else _("It is kept as a list of users: a shape or a list cannot be written as a rule.")
    )
    if st.button(_("Save"), key="save_selection", type="primary", disabled=not chosen.n_chosen or is_everybody):
        _save(chosen, name)
    for saved in explored.saved.selections:
        _draw_saved(explored, saved)


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
    n_users = _n("{n} user", "{n} users", saved.n_users)
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


def draw_compare(chosen: Chosen) -> None:
    """Draw the choice of two groups of users; show how far they are the same, as a picture and as a table."""
    names = _groups(chosen)
    first = st.selectbox(_("These users"), list(names), format_func=names.__getitem__, key="compare_first")
    others = [each for each in names if each != first]
    if not others:
        st.caption(_("Save a selection to compare with."))
        return
    second = st.selectbox(_("Compared with"), others, format_func=names.__getitem__, key="compare_second")
    try:
        found = overlap_of(_users_of(chosen, first), _users_of(chosen, second))
    except DataError as error:
        show_error(error)
        return
    st.plotly_chart(
        venn_figure(found, names[first], names[second]), key="venn", config=CHART_CONFIG,
        alt=_("Two circles: users of the first group, of both, and of the second. The table has the same figures."),
    )  # fmt: skip
    _draw_overlap(found, names[first], names[second])


def _groups(chosen: Chosen) -> dict[str, str]:
    labels = segment_labels(chosen.explored.results)
    groups = {_THESE: _("the chosen users")}
    groups |= {f"{_SAVED}{each.name}": each.name for each in chosen.explored.saved.selections}
    return groups | {f"{_SEGMENT}{segment}": label for segment, label in labels.items() if segment != NOISE}


def _users_of(chosen: Chosen, group: str) -> Collection[str]:
    if group == _THESE:
        return chosen.user_ids
    if group.startswith(_SAVED):
        return chosen.explored.saved.users(group.removeprefix(_SAVED))
    results = chosen.explored.results
    members = results.user_ids[results.labels == int(group.removeprefix(_SEGMENT))]
    return [str(user) for user in members]


def _draw_overlap(found: Overlap, first: str, second: str) -> None:
    whom = {ONLY_FIRST: _("only in the first"), BOTH: _("in both"), ONLY_SECOND: _("only in the second")}
    frame = found.frame()
    st.dataframe(
        frame.assign(
            who=[whom[each] for each in frame["who"]],
            share_of_first=100 * frame["share_of_first"],
            share_of_second=100 * frame["share_of_second"],
        ).replace({np.nan: None}),
        hide_index=True,
        column_config={
            "who": st.column_config.TextColumn(_("Users")),
            "count": st.column_config.NumberColumn(_("Number"), format="localized"),
            "share_of_first": st.column_config.NumberColumn(_("% of the first"), help=plain(first), format="%.1f"),
            "share_of_second": st.column_config.NumberColumn(_("% of the second"), help=plain(second), format="%.1f"),
        },
    )
    st.caption(
        _("{n} users are in one or both.").format(n=f"{found.n_either:,}"),
        help=_("Jaccard, users of both over users of either: {jaccard}.").format(jaccard=f"{found.jaccard:.3f}"),
    )
