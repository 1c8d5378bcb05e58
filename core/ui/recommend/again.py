"""What the users of a segment take again."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.export.again_lists import again_segments_frame, again_segments_table
from core.results.results import Results
from core.types import Column
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import fitted_again, marked, population_of
from core.ui.shared.downloads import draw_table_downloads
from core.ui.shared.labels import dataset_name
from core.ui.shared.page import RunContext
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, plain, translated, visitors_day
from core.views.files import file_stem
from core.views.offers import N_OFFERED

AGAIN = "taken_again"
"""Key of the widget."""


def draw_again(context: RunContext, results: Results, segment: int, choice: Choice) -> None:
    """Show what a segment takes again once that is asked for, and offer the lists of all segments as a file."""
    st.subheader(_("What they take again"), anchor=False)
    is_asked = st.toggle(
        _("Show it for {segment}").format(segment=plain(segment_labels(results)[segment])),
        key=AGAIN, persist_state="session",
        help=_("Items that a user has on more than one day, such as what is used up. Other lists leave them out."),
    )  # fmt: skip
    if not is_asked:
        return
    fitted = fitted_again(context)
    if not fitted.has_repeats:
        st.info(plain(translated(fitted.why_not)))
        return
    labels = results.labels_of(population_of(context).histories.user_ids)
    segments = [each for each in results.segments if each not in results.not_acted_on or each == segment]
    frame = again_segments_frame(fitted, labels, segments, N_OFFERED, marked(context, choice))
    _draw_list(frame[frame[Column.SEGMENT] == segment])
    stem = file_stem(dataset_name(context.dataset), visitors_day(), context.run.run_id)
    draw_table_downloads(again_segments_table(frame), "again", stem)


def _draw_list(items: pd.DataFrame) -> None:
    if items.empty:
        st.write(_("No item was taken on more than one day by users of this segment."))
        return
    number = st.column_config.NumberColumn
    st.dataframe(
        items.assign(score=100 * items[Column.SCORE]),
        hide_index=True,
        column_order=[Column.RANK, Column.TITLE, Column.SCORE, Column.LIFT, Column.EVERY_DAYS, Column.DUE_PCT],
        column_config={
            Column.RANK: number(_("Rank"), width=46),
            Column.TITLE: st.column_config.TextColumn(_("Item"), width=240),
            Column.SCORE: number(
                _("Take it again"), format="%.1f %%", help=_("Share of the segment's users who did so.")
            ),
            Column.LIFT: number(_("Lift"), format="%.2f ×", help=_("That share over the share among all users.")),
            Column.EVERY_DAYS: number(
                _("Every"), format="%.0f days", help=_("Days between two times, of the middle one of these users.")
            ),
            Column.DUE_PCT: number(
                _("Due"), format="%.0f %%",
                help=_("Percent of these users whose own number of days was over on the last day of the log."),
            ),
        },
    )  # fmt: skip
