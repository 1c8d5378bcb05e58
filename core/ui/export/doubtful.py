"""Segments that should not leave for platforms as they are: out of the files unless an analyst adds them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.results.audience import warnings_of
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _, plain


def pick_doubtful(context: RunContext, segments: tuple[int, ...]) -> tuple[int, ...]:
    """Draw a box that adds segments that are flagged, or whose verdict is weak or none; return who leaves."""
    results = named_results(context)
    weak, flagged = results.trust.weak if results.trust else (), warnings_of(results)
    doubtful = {
        each: ", ".join(_whys(is_flagged=each in flagged, is_weak=each in weak))
        for each in segments
        if each in weak or each in flagged
    }
    if not doubtful:
        return segments
    labels = segment_labels(results)
    named = "; ".join(f"{plain(labels[each])} ({why})" for each, why in doubtful.items())
    is_added = st.checkbox(
        _("Also segments that are flagged, or whose verdict is weak or none"),
        key=f"audience_doubtful_{context.run.run_id}",
        persist_state="session",
        help=_(
            "A platform may refuse what a flagged segment suggests, and a segment whose verdict is weak or none does "
            "not hold."
        ),
    )
    if not is_added:
        st.caption(_("Left out of files for platforms: {names}.").format(names=named))
    return segments if is_added else tuple(each for each in segments if each not in doubtful)


def _whys(*, is_flagged: bool, is_weak: bool) -> Iterable[str]:
    if is_flagged:
        yield _("flagged")
    if is_weak:
        yield _("weak or none")
