"""Ids of users on pages: only beginning and end can be read, until somebody wants more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from core.personas.portrait import has_letters, masked, masked_apart
from core.ui.shared.text import _

IN_FULL = "ids_in_full"
"""Key of the widget, which is in the side bar and holds on all pages."""


def pick_ids() -> None:
    """Draw the choice to read ids of users in full."""
    st.toggle(
        _("Show user ids in full"), key=IN_FULL, persist_state="session",
        help=_(
            "Otherwise only beginning and end of an id can be read, in lists of users, in examples of data health and "
            "in the preview of a file, so that ids of different users may look the same. Searches and pasted lists "
            "take ids in full; files have them as they are. Typical users of sheets and packs stay masked."
        ),
    )  # fmt: skip


def are_masked() -> bool:
    """Whether ids are shown by beginning and end only."""
    return not st.session_state.get(IN_FULL)


def shown_ids(user_ids: Sequence[str]) -> tuple[str, ...]:
    """Return how the ids of a few users are shown who stand below each other, apart from each other."""
    return masked_apart(user_ids) if are_masked() else tuple(user_ids)


def draw_letters(shown: Iterable[str]) -> None:
    """Say below a list what letters behind its ids mean; nothing where it has none."""
    if are_masked() and has_letters(shown):
        st.caption(_("Letters such as (A) keep users of this list apart whose masked ids look alike."))


def listed_id() -> Callable[[str], str]:
    """Return how an id is shown in a list of users whom nobody asked for by their ids."""
    return masked if are_masked() else str
