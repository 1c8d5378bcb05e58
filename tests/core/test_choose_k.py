import warnings
from functools import partial

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering

from core.clusterers import choose_k as module
from core.clusterers.agglomerative import Agglomerative
from core.clusterers.choose_k import KChoice, KScore, choose_k, smallest_within_one_error
from core.clusterers.kmeans import KMeans
from core.compute.vectors import unit_rows
from core.errors import DataError

few_starts = partial(KMeans, n_starts=2)


def planted(n_clusters=3, size=40, n_dims=8, random_state=0):
    rng = np.random.default_rng(random_state)
    truth = np.arange(n_clusters * size) % n_clusters
    return unit_rows(3 * np.eye(n_dims)[truth] + 0.3 * rng.normal(size=(len(truth), n_dims)))


def score(k, gap, error=0.01):
    return KScore(k, silhouette=gap, silhouette_shuffled=0.0, gap=gap, standard_error=error)


@pytest.mark.parametrize("n_clusters", [2, 3, 5])
def test_planted_clusters_are_counted(n_clusters):
    assert choose_k(planted(n_clusters), few_starts).k == n_clusters


def test_the_evidence_is_kept():
    choice = choose_k(planted(), few_starts)
    assert choice.n_sampled == 120
    assert [score.k for score in choice.scores] == list(range(2, 21))
    best = choice.scores[1]
    assert best.silhouette > 0.9
    assert best.silhouette_shuffled < 0.5
    assert best.gap == pytest.approx(best.silhouette - best.silhouette_shuffled)
    assert best.standard_error > 0


def test_any_clusterer_fits():
    assert choose_k(planted(), AgglomerativeClustering).k == 3


def test_the_smallest_k_within_one_standard_error_of_the_best_is_chosen():
    assert smallest_within_one_error([score(2, 0.3), score(3, 0.495), score(4, 0.5), score(5, 0.498)]) == 3
    assert smallest_within_one_error([score(2, 0.3), score(3, 0.485), score(4, 0.5), score(5, 0.498)]) == 4
    assert smallest_within_one_error([score(2, 0.5), score(3, 0.5)]) == 2


def test_the_error_that_counts_is_that_of_the_best():
    assert smallest_within_one_error([score(2, 0.4, error=1), score(3, 0.5, error=0)]) == 3
    assert smallest_within_one_error([score(2, 0.4, error=0), score(3, 0.5, error=1)]) == 2


def test_one_score_is_enough():
    assert smallest_within_one_error([score(2, -0.1)]) == 2


def test_the_same_random_state_gives_the_same_choice():
    X = planted(size=5)
    assert choose_k(X, few_starts, random_state=4) == choose_k(X, few_starts, random_state=4)
    assert choose_k(X, few_starts, random_state=4) != choose_k(X, few_starts, random_state=5)


def test_a_sweep_side_by_side_equals_one_after_the_other():
    X = planted()
    assert choose_k(X, few_starts, n_threads=3) == choose_k(X, few_starts)


def test_the_vectors_stay_as_they_are():
    X = planted(size=5)
    before = X.copy()
    choose_k(X, few_starts)
    np.testing.assert_array_equal(X, before)


def test_progress_rises_to_1():
    reported = []
    choose_k(planted(size=5), few_starts, progress=lambda stage, fraction: reported.append((stage, fraction)))
    assert {stage for stage, _ in reported} == {"choose k"}
    assert len(reported) == len(range(2, 15))
    assert max(fraction for _, fraction in reported) == 1


@pytest.mark.parametrize("n_users", [0, 1, 2])
def test_fewer_than_3_users_are_refused(n_users):
    X = np.eye(3, dtype=np.float32)[:n_users]
    with pytest.raises(DataError, match=rf"{n_users} users"):
        choose_k(X, few_starts)


def test_3_users_have_one_k_to_try():
    choice = choose_k(np.eye(3, dtype=np.float32), few_starts)
    assert isinstance(choice, KChoice)
    assert [score.k for score in choice.scores] == [2]


def test_identical_users_get_the_smallest_k():
    assert choose_k(np.tile(planted()[:1], (12, 1)), few_starts).k == 2


def test_few_distinct_users_give_no_warning_and_leave_the_filters_alone():
    X = np.repeat(np.eye(4, dtype=np.float32), 4, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = list(warnings.filters)
        for random_state in range(3):
            assert choose_k(X, few_starts, random_state).k == 4
        assert warnings.filters == before


def test_many_users_are_sampled(monkeypatch):
    monkeypatch.setattr(module, "_SAMPLE", 60)
    choice = choose_k(planted(size=200), few_starts)
    assert (choice.k, choice.n_sampled) == (3, 60)


@pytest.mark.parametrize("linkage", ["ward", "average"])
def test_one_tree_for_every_k_gives_the_scores_of_a_tree_for_each(linkage):
    metric = "euclidean" if linkage == "ward" else "cosine"
    X = planted(3, size=30)
    at_once = choose_k(X, lambda k: Agglomerative(k, linkage))
    each = choose_k(X, lambda k: AgglomerativeClustering(k, linkage=linkage, metric=metric))
    assert at_once.k == each.k == 3
    for ours, theirs in zip(at_once.scores, each.scores, strict=True):
        assert (ours.silhouette, ours.gap) == pytest.approx((theirs.silhouette, theirs.gap), abs=1e-6)


def test_progress_of_trees_rises_to_1():
    reported = []
    choose_k(planted(size=10), Agglomerative, progress=lambda stage, fraction: reported.append((stage, fraction)))
    assert {stage for stage, _ in reported} == {"choose k"}
    assert max(fraction for _, fraction in reported) == 1
