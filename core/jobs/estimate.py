"""How long a run will take, from earlier runs of the workspace where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from core.registry import chooses_k
from core.types import Recipe


@dataclass(frozen=True, slots=True)
class Size:
    """What the time of a run depends on most."""

    n_users: int
    n_events: int


SECONDS = {
    "store": (0.05, 0.0, 2e-7),
    "encode": (4.0, 2e-5, 1e-6),
    "choose k": (1.5, 1.3e-3, 0.0),
    "cluster": (0.05, 8e-5, 0.0),
    "profile": (0.05, 2e-5, 0.0),
    "map": (1.0, 8e-4, 0.0),
    "holdout": (1.5, 1e-4, 0.0),
    "trust": (4.0, 1e-3, 0.0),
    "model": (0.5, 5e-4, 0.0),
}
"""Stage to seconds at least, per user and per event, as seen on 2 cores; earlier runs correct it."""


def estimate_seconds(size: Size, recipe: Recipe, earlier: Sequence[tuple[Size, Mapping[str, float]]]) -> float:
    """Return about how many seconds a run takes.

    Each stage takes ``SECONDS`` of its size, times the median of how far earlier runs were off it.

    Parameters
    ----------
    earlier
        Size and seconds by stage of runs with the same encoder and clusterer on this machine.
    """
    stages = [stage for stage in SECONDS if stage != "choose k" or chooses_k(recipe)]
    return sum(_expected(stage, size) * _scale(stage, earlier) for stage in stages)


def _expected(stage: str, size: Size) -> float:
    least, per_user, per_event = SECONDS[stage]
    return least + per_user * size.n_users + per_event * size.n_events


def _scale(stage: str, earlier: Sequence[tuple[Size, Mapping[str, float]]]) -> float:
    scales = [seconds[stage] / _expected(stage, size) for size, seconds in earlier if stage in seconds]
    return median(scales) if scales else 1.0
