"""Tests of the starts of k-means."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans as SklearnKMeans
from sklearn.cluster import kmeans_plusplus

from core.clusterers import starts
from core.clusterers.kmeans import KMeans
from core.clusterers.starts import spread_starts


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    groups = np.random.default_rng(0).standard_normal((6, 8))
    noise = np.random.default_rng(1).standard_normal((700, 8))
    return (np.repeat(groups, [300, 200, 100, 50, 30, 20], axis=0) * 3 + noise).astype(np.float32)


def test_starts_are_those_of_scikit_learn(rows: np.ndarray) -> None:
    draws = np.random.RandomState(3)
    centred = rows - rows.mean(axis=0)
    expected = [kmeans_plusplus(centred, 6, random_state=draws)[0] for _ in range(5)]
    assert np.array_equal(spread_starts(rows, 6, 5, random_state=3), expected)


def test_starts_drawn_in_groups_are_the_same(rows: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = spread_starts(rows, 6, 5, random_state=3)
    monkeypatch.setattr(starts, "_MOST_DISTANCES", 2 * 3 * len(rows))
    assert np.array_equal(spread_starts(rows, 6, 5, random_state=3), at_once)


def test_fewer_distinct_rows_than_clusters_give_centres_twice() -> None:
    found = spread_starts(np.zeros((4, 2), np.float32), 3, 2, random_state=0)
    assert found.tolist() == np.zeros((2, 3, 2)).tolist()


def test_the_fit_is_that_of_scikit_learn(rows: np.ndarray) -> None:
    expected = SklearnKMeans(6, n_init=5, max_iter=100, random_state=3).fit(rows)
    assert KMeans(6, n_starts=5, random_state=3).fit_predict(rows).tolist() == expected.labels_.tolist()
