"""Ids of users on pages: of those that look personal only beginning and end can be read, until somebody wants more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from core.ingest.private import are_personal
from core.personas.portrait import masked
from core.ui.shared.text import _

if TYPE_CHECKING:
    from core.results.results import Results

IN_FULL = "ids_in_full"
"""Key of the widget, which is in the side bar and holds on all pages."""
_N_LOOKED_AT = 300


def pick_ids() -> None:
    """Draw the choice to read ids of users in full."""
    st.toggle(
        _("Show user ids in full"), key=IN_FULL, persist_state="session",
        help=_(
            "Otherwise only beginning and end of an id can be read: in lists of users always, in the preview of a file "
            "where ids look like e-mail addresses, phone numbers or names. Searches and pasted lists "
            "take ids in full; files have them as they are. Typical users of sheets and packs stay masked."
        ),
    )  # fmt: skip


def listed_id() -> Callable[[str], str]:
    """Return how an id is shown in a list of users whom nobody asked for by their ids."""
    return str if st.session_state.get(IN_FULL) else masked


def shown_id(results: Results) -> Callable[[str], str]:
    """Return how an id is shown in the preview of a file of a run: masked where the ids look personal."""
    some = results.user_ids[:: max(results.n_users // _N_LOOKED_AT, 1)]
    return listed_id() if are_personal(list(map(str, some))) else str
