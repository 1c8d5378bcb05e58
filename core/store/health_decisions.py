"""One version of what analysts decided on findings of data health, as the store holds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.population.excluded import NOTHING_EXCLUDED, Excluded, Exclusion
from core.store.dataset_info import DatasetInfo
from core.store.reading import select
from core.store.remembered import Rows, Values

Ask = Callable[[str, Values], Rows]
HISTORY = """
    select dataset_id, version, author, created_at, excluded, kept, of_version from health_decisions
    where dataset_id = ? and of_version <= ? order by version desc
"""
"""All decisions on a version of a dataset and on earlier ones, newest first."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """One version of what analysts decided on the findings of a dataset."""

    dataset_id: str
    version: int
    """From 1; 0 where nobody decided yet."""
    author: str
    created_at: datetime
    """UTC; of the load for version 0."""
    excluded: Excluded
    kept: tuple[str, ...]
    """Codes of findings that stay as they are."""
    of_version: int = 1
    """Of the dataset: on which they were made, and in which the excluded events are counted."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the findings that are excluded."""
        return tuple(part.code for part in self.excluded.parts)


def decisions_of(row: tuple[Any, ...]) -> Decisions:
    """Make them of a row of ``HISTORY``."""
    dataset_id, version, author, created_at, excluded, kept, of_version = row
    decided = Excluded.from_dict(json.loads(excluded)), tuple(json.loads(kept))
    return Decisions(dataset_id, version, author, created_at, *decided, of_version)


def count_excluded(ask: Ask, dataset_id: str, version: int, parts: tuple[Exclusion, ...]) -> Excluded:
    """Count what is left out of a version: files that were added may hold more events of an excluded user or item."""
    if not parts:
        return NOTHING_EXCLUDED
    total, left = (ask(*select("counts", dataset_id, version, each))[0] for each in (None, Excluded(parts)))
    return Excluded(parts, *(before - after for before, after in zip(total, left, strict=True)))


class ExcludedCounts:
    """Counts what was decided on one version of a dataset in a later one, once for each."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[tuple[str, ...], Excluded] = {}

    def as_of(self, decisions: Decisions, info: DatasetInfo) -> Decisions:
        """Return the decisions with the counts of a version."""
        excluded = decisions.excluded
        if not excluded or decisions.of_version == info.version:
            return decisions
        key = (info.version_id, *excluded.keys)
        if key not in self._known:
            self._known[key] = count_excluded(self._ask, info.dataset_id, info.version, excluded.parts)
        return replace(decisions, excluded=replace(self._known[key], parts=excluded.parts))
