"""What the lists of all segments of a run have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.recommenders.response_curve import ResponseCurve

ALL_ALIKE = 0.0
"""The half-life with which what was taken long ago counts as much as the rest."""


@dataclass(frozen=True, slots=True)
class OfferBasis:
    """What the offers of all segments share: an edit keeps it, so that lists of segments that it left alone stay."""

    power: float
    """Of the lift at the middle, by which the items of a list are chosen; runs of earlier versions have others."""
    scale: float
    """What responses are multiplied by, so that they compare with those of another log."""
    curve: ResponseCurve | None = None
    """From responses to the share of users who pick an item; None where no holdout gave it, and in a run of an earlier
    version, whose lists are ordered by the responses."""
    left: Mapping[str, tuple[str, ...]] | None = None
    """Hash of a segment's users to the ids of the items that its list leaves to others; None of an earlier version."""
    half_life: float | None = None
    """Share of the log's time in which what users took counts half; 0 counts all alike. None of an earlier version,
    which counted an item less the more users have it."""
    most_had: float = 1.0
    """What a larger share of a segment's users has stands last on its list; 1 in a run of an earlier version."""
    order_power: float | None = None
    """Of the lift at the middle, by which the items of a list stand in order; None of an earlier version: ``power``."""

    def order_power_at(self, distinctiveness: float) -> float:
        """Return the power of the lift by which the items of a list stand in order."""
        return power_at(self.power if self.order_power is None else self.order_power, distinctiveness)


def power_at(power: float, distinctiveness: float) -> float:
    """Return the power of the lift beside the response, of that at the middle of the slider, 0.5.

    >>> power_at(0.3, 0.0), power_at(0.3, 0.5), power_at(0.3, 1.0)
    (0.0, 0.3, inf)
    """
    return np.inf if distinctiveness >= 1 else power * distinctiveness / (1 - distinctiveness)
