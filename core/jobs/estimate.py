"""How long a run will take, from earlier runs of the workspace where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from core.registry import chooses_k
from core.stages.table import STAGES, JobKind, Stage, shares_of
from core.types import Recipe


@dataclass(frozen=True, slots=True)
class Size:
    """What the time of a run depends on most."""

    n_users: int
    n_events: int


def estimate_seconds(size: Size, recipe: Recipe, earlier: Sequence[tuple[Size, Mapping[str, float]]]) -> float:
    """Return about how many seconds a run takes.

    Each stage takes what ``core.stages.table`` says of its size, times the median of how far earlier runs were off it.

    Parameters
    ----------
    earlier
        Size and seconds by stage of runs with the same encoder and clusterer on this machine.
    """
    stages = shares_of(JobKind.RUN, skipped=() if chooses_k(recipe) else (Stage.CHOOSE_K,))
    return sum(_expected(stage, size) * _scale(stage, earlier) for stage in stages)


def _expected(stage: Stage, size: Size) -> float:
    cost = STAGES[stage].cost
    return cost.least + cost.per_user * size.n_users + cost.per_event * size.n_events


def _scale(stage: Stage, earlier: Sequence[tuple[Size, Mapping[str, float]]]) -> float:
    scales = [seconds[stage] / _expected(stage, size) for size, seconds in earlier if stage in seconds]
    return median(scales) if scales else 1.0
