"""A run that was started while another one is on view: how far it is, and a button that opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.ui.shared.labels import recipe_of_run
from core.ui.shared.navigation import select
from core.ui.shared.run_progress import found_parts, progress_line
from core.ui.shared.text import _, plain

if TYPE_CHECKING:
    from core.server import Server
    from core.store.runs import RunInfo

_NEW, _EVERY_SECONDS = "new_run", 2


def announce(run_id: str) -> None:
    """Keep a run that this visitor started in the session, so that its end is announced too."""
    st.session_state[_NEW] = run_id


def draw_new_run(server: Server, dataset_id: str, selected: RunInfo | None) -> None:
    """Draw the run of a log that is computed, or was started by this visitor, while another one is on view."""
    if selected and selected.run_id == st.session_state.get(_NEW):
        del st.session_state[_NEW]  # it has been seen
    run = _new_run(server, dataset_id)
    if run is None or selected is None or run.run_id == selected.run_id:
        return
    if run.state.is_live:
        _follow(server, run.run_id)
    else:
        _draw(run, _ending(run))


def _new_run(server: Server, dataset_id: str) -> RunInfo | None:
    """Return the run that this visitor started, or else the newest one that waits or runs."""
    runs = server.runs.runs(dataset_id)
    started = next((run for run in runs if run.run_id == st.session_state.get(_NEW)), None)
    return started or next((run for run in runs if run.state.is_live), None)


@st.fragment(run_every=_EVERY_SECONDS)
def _follow(server: Server, run_id: str) -> None:
    run = server.runs.run(run_id)
    if run is None or not run.state.is_live:
        st.rerun(scope="app")
    line = progress_line(server, run)
    if found_parts(run):
        ready = _("Its numbered segments are ready.")
        line = f"{line} · {ready}"
    _draw(run, line)


def _draw(run: RunInfo, line: str) -> None:
    with st.container(border=True, key="new_run"):
        text, button = st.columns([6, 1], vertical_alignment="center")
        recipe = plain(recipe_of_run(run))
        text.markdown(_("**New run:** {recipe}").format(recipe=recipe))
        text.caption(line)
        if button.button(_("Open"), key="open_new_run", width="stretch"):
            st.session_state.pop(_NEW, None)
            select(run=run.run_id)
            st.rerun(scope="app")


def _ending(run: RunInfo) -> str:
    if run.state == "done":
        return _("It is done. The results below are those of the earlier run.")
    if run.state == "cancelled":
        return _("It was cancelled, so it has no results.")
    if run.state == "interrupted":
        return _("It was interrupted, so it has no results.")
    return _("It failed, so it has no results.")
