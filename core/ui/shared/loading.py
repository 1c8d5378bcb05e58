"""A load in the background: its progress, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.jobs.error_boundary import error_of
from core.jobs.time_left import MIN_DONE_TO_ESTIMATE
from core.ui.shared.errors import show_error
from core.ui.shared.labels import stage_label
from core.ui.shared.navigation import select
from core.ui.shared.text import _, format_time, format_time_left, plain, translated
from core.ui.shared.uploads import empty_boxes

if TYPE_CHECKING:
    from core.server import Server
    from core.store.job_info import JobInfo

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
    if own and not server.job(own).state.is_live:
        del st.session_state[_OWN]
        _take_over(server.job(own))
    return _running(server) is not None


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
    """Draw the progress of another visitor's load, or why the last load left no log."""
    running = _running(server)
    if running and _OWN not in st.session_state:
        _progress(server, running)
    elif not concerns_visitor():
        _draw_no_demo(server)
        _draw_interrupted(server)


def scroll_up_once() -> None:
    """Show the page from its top after a load that brought another log; called last on the page."""
    if st.session_state.pop(_SCROLLS, False):
        st.html(_SCROLL_UP, unsafe_allow_javascript=True)


def _take_over(job: JobInfo) -> None:
    """Keep why a load failed, or open the log it brought; one that was cancelled leaves nothing."""
    if job.result:
        empty_boxes()
        st.session_state[_SCROLLS] = True
        select(dataset=job.result)
        st.rerun()
    elif job.message:
        st.session_state[_FAILED] = error_of(job.message)


def _draw_no_demo(server: Server) -> None:
    """Say to every visitor that the demo log is missing; no visitor started its load."""
    error = server.why_no_demo()
    if error:
        message = _("The demo log that a new workspace starts with could not be loaded: {why}")
        st.error(message.format(why=plain(translated(error.message))), icon=":material/error:")


def _draw_interrupted(server: Server) -> None:
    """Say that the last load was interrupted, until another one is started or the dashboard is."""
    last = next(iter(server.jobs.jobs("load")), None)
    if last and last.state == "interrupted" and last.finished_at and last.finished_at >= server.jobs.opened_at:
        text = _("A log was not loaded ({time}). {why}")
        why = plain(translated(last.message))
        st.warning(text.format(time=format_time(last.created_at), why=why), icon=":material/info:")


def _running(server: Server) -> str | None:
    return next((job.job_id for job in server.live_loads()), None)


@st.fragment(run_every=_EVERY_SECONDS)
def _progress(server: Server, job_id: str) -> None:
    job = server.job(job_id)
    if not job.state.is_live:
        st.rerun(scope="app")
    st.progress(min(max(job.progress, 0.0), 1.0), _line(server, job))
    note, button = st.columns([5, 1], vertical_alignment="center")
    note.caption(_("You may close this tab: loading continues."))
    if button.button(_("Cancel"), key=f"cancel_{job_id}", width="stretch"):
        server.cancel_job(job_id)
        st.rerun(scope="app")


def _line(server: Server, job: JobInfo) -> str:
    if job.state == "queued":
        return _("Waiting to start")
    is_new = job.progress < MIN_DONE_TO_ESTIMATE
    when = _("just started") if is_new else format_time_left(server.seconds_left_of(job))
    return f"{stage_label(job.stage)} · {when}"
