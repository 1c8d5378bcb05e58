"""Requests for a page that the visitor has left: parts of pages that draw themselves anew ask for them too late.

A browser that is sent to another page learns that it is there when that page begins. Until then its clock goes on
asking for parts of the page before, and Streamlit 1.67 follows the newest request: it goes back to the page that was
left, and the click on the menu has no effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.runtime.app_session import AppSession

if TYPE_CHECKING:
    from streamlit.proto.ClientState_pb2 import ClientState

_request_rerun = AppSession.request_rerun


def drop_late_requests() -> None:
    """Have the sessions of this process pass over what a browser's clock asks for on a page that was left."""
    AppSession.request_rerun = _unless_late  # type: ignore[method-assign, assignment]


def _unless_late(session: AppSession, client_state: ClientState | None) -> None:
    if client_state:
        shown = session._client_state  # what a page is asked for is nowhere else
        if client_state.is_auto_rerun and client_state.page_script_hash != shown.page_script_hash:
            return
        if not client_state.fragment_id and client_state.page_script_hash:
            shown.page_script_hash = client_state.page_script_hash
    _request_rerun(session, client_state)
