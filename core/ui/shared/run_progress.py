"""A run that is being computed: its stages, the time left, and a button to cancel it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.registry import chooses_k
from core.stages.table import JobKind, Stage, shares_of
from core.ui.shared.labels import recipe_of_run, stage_label
from core.ui.shared.text import _, format_time_left, plain

if TYPE_CHECKING:
    from core.server import Server
    from core.store.runs import RunInfo

_EVERY_SECONDS = 2
_FOUND = "found_parts"


@st.fragment(run_every=_EVERY_SECONDS)
def follow_run(server: Server, run_id: str) -> None:
    """Draw the progress of a run; when it has found segments, drawn their map or ended, draw the page anew."""
    run = server.runs.run(run_id)
    if run is None or not run.state.is_live:
        st.rerun(scope="app")
    parts = found_parts(run)
    if st.session_state.setdefault(_FOUND, parts) != parts:
        st.session_state[_FOUND] = parts
        st.rerun(scope="app")
    with st.container(border=True):
        st.markdown(_("**Computing:** {recipe}").format(recipe=plain(recipe_of_run(run))))
        st.progress(min(max(run.fraction, 0.0), 1.0), progress_line(server, run))
        st.markdown("  \n".join(_marked_stages(run)))  # one per line
        caption, button = st.columns([5, 1], vertical_alignment="center")
        caption.caption(_("You may close this tab: the run continues."))
        if button.button(_("Cancel"), key="cancel_run", width="stretch"):
            server.cancel(run_id)
            st.rerun(scope="app")


def found_parts(run: RunInfo) -> int:
    """Return how much of a live run can be shown: 0 nothing yet, 1 numbered segments, 2 their map too."""
    order = list(Stage)
    now = order.index(Stage(run.stage)) if run.stage else -1
    return sum(now > order.index(stage) for stage in (Stage.CLUSTER, Stage.MAP))


def progress_line(server: Server, run: RunInfo) -> str:
    """Return the stage, the share done and the time left of a live run."""
    when = format_time_left(server.seconds_left(run))
    if run.state == "queued":
        return _("Waiting to start · {when}").format(when=when)
    return f"{stage_label(run.stage)} · {100 * run.fraction:.0f} % · {when}"


def _marked_stages(run: RunInfo) -> list[str]:
    """Name the stages of a run in order: past ones ticked, the present one bold, later ones grey."""
    order = list(Stage)
    now = order.index(Stage(run.stage)) if run.stage else -1
    marked = []
    kind = JobKind.EDIT if run.edit else JobKind.RUN
    for stage in shares_of(kind, skipped=() if chooses_k(run.recipe) else (Stage.CHOOSE_K,)):
        place = order.index(stage)
        if place < now:
            marked.append(f":material/check: {stage_label(stage)}")
        else:
            marked.append(f"**{stage_label(stage)}**" if place == now else f":gray[{stage_label(stage)}]")
    return marked
