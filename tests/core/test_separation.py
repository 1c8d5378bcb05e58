import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances, silhouette_score
from sklearn.neighbors import NearestCentroid

from core.compute.silhouette import silhouette_samples
from core.trust.separation import separation
from tests.populations import labels


@pytest.fixture(scope="module")
def clustered():
    rows = np.random.default_rng(0).normal(size=(300, 6)) + 2 * np.eye(6)[np.arange(300) % 4]
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return vectors, KMeans(4, n_init=3, random_state=0).fit(vectors)


def test_figures_equal_scikit_learn(clustered):
    vectors, model = clustered
    found = separation(vectors, model.labels_, silhouette_samples(vectors, model.labels_))
    assert found.silhouette == pytest.approx(silhouette_score(vectors, model.labels_, metric="cosine"), abs=1e-5)
    assert found.variance == pytest.approx(model.inertia_ / len(vectors), rel=1e-4)
    centres = NearestCentroid().fit(vectors, model.labels_).centroids_
    distances = pairwise_distances(centres)
    assert found.between == pytest.approx(distances[np.triu_indices(4, 1)].mean(), rel=1e-4)
    for segment in found.segments:
        own = vectors[model.labels_ == segment.segment]
        assert segment.variance == pytest.approx(own.var(axis=0).sum(), rel=1e-4)
        row = distances[segment.segment]
        assert segment.distances == pytest.approx({other: row[other] for other in range(4) if other != segment.segment})
        assert segment.nearest == np.argsort(row)[1]
        assert segment.nearest_distance == pytest.approx(np.sort(row)[1])


def test_small_values_by_hand():
    vectors = np.array([[0, 0], [2, 0], [4, 3], [4, 3], [1, 9]], dtype=np.float32)
    found = separation(vectors, labels(3, 3, 5, 5, 8), np.array([0.5, 0.1, 1.0, 0.8, 0.0]))
    three, five, eight = found.segments
    assert (three.segment, three.silhouette, three.variance) == (3, pytest.approx(0.3), 1.0)
    assert three.distances == pytest.approx({5: np.sqrt(18), 8: 9})
    assert (three.nearest, three.nearest_distance) == (5, pytest.approx(np.sqrt(18)))
    assert (five.variance, five.nearest) == (0, 3)
    assert (eight.variance, eight.nearest) == (0, 5)
    assert found.variance == pytest.approx(2 / 5)
    assert found.silhouette == pytest.approx(2.4 / 5)


def test_unassigned_users_count_as_0_and_move_no_centre():
    vectors = np.array([[0, 0], [2, 0], [50, 50], [5, 0], [5, 0]], dtype=np.float32)
    found = separation(vectors, labels(0, 0, -1, 1, 1), np.array([1.0, 1.0, 0.9, 0.5, 0.5]))
    assert found.silhouette == pytest.approx(3 / 5)
    assert found.variance == pytest.approx(2 / 4)
    assert [(each.segment, each.silhouette) for each in found.segments] == [(0, 1), (1, 0.5)]
    assert found.between == pytest.approx(4)


def test_one_segment_has_no_other():
    found = separation(np.eye(2, dtype=np.float32), labels(4, 4), np.zeros(2))
    (only,) = found.segments
    assert (only.nearest, only.nearest_distance, only.distances, found.between) == (None, None, {}, None)
    assert only.variance == pytest.approx(0.5)


@pytest.mark.parametrize("n_users", [0, 3])
def test_nobody_in_a_segment_gives_zeros(n_users):
    found = separation(np.zeros((n_users, 2), np.float32), np.full(n_users, -1, dtype=np.int32), np.ones(n_users))
    assert (found.silhouette, found.variance, found.between, found.segments) == (0, 0, None, ())
