"""Whether dates such as 03/04/2026 are day or month first, where the log does not settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.ui.shared.text import _, plain, translated

if TYPE_CHECKING:
    from core.ingest.tables.source import Question

DateOrder = Literal["day", "month"]


def pick_date_order(question: Question, key: str) -> DateOrder | None:
    """Draw the question; None until it is answered."""
    labels: dict[DateOrder, str] = {"day": _("Day first"), "month": _("Month first")}
    return st.radio(
        plain(translated(question.sentence)),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        horizontal=True,
        key=f"date_order_{key}",
    )
