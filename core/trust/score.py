"""A score from 0 to 100 by which segments are ordered, with its parts visible. It orders; it is no verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.trust.intervals import NAN

_WEIGHTS = {"stability": 0.3, "prediction": 0.3, "distinctness": 0.2, "separation": 0.15, "size": 0.05}
LEFT_OF_MIXED = 0.5
"""A mixed segment keeps half of its score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The score of a segment and its parts, each from 0 to 100; NaN where one was not measured."""

    total: float = NAN
    """Weighted mean of the parts that are known: stability and prediction count most, size least."""
    stability: float = NAN
    """Jaccard index, from 0.4 to 0.9."""
    prediction: float = NAN
    """Bits per event of what users pick next, from 0 to 0.2."""
    distinctness: float = NAN
    """Bits per event over being merged with the nearest segment, from 0 to 0.1."""
    separation: float = NAN
    """Mean silhouette, from 0 to 0.3."""
    size: float = NAN
    """Users, from 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredFigures:
    """What the score of a segment is made of."""

    jaccard: float
    item_bits: float
    neighbour_bits: float
    """The larger of what is gained for items and for habits."""
    silhouette: float
    size: int
    is_mixed: bool = False


def score_of(figures: ScoredFigures) -> Score:
    """Return the score of a segment.

    >>> round(score_of(ScoredFigures(jaccard=0.9, item_bits=0.1, neighbour_bits=0.1, silhouette=0.3, size=90)).total)
    84
    """
    parts = {
        "stability": _scaled(figures.jaccard, 0.4, 0.9),
        "prediction": _scaled(figures.item_bits, 0.0, 0.2),
        "distinctness": _scaled(figures.neighbour_bits, 0.0, 0.1),
        "separation": _scaled(figures.silhouette, 0.0, 0.3),
        "size": _scaled(figures.size, 0.0, 100.0),
    }
    known = {name: value for name, value in parts.items() if not math.isnan(value)}
    total = sum(_WEIGHTS[name] * value for name, value in known.items()) / sum(_WEIGHTS[name] for name in known)
    return Score(total=total * (LEFT_OF_MIXED if figures.is_mixed else 1.0), **parts)


def _scaled(value: float, low: float, high: float) -> float:
    return math.nan if math.isnan(value) else 100.0 * min(max((value - low) / (high - low), 0.0), 1.0)
