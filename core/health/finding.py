"""One thing that is odd in a log: how much of it, an example, what it does to segments, and what can be done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from core.health.log import HealthLog
from core.sentences import Sentence, say
from core.types import IntArray

_LENGTH = 16
"""Digits of a key."""


class Severity(StrEnum):
    """How much a finding matters."""

    SEVERE = "severe"
    """Segments are likely to be wrong: decide before a run."""
    NOTICE = "notice"
    """Worth a look."""


class Remedy(StrEnum):
    """What a click can do about a finding, beside keeping it."""

    EXCLUDE = "exclude"
    """Leave its users, items or events out of runs."""
    NONE = "none"
    """Nothing: there is nobody to leave out, or nobody would be left."""


class Unit(StrEnum):
    """What a finding counts."""

    USERS = "users"
    ITEMS = "items"
    EVENTS = "events"
    DAYS = "days"


UNIT_LABELS = {
    Unit.USERS: say("users"),
    Unit.ITEMS: say("items"),
    Unit.EVENTS: say("events"),
    Unit.DAYS: say("days"),
}
"""The units as words inside a sentence."""


def _nobody() -> IntArray:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check found in a log."""

    count: int
    of: int
    sentence: Sentence
    example: Sentence
    members: IntArray = field(default_factory=_nobody)
    """Codes of users or items, or rows of events, that an exclusion leaves out; none where there is no remedy."""
    weight: float
    """The share that decides how severe it is: of events where its users or items have more than others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the table of checks."""

    code: str
    label: Sentence
    effect: Sentence
    """What it does to segments."""
    unit: Unit
    severe_from: float
    """The weight of a finding from which on it is severe; above 1 for never."""
    find: Callable[[HealthLog], Found | None]
    """None for a log in which there is nothing of the kind."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """One thing that is odd in a log."""

    code: str
    """Of the check that found it."""
    label: Sentence
    severity: Severity
    unit: Unit
    """What ``count`` and ``of`` count."""
    count: int
    of: int
    example: Sentence
    sentence: Sentence
    """What was found, with the count."""
    effect: Sentence
    """What it does to segments."""
    remedy: Remedy
    members: IntArray
    """Codes of users or items, or places in the file of events, that the remedy leaves out."""

    @property
    def key(self) -> str:
        """A hash of which its members are: the same key is the same users, items or events."""
        digest = hashlib.sha256(self.unit.encode())
        digest.update(np.sort(self.members).astype("<i8").tobytes())
        return digest.hexdigest()[:_LENGTH]

    @property
    def share(self) -> float:
        """Return count over of."""
        return self.count / self.of if self.of else 0.0
