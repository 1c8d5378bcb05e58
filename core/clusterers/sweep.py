"""One point of the sweep that a clusterer makes which finds its own number of clusters: such methods have cliffs."""

from __future__ import annotations

import numpy as np

from core.types import NOISE, Labels
from core.types.figures import SweepPoint


def sweep_point(value: float, labels: Labels) -> SweepPoint:
    """Count what a value of the parameter gives.

    >>> sweep_point(0.5, np.array([0, 1, 1, -1]))
    SweepPoint(value=0.5, n_clusters=2, share_unassigned=0.25)
    """
    return SweepPoint(float(value), int(labels.max(initial=NOISE)) + 1, float(np.mean(labels == NOISE)))
