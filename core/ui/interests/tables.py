"""Tables of the page Interests: the tree as a table, and what its columns mean."""

from __future__ import annotations

from typing import cast

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.interests.users import Interests
from core.types import Column
from core.ui.shared.text import _, plain, translated
from core.views.cards import HIGH, LOW
from core.views.interests import ALL_USERS, N_EVENTS, N_ITEMS, N_USERS, PATH, WEIGHED, tree_frame

CONTRAST = (Column.SHARE, Column.OVERALL_SHARE, Column.LIFT, LOW, HIGH)


def draw_table(interests: Interests, segment: int) -> None:
    """Draw the same as a table, once it is opened."""
    box = st.expander(_("The same as a table"), key="tree_table", on_change="rerun")
    if not cast(bool, box.open):
        return
    sides = _("Segment"), _("All users")
    if segment == ALL_USERS:
        sides = _("Lately"), _("All time")
    with box:
        st.dataframe(
            in_percent(tree_frame(interests, segment))[[PATH, Column.LAYER, N_ITEMS, N_USERS, N_EVENTS, *CONTRAST]],
            hide_index=True,
            column_config={
                PATH: st.column_config.TextColumn(_("Interest"), width=244),
                Column.LAYER: st.column_config.NumberColumn(_("Layer"), width=50),
                N_ITEMS: st.column_config.NumberColumn(_("Items"), format="localized", width=52),
                N_USERS: st.column_config.NumberColumn(_("Users"), format="localized", width=56),
                N_EVENTS: st.column_config.NumberColumn(_("Events"), format="localized", width=62),
                **contrast_columns(*sides),
            },
        )


def contrast_columns(share: str, usual: str) -> dict[str, ColumnConfig]:
    """Return how columns of a comparison are shown; ``share`` and ``usual`` name its two sides."""
    return {
        Column.SHARE: st.column_config.NumberColumn(share, format="%.1f %%"),
        Column.OVERALL_SHARE: st.column_config.NumberColumn(usual, format="%.1f %%"),
        Column.LIFT: st.column_config.NumberColumn(_("Lift"), format="%.2f", width=44, help=_lift_help()),
        LOW: st.column_config.NumberColumn(_("low"), format="%.2f", width=44, help=_interval_help()),
        HIGH: st.column_config.NumberColumn(_("high"), format="%.2f", width=44, help=_interval_help()),
    }


def in_percent(frame: pd.DataFrame) -> pd.DataFrame:
    """Return shares times 100."""
    return frame.assign(
        **{name: 100 * frame[name] for name in (Column.SHARE, Column.OVERALL_SHARE, WEIGHED) if name in frame}
    )


def _lift_help() -> str:
    return _("How many times as large one share is as the other.")


def _interval_help() -> str:
    return _("An end of the 95 % interval of the lift.")


def reasons_of_none(interests: Interests, labels: dict[int, str]) -> list[str]:
    """Say of which segments nothing is known, and why."""
    return [
        _("{segment}: nothing is stated. {why}").format(segment=plain(labels[segment]), why=plain(translated(why)))
        for segment, why in interests.fresh.why_none.items()
        if segment in labels
    ]
