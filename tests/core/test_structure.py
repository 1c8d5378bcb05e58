"""Mixed segments, the score, and kinds of structure, on planted users."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.compute.vectors import unit_rows
from core.trust.grade import Grade
from core.trust.mixed import find_mixed
from core.trust.refit import Refit
from core.trust.score import ScoredFigures, score_of
from core.trust.structure import Kind, Structure, has_gap, structure_of
from core.types import Recipe
from tests.core.trust_help import log_of, planted, popularity, tastes


def gradient(n_users=300, random_state=0):
    """Users evenly spread between two tastes."""
    ends = tastes((1, 1), random_state=random_state)
    places = np.random.default_rng(random_state).random(n_users)[:, None]
    return log_of(places * ends[0] + (1 - places) * ends[1], random_state=random_state)


def structure(log, k, grade=Grade.USABLE):
    return structure_of(log, Refit(Recipe("counts", "kmeans", k), k), grade)


def test_planted_groups_are_natural():
    found = structure(planted(), 3)
    assert found.kind is Kind.NATURAL
    assert found.separate_share == 1
    assert found.found_again > 0.8
    assert found.reason == (
        "The segments are groups of their own (natural): 100 % of the users are in one with a clear gap to the next."
    )
    assert (
        replace(found, separate_share=0.6)
        .regraded(Grade.USABLE)
        .reason.endswith(
            "60 % of the users are in one with a clear gap to the next. The others blend into a neighbouring "
            "segment; what they do can differ from it all the same."
        )
    )


def test_users_of_a_mixed_segment_have_no_clear_gap():
    ends = tastes((1, 1, 1))
    rows = np.repeat(np.arange(4), 120)
    log = log_of(np.vstack([ends, ends.mean(axis=0)])[rows], n_events=60)
    refit = Refit(Recipe("counts", "kmeans", 4), 4)
    without, found = (structure_of(log, refit, Grade.USABLE, mixed) for mixed in (None, rows == 3))
    assert found.separate_share <= 0.76
    assert without.separate_share >= found.separate_share
    assert found.reason == (
        "The segments are groups of their own (natural), but for what is mixed: "
        f"{100 * found.separate_share:.0f} % of the users are in one with a clear gap to the next."
    )
    assert found.regraded(Grade.STRONG) == found


def test_a_gradient_is_reproducible():
    found = structure(gradient(), 2)
    assert (found.kind, found.separate_share) == (Kind.REPRODUCIBLE, 0)
    assert found.reason.startswith(
        "Neighbouring segments blend into one another, but much the same ones are found again (reproducible): "
    )
    assert found.same_share >= found.found_again


def test_below_a_half_the_cut_is_not_called_the_same():
    found = Structure(kind=Kind.CONSTRUCTED, reason="", separate_share=0.1, found_again=0.22, same_share=0.36)
    useful = found.regraded(Grade.USABLE)
    assert useful.kind is Kind.REPRODUCIBLE
    assert useful.reason.endswith(
        "(reproducible). Made from half of each user's events, they differ more: the two halves put 36 % of the users "
        "into the same segment."
    )
    assert found.regraded(Grade.WEAK).reason.startswith(
        "The segments are a convenient cut, not groups of their own (constructed): "
    )


def test_noise_is_constructed():
    noise = log_of(np.tile(popularity(), (300, 1)))
    assert structure(noise, 3, Grade.NONE).kind is Kind.CONSTRUCTED
    assert structure(noise, 3, Grade.WEAK).kind is Kind.CONSTRUCTED


def test_one_segment_has_no_kind():
    assert structure(planted(), 1) is None


def test_a_handful_of_users_has_no_kind():
    assert structure(planted(sizes=(6, 6, 6)), 3) is None
    assert structure(planted(sizes=(20, 20, 20)), 3) is not None


def test_a_gap_is_fewer_users_between_than_around_the_centres():
    rng = np.random.default_rng(0)
    groups = np.concatenate([rng.normal(0, 0.2, 300), rng.normal(1, 0.2, 300)])
    assert has_gap(groups)
    assert not has_gap(rng.uniform(-0.5, 1.5, 600))
    assert not has_gap(rng.normal(0.5, 0.7, 600))
    assert not has_gap(np.array([0.0, 1.0]))


def test_a_leftover_near_the_middle_is_mixed():
    rng = np.random.default_rng(0)
    centres = np.vstack([np.eye(3), np.full((1, 3), 1 / 3)])
    labels = np.repeat([1, 2, 3, 4], 100).astype(np.int32)
    X = unit_rows(centres[labels - 1] + np.where(labels == 4, 0.4, 0.1)[:, None] * rng.normal(size=(400, 3)))
    assert find_mixed(X, labels).tolist() == [False, False, False, True]
    assert find_mixed(X[:300], labels[:300]).tolist() == [False, False, False]
    assert find_mixed(X[:100], labels[:100]).tolist() == [False]


def figures(**changes):
    values = {"jaccard": 0.9, "item_bits": 0.2, "neighbour_bits": 0.1, "silhouette": 0.3, "size": 100}
    return ScoredFigures(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({}, 100),
        ({"jaccard": 0.4}, 70),
        ({"item_bits": -0.1}, 70),
        ({"neighbour_bits": 0.05}, 90),
        ({"silhouette": 0.0}, 85),
        ({"size": 20}, 96),
        ({"is_mixed": True}, 50),
        ({"item_bits": math.nan, "neighbour_bits": math.nan}, 100),
    ],
)
def test_the_score_is_the_weighted_mean_of_its_parts(changes, total):
    assert score_of(figures(**changes)).total == pytest.approx(total)
