import numpy as np
import pytest
from scipy.stats import vonmises_fisher

from core.clusterers import von_mises_fisher
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.vectors import unit_rows


def planted(n_clusters=3, size=50, n_dims=6, noise=0.2, random_state=0):
    rng = np.random.default_rng(random_state)
    truth = (np.arange(n_clusters * size) % n_clusters).astype(np.int32)
    return unit_rows(np.eye(n_dims)[truth] + noise * rng.normal(size=(len(truth), n_dims))), truth


def drawn(concentration, n_dims, n_users=2000, axis=0):
    rows = vonmises_fisher(np.eye(n_dims)[axis], concentration, seed=axis).rvs(n_users)
    return rows.astype(np.float32)


def test_probabilities_are_shares_of_one():
    X, truth = planted()
    probabilities = fit_mixture(X, truth).probabilities(X)
    assert probabilities.shape == (150, 3)
    assert probabilities.dtype == np.float32
    assert probabilities.min() >= 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


def test_tight_clusters_are_confident_of_their_own_users():
    X, truth = planted(noise=0.1)
    probabilities = fit_mixture(X, truth).probabilities(X)
    assert probabilities[np.arange(150), truth].min() > 0.99


def test_a_log_without_structure_gives_no_confident_user():
    X = unit_rows(np.random.default_rng(0).normal(size=(3000, 40)))
    truth = (np.arange(3000) % 3).astype(np.int32)
    probabilities = fit_mixture(X, truth).probabilities(X)
    assert probabilities.max(axis=1).mean() < 0.6
    assert probabilities[np.arange(3000), truth].mean() < 0.5


def test_a_user_between_two_centres_is_shared_by_them():
    X, truth = planted(n_clusters=2, size=500)
    between = unit_rows(np.array([[1.0, 1, 0, 0, 0, 0]]))
    assert fit_mixture(X, truth).probabilities(between)[0] == pytest.approx([0.5, 0.5], abs=0.15)


@pytest.mark.parametrize("concentration", [20, 60, 200])
@pytest.mark.parametrize("n_dims", [8, 24])
def test_the_concentration_of_one_cluster_is_recovered(concentration, n_dims):
    X = drawn(concentration, n_dims)
    found = fit_mixture(X, np.zeros(len(X), np.int32)).concentration
    assert found == pytest.approx(concentration, rel=0.2)


def test_the_concentration_of_several_clusters_is_recovered():
    X = np.vstack([drawn(80, 16, axis=axis) for axis in range(3)])
    mixture = fit_mixture(X, np.repeat(np.arange(3, dtype=np.int32), 2000))
    assert mixture.concentration == pytest.approx(80, rel=0.2)
    np.testing.assert_allclose(mixture.directions, np.eye(16)[:3], atol=0.02)
    assert mixture.shares.tolist() == [1 / 3] * 3


def test_dimensions_that_hardly_vary_do_not_make_users_surer():
    X, truth = planted(n_dims=6, noise=0.4)
    padded = np.hstack([X, np.zeros((150, 50), np.float32)])
    assert fit_mixture(padded, truth).concentration == pytest.approx(fit_mixture(X, truth).concentration, rel=1e-4)


def test_noise_takes_no_part():
    X, truth = planted()
    stray = -X[:20]
    labels = np.concatenate([truth, np.full(20, -1, np.int32)])
    with_noise, without = fit_mixture(np.vstack([X, stray]), labels), fit_mixture(X, truth)
    assert with_noise.concentration == pytest.approx(without.concentration)
    np.testing.assert_array_equal(with_noise.directions, without.directions)
    np.testing.assert_allclose(with_noise.shares, [1 / 3] * 3)
    np.testing.assert_allclose(with_noise.probabilities(stray).sum(axis=1), 1, atol=1e-6)


def test_larger_clusters_weigh_more():
    mixture = fit_mixture(np.eye(4, dtype=np.float32)[[0, 0, 0, 1]], np.array([0, 0, 0, 1], dtype=np.int32))
    assert mixture.shares.tolist() == [0.75, 0.25]


def test_one_cluster_is_certain():
    X, truth = planted()
    assert fit_mixture(X, np.zeros_like(truth)).probabilities(X).tolist() == [[1.0]] * 150


@pytest.mark.parametrize("n_users", [1, 9])
def test_identical_users_are_certain(n_users):
    X = np.tile(np.eye(3, dtype=np.float32)[:1], (n_users, 1))
    mixture = fit_mixture(X, np.zeros(n_users, np.int32))
    assert np.isfinite(mixture.concentration)
    assert mixture.probabilities(X).tolist() == [[1.0]] * n_users


def test_opposite_users_in_one_cluster_are_no_one():
    X = np.array([[1.0, 0], [-1, 0]], dtype=np.float32)
    assert np.isfinite(fit_mixture(X, np.zeros(2, np.int32)).probabilities(X)).all()


def test_nobody_gets_no_row():
    X, truth = planted()
    assert fit_mixture(X, truth).probabilities(X[:0]).shape == (0, 3)


def test_chunks_do_not_change_the_result(monkeypatch):
    X, truth = planted()
    mixture = fit_mixture(X, truth)
    whole = mixture.probabilities(X)
    monkeypatch.setattr(von_mises_fisher, "_CHUNK", 7)
    np.testing.assert_allclose(mixture.probabilities(X), whole, atol=1e-6)


def test_a_sample_is_enough_for_the_concentration(monkeypatch):
    X, truth = planted(size=400)
    whole = fit_mixture(X, truth).concentration
    monkeypatch.setattr(von_mises_fisher, "_FIT_USERS", 300)
    sampled = fit_mixture(X, truth, random_state=1)
    assert sampled.concentration == pytest.approx(whole, rel=0.15)
    assert sampled.concentration == fit_mixture(X, truth, random_state=1).concentration
