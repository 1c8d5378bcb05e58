"""A load in the background: its progress, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.jobs.loads import MIN_DONE_TO_ESTIMATE
from core.ui.shared.errors import show_error
from core.ui.shared.labels import stage_label
from core.ui.shared.navigation import select
from core.ui.shared.text import _, format_time_left, plain, translated
from core.ui.shared.uploads import empty_boxes

if TYPE_CHECKING:
    from core.jobs.loads import LoadJob
    from core.server import Server

_EVERY_SECONDS = 2
_OWN, _FAILED, _SCROLLS = "load_job", "load_error", "scrolls_up"
_SCROLL_UP = """<script>document.querySelector('[data-testid="stMain"]')?.scrollTo({top: 0})</script>"""


def watch(job_id: str) -> None:
    """Keep a load in the session, so that the page follows it."""
    st.session_state[_OWN] = job_id
    st.session_state.pop(_FAILED, None)


def follow(server: Server) -> bool:
    """Draw the load that is running and how the visitor's own ended; return whether one is running."""
    is_loading = settle(server)
    draw_own(server)
    draw_others(server)
    return is_loading


def settle(server: Server) -> bool:
    """Take over the load that this visitor started, if it has ended; return whether any load is running.

    Only the visitor's own load selects its log when it ends; the frame selects a log for a visitor without one.
    """
    own = st.session_state.get(_OWN)
    if own and server.load_job(own).state != "running":
        del st.session_state[_OWN]
        _take_over(server.load_job(own))
    return _going(server) is not None


def concerns_visitor() -> bool:
    """Whether the visitor's own load is running, or the last one failed."""
    return _OWN in st.session_state or _FAILED in st.session_state


def draw_own(server: Server) -> None:
    """Draw the progress of this visitor's load, or why it failed, where the load was started."""
    if _OWN in st.session_state:
        _progress(server, st.session_state[_OWN])
    elif _FAILED in st.session_state:
        show_error(st.session_state[_FAILED])


def draw_others(server: Server) -> None:
    """Draw the progress of another visitor's load, or why a new workspace has no demo log."""
    going = _going(server)
    if going and _OWN not in st.session_state:
        _progress(server, going)
    elif not concerns_visitor():
        _draw_no_demo(server)


def scroll_up_once() -> None:
    """Show the page from its top after a load that brought another log; called last on the page."""
    if st.session_state.pop(_SCROLLS, False):
        st.html(_SCROLL_UP, unsafe_allow_javascript=True)


def _take_over(job: LoadJob) -> None:
    """Keep why a load failed, or open the log it brought."""
    if job.error:
        st.session_state[_FAILED] = job.error
    elif job.report:
        empty_boxes()
        st.session_state[_SCROLLS] = True
        select(dataset=job.report.dataset_id)
        st.rerun()


def _draw_no_demo(server: Server) -> None:
    """Say to every visitor that the demo log is missing; no visitor started its load."""
    error = server.why_no_demo()
    if error:
        message = _("The demo log that a new workspace starts with could not be loaded: {why}")
        st.error(message.format(why=plain(translated(error.message))), icon=":material/error:")


def _going(server: Server) -> str | None:
    return next((job.job_id for job in server.load_jobs() if job.state == "running"), None)


@st.fragment(run_every=_EVERY_SECONDS)
def _progress(server: Server, job_id: str) -> None:
    job = server.load_job(job_id)
    if job.state != "running":
        st.rerun(scope="app")
    st.progress(min(max(job.fraction, 0.0), 1.0), _line(job))
    st.caption(_("You may close this tab: loading goes on."))


def _line(job: LoadJob) -> str:
    when = format_time_left(job.seconds_left) if job.fraction > MIN_DONE_TO_ESTIMATE else _("just started")
    return f"{stage_label(job.stage)} · {when}"
