"""Runs: what was computed on this log; open, repeat, compare or delete it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.server import Server
from core.store.runs import RunInfo
from core.ui.runs.history import draw_comparison, draw_table
from core.ui.shared.errors import shown_errors
from core.ui.shared.labels import dataset_name, run_label
from core.ui.shared.navigation import go, link, select
from core.ui.shared.outcome import draw_failure
from core.ui.shared.page import start_with_dataset
from core.ui.shared.run_progress import follow_run
from core.ui.shared.text import _, _n, plain, translated
from core.views.distinct import distinct


def main() -> None:
    """Draw the page."""
    context = start_with_dataset(_("Runs"))
    runs = context.server.runs.runs(context.dataset.dataset_id)
    if not runs:
        st.write(_("No run of this log yet. Start one to find segments."))
        link("segment", _("Go to Segment"))
        return
    standing = context.server.runs.that_stand(context.dataset.dataset_id)
    st.write(_count(dataset_name(context.dataset), standing, len(runs) - len(standing)))
    draw_table(context.server, runs, {run.run_id for run in standing})
    in_order = [*standing, *(run for run in runs if run not in standing)]
    _draw_one(context.server, in_order)
    _draw_two(context.server, [run for run in in_order if run.state == "done"])


def _count(name: str, standing: Sequence[RunInfo], n_left: int) -> str:
    """Say how many runs a log has; segment versions that were undone or edited further are none of them."""
    n_unfinished = sum(run.state != "done" and not run.state.is_live for run in standing)
    parts = [_("**{name}** has {runs}.").format(name=plain(name), runs=_n("{n} run", "{n} runs", len(standing)))]
    if n_unfinished:
        parts.append(_n("{n} of them has no results.", "{n} of them have no results.", n_unfinished))
    if n_left:
        parts.append(
            _n(
                "The table also has {n} segment version that does not stand, since it was undone or edited further.",
                "The table also has {n} segment versions that do not stand, since they were undone or edited further.",
                n_left,
            )
        )
    return " ".join(parts)


def _draw_one(server: Server, runs: Sequence[RunInfo]) -> None:
    """Draw what can be done with one run."""
    st.subheader(_("One run"), anchor=False)
    place, opened, deleted = st.columns([5, 1.4, 1], vertical_alignment="bottom")
    with place:
        run = _pick(_("Run"), runs, st.session_state.get("run"), "chosen_run")
    is_done = run.state == "done"
    is_open = run.run_id == st.session_state.get("run")
    label = _("Explore it") if is_open else _("Open this run")
    if opened.button(label, type="primary", disabled=not is_done, width="stretch", key="open_run"):
        select(run=run.run_id)
        go("explore")
    with deleted.popover(_("Delete"), width="stretch"):
        _confirm_delete(server, run)
    if not is_done:
        st.caption(_("Only a run that is done can be opened."))
    elif is_open:
        st.caption(_("This run is open: all pages show it."))
    if len(server.versions.of(run.dataset_id)) > 1:
        st.caption(_("Made on data version {n}.").format(n=run.version))
    if run.excluded:
        st.caption(plain(translated(run.excluded.sentence)))
    if run.state.is_live:
        follow_run(server, run.run_id)
    elif not is_done:
        draw_failure(server, run)


def _draw_two(server: Server, runs: Sequence[RunInfo]) -> None:
    """Draw two finished runs compared."""
    st.subheader(_("Two runs compared"), anchor=False)
    if len(runs) < 2:
        st.write(
            _(
                "With two finished runs of this log, this shows how users moved between their segments, and which run "
                "to use. Start another one with other choices, such as another number of segments."
            )
        )
        link("segment", _("Start another run"))
        return
    left, right = st.columns(2)
    with left:
        first = _pick(_("First"), runs, st.session_state.get("run"), "first_run")
    others = [run for run in runs if run.run_id != first.run_id]
    with right:
        second = _pick(_("Second"), others, None, "second_run")
    with shown_errors():
        draw_comparison(server, first, second)


def _pick(label: str, runs: Sequence[RunInfo], selected: str | None, key: str) -> RunInfo:
    """Draw a box of runs; a deleted run is replaced by the selected run, or the first."""
    by_id = {run.run_id: run for run in runs}
    if st.session_state.get(key) not in by_id:
        st.session_state[key] = selected if selected in by_id else runs[0].run_id
    labels = distinct({run_id: run_label(run) for run_id, run in by_id.items()})
    chosen = st.selectbox(label, list(labels), format_func=labels.__getitem__, key=key)
    return by_id[chosen]


def _confirm_delete(server: Server, run: RunInfo) -> None:
    st.write(
        _("Delete this run? **{run}** is deleted with its names and notes. This cannot be undone.").format(
            run=plain(run_label(run))
        )
    )
    if st.button(_("Delete for good"), type="primary", key="confirm_delete_run"):
        server.delete_run(run.run_id)
        st.rerun()


main()
