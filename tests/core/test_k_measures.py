import numpy as np
import pytest

from core.trust.k_measures import Again, Number, found_again
from core.trust.k_score import KScore
from core.types import Recipe

LABELS = np.repeat([1, 2], 100).astype(np.int32)


def number(jaccards, chances):
    counts = np.array([100, 100])
    unmeasured = Number(KScore(2, 0.1), LABELS, counts, (), np.array(chances))
    return unmeasured.with_draws([np.array(each) for each in jaccards])


def test_a_segment_at_the_threshold_counts_half():
    assert number([[0.6, 0.9]], [1.0, 1.0]).score.held == pytest.approx(0.75)
    assert number([[0.6, 0.9]], [1.0, 0.0]).score.held == pytest.approx(0.25)


def test_draws_are_averaged():
    found = number([[0.5, 0.9], [0.7, 0.9]], [1.0, 1.0])
    assert found.score.jaccard == pytest.approx(0.75)
    assert found.score.stable == pytest.approx(0.75)
    assert found.may_hold


def test_nothing_holds_without_draws():
    score = number([], [1.0, 1.0]).score
    assert (score.held, np.isnan(score.jaccard), np.isnan(score.stable)) == (0.0, True, True)


def test_segments_are_found_again_among_the_users_drawn():
    drawn = Again(np.arange(0, 200, 2), np.zeros((100, 2), np.float32), Recipe())
    other = np.where(np.arange(100) < 60, 7, 8).astype(np.int32)
    assert found_again(LABELS, other, drawn).tolist() == pytest.approx([50 / 60, 40 / 50])
