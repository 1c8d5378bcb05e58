"""The portrait on a card: a few lines, and the table of figures behind them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.personas.portrait import NEXT, PortraitLine
from core.types.figures import Behaviour
from core.ui.shared.rows import HEADING, row_height
from core.ui.shared.text import _, non_breaking, plain, translated
from core.views.bases import DESCRIBED, IN_SHORT, by_basis
from core.views.cards import behaviour_frame, behaviour_labels

FIRST_ON_CARD, LETTERS_ON_CARD = 140, 17
"""Of the first column of a table on a card: its width in pixels where the page is 1280 wide, and letters in a line."""


def draw_portrait(lines: Sequence[PortraitLine]) -> None:
    """Say in a few lines who the users are, each group of lines with what it rests on, then what to offer them."""
    for note, group in by_basis(lines):
        st.caption(translated(IN_SHORT[note]))
        for line in group:
            _draw_line(line)
    if likely := [each for each in lines if each.about == NEXT]:
        st.caption(_("From the page Recommend:"))
        for line in likely:
            _draw_line(line)


def _draw_line(line: PortraitLine) -> None:
    st.markdown(non_breaking(f"**{plain(translated(line.about))}:** {plain(translated(line.sentence))}"))


def draw_behaviour(behaviour: Behaviour) -> None:
    """List how the segment acts beside all users."""
    labels = {key: translated(label) for key, label in behaviour_labels(behaviour).items()}
    frame = behaviour_frame(behaviour)
    shown = frame.assign(key=frame["key"].map(labels))
    row = row_height(shown, {"key": LETTERS_ON_CARD})
    st.dataframe(
        shown,
        hide_index=True,
        height=HEADING + row * len(shown) + 3,
        row_height=row,
        column_config={
            "key": st.column_config.TextColumn(_("Behaviour"), width=FIRST_ON_CARD),
            "value": st.column_config.NumberColumn(_("Segment"), format="%.2f", width=76),
            "overall": st.column_config.NumberColumn(_("All users"), format="%.2f", width=76),
        },
    )
    st.caption(translated(DESCRIBED))
