"""What to store of user ids that identify people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.ingest.tables.private import KINDS
from core.ingest.tables.protect import BY_NAME
from core.ui.shared.text import _, plain, translated

if TYPE_CHECKING:
    from core.ingest.inspect import Inspection

UserIds = Literal["keep", "pseudonymise"]


def pick_user_ids(inspection: Inspection, chosen: Mapping[str, str | list[str]]) -> UserIds | None:
    """Draw the choice where the user column reads as e-mail, phone and the like; None where it does not."""
    found = next(each for each in inspection.files if each.file == "events")
    columns = [str(chosen["events.user"])] if "events.user" in chosen else list(found.user_columns)
    column = next((each for each in columns if each in found.private), None)
    if column is None:
        return None
    labels: dict[UserIds, str] = {
        "pseudonymise": _("Replace them by codes that only this workspace can make again"),
        "keep": _("Keep them as they are"),
    }
    kind = translated(KINDS[found.private[column]])
    picked = st.radio(
        _("The users in {column} are {kind}").format(column=plain(column), kind=kind),
        list(labels),
        format_func=labels.__getitem__,
        key=f"user_ids_{found.name}",
    )
    if found.private[column] == "name":
        st.caption(translated(BY_NAME))
    return picked
