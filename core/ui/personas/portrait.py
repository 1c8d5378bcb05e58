"""The portrait on a card: a few lines, and the table of figures behind them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.personas.portrait import PortraitLine
from core.types.figures import Behaviour
from core.ui.shared.text import _, non_breaking, plain, translated
from core.views.cards import behaviour_frame, behaviour_labels


def draw_portrait(lines: Sequence[PortraitLine]) -> None:
    """Say in a few lines who the users are."""
    for line in lines:
        st.markdown(non_breaking(f"**{plain(translated(line.about))}:** {plain(translated(line.sentence))}"))


def draw_behaviour(behaviour: Behaviour) -> None:
    """List how the segment acts beside all users."""
    labels = {key: translated(label) for key, label in behaviour_labels(behaviour).items()}
    frame = behaviour_frame(behaviour)
    st.dataframe(
        frame.assign(key=frame["key"].map(labels)),
        hide_index=True,
        column_config={
            "key": st.column_config.TextColumn(_("Behaviour")),
            "value": st.column_config.NumberColumn(_("Segment"), format="%.2f"),
            "overall": st.column_config.NumberColumn(_("All users"), format="%.2f"),
        },
    )
    st.caption(_("Over all events of the log, which formed the segments: these figures describe and prove nothing."))
