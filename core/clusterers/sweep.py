"""What a clusterer that finds its own number of clusters tried, kept to be shown: such methods have cliffs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import NOISE, Labels


@dataclass(frozen=True, slots=True)
class Trial:
    """One value of the parameter."""

    value: float
    n_clusters: int
    share_unassigned: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """Values of one parameter, and what each would give."""

    parameter: str
    chosen: float
    """The value that the labels come from; it is one of the trials."""
    trials: tuple[Trial, ...]
    """By rising value."""


def trial_of(value: float, labels: Labels) -> Trial:
    """Count what a value of the parameter gives."""
    return Trial(float(value), int(labels.max(initial=NOISE)) + 1, float(np.mean(labels == NOISE)))
