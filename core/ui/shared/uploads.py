"""What a visitor uploads: the files lie in the workspace, the session knows the id of the upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.ui.shared.uploader import draw_uploader

if TYPE_CHECKING:
    from core.ingest.tables.source import LogSource
    from core.server import Server

TABLES = ("csv", "tsv", "txt", "xlsx", "xls", "parquet")
"""Names of files about users or items end so."""
PACKED = (*TABLES, "zip", "gz")
ADDS_TO = "adds_to"
"""Where the session keeps the log that the files are added to."""
MOST_MB = 20
"""Of a file beside a log, such as a list of users: it is held in memory. Logs go to a route in slices."""
_UPLOAD, _IS_EMPTIED = "upload", "is_upload_emptied"


def pick_files(server: Server) -> LogSource | None:
    """Draw the boxes and return the log they hold; None while there are no events, or a file is still being sent.

    They accept any file: the reader explains in a sentence what is wrong with one that is no table.
    """
    upload_id = _upload(server)
    offered = draw_uploader(
        server.uploads.token(upload_id),
        is_emptied=_IS_EMPTIED in st.session_state,
        is_locked=server.uploads.is_loading(upload_id),
    )
    earlier = server.uploads.read_token(offered) if offered else None
    if earlier and earlier != upload_id:
        st.session_state[_UPLOAD] = earlier
        st.rerun()
    return server.uploads.source(upload_id, server.settings.timezone)


def has_files(server: Server) -> bool:
    """Whether the boxes hold a file."""
    return bool(server.uploads.files(_upload(server)))


def empty_boxes() -> None:
    """Begin a new upload; the earlier one is loaded."""
    st.session_state.pop(_UPLOAD, None)
    st.session_state.pop(ADDS_TO, None)
    st.session_state[_IS_EMPTIED] = True


def _upload(server: Server) -> str:
    return str(st.session_state.setdefault(_UPLOAD, server.uploads.new_id()))
