"""The thorough check on the Segment page."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.server import the_server
from tests.core.jobs_help import pretend
from tests.pages.conftest import OpenPage
from tests.pages.help import texts


def test_the_page_says_what_stability_rests_on_and_checks_it_thoroughly(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    page = open_page("2_segment")
    assert (
        "Stability and verdicts rest on 6 resampled logs, as every run makes them; a thorough check makes more."
        in texts(page)
    )
    page.number_input(key="n_draws").set_value(20).run()
    page.button(key="check").click().run()
    assert not page.exception
    [job] = the_server().jobs.live(page.session_state["run"])
    assert (job.kind, '"n_draws":20' in job.payload.replace(" ", "")) == ("check", True)
    page.button(key="cancel_check").click().run()
    assert not page.exception
    assert not the_server().jobs.live(page.session_state["run"])
