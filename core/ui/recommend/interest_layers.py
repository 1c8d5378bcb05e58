"""Which interests next choices follow: what everybody picks, whole fields, or the exact kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.results.results import Results
from core.types import Column
from core.ui.recommend.fitted import fitted_layers, population_of
from core.ui.shared.page import RunContext
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, plain, translated
from core.views.interest_layers import (
    BROAD,
    EVERYBODY,
    GOES_BY,
    GOES_BY_WORDS,
    INTEREST,
    MIDDLE,
    N_PICKS,
    NARROW,
    NARROWER,
    segment_layers_frame,
    user_layers_frame,
)

SHOWN = "interest_layers_shown"
"""Key of the widget."""
_SEGMENT = "name"


def draw_interest_layers(context: RunContext, results: Results, segment: int) -> None:
    """Show how much each layer of interests counts for every segment, once that is asked for."""
    st.subheader(_("Broad or narrow interests: which lead to the next choice"), anchor=False)
    is_asked = st.toggle(
        _("Show which interests count for each segment"), key=SHOWN, persist_state="session",
        help=_(
            "Learnt from what users picked after other items: was it what everybody picks, something from their fields "
            "of interest, or the exact kind of thing that they had?"
        ),
    )  # fmt: skip
    if not is_asked:
        return
    learnt = fitted_layers(context, results)
    if learnt is None:
        st.info(_("This run was made without interests, as a trial or by an earlier version. Run the recipe again."))
        return
    frame = segment_layers_frame(learnt[0], results)
    own = frame[frame[Column.SEGMENT] == segment]
    for goes_by in own[GOES_BY]:
        st.write(_of_segment(goes_by))
    _draw_table(frame, results)
    st.caption(
        _(
            "Of 100 choices after others, so many are best explained by each. A segment of which little is known leans "
            "on all users, a user on the segment. The command line writes these weights for single users."
        ),
        help=_(
            "Weights of a mixture, by expectation maximisation: each pick against what was before it, in each "
            "layer of the tree on the page Interests."
        ),
    )


def _of_segment(goes_by: str) -> str:
    return {
        EVERYBODY: _("Next choices of this segment follow what everybody picks more than any interest of its users."),
        BROAD: _("Whole field: next choices of this segment stay in a user's fields of interest, whatever the kind."),
        MIDDLE: _("In between: next choices of this segment stay within parts of a user's fields of interest."),
        NARROWER: _("In between: next choices of this segment stay within parts of a user's fields of interest."),
        NARROW: _("Exact kind: next choices of this segment are of the kinds that a user had before."),
    }[goes_by]


def _draw_table(frame: pd.DataFrame, results: Results) -> None:
    labels = segment_labels(results)
    levels = [each for each in GOES_BY_WORDS if each in frame]
    names = [_("All users") if each < 0 else labels[each] for each in frame[Column.SEGMENT]]
    shown = frame.assign(**{_SEGMENT: names}, **{each: 100 * frame[each] for each in levels})
    st.dataframe(
        shown, hide_index=True, column_order=[_SEGMENT, *levels],
        column_config={
            _SEGMENT: st.column_config.TextColumn(_("Segment"), width=300),
            **{
                each: st.column_config.ProgressColumn(
                    translated(GOES_BY_WORDS[each]), format="%.0f %%", min_value=0, max_value=100
                )
                for each in levels
            },
        },
    )  # fmt: skip


def goes_by_of(context: RunContext, results: Results, rows: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what the next choices of some users follow, by their row in the log; empty for a run without interests."""
    learnt = fitted_layers(context, results)
    if learnt is None:
        return {}
    fitted, interests = learnt
    users = population_of(context).of_users(np.array(rows, dtype=np.int64))
    segments = results.labels_of(users.histories.user_ids)
    frame = user_layers_frame(fitted, interests, users, segments, results.user_ids)
    return dict(
        zip(rows, ({str(name): value for name, value in row.items()} for row in frame.to_dict("records")), strict=True)
    )


def goes_by_sentence(row: dict[str, Any]) -> str:
    """Say in plain words what the next choices of a user follow."""
    return {
        EVERYBODY: _("Goes by what everybody picks"),
        BROAD: _("Goes by a whole field of interest"),
        MIDDLE: _("Goes by a part of a field of interest"),
        NARROWER: _("Goes by a part of a field of interest"),
        NARROW: _("Goes by the exact kind"),
    }[row[GOES_BY]]


def draw_shares(row: dict[str, Any]) -> None:
    """Say how many of a user's next choices each explains, and name the interest that counts most."""
    levels = [each for each in GOES_BY_WORDS if each in row]
    shares = [f"{translated(GOES_BY_WORDS[each])} {100 * row[each]:.0f} %" for each in levels]
    if row[INTEREST]:
        shares.append(_("largest interest: {name}").format(name=plain(row[INTEREST])))
    if not row[N_PICKS]:
        shares.append(_("as in the segment, since nothing was picked after another item yet"))
    st.caption(" · ".join([_("Next choices"), *shares]))
