"""What is known of labels before anything is learnt of them, and the button that trains."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.jobs.error_boundary import error_of
from core.jobs.kinds.learn import LearnJob, asked_for
from core.model.given import Given
from core.model.labels import LEAST_USERS
from core.stages.table import JobKind
from core.store.job_info import JobInfo, JobState
from core.ui.given.pick import Picked
from core.ui.shared.errors import show_error
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, plain, translated
from core.ui.shared.waiting import wait_for
from core.views.given import FEW_JUDGED

_FEW_LABELLED, _N_NAMED = 5 * FEW_JUDGED, 10
"""One labelled user in five judges; so many labels are named in a sentence."""


def jobs_of(context: RunContext) -> list[JobInfo]:
    """Return the trainings on a run, newest first."""
    jobs = context.server.jobs.jobs(JobKind.LEARN)
    return [job for job in jobs if asked_for(job).run_id == context.run.run_id]


def draw_training(context: RunContext, picked: Picked, newest: JobInfo | None) -> None:
    """Say who is labelled, what cannot be learnt, and train when that is asked for."""
    st.caption(" ".join(plain(translated(each)) for each in picked.given.sentences()))
    given = picked.given if picked.corrected else _leave_out_few(picked.given)
    st.caption(
        _(
            "Three of five labelled users are trained on, one of five stops the training, and one of five judges it. "
            "Small segments count as much as large ones (class weights: balanced)."
        )
    )
    is_live = newest is not None and newest.state.is_live
    is_learnable = bool(picked.corrected) or (len(given.counts) > 1 and not given.too_few)
    if len(given.counts) < 2 and not picked.corrected:
        st.warning(_("Users of this log have fewer than two labels; two are the least. Check the columns."))
    if st.button(_("Train on these labels"), key="train_given", type="primary", disabled=not is_learnable or is_live):
        context.server.start(
            LearnJob(
                run_id=context.run.run_id,
                labels=given.labels,
                source=picked.source,
                n_unknown=given.n_unknown,
                n_found_by_code=given.n_by_code,
                has_corrections=bool(picked.corrected),
                names=picked.corrected or {},
            )
        )
        st.rerun()
    _draw_counts(picked.given)


def draw_newest(context: RunContext, newest: JobInfo | None) -> None:
    """Draw how far the newest training is, or why it failed."""
    if newest is None:
        return
    if newest.state.is_live:
        wait_for(context.server, newest.job_id, "given")
    elif newest.state is not JobState.CANCELLED and newest.message:
        show_error(error_of(newest.message))


def _draw_counts(given: Given) -> None:
    counts = given.counts
    table = pd.DataFrame({"label": list(counts), "users": list(counts.values())})
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(table), 300),
        column_config={
            "label": st.column_config.TextColumn(_("Label")),
            "users": st.column_config.NumberColumn(_("Users"), width="small", format="localized"),
        },
    )


def _leave_out_few(given: Given) -> Given:
    """Offer to leave labels out that cannot be learnt, and warn of those with few users; return what is left."""
    if few := given.too_few:
        st.warning(
            _("Fewer than {least} users have these labels, which cannot be learnt: {names}.").format(
                least=LEAST_USERS, names=_named(few)
            )
        )
        if st.checkbox(_("Leave these labels and their users out"), key="given_leave_out"):
            given = given.without(few)
    scarce = tuple(name for name, n in given.counts.items() if LEAST_USERS <= n < _FEW_LABELLED)
    if scarce:
        st.warning(
            _(
                "Fewer than {few} users have these labels, so what is found out about them is uncertain: {names}."
            ).format(few=_FEW_LABELLED, names=_named(scarce))
        )
    return given


def _named(names: tuple[str, ...]) -> str:
    shown = [plain(each) for each in names[:_N_NAMED]]
    return ", ".join(shown if len(names) <= _N_NAMED else [*shown, "…"])
