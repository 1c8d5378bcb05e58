"""Two circles whose areas, and whose common area, are the sizes of two groups of users and of those in both."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from core.views.saved import Overlap


@dataclass(frozen=True, slots=True)
class Circles:
    """Two circles beside each other: middles at (0, 0) and (distance, 0)."""

    radii: tuple[float, float]
    """The larger one is 1; 0 of a group of nobody."""
    distance: float


def circles_of(overlap: Overlap) -> Circles:
    """Return the circles of two groups.

    >>> circles_of(Overlap(10, 10, 10))
    Circles(radii=(1.0, 1.0), distance=0.0)
    """
    largest = max(overlap.n_first, overlap.n_second, 1)
    first, second = (math.sqrt(n / largest) for n in (overlap.n_first, overlap.n_second))
    common = math.pi * overlap.n_both / largest
    apart, inside = first + second, abs(first - second)
    if overlap.n_both == 0:
        return Circles((first, second), apart * 1.05)
    if common >= math.pi * min(first, second) ** 2 * (1 - 1e-9):
        return Circles((first, second), inside)
    distance = brentq(lambda d: lens(first, second, d) - common, inside, apart)
    return Circles((first, second), float(distance))


def lens(first: float, second: float, distance: float) -> float:
    """Return the common area of two circles of these radii, so far apart.

    >>> round(lens(1.0, 1.0, 0.0), 4), lens(1.0, 1.0, 2.0)
    (3.1416, 0.0)
    """
    if distance >= first + second:
        return 0.0
    if distance <= abs(first - second):
        return math.pi * min(first, second) ** 2
    at = (distance**2 + first**2 - second**2) / (2 * distance)
    height = math.sqrt(max(first**2 - at**2, 0.0))
    return (
        first**2 * math.acos(max(-1.0, min(1.0, at / first)))
        + second**2 * math.acos(max(-1.0, min(1.0, (distance - at) / second)))
        - distance * height
    )
