"""The review pack of a run: one button, how far it is, and its files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import DataError
from core.jobs.kinds.pack import PackJob, keep_template
from core.pack.files import SLIDES_FILE, PackFormat
from core.pack.language import LANGUAGES
from core.ui.shared.errors import show_error
from core.ui.shared.leaving import pick_leaving
from core.ui.shared.text import _
from core.ui.shared.to_disk import draw_failure, draw_progress
from core.ui.shared.uploads import MOST_MB

if TYPE_CHECKING:
    from core.server import Server
    from core.ui.shared.page import RunContext

_NAMES = {"en": "English", "zh": "中文"}
_OWN = "pack_job"


def draw_pack(context: RunContext) -> None:
    """Draw the choices, the button that makes the pack of all segments of a run, and how the last one ended."""
    st.subheader(_("Review pack"), anchor=False)
    st.caption(
        _(
            "All segments for a meeting: what to decide, a page for each segment, method and limits. The page for a "
            "browser is one file that asks for nothing; charts of the slides can be edited. Small groups are left out."
        )
    )
    server, (taken, version) = context.server, pick_leaving(context, "pack_version")
    run_id = taken.run.run_id
    labels = {
        PackFormat.BOTH: _("Slides and page"),
        PackFormat.PPTX: _("Slides (PPTX)"),
        PackFormat.HTML: _("Page (HTML)"),
    }
    wanted, spoken = st.columns([2, 1])
    chosen = wanted.segmented_control(
        _("Files"), list(labels), default=PackFormat.BOTH, required=True, format_func=labels.__getitem__,
        key="pack_files",
    )  # fmt: skip
    language = spoken.segmented_control(
        _("Language"), LANGUAGES, default=LANGUAGES[0], required=True, format_func=_NAMES.__getitem__,
        key="pack_language",
    )  # fmt: skip
    design = st.file_uploader(
        _("Template of your company (.pptx), if the slides shall have its design"), type="pptx", key="pack_template",
        max_upload_size=MOST_MB,
    )  # fmt: skip
    own: dict[str, str] = st.session_state.setdefault(_OWN, {})
    is_live = run_id in own and server.job(own[run_id]).state.is_live
    if st.button(_("Make the review pack"), icon=":material/slideshow:", key="make_pack", disabled=is_live):
        try:
            kept = keep_template(server.store.workspace, design.getvalue()) if design else ""
        except DataError as error:
            show_error(error)
            return
        own[run_id] = server.start(
            PackJob(run_id=run_id, wanted=PackFormat(chosen).value, language=language, template=kept, names=version)
        )
        is_live = True
    if is_live:
        draw_progress(server, own[run_id], "cancel_pack")
    elif run_id in own:
        _draw_outcome(server, own[run_id])


def _draw_outcome(server: Server, job_id: str) -> None:
    """Offer the files of a pack that is made, read when they are asked for, and say why another one left none."""
    job = server.job(job_id)
    if not job.result:
        draw_failure(job)
        return
    files = sorted((server.store.workspace / job.result).glob("*"))
    if not files:
        st.info(_("The files of this review pack are gone. Make it again."))
    for file in files:
        label = _("Download the slides") if file.name == SLIDES_FILE else _("Download the page")
        st.download_button(
            label, partial(file.read_bytes), file.name, key=f"download_{file.name}", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
