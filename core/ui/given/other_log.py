"""The users of another log, or of this one with what was added to it, assigned by what was learnt."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.jobs.error_boundary import error_of
from core.jobs.kinds.assign import AssignJob, assigned_log
from core.population.excluded import Excluded
from core.stages.table import JobKind
from core.store.dataset_info import DatasetInfo
from core.store.job_info import JobInfo, JobState
from core.ui.given.assigned import ASSIGNMENTS, draw_counts, draw_folder, draw_list
from core.ui.shared.errors import show_error
from core.ui.shared.labels import dataset_name
from core.ui.shared.navigation import link
from core.ui.shared.page import RunContext
from core.ui.shared.text import _
from core.ui.shared.waiting import wait_for
from core.views.given import Judged


def draw_other_log(context: RunContext, training: JobInfo, judged: Judged) -> None:
    """Draw the choice of a log of the workspace, and whom of it the network assigns where."""
    logs = {_key(each): each for each in context.server.store.datasets() if each.as_version != _own(context)}
    if not logs:
        st.caption(_("Load another log on the page Data, or add files to this one: its users can be assigned here."))
        link("data", _("Go to Data"))
        return
    chosen = logs[st.selectbox(_("Log"), list(logs), format_func=lambda key: _label(logs[key]), key="given_log")]
    jobs = context.server.jobs.jobs(JobKind.ASSIGN)
    asked = AssignJob(
        run_id=context.run.run_id, head=training.result, dataset_id=chosen.dataset_id, version=chosen.version
    )
    newest = next((job for job in jobs if assigned_log(job) == asked), None)
    if newest and newest.state is JobState.DONE:
        folder = context.server.store.workspace / newest.result
        draw_counts(folder, judged)
        of_log = replace(context.run, excluded=Excluded(), version=chosen.version)
        draw_list(replace(context, dataset=chosen, run=of_log), folder, f"{ASSIGNMENTS}_of_the_log")
        draw_folder(folder)
    elif newest and newest.state.is_live:
        wait_for(context.server, newest.job_id, "given_log")
    else:
        if newest and newest.state is not JobState.CANCELLED and newest.message:
            show_error(error_of(newest.message))
        if st.button(_("Assign its users"), key="assign_log", type="primary"):
            context.server.start(asked)
            st.rerun()


def _own(context: RunContext) -> object:
    """Return which version of which log the run was made of."""
    info = context.server.store.dataset(context.dataset.dataset_id, context.run.version)
    return info.as_version if info else None


def _key(info: DatasetInfo) -> str:
    return f"{info.dataset_id} {info.version}"


def _label(info: DatasetInfo) -> str:
    name, users = dataset_name(info), f"{info.report['n_users']:,}"
    return _("{name}, data version {n}: {users} users").format(name=name, n=info.version, users=users)
