"""What a page did not expect is one sentence on the screen, and a traceback in the log."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest


def fail_unexpectedly() -> None:
    from core.ui.shared.errors import show_script_error

    assert show_script_error(ZeroDivisionError("17 of 0 users"))


def fail_as_known() -> None:
    from core.errors import DataError
    from core.sentences import say
    from core.ui.shared.errors import show_script_error

    assert show_script_error(DataError(say("The log is empty."), say("Load another one.")))


def test_a_bug_is_one_sentence_and_its_traceback_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "core"):
        page = AppTest.from_function(fail_unexpectedly).run()
    assert not page.exception
    assert [each.value.replace("\\", "") for each in page.error] == [
        "Internal error (ZeroDivisionError). The details are in logs/atlas.log of the workspace; please report it."
    ]
    (record,) = [record for record in caplog.records if record.name.startswith("core")]
    assert "17 of 0 users" in str(record.exc_info)


def test_a_known_error_is_its_own_sentence() -> None:
    page = AppTest.from_function(fail_as_known).run()
    assert [each.value.replace("\\", "") for each in page.error] == ["The log is empty. Load another one."]
