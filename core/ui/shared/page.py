"""What every page begins with: its title, what is selected, and what to do where something is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.ui.shared.errors import show_error, shown_errors
from core.ui.shared.loading import draw_others, follow, settle
from core.ui.shared.navigation import LOST, link
from core.ui.shared.text import _

if TYPE_CHECKING:
    from core.results.results import Results
    from core.server import Server
    from core.store.runs import RunInfo, Segmentation
    from core.store.store import DatasetInfo

__all__ = ["Context", "show_error", "shown_errors", "start"]

Need = Literal["nothing", "dataset", "run"]
_LOST_ON = "lost_on_page"


@dataclass(frozen=True)
class Context:
    """What a page works on; None where there is no such thing, or the page did not ask for it."""

    server: Server
    dataset: DatasetInfo | None
    run: RunInfo | None
    results: Results | None
    """Of a finished run."""
    segmentation: Segmentation | None
    """The latest version of a finished run."""


def start(title: str, needs: Need = "nothing") -> Context:
    """Draw the title and return what is selected; where the need is not met, say so, link to the help and stop."""
    from core.server import the_server

    st.title(title, anchor=False)
    _draw_lost(title)
    with shown_errors():
        server = the_server()
        dataset = _selected_dataset(server)
        run = server.runs.run(st.session_state["run"]) if st.session_state.get("run") else None
        if needs != "nothing" and dataset is None:
            _stop_without_dataset(server)
        is_done = run is not None and run.state == "done"
        if needs == "run" and not is_done:
            _stop_without_run(server, run)
        if run is None or not is_done:
            return Context(server, dataset, run, None, None)
        return Context(server, dataset, run, server.results(run.run_id), server.runs.segmentation(run.run_id))


def _draw_lost(title: str) -> None:
    """Say that the link named something that is not here, on the page it led to."""
    lost = st.session_state.get(LOST)
    if not lost or st.session_state.setdefault(_LOST_ON, title) != title:
        st.session_state.pop(LOST, None)
        st.session_state.pop(_LOST_ON, None)
        return
    has_other = bool(st.session_state.get(lost))
    if lost == "run":
        message = _("The link names a run that is not here.")
        instead = _("The newest one of this log is shown instead.")
    else:
        message = _("The link names a log that is not here.")
        instead = _("The newest one is shown instead.")
    st.info(f"{message} {instead}" if has_other else message, icon=":material/link_off:")


def _selected_dataset(server: Server) -> DatasetInfo | None:
    selected = st.session_state.get("dataset")
    return server.store.dataset(selected) if selected else None


def _stop_without_dataset(server: Server) -> None:
    if follow(server):
        st.write(_("A log is being loaded; this page fills when it is done."))
    elif server.store.datasets():  # a load has ended since the sidebar was drawn
        st.rerun()
    else:
        st.write(_("There is no log yet. Load one, or try the demo log."))
        link("data", _("Go to Data"))
    st.stop()


def _stop_without_run(server: Server, run: RunInfo | None) -> None:
    if run is None and server.runs.runs(st.session_state["dataset"]):  # asked for since the sidebar was drawn
        st.rerun()
    if run is None and settle(server):  # a new workspace's log gets a run once it is loaded
        draw_others(server)
        st.write(_("A log is being loaded; this page fills when it is done."))
    elif run is None:
        st.write(_("This log has no segments yet. Start a run to make them."))
        link("segment", _("Go to Segment"))
    elif run.state.is_live:
        st.write(_("The run is still being computed; its results appear here when it is done."))
        link("segment", _("Watch its progress"))
    else:
        st.write(_("The selected run has no results: it did not finish."))
        link("runs", _("Go to Runs"))
    st.stop()
