"""The button that goes back to the names, notes and decisions before the last change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import AtlasError
from core.jobs.name_versions import take_back
from core.settings import current_user, known_author
from core.ui.shared.text import _, plain, translated

if TYPE_CHECKING:
    from core.server import Server
    from core.store.segmentations import Segmentation

_REFUSED = "back_refused"


def draw_back(server: Server, seen: Segmentation) -> None:
    """Offer to take the last change back, whoever made it."""
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(plain(refused), icon=":material/error:")
    if seen.is_as_it_came:
        return
    author = known_author(seen.author)
    label = _("Take back name version {version} by {author}") if author else _("Take back name version {version}")
    st.button(
        label.format(version=seen.version, author=plain(author)),
        icon=":material/undo:",
        key=f"back_{seen.run_id}_{seen.version}",
        on_click=_back,
        args=(server, seen),
        help=_("Names, notes and decisions become those of the name version before; nothing is deleted."),
    )


def _back(server: Server, seen: Segmentation) -> None:
    try:
        take_back(server.runs, seen.run_id, seen.version, current_user())
    except AtlasError as error:
        st.session_state[_REFUSED] = f"{translated(error.message)} {translated(error.hint)}"
