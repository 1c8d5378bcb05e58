"""All files of a run, written into the workspace by a job: the button, how far it is, and where the files are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.jobs.error_boundary import error_of
from core.store.job_info import JobInfo, JobState
from core.ui.shared.errors import show_error
from core.ui.shared.labels import stage_label
from core.ui.shared.text import _

if TYPE_CHECKING:
    from core.jobs.kinds.export import ExportJob
    from core.server import Server

_EVERY_SECONDS = 2
_OWN = "export_job"


def draw_disk(server: Server, job: ExportJob) -> None:
    """Draw the button that writes all files into the workspace, for logs of any size, and how the last job went."""
    st.markdown(_("**All files, to disk**"))
    st.caption(
        _(
            "Into a new folder on the machine that runs Persona Atlas, for logs of any size: these files, the model "
            "and the record of the run. Rows that the load rejected are among them only where no user is left out."
        )
    )
    own: str = st.session_state.get(_OWN, "")
    is_live = own != "" and server.job(own).state.is_live
    if st.button(_("Write all to disk"), key="write_all", icon=":material/save:", disabled=is_live, width="stretch"):
        st.session_state[_OWN] = server.start(job)
        st.rerun()  # so that the button is off from now on
    if is_live:
        st.caption(_("Files are being written: wait until that is done, or cancel it."))
        draw_progress(server, own, "cancel_export")
    elif own:
        _draw_outcome(server, own)


@st.fragment(run_every=_EVERY_SECONDS)
def draw_progress(server: Server, job_id: str, key: str) -> None:
    """Draw how far a job is, and the button, by its key, that cancels it; the page runs again when it ends."""
    job = server.job(job_id)
    if not job.state.is_live:
        st.rerun(scope="app")
    st.progress(min(max(job.progress, 0.0), 1.0), stage_label(job.stage) if job.stage else _("Waiting to start"))
    if st.button(_("Cancel"), key=key, width="stretch"):
        server.cancel_job(job_id)
        st.rerun(scope="app")


def _draw_outcome(server: Server, job_id: str) -> None:
    """Name the folder of a job that is done, and say why another one left none."""
    job = server.job(job_id)
    if job.result:
        draw_folder(server.store.workspace / job.result)
    else:
        draw_failure(job)


def draw_folder(folder: Path) -> None:
    """Name the folder that files were written to."""
    st.success(_("Written to:"))
    st.code(str(folder), language=None, wrap_lines=True)


def draw_failure(job: JobInfo) -> None:
    """Say why a job left nothing."""
    if job.state is JobState.CANCELLED:
        st.info(_("Cancelled: nothing was written."))
    elif job.message:
        show_error(error_of(job.message))
