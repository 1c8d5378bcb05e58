"""What an event type means, and the scale of ratings: stored with a dataset, read by everything that counts events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an event type says of a user and an item."""

    kind: str
    """view, cart, ...: one of ``core.population.meanings.EVENT_WEIGHTS``, which explains the weight."""
    weight: float


@dataclass(frozen=True, slots=True)
class RatingScale:
    """The scale on which the users of a log rate items."""

    lowest: float
    highest: float
    mean: float
    """Of all ratings of the log."""
