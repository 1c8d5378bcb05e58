"""Estimates follow what the most similar earlier runs took, stage by stage."""

from __future__ import annotations

import pytest

from core.jobs.estimate import Size, Timed, Work, estimate_seconds, estimate_stages, seconds_left, timed
from core.stages.table import STAGES, JobKind, Stage, shares_of
from core.types import Recipe

SMALL, LARGE = Size(1000, 20_000), Size(10_000, 200_000)
COUNTS = Recipe(encoder="counts", k=5)


def work(recipe: Recipe = COUNTS, size: Size = SMALL, dataset_id: str = "shop") -> Work:
    return Work(dataset_id, size, recipe)


def took(seconds: float, made: Work, stage: Stage = Stage.TRUST) -> Timed:
    return Timed(made, {stage: seconds})


def test_without_earlier_runs_the_table_decides() -> None:
    guess = estimate_seconds(work(Recipe()), [])
    assert 5 < guess < 60
    assert estimate_seconds(work(Recipe(), LARGE), []) > 2 * guess
    assert estimate_seconds(work(Recipe(k=5)), []) < guess
    assert all(STAGES[stage].cost.least > 0 for stage in shares_of(JobKind.RUN))


def test_a_trial_is_estimated_by_its_own_stages() -> None:
    assert list(estimate_stages(work(), [], JobKind.TRIAL)) == [
        Stage.START,
        Stage.ENCODE,
        Stage.CLUSTER,
        Stage.PROFILE,
        Stage.HOLDOUT,
    ]
    assert estimate_seconds(work(), [took(30, work(), Stage.HOLDOUT)], JobKind.TRIAL) > 30


@pytest.mark.parametrize(
    ("nearer", "further"),
    [
        (work(), work(dataset_id="other")),
        (work(dataset_id="other"), work(Recipe(encoder="counts", k=9))),
        (work(Recipe(encoder="counts", k=9)), work(Recipe(encoder="counts", k=9), dataset_id="other")),
        (work(Recipe(encoder="counts", k=5, random_state=7)), work(dataset_id="other")),
    ],
)
def test_the_most_similar_run_counts(nearer: Work, further: Work) -> None:
    earlier = [took(100, further), took(7, nearer), took(100, further)]
    assert estimate_stages(work(), earlier)[Stage.TRUST] == pytest.approx(7)


def test_other_methods_say_nothing_of_a_stage_that_depends_on_them() -> None:
    other = work(Recipe(encoder="text", clusterer="mixture", k=5))
    alone = estimate_stages(work(), [])
    after = estimate_stages(work(), [Timed(other, dict.fromkeys(Stage, 1000.0))])
    assert {stage for stage in alone if after[stage] != alone[stage]} == {Stage.START, Stage.MAP}


def test_times_on_another_log_are_scaled_to_its_size() -> None:
    cost = STAGES[Stage.TRUST].cost
    small, large = (cost.least + cost.per_user * n_users for n_users in (1000, 10_000))
    earlier = [took(3 * large, work(size=LARGE, dataset_id="other"))]
    assert estimate_stages(work(), earlier)[Stage.TRUST] == pytest.approx(3 * small)


def test_a_slow_time_among_others_does_not_count() -> None:
    quiet, busy = [took(10, work()), took(11, work())], took(90, work())
    assert estimate_stages(work(), [busy, *quiet])[Stage.TRUST] == 11
    assert estimate_stages(work(), [busy, quiet[0]])[Stage.TRUST] == 10


def test_only_the_last_times_count() -> None:
    earlier = [took(10, work())] * 5 + [took(1, work())] * 9
    assert estimate_stages(work(), earlier)[Stage.TRUST] == 10


def test_a_second_run_is_estimated_by_the_first_with_its_start() -> None:
    seconds = {"store": 0.5, **{str(stage): 2.0 for stage in estimate_stages(work(), []) if stage != Stage.START}}
    first = timed(work(), seconds, wall=30.0)
    assert first.seconds[Stage.START] == 30 - 2 * 7
    assert estimate_seconds(work(Recipe(encoder="counts", k=5, random_state=1)), [first]) == pytest.approx(30)


def test_the_time_left_follows_the_estimate_first_and_the_pace_later() -> None:
    assert seconds_left(100, 0.0, 0) == 100
    assert seconds_left(100, 0.02, 4) == pytest.approx(98 * 29 / 27)
    assert 75 < seconds_left(100, 0.5, 100) < 100
    assert seconds_left(100, 1.0, 130) == 0
