"""Which dataset is shown where nobody chose one: that which was worked on last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.ingest.tables.source import LogSource
from core.jobs.current import current_dataset, dataset_with_segments
from core.server import Server
from core.types import Recipe
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import known, pretend, settings, wait_for_job, wait_until_ended, wait_until_running, work_here

RECIPE = Recipe(encoder="counts", k=2)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    work_here(monkeypatch)
    opened = Server(settings(tmp_path, demo_users=0))
    yield opened
    opened.close()


@pytest.fixture
def logs(tmp_path: Path) -> list[LogSource]:
    """Three logs of different items."""
    return [
        LogSource(write(tmp_path / f"{item}.csv", LOG.replace("apple", item))) for item in ("plum", "cherry", "fig")
    ]


def load(server: Server, source: LogSource) -> str:
    return wait_for_job(server, server.start_load(source)).result


def ran(server: Server, dataset_id: str, patch: pytest.MonkeyPatch, recipe: Recipe = RECIPE) -> str:
    with patch.context() as context:
        pretend(context, "finishes")
        return wait_until_ended(server, server.submit(dataset_id, recipe).run_id).run_id


def shown(server: Server) -> str | None:
    found = current_dataset(server)
    return found and found.dataset_id


def test_what_was_loaded_or_run_last_is_current(
    server: Server, logs: list[LogSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (shown(server), dataset_with_segments(server)) == (None, None)
    first = load(server, logs[0])
    assert (shown(server), dataset_with_segments(server)) == (first, None)
    second = load(server, logs[1])
    assert first != second == shown(server)
    ran(server, first, monkeypatch)
    assert shown(server) == first
    assert load(server, logs[1]) == second
    assert shown(server) == second
    segmented = dataset_with_segments(server)
    assert segmented
    assert segmented.dataset_id == first


def test_a_log_that_a_command_needed_is_current_once_it_has_a_run(
    server: Server, logs: list[LogSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    only = load(server, replace(logs[2], takes_same_events=True))
    assert shown(server) == only
    own = load(server, logs[0])
    ran(server, own, monkeypatch)
    brought = load(server, replace(logs[1], takes_same_events=True))
    assert brought not in (own, only)
    assert shown(server) == own
    pretend(monkeypatch, "works on")
    run = server.submit(brought, RECIPE)
    wait_until_running(server, run.run_id, "encode")
    assert shown(server) == brought
    server.cancel(run.run_id)
    assert not known(server, run.run_id).state.is_live
    assert shown(server) == own


def test_a_log_that_is_gone_is_not_current(
    server: Server, logs: list[LogSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (load(server, log) for log in logs[:2])
    ran(server, second, monkeypatch)
    server.delete_dataset(second)
    assert shown(server) == first
