"""What would be stored of a log, with what is hard to believe in red, before it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.ui.shared.labels import role_label
from core.ui.shared.text import _, _n, format_day, plain, translated

if TYPE_CHECKING:
    from core.ingest.plausible import Plausibility

_PREVIEW_ROLES = ("user", "item", "event", "timestamp", "value", "text")


def draw_ahead(seen: Plausibility, changes: Sequence[str] = ()) -> None:
    """Draw the facts, the findings and the first rows as they would be stored.

    ``changes``: sentences on events that mean something else than by the proposed columns.
    """
    st.subheader(_("What would be stored"), anchor=False)
    facts = {
        _("Users"): f"{seen.n_users:,}",
        _("Items"): f"{seen.n_items:,}",
        _("Events per user (median)"): f"{seen.events_per_user:g}",
        _("Rows that can be used"): seen.usable_percent,
    }
    for place, (label, fact) in zip(st.columns(len(facts)), facts.items(), strict=True):
        place.metric(label, fact)
    if seen.first and seen.last:
        span = _("From {first} to {last} (UTC), in {rows}.")
        rows = _n("{n} row", "{n} rows", seen.n_rows)
        first, last = (f"{format_day(each)}, {each:%H:%M}" for each in (seen.first, seen.last))
        st.caption(span.format(first=first, last=last, rows=rows))
    if seen.hours:
        st.caption(plain(translated(seen.hours)))
    if seen.basis:
        st.caption(plain(translated(seen.basis)))
    for note in seen.notes:
        st.caption(plain(translated(note)))
    for change in changes:
        st.info(plain(translated(change)), icon=":material/swap_horiz:")
    for finding in seen.findings:
        st.error(plain(translated(finding)), icon=":material/error:")
    for reason, n in seen.rejected.items():
        st.caption(_("{n} rejected: {reason}").format(n=f"{n:,}", reason=plain(translated(reason))))
    with st.expander(
        _n("First {n} row as it would be stored", "First {n} rows as they would be stored", len(seen.preview))
    ):
        labels = [role_label(role) for role in _PREVIEW_ROLES]
        st.dataframe([dict(zip(labels, row, strict=True)) for row in seen.preview], hide_index=True, placeholder="")
