import numpy as np
import pytest
from sklearn.metrics import silhouette_samples as sklearn_samples

from core.compute import silhouette
from core.compute.silhouette import mean_silhouette, silhouette_samples


def sphere(n_users, n_dims, random_state=0):
    rows = np.random.default_rng(random_state).normal(size=(n_users, n_dims))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def uneven_labels(n_users, n_clusters, random_state=0):
    """Every cluster has two members at least, and the last ones most of the rest."""
    rng = np.random.default_rng(random_state)
    weights = np.arange(1, n_clusters + 1) ** 2
    rest = rng.choice(n_clusters, n_users - 2 * n_clusters, p=weights / weights.sum())
    return rng.permutation(np.concatenate([np.repeat(np.arange(n_clusters), 2), rest]))


def expected(X, labels):
    return sklearn_samples(X.astype(np.float64), labels, metric="cosine")


@pytest.mark.parametrize("random_state", range(8))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_it_equals_scikit_learn(random_state, dtype):
    X = sphere(150 + random_state, 2 + 3 * random_state, random_state).astype(dtype)
    labels = uneven_labels(len(X), 2 + random_state, random_state)
    np.testing.assert_allclose(silhouette_samples(X, labels), expected(X, labels), atol=1e-5)


def test_it_equals_scikit_learn_on_clear_clusters():
    labels = uneven_labels(200, 4)
    X = (np.eye(5)[labels] + 0.05 * sphere(200, 5)).astype(np.float32)
    found = silhouette_samples(X, labels)
    np.testing.assert_allclose(found, expected(X, labels), atol=1e-5)
    assert found.min() > 0.9


def test_rows_of_any_length_count_by_their_direction():
    X = sphere(80, 4) * np.random.default_rng(1).uniform(0.01, 100, size=(80, 1))
    labels = uneven_labels(80, 3)
    np.testing.assert_allclose(silhouette_samples(X, labels), expected(X, labels), atol=1e-5)


def test_any_numbers_are_labels():
    X, labels = sphere(60, 3), uneven_labels(60, 3)
    numbers = np.array([7, 1, 1000])[labels]
    np.testing.assert_array_equal(silhouette_samples(X, numbers), silhouette_samples(X, labels))


def test_noise_gets_0_and_forms_no_cluster():
    X, labels = sphere(90, 4), uneven_labels(90, 4)
    labels[::7] = -1
    members = labels >= 0
    found = silhouette_samples(X, labels)
    assert found[~members].tolist() == [0] * 13
    np.testing.assert_allclose(found[members], expected(X[members], labels[members]), atol=1e-5)


def test_the_only_member_of_a_cluster_gets_0():
    X, labels = sphere(40, 3), uneven_labels(40, 2)
    labels[5] = 9
    found = silhouette_samples(X, labels)
    assert found[5] == 0
    np.testing.assert_allclose(found, expected(X, labels), atol=1e-5)


def test_singletons_only_get_0():
    assert silhouette_samples(sphere(5, 3), np.arange(5)).tolist() == [0] * 5


@pytest.mark.parametrize("label", [0, 3, -1])
def test_one_segment_or_none_gives_0(label):
    X, labels = sphere(6, 3), np.full(6, label)
    assert silhouette_samples(X, labels).tolist() == [0] * 6
    assert mean_silhouette(X, labels) == 0


def test_one_segment_beside_noise_gives_0():
    assert silhouette_samples(sphere(4, 3), np.array([1, 1, -1, -1])).tolist() == [0] * 4


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("n_dims", [1, 3, 384])
def test_identical_users_get_0_whatever_their_segments(dtype, n_dims):
    X = np.tile(sphere(1, n_dims).astype(dtype), (10, 1))
    assert silhouette_samples(X, np.arange(10) % 3).tolist() == [0] * 10


def test_two_clusters_at_the_same_place_give_0():
    X = np.array([[1.0, 0], [1, 0], [1, 0], [1, 0], [0, 1], [0, 1]])
    assert silhouette_samples(X, np.array([0, 0, 1, 1, 2, 2])).tolist() == [0, 0, 0, 0, 1, 1]


def test_a_user_in_the_wrong_cluster_gets_less_than_0():
    X = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1], [1, 0]])
    # the last user: distance 1 to the two others of its cluster, 0 to the other cluster
    assert silhouette_samples(X, np.array([0, 0, 1, 1, 1])).tolist() == [1, 1, 0.5, 0.5, -1]


def test_a_zero_row_is_as_far_from_everyone():
    X = np.array([[0.0, 0], [1, 0], [1, 0], [0, 1], [0, 1]])
    found = silhouette_samples(X, np.array([0, 0, 0, 1, 1]))
    np.testing.assert_allclose(found, [0, 0.5, 0.5, 1, 1])


def test_nobody_gets_nothing():
    nothing = silhouette_samples(np.zeros((0, 4), np.float32), np.zeros(0, np.int32))
    assert nothing.shape == (0,)
    assert mean_silhouette(np.zeros((0, 4), np.float32), np.zeros(0, np.int32)) == 0


def test_the_mean_counts_noise_as_0():
    X = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    assert mean_silhouette(X, np.array([0, 0, 1, 1])) == 1
    assert mean_silhouette(np.vstack([X, X]), np.array([0, 0, 1, 1, -1, -1, -1, -1])) == 0.5


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_chunks_do_not_change_the_result(monkeypatch, chunk):
    X, labels = sphere(100, 6).astype(np.float32), uneven_labels(100, 4)
    labels[3] = -1
    whole = silhouette_samples(X, labels)
    monkeypatch.setattr(silhouette, "_CHUNK", chunk)
    np.testing.assert_allclose(silhouette_samples(X, labels), whole, atol=1e-12)


def test_the_input_stays_as_it_is():
    X, labels = sphere(30, 3), uneven_labels(30, 3)
    before = X.copy(), labels.copy()
    silhouette_samples(X, labels)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(labels, before[1])


def test_values_stay_between_minus_1_and_1():
    for random_state in range(20):
        X = sphere(30, 2, random_state).astype(np.float32).round(1)
        found = silhouette_samples(X, uneven_labels(30, 5, random_state))
        assert np.abs(found).max() <= 1
