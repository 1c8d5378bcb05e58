"""A load that goes on in the background: progress while it runs, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.ui.errors import show_error
from core.ui.labels import stage_label
from core.ui.places import select
from core.ui.text import _, spell_seconds

if TYPE_CHECKING:
    from core.jobs.loads import LoadJob
    from core.server import Server

_EVERY_SECONDS = 2
_KEY = "load_job"


def watch(job_id: str) -> None:
    """Remember a load, so that the page follows it."""
    st.session_state[_KEY] = job_id


def follow(server: Server) -> bool:
    """Draw the load that this visitor started, or whichever is going; say whether there is one."""
    job_id = st.session_state.get(_KEY) or _going(server)
    if not job_id:
        return False
    job = server.load_job(job_id)
    if job.state == "running":
        watch(job_id)
        _progress(server, job_id)
        return True
    st.session_state.pop(_KEY, None)
    if job.error:
        show_error(job.error)
    elif job.report:
        select(dataset=job.report.dataset_id)
        st.rerun()
    return False


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
