"""One run, as the workspace knows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from core.population.excluded import Excluded
from core.sentences import from_plain, from_text, to_plain
from core.stages.table import Stage
from core.store.job_info import JobState
from core.types import Recipe

SELECT = """
    select run_id, dataset_id, runs.version, recipe, job_id, scores, seconds,
        coalesce(payload->'$.left_out', '[]'), if(kind = 'trial', 'trial', 'full'),
        coalesce(payload->'$.excluded', '{}'),
        edit, first_version, state, stage, progress, message, author, created_at, started_at, finished_at
    from runs join jobs using (job_id)
"""
"""What ``run_info`` reads."""
NOT_DELETED = """dataset_id not in (select dataset_id from datasets where deleted_at is not null)
    and runs.version > 0 and (dataset_id, runs.version) not in (
        select (dataset_id, version) from dataset_versions where deleted_at is not null)"""
"""Leaves out the runs of datasets, and of versions of datasets, in the recycle bin or gone for good."""
_MOST_RUNS = 200
"""So many stay read: a page asks for the same few dozens of times at each click."""


@dataclass(frozen=True, slots=True)
class EditOrigin:
    """Where an edited run comes from."""

    root: str
    """The run of a recipe whose segments were edited first."""
    parent: str
    """The run that the edits were applied to."""
    version: int
    """Counted among the versions of the root, which is version 1."""
    short: tuple[str, ...]
    """What was done, in a few words for each edit."""
    what: tuple[str, ...]
    """What was done, as a sentence for each edit."""
    n_users: int
    """How many users it is about."""

    def to_text(self) -> str:
        """Return what the table keeps."""
        texts = {name: [to_plain(each) for each in getattr(self, name)] for name in ("short", "what")}
        return json.dumps({**asdict(self), **texts}, ensure_ascii=False)

    @staticmethod
    def from_text(text: str) -> EditOrigin:
        """Read what ``to_text`` returned."""
        kept = json.loads(text)
        texts = {name: tuple(from_plain(each) for each in kept[name]) for name in ("short", "what")}
        return EditOrigin(**{**kept, **texts})


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
    edit: EditOrigin | None = None
    """None for a run that a recipe made; its ``recipe`` is the one that the root was run with."""
    first_version: int | None = None
    """Of its names, as it came; None where it is not done yet, or began with names that were taken over."""

    @property
    def root(self) -> str:
        """The run of a recipe that this one comes from, itself where nobody edited."""
        return self.edit.root if self.edit else self.run_id

    @property
    def recipe_as_run(self) -> Recipe:
        """The recipe with the encoder that was taken instead of its own, where the choice of a number took another."""
        taken = (self.scores.get("k_choice") or {}).get("encoder")
        return replace(self.recipe, encoder=taken) if taken else self.recipe


@lru_cache(maxsize=_MOST_RUNS)
def run_info(row: tuple[Any, ...]) -> RunInfo:
    """Read a row of ``SELECT``; whoever asks for the same row again gets the same, whose scores cannot be changed."""
    run_id, dataset_id, version, recipe, job_id, scores, seconds, left_out, depth, excluded, edit, first, *job = row
    state, stage, fraction, message, author, created_at, started_at, finished_at = job
    return RunInfo(
        run_id,
        dataset_id,
        version,
        Recipe(**json.loads(recipe)),
        job_id,
        json.loads(scores, object_hook=MappingProxyType),
        json.loads(seconds, object_hook=MappingProxyType),
        tuple(map(Stage, json.loads(left_out))),
        depth,
        Excluded.from_dict(json.loads(excluded)),
        JobState(state),
        stage,
        fraction,
        from_text(message),
        author,
        created_at,
        started_at,
        finished_at,
        edit=EditOrigin.from_text(edit) if edit else None,
        first_version=first,
    )
