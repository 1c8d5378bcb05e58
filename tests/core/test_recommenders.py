import numpy as np
import pytest

from core.recommenders.segment_popularity import SegmentPopularity
from tests.populations import population

LOG = population(
    [("ann", "tea"), ("ann", "mug"), ("bob", "tea"), ("cat", "mug"), ("dan", "mug"), ("dan", "tea", "refund")],
    titles={"tea": "Tea", "mug": "Mug", "hat": "Hat"},
)
LABELS = np.array([0, 0, 2, -1], dtype=np.int32)


def test_a_score_is_the_share_of_the_segment_shrunk_towards_everybody():
    fitted = SegmentPopularity(prior_users=2).fit(LOG, LABELS)
    assert fitted.segments_.tolist() == [0, 2]
    assert fitted.overall_.tolist() == [0.5, 0.75, 0.0]  # tea: ann, bob; mug: ann, cat, dan
    # segment 0 = ann, bob: tea (2 + 2 * 0.5) / 4, mug (1 + 2 * 0.75) / 4; segment 2 = cat: tea 1 / 3, mug 2.5 / 3
    np.testing.assert_allclose(fitted.scores_, [[3 / 4, 2.5 / 4, 0], [1 / 3, 2.5 / 3, 0]])


def test_recommendations_stand_best_first_with_lift_over_everybody():
    best = SegmentPopularity(prior_users=0).fit(LOG, LABELS).recommend(0, k=5)
    assert best.columns.tolist() == ["item_id", "title", "score", "rank", "lift"]
    assert best["item_id"].tolist() == ["tea", "mug"]
    assert best["title"].tolist() == ["Tea", "Mug"]
    assert best["rank"].tolist() == [1, 2]
    assert best["score"].tolist() == [1.0, 0.5]
    assert best["lift"].tolist() == pytest.approx([2.0, 2 / 3])


def test_equal_scores_stand_in_item_order():
    log = population([("ann", "c"), ("ann", "b"), ("ann", "a")])
    best = SegmentPopularity().fit(log, np.array([0], dtype=np.int32)).recommend(0, k=2)
    assert best["item_id"].tolist() == ["c", "b"]


@pytest.mark.parametrize("segment", [-1, 1, 99])
def test_an_unknown_segment_gets_what_all_users_pick(segment):
    best = SegmentPopularity().fit(LOG, LABELS).recommend(segment, k=1)
    assert best["item_id"].tolist() == ["mug"]
    assert best["score"].tolist() == [0.75]
    assert best["lift"].tolist() == [1.0]


def test_a_log_of_noise_still_recommends():
    fitted = SegmentPopularity().fit(LOG, np.full(4, -1, dtype=np.int32))
    assert fitted.scores_.shape == (0, 3)
    assert fitted.recommend(0, k=1)["item_id"].tolist() == ["mug"]
