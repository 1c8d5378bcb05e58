import itertools

import numpy as np
import pytest

from core.compute.matching import match_segments


def jaccard(labels, other, segment, partner):
    own, theirs = set(np.flatnonzero(labels == segment)), set(np.flatnonzero(other == partner))
    return len(own & theirs) / len(own | theirs)


def test_each_partner_is_given_once():
    labels = np.array([1, 1, 1, 2, 2, 2])
    found = match_segments(labels, np.array([5, 5, 5, 5, 5, 6]))
    assert found.partner_of() == {1: 5, 2: 6}
    assert found.jaccard.tolist() == pytest.approx([3 / 5, 1 / 3])
    assert found.share.tolist() == pytest.approx([1, 1 / 3])
    assert found.are_same(0.5).tolist() == [True, False]


@pytest.mark.parametrize("random_state", range(5))
def test_assignment_is_the_best_of_all(random_state):
    rng = np.random.default_rng(random_state)
    labels, other = rng.choice([-1, 1, 2, 5], 60), rng.choice([-1, 0, 3, 4], 60)
    found = match_segments(labels, other)
    best = max(
        sum(jaccard(labels, other, *pair) for pair in zip((1, 2, 5), order, strict=True))
        for order in itertools.permutations((0, 3, 4))
    )
    assert found.jaccard.sum() == pytest.approx(best)


def test_unassigned_users_are_nobody_s_partner():
    found = match_segments(np.array([1, 1, -1, -1]), np.array([-1, -1, 3, 3]))
    assert found.segments.tolist() == [1]
    assert (found.partners.tolist(), found.jaccard.tolist(), found.share.tolist()) == ([-1], [0], [0])


def test_labels_without_a_segment_match_nothing():
    assert match_segments(np.array([-1, -1]), np.array([1, 2])).partner_of() == {}
