"""A saved selection as the users whom the files of the page Export list."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.errors import DataError
from core.types import BoolArray
from core.ui.shared.errors import show_error
from core.ui.shared.explored import explored_of
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, _n


def pick_saved(context: RunContext) -> BoolArray | None:
    """Draw the choice of a saved selection, where there are any; return its users, (n_users,), None for everybody."""
    explored = explored_of(context)
    names = [each.name for each in explored.saved.selections]
    if not names:
        return None
    name = st.selectbox(
        _("Users"), names, index=None, placeholder=_("All users of the segments"), key="saved_selection",
        help=_("Selections are saved on the page Explore. Figures of segments and items stay those of all users."),
    )  # fmt: skip
    if name is None:
        return None
    try:
        users = explored.saved.users(name)
    except DataError as error:
        show_error(error)
        st.stop()
    is_listed = np.isin(explored.results.user_ids, list(users))
    n_gone = len(set(users)) - int(is_listed.sum())
    if n_gone:
        st.caption(
            _n(
                "{n} user of the selection is not in this run.",
                "{n} users of the selection are not in this run.",
                n_gone,
            )
        )
    return is_listed
