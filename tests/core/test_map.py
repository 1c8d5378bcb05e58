import numpy as np
import pytest

from core.compute.vectors import unit_rows
from core.map import landmarks
from core.map.landmarks import LandmarkMap
from core.params import params_of


def planted(n_users, n_clusters=4, n_dims=8, random_state=0):
    rng = np.random.default_rng(random_state)
    truth = np.arange(n_users) % n_clusters
    return unit_rows(3 * np.eye(n_dims)[truth] + 0.2 * rng.normal(size=(n_users, n_dims))), truth


def assert_points(points, n_users):
    assert points.shape == (n_users, 2)
    assert points.dtype == np.float32
    assert np.isfinite(points).all()


def share_near_own_group(points, truth):
    """Share of users who are nearest to the middle of their own planted group."""
    middles = np.array([np.median(points[truth == group], axis=0) for group in range(truth.max() + 1)])
    nearest = np.square(points[:, None] - middles).sum(axis=2).argmin(axis=1)
    return (nearest == truth).mean()


@pytest.mark.parametrize("n_users", [1, 2, 3, 49])
@pytest.mark.parametrize("n_dims", [1, 2, 8])
def test_few_users_are_drawn_by_their_principal_components(n_users, n_dims):
    X = unit_rows(np.random.default_rng(0).normal(size=(n_users, n_dims)))
    projector = LandmarkMap()
    points = projector.fit_transform(X)
    assert projector.method_ == "pca"
    assert_points(points, n_users)
    np.testing.assert_array_equal(LandmarkMap().fit_transform(X), points)


def test_principal_components_keep_groups_separate_and_fit_a_square():
    X, truth = planted(48, n_clusters=2)
    points = LandmarkMap().fit_transform(X)
    assert np.abs(points).max() == pytest.approx(1)
    assert share_near_own_group(points, truth) == 1


def test_identical_users_stand_at_one_place():
    points = LandmarkMap().fit_transform(np.tile(planted(1)[0], (20, 1)))
    assert_points(points, 20)
    np.testing.assert_array_equal(points, np.tile(points[:1], (20, 1)))


@pytest.mark.parametrize("info", params_of(LandmarkMap), ids=lambda info: info.name)
def test_a_parameter_has_help_and_a_default_in_its_range(info):
    assert info.help.endswith(".")
    assert info.low <= info.default <= info.high


@pytest.mark.slow
def test_umap_keeps_groups_together_and_repeats_itself():
    X, truth = planted(300)
    before = X.copy()
    projector = LandmarkMap()
    points = projector.fit_transform(X)
    assert projector.method_ == "umap"
    assert_points(points, 300)
    assert share_near_own_group(points, truth) == 1
    np.testing.assert_array_equal(LandmarkMap().fit_transform(X), points)
    assert not np.array_equal(LandmarkMap(random_state=1).fit_transform(X), points)
    np.testing.assert_array_equal(X, before)


@pytest.mark.slow
def test_users_beyond_the_landmarks_are_placed_in_their_group():
    X, truth = planted(400)
    reported = []
    projector = LandmarkMap(n_landmarks=100, progress=lambda stage, fraction: reported.append((stage, fraction)))
    points = projector.fit_transform(X)
    assert projector.method_ == "landmark umap"
    assert_points(points, 400)
    assert share_near_own_group(points, truth) >= 0.99
    assert reported == [("map", 0.7)]
    np.testing.assert_array_equal(LandmarkMap(n_landmarks=100).fit_transform(X), points)


@pytest.mark.slow
def test_chunks_do_not_move_anyone(monkeypatch):
    X, _ = planted(400)
    whole = LandmarkMap(n_landmarks=100).fit_transform(X)
    monkeypatch.setattr(landmarks, "_CHUNK", 33)
    np.testing.assert_allclose(LandmarkMap(n_landmarks=100).fit_transform(X), whole, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("n_landmarks", [50, 20_000])
def test_many_identical_users_are_drawn_without_a_warning(n_landmarks):
    assert_points(LandmarkMap(n_landmarks).fit_transform(np.tile(planted(1)[0], (120, 1))), 120)


@pytest.mark.slow
def test_a_few_kinds_of_users_are_drawn_without_a_warning():
    X, truth = planted(120, n_clusters=3)
    kinds = X[:3][truth]
    assert_points(LandmarkMap().fit_transform(kinds), 120)


@pytest.mark.slow
def test_vectors_of_one_dimension_are_drawn_without_a_warning():
    X = np.where(np.arange(60) % 2, 1, -1).astype(np.float32)[:, None]
    assert_points(LandmarkMap().fit_transform(X), 60)


@pytest.mark.slow
def test_what_is_compiled_of_umap_is_kept_for_the_next_process():
    from umap import layouts, umap_

    LandmarkMap().fit_transform(planted(60)[0])
    for function in (
        umap_.smooth_knn_dist,
        umap_.compute_membership_strengths,
        layouts._nb_optimize_layout_euclidean_single_epoch,
    ):
        [kept] = {*function.stats.cache_hits, *function.stats.cache_misses}
        assert kept in function.signatures
