"""A short job of a page: its progress, and the page anew once it has ended."""

from __future__ import annotations

import streamlit as st

from core.server import Server
from core.ui.shared.labels import stage_label
from core.ui.shared.text import _

_EVERY_SECONDS = 1


@st.fragment(run_every=_EVERY_SECONDS)
def wait_for(server: Server, job_id: str, key: str) -> None:
    """Draw the progress of a job; draw the page anew when it has ended."""
    job = server.job(job_id)
    if not job.state.is_live:
        st.rerun(scope="app")
    st.progress(min(max(job.progress, 0.0), 1.0), stage_label(job.stage) if job.stage else _("Waiting to start"))
    if st.button(_("Cancel"), key=f"cancel_{key}"):
        server.cancel_job(job_id)
        st.rerun(scope="app")
