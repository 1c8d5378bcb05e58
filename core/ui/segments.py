"""What the pages of a run share: its results under the analyst's names, and pickers of segments kept in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.results import Results
from core.ui.text import _
from core.views.names import labels_of, with_names

if TYPE_CHECKING:
    from core.ui.page import Context

_SEGMENT, _PICKER = "segment", "segment_picker"


def named_results(context: Context) -> Results:
    """Return the results of the selected run under the names that analysts gave; the page must need a run."""
    assert context.results is not None  # noqa: S101 - told by start(needs="run")
    return with_names(context.results, context.segmentation.names if context.segmentation else {})


def count_segments(k: int) -> str:
    """Return "1 segment" or "8 segments"."""
    return _("1 segment") if k == 1 else _("{k} segments").format(k=k)


def pick_segment(results: Results) -> int:
    """Draw a picker of one segment, kept in the address by its number."""
    labels, segments = labels_of(results), results.segments
    if st.session_state.get(_PICKER) not in segments:
        wanted = st.query_params.get(_SEGMENT, "")
        st.session_state[_PICKER] = int(wanted) if wanted.isdigit() and int(wanted) in segments else segments[0]
    chosen = st.selectbox(_("Segment"), segments, format_func=lambda segment: labels[segment], key=_PICKER)
    st.query_params[_SEGMENT] = str(chosen)
    return int(chosen)


def pick_segments(results: Results, key: str) -> Sequence[int]:
    """Draw a picker of any number of segments; none chosen means all."""
    labels = labels_of(results)
    has_unassigned = bool((results.labels < 0).any())
    options = [*results.segments, -1] if has_unassigned else list(results.segments)
    return st.multiselect(
        _("Segments"), options, format_func=lambda segment: labels[segment], placeholder=_("All segments"), key=key
    )
