"""What single clusterers do beyond the contract: expected values, scale, sweeps, losses."""

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN, AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from core.clusterers import agglomerative, dbscan, deep, hdbscan, mixture
from core.clusterers.agglomerative import Agglomerative
from core.clusterers.dbscan import Dbscan
from core.clusterers.deep import Deep
from core.clusterers.hdbscan import Hdbscan
from core.clusterers.kmeans import KMeans
from core.clusterers.mixture import Mixture
from core.compute.machine import Machine
from core.compute.vectors import unit_rows
from core.errors import SettingsError
from tests.contracts.test_clusterers import blobs, cloud, lumps


def faint(n_users=600, n_dims=20, random_state=0):
    """Four groups that overlap."""
    rng = np.random.default_rng(random_state)
    truth = np.arange(n_users) % 4
    return unit_rows(1.3 * np.eye(n_dims)[truth] + 0.35 * rng.normal(size=(n_users, n_dims))), truth


def test_a_device_that_is_not_here_is_reported():
    with pytest.raises(SettingsError, match="ATLAS_DEVICE is 'gpu', which is no device"):
        Deep(k=2, epochs=0, machine=Machine("gpu")).fit_predict(cloud(20))


@pytest.mark.parametrize("linkage", ["ward", "average"])
@pytest.mark.parametrize("k", [2, 3, 8])
def test_the_tree_is_cut_as_scikit_learn_cuts_it(linkage, k):
    X = cloud(150)
    metric = "euclidean" if linkage == "ward" else "cosine"
    theirs = AgglomerativeClustering(k, linkage=linkage, metric=metric).fit_predict(X)
    assert adjusted_rand_score(theirs, Agglomerative(k, linkage).fit_predict(X)) == 1


def test_equally_far_joins_still_leave_as_many_groups_as_asked():
    labels = Agglomerative(2, "average").fit_predict(np.eye(4, dtype=np.float32))
    assert np.unique(labels).tolist() == [0, 1]


def test_one_tree_gives_the_labels_of_every_k():
    X = cloud(120)
    at_once = Agglomerative(1).fit_predict_many(X, [2, 5, 9])
    for k, labels in zip([2, 5, 9], at_once, strict=True):
        np.testing.assert_array_equal(labels, Agglomerative(k).fit_predict(X))


def test_a_tree_of_many_users_joins_small_groups_and_says_so():
    X, truth = faint()
    clusterer = Agglomerative(4, max_exact=300, n_small=60)
    assert adjusted_rand_score(truth, clusterer.fit_predict(X)) > 0.8
    assert clusterer.notes_ == ("The tree joins 60 small groups that k-means made of 600 users.",)
    other = Agglomerative(4, random_state=1, max_exact=300, n_small=60).fit_predict(X)
    assert not np.array_equal(other, clusterer.fit_predict(X))
    assert Agglomerative(4).notes_ == ()
    assert (agglomerative._MAX_EXACT, agglomerative._N_SMALL) == (20_000, 2_000)


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("n_users", [3, 12, 40])
def test_a_mixture_stands_few_users_in_many_dimensions(covariance, n_users):
    labels = Mixture(3, covariance).fit_predict(cloud(n_users, n_dims=60))
    assert labels.shape == (n_users,)
    assert set(np.unique(labels)) <= {0, 1, 2}


def test_a_mixture_separates_a_narrow_group_from_a_wide_one_beside_it():
    rng = np.random.default_rng(0)
    truth = np.arange(1000) % 2
    spread = np.array([0.2, 3.0])[truth][:, None] * rng.normal(size=(1000, 2))
    X = unit_rows(np.column_stack([np.full(1000, 10.0), spread + np.array([[0, 0], [4, 0]])[truth]]))
    found = adjusted_rand_score(truth, Mixture(2, regularisation=0.001).fit_predict(X))
    assert found > 0.9
    assert found > adjusted_rand_score(truth, KMeans(2).fit_predict(X)) + 0.1


def test_a_mixture_of_many_users_is_fitted_on_a_draw(monkeypatch):
    monkeypatch.setattr(mixture, "_SAMPLE", 200)
    X, truth = faint()
    assert adjusted_rand_score(truth, Mixture(4).fit_predict(X)) > 0.85


def test_eps_is_tried_along_the_curve_and_the_trials_are_kept():
    X, _ = blobs()
    clusterer = Dbscan()
    labels = clusterer.fit_predict(X)
    values = [trial.value for trial in clusterer.sweep_.trials]
    assert clusterer.sweep_.parameter == "eps"
    assert values == sorted(values)
    assert clusterer.sweep_.chosen == clusterer.eps_ in values
    [chosen] = [trial for trial in clusterer.sweep_.trials if trial.value == clusterer.eps_]
    assert chosen.n_clusters == 4
    assert chosen.share_unassigned == np.mean(labels == -1)
    np.testing.assert_array_equal(labels, Dbscan(eps=clusterer.eps_).fit_predict(X))


def test_long_groups_stay_whole_when_eps_is_found():
    rng = np.random.default_rng(0)
    angles, truth = rng.uniform(0, np.pi, 1500), np.arange(1500) % 2
    arcs = np.column_stack([np.cos(angles), np.sin(angles)]) * np.where(truth, -1, 1)[:, None] + truth[:, None]
    arcs = arcs + truth[:, None] * [0, -0.5] + 0.04 * rng.normal(size=(1500, 2))
    X = unit_rows(np.column_stack([arcs - arcs.mean(axis=0), np.full(1500, 2.0)]))
    labels = Dbscan().fit_predict(X)
    assert adjusted_rand_score(truth, labels) > 0.95
    assert adjusted_rand_score(truth, KMeans(2).fit_predict(X)) < 0.8


def test_without_two_substantial_groups_eps_is_the_knee():
    X = cloud(15)
    distances = np.sort(np.sqrt(np.maximum(2 - 2 * X @ X.T, 0)), axis=1)[:, 9]
    clusterer = Dbscan(min_samples=10)
    assert clusterer.fit_predict(X).max() == 0
    assert clusterer.eps_ == pytest.approx(dbscan._knee(np.sort(distances)), abs=1e-4)


def test_a_given_eps_is_taken_as_it_is():
    clusterer = Dbscan(eps=0.5)
    clusterer.fit_predict(blobs()[0])
    assert (clusterer.eps_, clusterer.sweep_) == (0.5, None)


def test_the_knee_is_where_the_curve_turns_up():
    curve = np.concatenate([np.linspace(0.1, 0.2, 90), np.linspace(0.2, 1.0, 11)[1:]])
    assert dbscan._knee(curve) == pytest.approx(0.2)
    assert dbscan._knee(np.full(5, 0.3)) == 0.3


@pytest.mark.parametrize(("module", "method"), [(dbscan, Dbscan), (hdbscan, Hdbscan)])
def test_beyond_a_draw_the_others_join_or_stay_unassigned(monkeypatch, module, method):
    monkeypatch.setattr(module, "_SAMPLE", 250)
    X, truth = blobs(size=200)
    alone = unit_rows(-np.eye(6))
    clusterer = method()
    labels = clusterer.fit_predict(np.vstack([X, alone]))
    is_in = labels[:-6] >= 0
    assert is_in.mean() > 0.85
    assert adjusted_rand_score(truth[is_in], labels[:-6][is_in]) == 1
    assert (labels[-6:] == -1).mean() > 0.5
    [note] = clusterer.notes_
    assert note.startswith(f"{method.__name__.upper()} worked on 250 users drawn at random; ")
    other = method(random_state=1).fit_predict(np.vstack([X, alone]))
    assert not np.array_equal(labels, other)


@pytest.mark.parametrize("selection", ["eom", "leaf"])
def test_each_trial_of_hdbscan_is_what_scikit_learn_gives_at_that_size(selection):
    X = lumps()
    clusterer = Hdbscan(min_cluster_size=20, selection=selection)
    clusterer.fit_predict(X)
    assert clusterer.sweep_.chosen == 20
    assert len({trial.n_clusters for trial in clusterer.sweep_.trials}) > 1
    for trial in clusterer.sweep_.trials:
        size = int(trial.value)
        labels = HDBSCAN(size, min_samples=5, cluster_selection_method=selection, copy=True).fit_predict(X)
        assert (trial.n_clusters, trial.share_unassigned) == (labels.max() + 1, np.mean(labels == -1))


def test_the_smallest_group_is_a_share_of_the_users():
    small, large = Hdbscan(), Hdbscan()
    small.fit_predict(cloud(100))
    large.fit_predict(cloud(2000))
    assert (small.min_cluster_size_, large.min_cluster_size_) == (5, 20)


def test_losses_of_the_deep_clusterer_fall():
    clusterer = Deep(4)
    clusterer.fit_predict(faint()[0])
    for losses in clusterer.losses_.values():
        assert losses[-1] < losses[0]
    rebuilding = clusterer.losses_["rebuilding"]
    assert len(rebuilding) == clusterer.epochs
    assert rebuilding[-1] < 0.8 * rebuilding[0]


def test_the_trained_deep_clusterer_beats_the_untrained_one():
    X, truth = faint()
    trained, untrained = Deep(4), Deep(4, epochs=0)
    found = adjusted_rand_score(truth, trained.fit_predict(X))
    assert found > 0.7
    assert found > adjusted_rand_score(truth, untrained.fit_predict(X)) + 0.2
    assert untrained.losses_ == {"rebuilding": [], "rebuilding and clustering": []}


def test_refining_ends_when_hardly_anybody_moves():
    clusterer = Deep(4, epochs=100)
    clusterer.fit_predict(blobs()[0])
    assert len(clusterer.losses_["rebuilding and clustering"]) < 100


def test_refined_vectors_are_unit_rows_in_which_clusters_are_separate():
    from core.compute.silhouette import mean_silhouette

    X, _ = faint()
    clusterer = Deep(4)
    labels = clusterer.fit_predict(X)
    assert clusterer.refined_.shape == (600, 10)
    assert clusterer.refined_.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(clusterer.refined_, axis=1), 1, atol=1e-5)
    assert mean_silhouette(clusterer.refined_, labels) > mean_silhouette(X, labels)


def test_the_deep_clusterer_leaves_torch_as_it_was():
    import torch

    before, n_threads = torch.get_rng_state(), torch.get_num_threads()
    Deep(2, epochs=1).fit_predict(cloud(30))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == n_threads


def test_a_deep_clusterer_of_many_users_is_trained_on_a_draw(monkeypatch):
    monkeypatch.setattr(deep, "_SAMPLE", 300)
    X, truth = faint()
    clusterer = Deep(4)
    assert adjusted_rand_score(truth, clusterer.fit_predict(X)) > 0.6
    assert clusterer.refined_.shape == (600, 10)
