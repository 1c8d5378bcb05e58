"""The line that says by which clock hours and weekdays on a page are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.ingest.values.clocks import note_on_hours
from core.ui.shared.text import plain, translated


def draw_hours(meta: Mapping[str, Any]) -> None:
    """Draw the line of a log that has a time of day; ``meta`` is that of its dataset."""
    if meta["has_time_of_day"]:
        st.caption(plain(translated(note_on_hours(meta))))
