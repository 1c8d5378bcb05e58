"""Forms that rename, merge and move interests, and the list of changes with the button that takes the last one back."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.errors import DataError
from core.interests.edited import MAX_NAME_LENGTH, EditedInterests
from core.interests.edits import EditKind, edits_from_plain
from core.interests.tree import ROOT
from core.jobs.interest_edits import Wish
from core.settings import author_words
from core.store.interest_edits import InterestEdits
from core.ui.interests.choices import look_into
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, format_time, plain, translated

_SAVED, _REFUSED = "interest_saved", "interest_refused"


def draw_outcome() -> None:
    """Draw how the last change went."""
    if saved := st.session_state.pop(_SAVED, None):
        st.toast(plain(saved), icon=":material/check:")
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused), icon=":material/error:")


def draw_forms(context: RunContext, edited: EditedInterests, seen: InterestEdits, node: int) -> None:
    """Draw the forms of one node."""
    interests = edited.interests
    stamp = f"{seen.version}_{node}"
    with st.expander(_("Rename, merge or move"), key="edit_interest", on_change="rerun"):  # it stays open
        with st.form(f"rename_{stamp}", border=False):
            name = st.text_input(
                _("Name"), interests.nodes[node].name, max_chars=MAX_NAME_LENGTH, key=f"interest_name_{stamp}"
            )
            if st.form_submit_button(_("Rename")):
                _add(context, seen, Wish(EditKind.RENAME, node, name))
        names = {each.id: interests.full_name(each.id) for each in interests.shown if each.id != node}
        target = st.selectbox(
            _("Other interest"),
            [ROOT, *names],
            format_func=lambda each: names.get(each, _("(none: among the broadest)")),
            key=f"interest_target_{stamp}",
        )
        left, right = st.columns(2)
        if left.button(_("Move there"), key=f"move_{stamp}", width="stretch", help=_move_help()):
            _add(context, seen, Wish(EditKind.MOVE, node, target=target))
        if right.button(
            _("Merge into it"), key=f"merge_{stamp}", width="stretch", help=_merge_help(), disabled=target == ROOT
        ):
            _add(context, seen, Wish(EditKind.MERGE, node, target=target))


def draw_changes(context: RunContext, edited: EditedInterests, seen: InterestEdits) -> None:
    """List the changes that hold, oldest first, those that do not fit with the reason, and the button that undoes."""
    st.subheader(_("Changes of the interests"), anchor=False)
    edits = edits_from_plain(seen.edits)
    if not edits:
        st.caption(_("Nobody has renamed, merged or moved an interest yet."))
        return
    st.caption(
        _(
            "Changes hold for every run of this log, later ones on newer data included, and in interests.csv. Each "
            "finds its interest again by its items: the one that shares at least half of them. A change that finds "
            "none is left out, and listed here with the reason."
        )
    )
    why = {unfit.edit: translated(unfit.why) for unfit in edited.unfit}
    who = [translated(author_words(edit.author)) for edit in edits]
    rows = [
        (format_time(edit.at), author, translated(edit.sentence), why.get(edit, _("holds")))
        for edit, author in zip(edits, who, strict=True)
    ]
    st.dataframe(pd.DataFrame(rows, columns=[_("When"), _("Who"), _("What"), _("In this run")]), hide_index=True)
    for reason in dict.fromkeys(why.values()):
        st.warning(_("Left out of this run: {why}").format(why=plain(reason)), icon=":material/rule:")
    if st.button(_("Undo the last change"), icon=":material/undo:", key="undo_interest"):
        last = translated(edits[-1].sentence)
        _try(lambda: context.server.tree_edits.take_back(seen), _("Taken back: {change}").format(change=last))


def _add(context: RunContext, seen: InterestEdits, wish: Wish) -> None:
    interests = context.results.interests
    if interests is not None:
        shown = wish.target if wish.kind is EditKind.MERGE else wish.node
        _try(lambda: context.server.tree_edits.add(seen, interests, wish), _("The change is saved."), shown)


def _try(change: Callable[[], object], saved: str, shown: int = ROOT) -> None:
    try:
        change()
    except DataError as error:
        st.session_state[_REFUSED] = f"{translated(error.message)} {translated(error.hint)}".strip()
    else:
        st.session_state[_SAVED] = saved
        if shown != ROOT:
            look_into(shown)
    st.rerun()


def _move_help() -> str:
    return _("It becomes a part of the other interest, with all its parts.")


def _merge_help() -> str:
    return _("Its items and parts go to the other interest, whose name stays.")
