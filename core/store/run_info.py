"""One run, as the workspace knows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.population.excluded import Excluded
from core.sentences import from_text
from core.stages.table import Stage
from core.store.job_info import JobState
from core.types import Recipe

SELECT = """
    select run_id, dataset_id, runs.version, recipe, job_id, scores, seconds,
        coalesce(payload->'$.left_out', '[]'), if(kind = 'trial', 'trial', 'full'),
        coalesce(payload->'$.excluded', '{}'),
        state, stage, progress, message, author, created_at, started_at, finished_at
    from runs join jobs using (job_id)
"""
"""What ``run_info`` reads."""
NOT_DELETED = """dataset_id not in (select dataset_id from datasets where deleted_at is not null)
    and runs.version > 0 and (dataset_id, runs.version) not in (
        select (dataset_id, version) from dataset_versions where deleted_at is not null)"""
"""Leaves out the runs of datasets, and of versions of datasets, in the recycle bin or gone for good."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run, as the workspace knows it: the question, and how far the last job is that was to answer it."""

    run_id: str
    dataset_id: str
    version: int
    """Of the dataset, that it was made on."""
    recipe: Recipe
    job_id: str
    scores: Mapping[str, Any]
    """As in ``run.json``; empty unless done."""
    seconds: Mapping[str, float]
    """Stage to seconds; empty unless done."""
    left_out: tuple[Stage, ...]
    """Stages that it does without, such as the map."""
    depth: str
    """"full", or "trial" for a cheap one."""
    excluded: Excluded
    """What data health leaves out of the dataset."""
    state: JobState
    stage: str
    """The stage of ``core.stages.table`` it is in, or the last one it reached; empty before it starts."""
    fraction: float
    """How much of the whole run is done, in [0, 1]; it never falls."""
    message: str
    """Why it failed or was interrupted, and what to do."""
    created_by: str
    created_at: datetime
    """When it was asked for. Times are UTC."""
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def recipe_as_run(self) -> Recipe:
        """The recipe with the encoder that was taken instead of its own, where the choice of a number took another."""
        taken = (self.scores.get("k_choice") or {}).get("encoder")
        return replace(self.recipe, encoder=taken) if taken else self.recipe


def run_info(row: tuple[Any, ...]) -> RunInfo:
    """Read a row of ``SELECT``."""
    run_id, dataset_id, version, recipe, job_id, scores, seconds, left_out, depth, excluded, *job = row
    state, stage, fraction, message, *rest = job
    return RunInfo(
        run_id,
        dataset_id,
        version,
        Recipe(**json.loads(recipe)),
        job_id,
        json.loads(scores),
        json.loads(seconds),
        tuple(map(Stage, json.loads(left_out))),
        depth,
        Excluded.from_dict(json.loads(excluded)),
        JobState(state),
        stage,
        fraction,
        from_text(message),
        *rest,
    )
