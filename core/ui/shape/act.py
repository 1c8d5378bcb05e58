"""Doing an edit from the page: the version that comes out is shown, and a refusal shows both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.errors import AtlasError
from core.settings import known_author
from core.shaping.edits import Edit
from core.store.run_info import RunInfo
from core.store.shape_steps import StaleEditError
from core.ui.shape.shaped import Shaped
from core.ui.shared.errors import show_error
from core.ui.shared.navigation import CAME_TO, select
from core.ui.shared.text import _, format_time, plain, translated

if TYPE_CHECKING:
    from core.server import Server

_REFUSED, _LED_ON = "shape_refused", "shape_led_on"


def edit(shaped: Shaped, made: Callable[[], Edit], name_key: str = "") -> None:
    """Apply the edit that ``made`` reads off the form to the version that was shown. For the callback of a button.

    A callback runs though the form is not drawn any more, so that an edit of a version that somebody else has left
    meanwhile is refused in words. ``name_key`` is that of the field with the name of a new segment.
    """
    name = str(st.session_state.get(name_key, "")).strip() if name_key else ""
    lead(lambda: shaped.server.shapes.edit(shaped.run.run_id, [made()], name=name))


def lead(step: Callable[[], RunInfo]) -> None:
    """Take a step to another version and show it; keep why not where it is refused. For the callback of a button."""
    try:
        select(run=step().run_id)
    except AtlasError as error:
        keep_refused(error)


def keep_refused(error: AtlasError) -> None:
    """Keep why a step was refused, until the page is drawn."""
    st.session_state[_REFUSED] = error


def draw_small(shaped: Shaped, edits: Sequence[Edit]) -> None:
    """Warn of segments that edits would leave too small to act on; what does not fit is refused when it is done."""
    try:
        small = shaped.server.shapes.small_after(shaped.run.run_id, edits)
    except AtlasError:
        return
    if small:
        st.warning(" ".join(plain(translated(each)) for each in small), icon=":material/group_remove:")


def draw_moved(shaped: Shaped, made: Edit, segment: int) -> None:
    """Say how many users of a segment an edit makes a new one of; nothing where it is refused when it is done."""
    try:
        after = shaped.server.shapes.after(shaped.run.run_id, [made])
    except AtlasError:
        return
    if after is not None:
        n_stay = int(np.count_nonzero((shaped.labels == segment) & (after.labels == segment)))
        total = int(np.count_nonzero(shaped.labels == segment))
        st.caption(
            _("{n} of its {total} users become the new segment, and {stay} stay.").format(
                n=f"{total - n_stay:,}", total=f"{total:,}", stay=f"{n_stay:,}"
            )
        )


def draw_refused(shaped: Shaped) -> None:
    """Draw why the last step was refused; for an edit of a version that does not stand, what was done instead."""
    error = st.session_state.pop(_REFUSED, None)
    if isinstance(error, StaleEditError):
        st.error(_("The segments were changed meanwhile. Your edit was not applied."), icon=":material/group:")
        theirs, yours = st.columns(2)
        with theirs.container(border=True):
            st.markdown(_("**What was done meanwhile**"))
            for step in error.steps:
                what = " ".join(translated(each) for each in step.what) or _("went to another segment version")
                when_and_who = ", ".join(filter(None, (format_time(step.created_at), known_author(step.author))))
                st.text(f"{when_and_who}: {what}")
        with yours.container(border=True):
            st.markdown(_("**What you wanted**"))
            for each in error.wanted:
                st.text(translated(each))
    elif error:
        show_error(error)


def draw_refused_step() -> None:
    """Draw why the last step was refused, where there is no version to edit yet."""
    if error := st.session_state.pop(_REFUSED, None):
        show_error(error)


def lead_on(server: Server, run: RunInfo) -> None:
    """Go on to the version that stands, once, where the address that a visitor came by names another one."""
    came_to = st.session_state.pop(CAME_TO, None)
    standing = server.shapes.standing(run.run_id)
    if came_to == run.run_id and run.edit and standing != run.run_id:
        st.session_state[_LED_ON] = run.edit.version
        select(run=standing)
        st.rerun()


def draw_led_on(run: RunInfo) -> None:
    """Say that the address named another version than the one that is shown, since it does not stand any more."""
    if version := st.session_state.pop(_LED_ON, None):
        st.info(
            _(
                "The link leads to segment version {version}, which does not stand any more: it was undone or edited "
                "further. Segment version {n} stands and is shown; the history below has them all."
            ).format(version=version, n=run.edit.version if run.edit else 1),
            icon=":material/history:",
        )


def draw_not_standing(shaped: Shaped) -> bool:
    """Say where the version that is shown does not stand, and lead to the one that does; return whether that is so."""
    standing = shaped.server.runs.run(shaped.standing)
    if standing is None or standing.run_id == shaped.run.run_id:
        return False
    st.info(_("You see an earlier segment version. Edits apply to the one that stands."), icon=":material/history:")
    left, right = st.columns(2)
    left.button(
        _("Show the segment version that stands"),
        key="shape_to_standing",
        width="stretch",
        on_click=select,
        kwargs={"run": standing.run_id},
    )
    right.button(
        _("Go back to the segment version shown here"),
        key="shape_back_here",
        width="stretch",
        on_click=lead,
        args=(lambda: shaped.server.shapes.back(standing.run_id, shaped.run.run_id),),
    )
    return True


def text_of(run: RunInfo) -> str:
    """Return what edits did, in a few words; "" for the run of a recipe."""
    return ", ".join(translated(each) for each in run.edit.short) if run.edit else ""
