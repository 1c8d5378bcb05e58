"""A page that was left is not gone back to since a part of it draws itself anew."""

from __future__ import annotations

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from core.ui.shared import late_requests

CLICK = ClientState(page_script_hash="b")
CLOCK_BEFORE = ClientState(page_script_hash="a", fragment_id="part", is_auto_rerun=True)
CLOCK_AFTER = ClientState(page_script_hash="b", fragment_id="part", is_auto_rerun=True)
BUTTON_BEFORE = ClientState(page_script_hash="a", fragment_id="part")


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> tuple[AppSession, list[ClientState]]:
    """A session that shows page a, and what reaches Streamlit."""
    asked: list[ClientState] = []
    shown = AppSession.__new__(AppSession)
    shown._client_state = ClientState(page_script_hash="a")
    shown._state = AppSessionState.SHUTDOWN_REQUESTED  # nothing was started that would have to end
    monkeypatch.setattr(late_requests, "_request_rerun", lambda _session, client_state: asked.append(client_state))
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    late_requests.drop_late_requests()
    return shown, asked


def test_a_clock_of_the_page_that_was_left_asks_in_vain(session: tuple[AppSession, list[ClientState]]) -> None:
    shown, asked = session
    for each in (CLOCK_BEFORE, CLICK, CLOCK_BEFORE, CLOCK_AFTER):
        shown.request_rerun(each)
    assert asked == [CLOCK_BEFORE, CLICK, CLOCK_AFTER]


def test_nothing_else_is_dropped(session: tuple[AppSession, list[ClientState]]) -> None:
    shown, asked = session
    for each in (CLICK, BUTTON_BEFORE, None):
        shown.request_rerun(each)
    assert asked == [CLICK, BUTTON_BEFORE, None]


def test_streamlit_itself_still_follows_the_late_request() -> None:
    """Where this fails, Streamlit has mended it, and ``late_requests`` can go."""
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash="b"))
    requests.request_rerun(RerunData(page_script_hash="a", fragment_id="part", is_auto_rerun=True))
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == "a"
