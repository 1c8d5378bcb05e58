"""The chosen users of the page Explore as a segment of their own, or moved to another one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import AtlasError
from core.shaping.edits import Edit, Move, Select
from core.types import NOISE
from core.ui.explore.chosen import Chosen
from core.ui.shared.errors import show_error
from core.ui.shared.navigation import select
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, plain
from core.views.selection import selection_of


def draw_shape(chosen: Chosen) -> None:
    """Draw what can be made of the chosen users: a segment with a name, or users of another segment."""
    if not chosen.n_chosen or chosen.is_all:
        st.caption(_("Choose some users first, and not all."))
        return
    st.caption(_leave(chosen))
    name = st.text_input(_("Name of the new segment"), key="new_segment_name")
    st.caption(
        _("It is made by the rule, which the history of the segments keeps.")
        if chosen.is_rule
        else _("It is made of these users: a shape or a list cannot be written as a rule.")
    )
    is_one = len(selection_of(chosen.explored.results, chosen.is_chosen).by_segment) == 1
    label = _("Split them off as a segment") if is_one else _("Make a segment of them")
    if not name.strip():
        st.caption(_("Name the new segment first."))
    if st.button(label, key="make_segment", type="primary", disabled=not name.strip(), width="stretch"):
        made: Edit = Select(chosen.rule_text) if chosen.is_rule else Move(chosen.user_ids, None)
        _edit(chosen, [made], name.strip())
    st.markdown(_("**Or move them**"))
    labels = segment_labels(chosen.explored.results)
    targets = {segment: labels[segment] for segment in chosen.explored.results.segments}
    targets |= {NOISE: _("out of all segments")}
    target = st.selectbox(
        _("To"), list(targets), format_func=targets.__getitem__, key="move_target", index=None,
        placeholder=_("Choose a segment"),
    )  # fmt: skip
    if st.button(_("Move"), key="move_users", disabled=target is None, width="stretch"):
        _edit(chosen, [Move(chosen.user_ids, target)], "")


def _leave(chosen: Chosen) -> str:
    """Say which segments the users leave."""
    labels = segment_labels(chosen.explored.results)
    rows = selection_of(chosen.explored.results, chosen.is_chosen).by_segment
    own = [
        _("{segment}: {users}").format(
            segment=plain(labels[int(row["segment"])]), users=_n("{n} user", "{n} users", int(row["count"]))
        )
        for row in rows.to_dict("records")
    ]
    return _("They leave {segments}. It can be undone.").format(segments="; ".join(own))


def _edit(chosen: Chosen, edits: Sequence[Edit], name: str) -> None:
    """Edit the segments of the run, and show the version that comes out."""
    context = chosen.explored.context
    try:
        made = context.server.shapes.edit(context.run.run_id, edits, name=name)
    except AtlasError as error:
        show_error(error)
        return
    select(run=made.run_id)
    st.rerun(scope="app")
