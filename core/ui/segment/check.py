"""The thorough check of a run on screen: what stability rests on, a button, how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.jobs.error_boundary import error_of
from core.jobs.kinds.check import CheckJob
from core.store.job_info import JobState
from core.trust.thorough import MAX_DRAWS, MIN_DRAWS, N_DRAWS
from core.ui.shared.errors import show_error
from core.ui.shared.labels import stage_label
from core.ui.shared.text import _, format_time_left, translated
from core.views.trust_sentences import shuffled_stability, stability_basis

if TYPE_CHECKING:
    from core.results.results import Results
    from core.server import Server
    from core.store.job_info import JobInfo
    from core.ui.shared.page import RunContext

_EVERY_SECONDS = 2
_KIND = "check"


def draw_check(context: RunContext, results: Results) -> None:
    """Say what the stability of a run rests on, and offer to check it thoroughly; nothing where it has none."""
    basis = stability_basis(results)
    if not basis or context.run.edit:
        return
    server, run_id = context.server, context.run.run_id
    st.write(" ".join(translated(each) for each in (basis, shuffled_stability(results)) if each))
    live = next((job for job in server.jobs.live(run_id) if job.kind == _KIND), None)
    if live:
        _draw_progress(server, live.job_id)
        return
    n_draws, button, _rest = st.columns([1, 1, 2], vertical_alignment="bottom")
    n = n_draws.number_input(_("Resampled logs"), MIN_DRAWS, MAX_DRAWS, N_DRAWS, 10, key="n_draws")
    if button.button(_("Check thoroughly"), icon=":material/rule:", key="check", width="stretch", help=_help()):
        server.start(CheckJob(run_id=run_id, n_draws=int(n)))
        st.rerun()
    _draw_failure(server, run_id)


def _help() -> str:
    return _(
        "Draws users and events anew so many times and fits the recipe again each time. The trust card then rests on "
        "all of them. It takes a few minutes and runs in the background."
    )


@st.fragment(run_every=_EVERY_SECONDS)
def _draw_progress(server: Server, job_id: str) -> None:
    job = server.job(job_id)
    if not job.state.is_live:
        st.rerun(scope="app")
    bar, button = st.columns([3, 1], vertical_alignment="center")
    bar.progress(min(max(job.progress, 0.0), 1.0), _line(server, job))
    if button.button(_("Cancel"), key="cancel_check", width="stretch"):
        server.cancel_job(job_id)
        st.rerun(scope="app")


def _line(server: Server, job: JobInfo) -> str:
    if job.state is JobState.QUEUED:
        return _("Waiting to start")
    left = server.seconds_left_of(job)
    stage = stage_label(job.stage)
    return stage if left is None else f"{stage} · {format_time_left(left)}"


def _draw_failure(server: Server, run_id: str) -> None:
    """Say why the last check of the run left nothing."""
    asked = (job for job in server.jobs.jobs(_KIND) if f'"{run_id}"' in job.payload)
    last = next(asked, None)
    if last and last.state in (JobState.FAILED, JobState.INTERRUPTED) and last.message:
        show_error(error_of(last.message))
