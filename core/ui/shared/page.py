"""What every page begins with: its title, what is selected, and what to do where something is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from core.model.files import read_confident
from core.population.meanings import meanings_in, slightest_event
from core.population.tables import meanings_from_meta
from core.population.verbs import verb_of
from core.ui.shared.errors import shown_errors
from core.ui.shared.loading import draw_others, follow, settle
from core.ui.shared.names_line import draw_names_line
from core.ui.shared.navigation import IN_BIN, LOST, link, select
from core.ui.shared.new_run import draw_new_run
from core.ui.shared.palette import take_colours
from core.ui.shared.text import _, translated

if TYPE_CHECKING:
    from core.model.confidence_rule import Confident
    from core.results.results import Results
    from core.server import Server
    from core.store.dataset_info import DatasetInfo
    from core.store.runs import RunInfo, Segmentation

_LOST_ON = "lost_on_page"


@dataclass(frozen=True, slots=True)
class DatasetContext:
    """What a page about a log works on."""

    server: Server
    dataset: DatasetInfo
    run: RunInfo | None
    """The selected run, in any state."""

    @property
    def verb(self) -> str:
        """What users of the log did with items, such as "bought", in the visitor's language."""
        return translated(verb_of(meanings_in(self.dataset.meta["event_names"], meanings_from_meta(self.dataset.meta))))

    @property
    def slightest_event(self) -> str:
        """The event of the log that says least of an interest; "" where all events are of one kind."""
        names = self.dataset.meta["event_names"]
        return slightest_event(names, meanings_in(names, meanings_from_meta(self.dataset.meta)))

    def finished(self) -> RunContext | None:
        """Return the context of the selected run if it is done."""
        run = self.run
        if run is None or run.state != "done":
            return None
        results, segmentation = self.server.results(run.run_id), self.server.runs.segmentation(run.run_id)
        return RunContext(self.server, self.dataset, run, results, segmentation)


@dataclass(frozen=True, slots=True)
class RunContext(DatasetContext):
    """What a page about a finished run works on."""

    run: RunInfo
    results: Results
    segmentation: Segmentation
    """The latest version of names and notes."""

    @property
    def confident(self) -> dict[int, Confident]:
        """Segment to when the model of the run assigns with confidence."""
        return read_confident(self.server.runs.folder(self.run.run_id))

    @property
    def last_day(self) -> date:
        """The last day of the log that the run was made of, UTC."""
        return self.server.store.span(self.dataset.dataset_id, self.run.version)[1].date()


def start(title: str, *, is_bare: bool = False) -> tuple[Server, DatasetInfo | None]:
    """Draw the title of a page unless it is bare; return the server and the selected log, if there is one."""
    from core.server import the_server

    if not is_bare:
        st.title(title, anchor=False)
    _draw_lost(title)
    with shown_errors():
        server = the_server()
        return server, _selected_dataset(server)


def start_with_dataset(title: str, *, is_bare: bool = False) -> DatasetContext:
    """Draw the title of a page that needs a log; without one, say what to do and stop."""
    server, dataset = start(title, is_bare=is_bare)
    with shown_errors():
        if dataset is None:
            _stop_without_dataset(server)
        run = server.runs.run(st.session_state["run"]) if st.session_state.get("run") else None
        if run:
            take_colours(server.runs.segmentation(run.run_id))
        return DatasetContext(server, dataset, run)


def start_with_run(title: str, *, is_bare: bool = False) -> RunContext:
    """Draw the title of a page that needs a finished run; without one, say what to do and stop.

    A bare page has neither title nor lines about the run.
    """
    context = start_with_dataset(title, is_bare=is_bare)
    with shown_errors():
        finished = context.finished()
        if finished is None:
            stop_without_run(context.server, context.run)
        if not is_bare:
            draw_new_run(context.server, context.dataset.dataset_id, context.run)
            draw_other_stands(context.server, finished.run)
            draw_names_line(finished.segmentation, finished.last_day)
        return finished


def _draw_lost(title: str) -> None:
    """Say that the address named a log or run that does not exist, on the page it led to."""
    lost = st.session_state.get(LOST)
    if not lost or st.session_state.setdefault(_LOST_ON, title) != title:
        st.session_state.pop(LOST, None)
        st.session_state.pop(_LOST_ON, None)
        return
    has_other = bool(st.session_state.get(lost))
    if lost == "run":
        message = _("The link leads to a run that does not exist.")
        instead = _("The newest run of this log is shown instead.")
    else:
        message = _("The link leads to a log that does not exist.")
        if st.session_state.get(IN_BIN):
            message = _("The link leads to a log that was deleted: the page Data has it in its recycle bin.")
        instead = _("The log that was worked on last is shown instead.")
    st.info(f"{message} {instead}" if has_other else message, icon=":material/link_off:")


def draw_other_stands(server: Server, run: RunInfo) -> None:
    """Say where the segments on view are a version that was undone or edited further, and lead to what stands."""
    standing = server.runs.standing(run.run_id)
    if standing == run.run_id:
        return
    text, button = st.columns([4, 2], vertical_alignment="center")
    text.info(
        _("You see segment version {n}, which does not stand any more: it was undone or edited further.").format(
            n=run.edit.version if run.edit else 1
        ),
        icon=":material/history:",
    )
    shown = _("Show the segment version that stands")
    button.button(shown, key="to_standing", width="stretch", on_click=select, kwargs={"run": standing})


def _selected_dataset(server: Server) -> DatasetInfo | None:
    selected = st.session_state.get("dataset")
    return server.store.dataset(selected) if selected else None


def _stop_without_dataset(server: Server) -> NoReturn:
    if follow(server):
        st.write(_("A log is being loaded; this page fills when it is done."))
    elif server.store.datasets():  # a load has ended since the sidebar was drawn
        st.rerun()
    else:
        st.write(_("There is no log yet. Load one, or try the demo log."))
        link("data", _("Go to Data"))
    st.stop()


def stop_without_run(server: Server, run: RunInfo | None) -> NoReturn:
    """Say why there are no results to show, and what to do; stop the page."""
    if run is None and server.runs.runs(st.session_state["dataset"]):  # asked for since the sidebar was drawn
        st.rerun()
    if run is None and settle(server):  # a new workspace's log gets a run once it is loaded
        draw_others(server)
        st.write(_("A log is being loaded; this page fills when it is done."))
    elif run is None:
        st.write(_("This log has no segments yet. Start a run to find them."))
        link("segment", _("Go to Segment"))
    elif run.state.is_live:
        st.write(_("The run is still being computed; its results appear here when it is done."))
        link("segment", _("Watch its progress"))
    else:
        st.write(_("The selected run has no results: it did not finish."))
        link("runs", _("Go to Runs"))
    st.stop()
