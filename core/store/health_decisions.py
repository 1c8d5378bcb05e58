"""One version of what analysts decided on findings of data health, as the store holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.population.excluded import Excluded

HISTORY = """
    select dataset_id, version, author, created_at, excluded, kept from health_decisions
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

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the findings that are excluded."""
        return tuple(part.code for part in self.excluded.parts)


def decisions_of(row: tuple[Any, ...]) -> Decisions:
    """Make them of a row of ``HISTORY``."""
    dataset_id, version, author, created_at, excluded, kept = row
    decided = Excluded.from_dict(json.loads(excluded)), tuple(json.loads(kept))
    return Decisions(dataset_id, version, author, created_at, *decided)
