"""How long a run or a trial will take: learned from this machine's earlier ones, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from core.registry import chooses_k
from core.stages.table import STAGES, JobKind, Stage, Trait, shares_of
from core.types import Recipe

_LAST = 5
"""So many of the latest comparable times count; an older one may be of another version."""
_PACE_WEIGHT = 0.25
"""The pace of a job counts as much as its estimate once this share of the estimated time has passed."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the time of a stage depends on most."""

    n_users: int
    n_events: int


@dataclass(frozen=True, slots=True)
class Work:
    """A recipe on a dataset."""

    dataset_id: str
    size: Size
    recipe: Recipe
    left_out: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Timed:
    """What a recipe took on this machine."""

    work: Work
    seconds: Mapping[Stage, float]


def estimate_stages(work: Work, earlier: Sequence[Timed], kind: JobKind = JobKind.RUN) -> dict[Stage, float]:
    """Return about how many seconds each stage of a run or trial takes.

    A stage takes what it took in the most similar earlier runs: those of the same methods and parameters on the same
    dataset, else on others, else of the same methods with other parameters; where sizes differ, in proportion to the
    table's cost. Without any it takes the table's cost. Of the last few comparable times the lower median counts:
    a machine that does something else makes a time longer, never shorter.

    Parameters
    ----------
    earlier
        Newest first.
    """
    skipped = work.left_out if chooses_k(work.recipe) else (*work.left_out, Stage.CHOOSE_K)
    return {stage: _estimate(stage, work, earlier) for stage in shares_of(kind, skipped=skipped)}


def estimate_seconds(work: Work, earlier: Sequence[Timed], kind: JobKind = JobKind.RUN) -> float:
    """Return about how many seconds a run or trial takes, as ``estimate_stages`` does for each stage."""
    return max(sum(estimate_stages(work, earlier, kind).values()), 0.0)


def seconds_left(estimated: float, fraction: float, elapsed: float) -> float:
    """Return how long a job still takes, from its estimate and, more and more, from its pace so far.

    >>> [round(seconds_left(100, fraction, elapsed)) for fraction, elapsed in ((0.0, 0), (0.5, 50), (0.5, 100))]
    [100, 50, 83]
    """
    weight = _PACE_WEIGHT * estimated
    pace = (elapsed + weight) / (fraction * estimated + weight) if weight else 1.0
    return (1 - fraction) * estimated * pace


def timed(work: Work, seconds: Mapping[str, float], wall: float) -> Timed:
    """Return what a run took: each stage, and as its start whatever of the ``wall`` time was spent outside of them."""
    stages = {stage: seconds[stage] for stage in shares_of(JobKind.RUN) if stage in seconds}
    return Timed(work, {Stage.START: wall - sum(stages.values()), **stages})


def _estimate(stage: Stage, work: Work, earlier: Sequence[Timed]) -> float:
    for similar in _SIMILAR:
        found = [each for each in earlier if stage in each.seconds and similar(stage, each.work, work)][:_LAST]
        if found:
            expected = _cost(stage, work.size)
            return median_low(each.seconds[stage] * expected / _cost(stage, each.work.size) for each in found)
    return _cost(stage, work.size)


def _cost(stage: Stage, size: Size) -> float:
    cost = STAGES[stage].cost
    return cost.least + cost.per_user * size.n_users + cost.per_event * size.n_events


def _is_same_log(one: Work, other: Work) -> bool:
    return (one.dataset_id, one.size) == (other.dataset_id, other.size)


def _has_same_params(stage: Stage, one: Work, other: Work) -> bool:
    traits = STAGES[stage].traits
    return all(_params(one.recipe, trait) == _params(other.recipe, trait) for trait in traits)


def _has_same_methods(stage: Stage, one: Work, other: Work) -> bool:
    traits = STAGES[stage].traits
    return all(getattr(one.recipe, trait) == getattr(other.recipe, trait) for trait in traits)


_SIMILAR: Iterable[Callable[[Stage, Work, Work], bool]] = (
    lambda stage, one, other: _is_same_log(one, other) and _has_same_params(stage, one, other),
    _has_same_params,
    lambda stage, one, other: _is_same_log(one, other) and _has_same_methods(stage, one, other),
    _has_same_methods,
)
"""Which earlier runs are comparable, the most similar first."""


def _params(recipe: Recipe, trait: Trait) -> tuple[object, ...]:
    """Return all of a recipe that changes the time of a stage with this trait; random states do not."""
    if trait is Trait.ENCODER:
        return recipe.encoder, recipe.encoder_params
    return recipe.clusterer, recipe.clusterer_params, recipe.k
