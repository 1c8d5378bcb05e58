"""Segments side by side in one table, to see at a glance which are large, which bring the money and which hold."""

from __future__ import annotations

import streamlit as st

from core.results.results import Results
from core.ui.shared.text import _, translated
from core.ui.shared.verdicts import grade_label
from core.views.cards import behaviour_labels
from core.views.side_by_side import SEGMENT, SHARE, SPEND_SHARE, USERS, VERDICT, side_by_side

_DECIMALS = {
    SHARE: 1,
    SPEND_SHARE: 1,
    "spend": 2,
    "orders": 1,
    "average_rating": 1,
    "n_events": 1,
    "days_since_last": 1,
}
"""Column to the decimals with which it is shown."""


def draw_side_by_side(results: Results) -> None:
    """Draw a row per segment; a click on a heading sorts, and the pointer on it says what it counts."""
    frame = side_by_side(results)
    if VERDICT in frame:
        frame[VERDICT] = frame[VERDICT].map(grade_label, na_action="ignore")
    shares = [key for key in (SHARE, SPEND_SHARE) if key in frame]
    frame[shares] *= 100
    for key, n_decimals in _DECIMALS.items():
        if key in frame:
            frame[key] = [float(f"{value:.{n_decimals}f}") for value in frame[key]]  # as sentences write them
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    labels = _labels(results)
    are_days = any(each.behaviour and each.behaviour.orders_are_days for each in results.profiles)
    headings = {
        SEGMENT: text(_("Segment")),
        VERDICT: text(_("Verdict")),
        USERS: number(_("Users"), format="localized"),
        SHARE: number(_("% of users"), format="%.1f"),
        SPEND_SHARE: number(_("% of spend"), format="%.1f", help=_("Of what all users spent, purchases less refunds.")),
        "spend": number(_("Spend / user"), format="localized", help=labels.get("spend")),
        "orders": number(
            _("Order days / user") if are_days else _("Orders / user"), format="%.1f", help=labels.get("orders")
        ),
        "average_rating": number(_("Rating"), format="%.1f", help=labels.get("average_rating")),
        "n_events": number(_("Events / user"), format="localized", help=labels.get("n_events")),
        "days_since_last": number(_("Days unseen"), format="localized", help=labels.get("days_since_last")),
    }
    st.dataframe(frame, hide_index=True, column_config=headings)
    st.caption(
        _(
            "Described over all users and events. Spend and orders are means; events, and days since users were last "
            "seen, those of the middle user (median). A click on a heading sorts."
        )
    )


def _labels(results: Results) -> dict[str, str]:
    """Return what each figure of behaviour is called in full, by its key."""
    acting = next((each.behaviour for each in results.profiles if each.behaviour), None)
    return {key: translated(label) for key, label in behaviour_labels(acting).items()} if acting else {}
