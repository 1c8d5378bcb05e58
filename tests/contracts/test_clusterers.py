"""What every clusterer of the registry promises, and that scikit-learn's own classes fit beside them."""

import warnings

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN, AgglomerativeClustering
from sklearn.cluster import KMeans as SklearnKMeans
from sklearn.metrics import adjusted_rand_score

from core.clusterers import kmeans
from core.clusterers.kmeans import KMeans
from core.clusterers.numbering import number_segments
from core.encoders.vectors import unit_rows
from core.errors import DataError, RecipeError
from core.params import params_of
from core.registry import CLUSTERERS, make_clusterer
from core.types import Recipe


def ours(name):
    return lambda k: make_clusterer(Recipe(clusterer=name), k)


OURS = {name: ours(name) for name in CLUSTERERS}
THEIRS = {
    "scikit-learn's KMeans": lambda k: SklearnKMeans(k, n_init=10, random_state=0),
    "scikit-learn's AgglomerativeClustering": AgglomerativeClustering,
}
PARAMS = [(name, info) for name, method in CLUSTERERS.items() for info in params_of(method)]

each_clusterer = pytest.mark.parametrize("make", [*OURS.values(), *THEIRS.values()], ids=[*OURS, *THEIRS])
each_of_ours = pytest.mark.parametrize("make", OURS.values(), ids=OURS)
each_param = pytest.mark.parametrize(("name", "info"), PARAMS, ids=[f"{name}-{info.name}" for name, info in PARAMS])


def blobs(n_clusters=4, size=30, n_dims=6, random_state=0):
    """Well separated clusters on the sphere, each a little larger than the one before, in mixed order."""
    draw = np.random.default_rng(random_state)
    truth = draw.permutation(np.repeat(np.arange(n_clusters), size + 5 * np.arange(n_clusters)))
    return unit_rows(3 * np.eye(n_dims)[truth] + 0.2 * draw.normal(size=(len(truth), n_dims))), truth


def cloud(n_users=200, n_dims=5):
    return unit_rows(np.random.default_rng(0).normal(size=(n_users, n_dims)).astype(np.float32))


@each_clusterer
def test_planted_clusters_are_found_again(make):
    X, truth = blobs()
    assert adjusted_rand_score(truth, make(4).fit_predict(X)) == 1


@each_clusterer
@pytest.mark.parametrize("k", [2, 5, 9])
def test_labels_are_whole_numbers_from_0_without_gaps(make, k):
    labels = np.asarray(make(k).fit_predict(cloud()))
    assert labels.shape == (200,)
    assert np.issubdtype(labels.dtype, np.integer)
    assert np.unique(labels).tolist() == list(range(k))


@each_clusterer
def test_the_same_random_state_gives_identical_labels(make):
    np.testing.assert_array_equal(make(5).fit_predict(cloud()), make(5).fit_predict(cloud()))


@each_clusterer
def test_labels_become_segment_numbers_from_1_the_largest_first(make):
    X, truth = blobs()
    segments = number_segments(np.asarray(make(4).fit_predict(X), dtype=np.int32))
    np.testing.assert_array_equal(segments, 4 - truth)


@each_of_ours
def test_labels_are_int32(make):
    assert make(3).fit_predict(cloud()).dtype == np.int32


@each_of_ours
def test_vectors_stay_as_they_are(make):
    X = cloud()
    before = X.copy()
    make(5).fit_predict(X)
    np.testing.assert_array_equal(X, before)


@each_of_ours
def test_vectors_may_be_read_only(make):
    X = cloud()
    X.flags.writeable = False
    assert make(2).fit_predict(X).shape == (200,)


@each_of_ours
@pytest.mark.parametrize(("n_users", "k"), [(1, 2), (2, 3), (7, 8)])
def test_more_clusters_than_users_are_refused(make, n_users, k):
    with pytest.raises(DataError, match=rf"{n_users} users cannot form {k} segments\.") as caught:
        make(k).fit_predict(cloud(n_users))
    assert caught.value.hint == "Ask for fewer segments."


@each_of_ours
def test_a_cluster_may_hold_one_user(make):
    assert sorted(make(3).fit_predict(np.eye(3, dtype=np.float32)).tolist()) == [0, 1, 2]
    assert make(1).fit_predict(np.eye(3, dtype=np.float32)[:1]).tolist() == [0]


@each_of_ours
def test_one_cluster_holds_everyone(make):
    assert make(1).fit_predict(cloud()).tolist() == [0] * 200


@each_of_ours
def test_identical_users_share_a_cluster_without_a_warning(make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert make(4).fit_predict(np.tile(cloud(1), (9, 1))).tolist() == [0] * 9


@each_of_ours
def test_fewer_distinct_users_than_clusters_give_fewer_clusters(make):
    X = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    clusterer = make(6)
    labels = clusterer.fit_predict(X)
    assert np.unique(labels).tolist() == [0, 1, 2]
    assert adjusted_rand_score(np.repeat([0, 1, 2], 5), labels) == 1


@each_param
def test_a_parameter_has_help_and_a_default_in_its_range(name, info):
    assert info.help.endswith(".")
    assert info.low <= info.default <= info.high


@each_param
def test_a_parameter_changes_the_labels_or_its_help_says_that_it_does_not(name, info):
    X = cloud(1000, n_dims=12)
    other = {"k": 7, "n_starts": 1, "random_state": 1}[info.name]
    usual = CLUSTERERS[name]().fit_predict(X)
    changed = CLUSTERERS[name](**{info.name: other}).fit_predict(X)
    assert np.array_equal(usual, changed) == ("changes nothing" in info.help)


@each_param
def test_a_value_beyond_its_range_is_refused(name, info):
    for value in (info.low - 1, info.high + 1):
        recipe = Recipe(clusterer=name, clusterer_params={info.name: value})
        with pytest.raises(RecipeError, match=rf"{info.name} = {value} is out of range\."):
            make_clusterer(recipe, 2)


def test_an_unknown_clusterer_is_answered_with_a_guess():
    with pytest.raises(RecipeError, match=r"There is no clusterer 'kmean'; there are kmeans\.") as caught:
        make_clusterer(Recipe(clusterer="kmean"), 2)
    assert caught.value.hint == "Did you mean 'kmeans'?"


def test_an_unknown_name_without_a_likeness_gets_no_guess():
    with pytest.raises(RecipeError, match=r"there are kmeans\.") as caught:
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
