"""The review pack of a run: one button, how far it is, and its files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
import streamlit as st

from core.errors import DataError
from core.jobs.kinds.pack import PackJob, keep_template
from core.jobs.noise import spent_sentence
from core.pack.files import SLIDES_FILE, PackFormat
from core.pack.language import LANGUAGES
from core.pack.noise import MOST, check_epsilon, noise_sentence
from core.settings import current_user, known_author
from core.ui.shared.errors import show_error
from core.ui.shared.leaving import pick_leaving
from core.ui.shared.text import _, plain, translated
from core.ui.shared.to_disk import draw_failure, draw_progress
from core.ui.shared.uploads import MOST_MB

if TYPE_CHECKING:
    from core.server import Server
    from core.ui.shared.page import RunContext

_NAMES = {"en": "English", "zh": "中文"}
_OWN = "pack_job"
_OTHER = -1.0
"""In place of an epsilon: one that is typed."""


def draw_pack(context: RunContext) -> None:
    """Draw the choices, the button that makes the pack of all segments of a run, and how the last one ended."""
    st.subheader(_("Review pack"), anchor=False)
    st.caption(
        _(
            "All segments for a meeting: what to decide, a page for each segment, method and limits. The page for a "
            "browser is one file that opens without a network; charts of the slides can be edited. Small groups are "
            "left out."
        )
    )
    server, (taken, version) = context.server, pick_leaving(context, "pack_version")
    wanted, design = _pick(taken, version)
    run_id = taken.run.run_id
    own: dict[str, str] = st.session_state.setdefault(_OWN, {})
    is_live = run_id in own and server.job(own[run_id]).state.is_live
    if refusal := _refusal(wanted.epsilon):
        show_error(refusal)
    off = is_live or refusal is not None
    if st.button(_("Make the review pack"), icon=":material/slideshow:", key="make_pack", disabled=off):
        try:
            kept = keep_template(server.store.workspace, design) if design else ""
        except DataError as error:
            show_error(error)
            return
        own[run_id] = server.start(msgspec.structs.replace(wanted, template=kept))
        st.rerun()  # so that the button is off from now on
    if is_live:
        draw_progress(server, own[run_id], "cancel_pack")
    elif run_id in own:
        _draw_outcome(server, own[run_id])


def _pick(context: RunContext, version: str) -> tuple[PackJob, bytes]:
    """Draw the choices; return the pack, without its design, and the design, b"" for our own."""
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
        _("Template for slides in your company's design (.pptx)"), type="pptx", key="pack_template",
        max_upload_size=MOST_MB,
    )  # fmt: skip
    job = PackJob(
        run_id=context.run.run_id,
        wanted=PackFormat(chosen).value,
        language=language,
        names=version,
        epsilon=_pick_noise(context.server, context.dataset.dataset_id),
        author=known_author(current_user()),
    )
    return job, design.getvalue() if design else b""


def _pick_noise(server: Server, dataset_id: str) -> float:
    """Draw the choice of noise on counts, and say how much of it has left; return its epsilon, 0 for none."""
    levels = {0.0: _("exact"), 1.0: _("a few users off"), 0.1: _("some tens of users off"), _OTHER: _("another figure")}
    level = st.selectbox(
        _("Counts of users in the pack"), list(levels), format_func=levels.__getitem__, key="pack_counts",
        help=_(
            "For a pack that many will see: with counts that are a little off at random, it does not show whether one "
            "person is in the log. Sizes in percent are those of such counts, other percents of users are rounded so "
            "that no count follows from them. Campaign figures and statistics, which would give exact counts away, "
            "are left out. The same pack is always off by the same."
        ),
    )  # fmt: skip
    epsilon = _pick_epsilon() if level == _OTHER else level
    spent = spent_sentence(server.store, dataset_id)
    parts = [noise_sentence(epsilon)] if epsilon and not _refusal(epsilon) else []
    if lines := [plain(translated(each)) for each in (*parts, spent) if each]:
        st.caption(" ".join(lines))
    return float(epsilon)


def _pick_epsilon() -> float:
    """Draw the box for the usual measure of noise."""
    return float(
        st.number_input(
            _("Noise (epsilon)"), min_value=0.0, max_value=MOST, value=1.0, step=0.5, format="%.2f", key="pack_noise",
            help=_(
                "The epsilon of differential privacy: the smaller, the more noise. 0 for none, 10 for hardly any, "
                "down to 0.01 for much."
            ),
        )
    )  # fmt: skip


def _refusal(epsilon: float) -> DataError | None:
    """Return why a noise cannot be had; None for one that can, and for none."""
    try:
        check_epsilon(epsilon or MOST)
    except DataError as error:
        return error
    return None


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
