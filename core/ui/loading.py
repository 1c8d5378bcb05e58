"""A load that goes on in the background: progress while it runs, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.ui.errors import show_error
from core.ui.labels import stage_label
from core.ui.places import select
from core.ui.text import _, plain, said, spell_seconds
from core.ui.uploads import empty_boxes

if TYPE_CHECKING:
    from core.jobs.loads import LoadJob
    from core.server import Server

_EVERY_SECONDS = 2
_KEY = "load_job"


def watch(job_id: str) -> None:
    """Remember a load, so that the page follows it."""
    st.session_state[_KEY] = job_id


def follow(server: Server) -> bool:
    """Draw the load that this visitor started, or whichever is going; say whether there is one.

    Only a load of one's own selects its log when it ends; the frame selects one for who has none.
    """
    own = st.session_state.get(_KEY)
    job_id = own or _going(server)
    if job_id and server.load_job(job_id).state == "running":
        _progress(server, job_id)
        return True
    if own:
        st.session_state.pop(_KEY)
        _tell_end(server.load_job(own))
    else:
        _tell_no_demo(server)
    return False


def _tell_end(job: LoadJob) -> None:
    """Show why a load failed, or the log it brought."""
    if job.error:
        show_error(job.error)
    elif job.report:
        empty_boxes()
        select(dataset=job.report.dataset_id)
        st.rerun()


def _tell_no_demo(server: Server) -> None:
    """Say that the demo log is missing, to whoever comes; its load was nobody's own."""
    error = server.why_no_demo()
    if error:
        told = _("The demo log that a new workspace starts with could not be loaded: {why}")
        st.error(told.format(why=plain(said(error.message))), icon=":material/error:")


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
    left = job.seconds_left
    when = _("about {time} left").format(time=spell_seconds(left)) if left is not None else _("just started")
    return f"{stage_label(job.stage)} · {when}"
