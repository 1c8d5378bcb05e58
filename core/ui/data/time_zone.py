"""Which zone the times of a log are in, where they name none."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

import streamlit as st

from core.ui.shared.text import _


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # opens hundreds of files


def pick_time_zone(usual: str, key: str) -> str:
    """Draw the box; ``usual`` is the zone that is proposed."""
    zones = sorted(_zones() | {usual})
    return st.selectbox(
        _("Time zone of times that name none"),
        zones,
        index=zones.index(usual),
        help=_("Hours, weekdays and days of users are those of this zone. A time with an offset shows its own clock."),
        key=f"time_zone_{key}",
    )
