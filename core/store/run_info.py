"""One run, as the workspace knows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.sentences import from_text, say
from core.types import Recipe

COLUMNS = "run_id, dataset_id, recipe, state, message, created_at, created_by, started_at, finished_at, scores, seconds"
"""What ``run_info`` reads, in this order."""


class RunState(StrEnum):
    """Where a run is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self in (RunState.QUEUED, RunState.RUNNING)


STATE_WORDS = {
    RunState.QUEUED: say("queued"),
    RunState.RUNNING: say("running"),
    RunState.DONE: say("done"),
    RunState.FAILED: say("failed"),
    RunState.CANCELLED: say("cancelled"),
    RunState.INTERRUPTED: say("interrupted"),
}
"""The states, to be said in a sentence."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run, as the workspace knows it. Times are UTC."""

    run_id: str
    dataset_id: str
    recipe: Recipe
    state: RunState
    message: str
    """Why it failed or was interrupted, and what to do."""
    created_at: datetime
    """When it was asked for."""
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    scores: Mapping[str, Any]
    """As in ``run.json``; empty unless done."""
    seconds: Mapping[str, float]
    """Stage to seconds; empty unless done."""
    stage: str = ""
    """The stage it is in while it runs: one of ``core.stages.table``; never stored."""
    fraction: float = 0.0
    """How much of the whole run is done, in [0, 1]; it never falls. Never stored."""


def run_info(row: tuple[Any, ...]) -> RunInfo:
    """Read a row of ``COLUMNS``."""
    run_id, dataset_id, recipe, state, message, created_at, created_by, started_at, finished_at, scores, seconds = row
    return RunInfo(
        run_id=run_id,
        dataset_id=dataset_id,
        recipe=Recipe(**json.loads(recipe)),
        state=RunState(state),
        message=from_text(message),
        created_at=created_at,
        created_by=created_by,
        started_at=started_at,
        finished_at=finished_at,
        scores=json.loads(scores),
        seconds=json.loads(seconds),
    )
