"""Segments that should not leave for platforms as they are: out of the files unless an analyst adds them."""

from __future__ import annotations

import streamlit as st

from core.audiences.doubtful import doubtful, left_out_sentence
from core.results.audience import warnings_of
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _, plain, translated


def pick_doubtful(context: RunContext, segments: tuple[int, ...]) -> tuple[int, ...]:
    """Draw a box that adds segments that are flagged, or whose verdict is weak or none; return who leaves."""
    results = named_results(context)
    whys = doubtful(segments, warnings_of(results), results.trust.weak if results.trust else ())
    if not whys:
        return segments
    is_added = st.checkbox(
        _("Also segments that are flagged, or whose verdict is below usable"),
        key=f"audience_doubtful_{context.run.run_id}",
        persist_state="session",
        help=_(
            "A platform may refuse what a flagged segment suggests. A verdict below usable, weak or none, means that "
            "the segment does not hold."
        ),
    )
    if is_added:
        return segments
    st.caption(plain(translated(left_out_sentence(whys, segment_labels(results)))))
    return tuple(each for each in segments if each not in whys)
