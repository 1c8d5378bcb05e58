"""Which version of a run leaves: the approved one, named on the page, with the newest one to choose."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.jobs.approved import APPROVED, NEWEST, about_names, leaving
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, plain, translated


def as_approved(context: RunContext) -> RunContext:
    """Return the context of the same run with approved segments as they were approved; say so where it differs."""
    naming = context.segmentation.as_approved()
    for sentence in about_names(context.segmentation):
        st.caption(plain(translated(sentence)))
    return replace(context, segmentation=naming)


def pick_leaving(context: RunContext, key: str) -> tuple[RunContext, str]:
    """Say which version leaves, and draw the choice where the newest one is another; return its context and its word.

    Nothing is drawn where nothing is approved.
    """
    server, run_id = context.server, context.run.run_id
    found, chosen = leaving(server.runs, run_id), APPROVED
    if found.has_other:
        labels = {APPROVED: _("Approved"), NEWEST: _("Newest")}
        chosen = st.segmented_control(
            _("Version"), list(labels), default=APPROVED, required=True, format_func=labels.__getitem__,
            key=f"{key}_{run_id}",
        )  # fmt: skip
        found = leaving(server.runs, run_id, chosen)
    for sentence in found.sentences:
        st.caption(plain(translated(sentence)))
    taken = server.runs.finished(found.run_id)
    results = server.results(taken.run_id)
    return replace(context, run=taken, results=results, segmentation=found.naming), chosen
