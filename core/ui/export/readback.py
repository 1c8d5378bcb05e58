"""The section of the page Export that reads outcomes back, and shows what a campaign changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from core.campaigns.files import bring_readback_back, newest_readback, readbacks_of, take_readback_back, taken_back
from core.campaigns.readback import Readback
from core.campaigns.sides import Held, held_exports, read_held
from core.campaigns.words import short_lines
from core.errors import AtlasError, DataError
from core.jobs.brought import keep_brought
from core.jobs.kinds.readback import ReadbackJob
from core.results.results import with_naming
from core.store.run_info import RunInfo
from core.ui.shared.effects import draw_earlier, draw_heading, draw_readback, heading
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _, format_day, plain, translated
from core.ui.shared.to_disk import draw_failure, draw_progress
from core.ui.shared.uploads import MOST_MB, PACKED
from core.views.carried import short_run

_NEWEST = 10
"""Exports that are listed at first."""
_ALL, _JOB, _REFUSED = "outcomes_all", "outcomes_job", "outcomes_refused"
"""Keys of the choice to list all of them, of the job that was started last, and of what could not be done."""


def draw_outcomes(context: RunContext) -> None:
    """Draw the choice of an export with a control group, the box for its outcomes, and what they say."""
    runs = {each.run_id: each for each in context.server.runs.runs(context.dataset.dataset_id)}
    exports = _exports(context, runs)
    run = context.server.runs.folder(context.run.run_id)
    kept = list(readbacks_of(run))
    away = list(taken_back(run))
    others = [each for each in runs.values() if each.run_id != context.run.run_id]
    measured = [each for each in others if newest_readback(context.server.runs.folder(each.run_id))]
    if not (exports or kept or away or measured):
        return
    st.subheader(_("Did it work?"), anchor=False)
    if exports:
        _draw_upload(context, exports, runs)
    if kept:
        draw_heading(kept[0])
        labels = segment_labels(named_results(context))
        draw_readback(kept[0], labels)
        draw_earlier(kept, labels)
    _draw_taking_back(run, kept, away)
    for place, each in enumerate(measured):
        _draw_other_run(context, each, is_open=not (kept or place))


def _draw_other_run(context: RunContext, run: RunInfo, *, is_open: bool) -> None:
    """Draw the outcomes of exports of another run of the same log, under the names that it has."""
    server = context.server
    kept = list(readbacks_of(server.runs.folder(run.run_id)))
    title = _("Outcomes of run {run} of {day}").format(run=short_run(run.run_id), day=format_day(run.created_at))
    with st.expander(title, icon=":material/history:", expanded=is_open):
        labels = segment_labels(with_naming(server.results(run.run_id), server.runs.segmentation(run.run_id)))
        draw_heading(kept[0])
        draw_readback(kept[0], labels)
        if earlier := [plain(translated(line)) for found in kept[1:] for line in short_lines(found, labels)]:
            st.markdown(_("**Earlier outcomes**"))
            st.markdown("\n".join(f"- {line}" for line in earlier))


def _draw_taking_back(run: Path, kept: Sequence[Readback], away: Sequence[Readback]) -> None:
    """Draw what takes outcomes back, after the visitor says which, and what brings them again."""
    if kept:
        with st.popover(_("Take outcomes back"), icon=":material/undo:"):
            names = {each.made_at: heading(each) for each in kept}
            made_at = st.selectbox(_("Which"), list(names), format_func=names.__getitem__, key="outcomes_which")
            st.caption(
                _("The page One segment, `status` and review packs show them no more. They can be brought back.")
            )
            st.button(
                _("Take them back"), key="outcomes_undo", type="primary",
                on_click=_try, args=(partial(take_readback_back, run, made_at),),
            )  # fmt: skip
    if away:
        label = _("Bring back outcomes that were taken back: {which}").format(which=heading(away[0]))
        st.button(
            label, key="outcomes_redo", icon=":material/redo:",
            on_click=_try, args=(partial(bring_readback_back, run, away[0].made_at),),
        )  # fmt: skip
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused))


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except DataError as error:  # somebody else was quicker
        st.session_state[_REFUSED] = translated(error.message)


def _exports(context: RunContext, runs: Mapping[str, RunInfo]) -> dict[str, Held]:
    """Return exports of runs of the log that held users back, of the run at hand and the newest first.

    Those that cannot be read are named in a warning. At most one more than the newest is read, unless all are wanted.
    """
    found: dict[str, Held] = {}
    for folder in held_exports(context.server.store.workspace):
        if len(found) > _NEWEST and not st.session_state.get(_ALL):
            break
        try:
            held = read_held(folder)
        except AtlasError as error:
            st.warning(plain(translated(error.message)))
            continue
        if held.run_id in runs:
            found[folder.name] = held
    return dict(sorted(found.items(), key=lambda each: each[1].run_id != context.run.run_id))


def _called(name: str, held: Held, run: RunInfo, context: RunContext) -> str:
    """Return how an export is listed: with its run, where that is not the one at hand."""
    about = {"name": name, "percent": f"{held.percent:g}"}
    if held.run_id == context.run.run_id:
        return _("{name} ({percent} % held back)").format(**about)
    return _("{name} ({percent} % held back; run {run} of {day})").format(
        run=short_run(run.run_id), day=format_day(run.created_at), **about
    )


def _draw_upload(context: RunContext, exports: Mapping[str, Held], runs: Mapping[str, RunInfo]) -> None:
    left, right = st.columns(2)
    names = list(exports) if st.session_state.get(_ALL) else list(exports)[:_NEWEST]
    name = left.selectbox(
        _("Export with a control group"), names, key="outcomes_export",
        format_func=lambda each: _called(each, exports[each], runs[exports[each].run_id], context),
    )  # fmt: skip
    if len(exports) > _NEWEST:
        left.checkbox(_("List older ones, too"), key=_ALL)
    file = right.file_uploader(
        _("Outcomes"), type=PACKED, key="outcomes_file",
        max_upload_size=MOST_MB,
        help=_(
            "user_id with converted (yes or no), value or both. Users of the export who are not in it count as not "
            "converted. The file is read and not kept."
        ),
    )  # fmt: skip
    own: str = st.session_state.get(_JOB, "")
    is_live = own != "" and context.server.job(own).state.is_live
    if file is None:
        st.caption(_("Give the file of outcomes first."))
    elif is_live:
        st.caption(_("Outcomes are being read: wait until that is done, or cancel it."))
    asked = st.button(_("Read the outcomes"), icon=":material/query_stats:", disabled=file is None or is_live)
    if asked and file:
        upload = keep_brought(context.server.store.workspace, file.name, file.getvalue())
        job = ReadbackJob(run_id=exports[name].run_id, export=name, name=Path(file.name).name, upload=upload)
        st.session_state[_JOB] = context.server.start(job)
        st.rerun()  # so that the button is off from now on
    if is_live:
        draw_progress(context.server, own, "cancel_outcomes")
    elif own:
        draw_failure(context.server.job(own))
