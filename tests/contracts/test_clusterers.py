"""What every clusterer of the registry promises, and that scikit-learn's own classes fit beside them."""

import warnings
from functools import cache

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN, AgglomerativeClustering
from sklearn.cluster import KMeans as SklearnKMeans
from sklearn.metrics import adjusted_rand_score

from core.clusterers import kmeans
from core.clusterers.kmeans import KMeans
from core.clusterers.numbering import number_segments
from core.compute.vectors import unit_rows
from core.errors import DataError, RecipeError
from core.params import params_of
from core.protocols import FitsManyK, HasStandIn, HasStarts
from core.registry import CLUSTERERS, finds_k, make_clusterer
from core.types import Recipe


def maker(name):
    return lambda k: make_clusterer(Recipe(clusterer=name), k)


FIXED_K = {name: maker(name) for name in CLUSTERERS if not finds_k(name)}
FINDERS = {name: maker(name) for name in CLUSTERERS if finds_k(name)}
SKLEARN = {
    "scikit-learn's KMeans": lambda k: SklearnKMeans(k, n_init=10, random_state=0),
    "scikit-learn's AgglomerativeClustering": AgglomerativeClustering,
}
PARAMS = [(name, info) for name, method in CLUSTERERS.items() for info in params_of(method)]
OTHER = {
    "k": 7,
    "n_starts": 1,
    "random_state": 1,
    "batch_size": 50,
    "covariance": "spherical",
    "regularisation": 2.0,
    "linkage": "average",
    "n_inner": 3,
    "n_hidden": 16,
    "epochs": 0,
    "weight": 10.0,
    "learning_rate": 0.05,
    "eps": 0.1,
    "min_samples": 60,
    "min_cluster_size": 70,
    "selection": "leaf",
}
"""A value of each parameter away from its default."""

each_clusterer = pytest.mark.parametrize("make", [*FIXED_K.values(), *SKLEARN.values()], ids=[*FIXED_K, *SKLEARN])
each_fixed_k = pytest.mark.parametrize("make", FIXED_K.values(), ids=FIXED_K)
each_finder = pytest.mark.parametrize("make", FINDERS.values(), ids=FINDERS)
each_of_all = pytest.mark.parametrize("make", [*FIXED_K.values(), *FINDERS.values()], ids=[*FIXED_K, *FINDERS])
each_param = pytest.mark.parametrize(("name", "info"), PARAMS, ids=[f"{name}-{info.name}" for name, info in PARAMS])


def blobs(n_clusters=4, size=30, n_dims=6, random_state=0):
    """Well separated clusters on the sphere, each a little larger than the one before, in mixed order."""
    rng = np.random.default_rng(random_state)
    truth = rng.permutation(np.repeat(np.arange(n_clusters), size + 5 * np.arange(n_clusters)))
    return unit_rows(3 * np.eye(n_dims)[truth] + 0.2 * rng.normal(size=(len(truth), n_dims))), truth


def lumps(random_state=0):
    """Three groups, each looser than the one before, the loosest of two halves, and users who stand alone."""
    rng = np.random.default_rng(random_state)
    centres = 3 * np.eye(6)[[0, 1, 2, 2]] + 0.9 * np.eye(6)[[3, 3, 3, 4]]
    noise = [0.1, 0.2, 0.3, 0.3]
    groups = [centre + scale * rng.normal(size=(60, 6)) for centre, scale in zip(centres, noise, strict=True)]
    return unit_rows(np.vstack([*groups, rng.normal(size=(60, 6))]))


def cloud(n_users=200, n_dims=5):
    return unit_rows(np.random.default_rng(0).normal(size=(n_users, n_dims)).astype(np.float32))


@each_clusterer
def test_planted_clusters_are_found_again_and_become_segment_numbers_from_1_the_largest_first(make):
    X, truth = blobs()
    labels = make(4).fit_predict(X)
    assert adjusted_rand_score(truth, labels) == 1
    np.testing.assert_array_equal(number_segments(np.asarray(labels, dtype=np.int32)), 4 - truth)


@each_clusterer
def test_labels_are_whole_numbers_from_0_without_gaps(make):
    for k in (2, 5, 9):
        labels = np.asarray(make(k).fit_predict(cloud()))
        assert labels.shape == (200,)
        assert np.issubdtype(labels.dtype, np.integer)
        assert np.unique(labels).tolist() == list(range(k))


@each_of_all
def test_the_same_random_state_gives_identical_int32_labels_and_leaves_the_vectors_as_they_are(make):
    X = cloud()
    labels = make(5).fit_predict(X)
    assert labels.dtype == np.int32
    np.testing.assert_array_equal(X, cloud())
    np.testing.assert_array_equal(make(5).fit_predict(X), labels)


@each_of_all
def test_vectors_may_be_read_only(make):
    X = cloud()
    X.flags.writeable = False
    assert make(2).fit_predict(X).shape == (200,)


@each_fixed_k
def test_more_clusters_than_users_are_refused(make):
    for n_users, k in ((1, 2), (2, 3), (7, 8)):
        with pytest.raises(DataError, match=rf"{n_users} users cannot form {k} segments\.") as caught:
            make(k).fit_predict(cloud(n_users))
        assert caught.value.hint == "Ask for fewer segments."


@each_fixed_k
def test_a_cluster_may_hold_one_user(make):
    assert sorted(make(3).fit_predict(np.eye(3, dtype=np.float32)).tolist()) == [0, 1, 2]
    assert make(1).fit_predict(np.eye(3, dtype=np.float32)[:1]).tolist() == [0]


@each_fixed_k
def test_one_cluster_holds_everyone(make):
    assert make(1).fit_predict(cloud()).tolist() == [0] * 200


@each_fixed_k
def test_identical_users_share_a_cluster_without_a_warning(make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert make(4).fit_predict(np.tile(cloud(1), (9, 1))).tolist() == [0] * 9


@each_fixed_k
def test_fewer_distinct_users_than_clusters_give_fewer_clusters(make):
    X = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    clusterer = make(6)
    labels = clusterer.fit_predict(X)
    assert np.unique(labels).tolist() == [0, 1, 2]
    assert adjusted_rand_score(np.repeat([0, 1, 2], 5), labels) == 1


def test_a_parameter_has_help_and_a_default_in_its_range():
    for name, info in PARAMS:
        is_allowed = info.default in info.choices if info.choices else info.low <= info.default <= info.high
        assert (info.help[-1], is_allowed) == (".", True), (name, info.name)


def labels_of(name, **params):
    X = lumps() if finds_k(name) else cloud(300, n_dims=12)
    quick = {"epochs": 5} if name == "deep" else {}
    return CLUSTERERS[name].cls(**quick | params).fit_predict(X)


usual_labels = cache(labels_of)


@each_param
def test_a_parameter_changes_the_labels_or_its_help_says_that_it_does_not(name, info):
    changed = labels_of(name, **{info.name: OTHER[info.name]})
    assert np.array_equal(usual_labels(name), changed) == ("changes nothing" in info.help)


def test_a_value_beyond_its_range_is_refused():
    for name, info in PARAMS:
        beyond = dict.fromkeys((info.low - 1, info.high + 1), "is out of") if not info.choices else {}
        for value, message in (beyond or {"neither": r"is not known\."}).items():
            recipe = Recipe(clusterer=name, clusterer_params={info.name: value})
            with pytest.raises(RecipeError, match=rf"{info.name} = {value!r} {message}"):
                make_clusterer(recipe, 2)


@each_finder
def test_dense_groups_are_found_and_isolated_users_are_left_out(make):
    X, truth = blobs()
    alone = unit_rows(-np.eye(6))
    labels = make(None).fit_predict(np.vstack([X, alone]))
    assert labels.dtype == np.int32
    assert labels[-6:].tolist() == [-1] * 6
    assert np.unique(labels).tolist() == [-1, 0, 1, 2, 3]
    is_in = labels[:-6] >= 0
    assert is_in.mean() > 0.9
    assert adjusted_rand_score(truth[is_in], labels[:-6][is_in]) == 1


@each_finder
def test_few_users_are_no_dense_group(make):
    for n_users in range(4):
        assert make(None).fit_predict(cloud(3)[:n_users]).tolist() == [-1] * n_users


@each_finder
def test_users_at_the_same_places_are_groups(make):
    X = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    assert adjusted_rand_score(np.repeat([0, 1, 2], 20), make(None).fit_predict(X)) == 1


@pytest.mark.parametrize("name", FINDERS)
def test_a_clusterer_that_finds_the_number_is_given_none(name):
    with pytest.raises(RecipeError, match=rf"{name} finds the number of segments itself, so k = 5 cannot be") as caught:
        make_clusterer(Recipe(clusterer=name, k=5), 5)
    assert caught.value.hint.endswith("takes the number: kmeans, minibatch, mixture, agglomerative, deep.")
    with pytest.raises(RecipeError, match=r"has no parameter 'k'\."):
        make_clusterer(Recipe(clusterer=name, clusterer_params={"k": 5}), None)


def test_an_unknown_clusterer_is_answered_with_a_guess():
    with pytest.raises(RecipeError, match=r"There is no clusterer 'kmean'; there are kmeans, ") as caught:
        make_clusterer(Recipe(clusterer="kmean"), 2)
    assert caught.value.hint == "Did you mean 'kmeans'?"


def test_an_unknown_name_without_a_likeness_gets_no_guess():
    with pytest.raises(RecipeError, match=r"there are kmeans, .*, hdbscan\.") as caught:
        make_clusterer(Recipe(clusterer="spectral"), 2)
    assert caught.value.hint == ""


def test_centres_are_the_means_of_the_clusters():
    X, _ = blobs()
    clusterer = KMeans(k=4)
    labels = clusterer.fit_predict(X)
    assert clusterer.centres_.dtype == np.float32
    np.testing.assert_allclose(clusterer.centres_, [X[labels == label].mean(axis=0) for label in range(4)], atol=1e-5)


def test_empty_clusters_have_no_centre():
    clusterer = KMeans(k=6)
    clusterer.fit_predict(np.repeat(np.eye(3, dtype=np.float32), 5, axis=0))
    np.testing.assert_allclose(np.sort(clusterer.centres_.argmax(axis=1)), [0, 1, 2])


def test_many_users_start_from_the_winner_of_a_sample(monkeypatch):
    monkeypatch.setattr(kmeans, "_SAMPLE", 100)
    X, truth = blobs(size=100)
    before = X.copy()
    assert adjusted_rand_score(truth, KMeans(k=4).fit_predict(X)) == 1
    np.testing.assert_array_equal(X, before)


def test_noise_keeps_its_number_and_is_no_segment():
    X, truth = blobs(n_clusters=2)
    stray = unit_rows(np.array([[-1.0, -1, -1, 1, -1, 1]]))
    labels = HDBSCAN(min_cluster_size=10, copy=True).fit_predict(np.vstack([X, stray]))
    segments = number_segments(labels.astype(np.int32))
    assert segments[-1] == -1
    assert segments.dtype == np.int32
    assert (segments[:-1][truth == 1] == 1).mean() > 0.8
    assert np.unique(segments).tolist() == [-1, 1, 2]


def test_segments_of_one_size_keep_the_order_of_their_first_user():
    assert number_segments(np.array([7, 2, 2, 7, 5], dtype=np.int32)).tolist() == [1, 2, 2, 1, 3]


def test_noise_alone_makes_no_segment():
    assert number_segments(np.array([-1, -1], dtype=np.int32)).tolist() == [-1, -1]


@pytest.mark.parametrize("name", CLUSTERERS)
def test_a_clusterer_declares_what_it_can(name):
    """The line in the table and the class agree; a clusterer too slow for a sweep has a stand-in that is quick."""
    method = CLUSTERERS[name]
    names = [info.name for info in method.params]
    assert method.finds_k == ("k" not in names)
    assert set(method.sizes) <= set(names)
    clusterer = method.cls()
    if isinstance(clusterer, HasStandIn):
        assert isinstance(clusterer.for_sweep(), (HasStarts, FitsManyK))
    assert isinstance(clusterer, HasStandIn) or method.is_quick or method.finds_k
