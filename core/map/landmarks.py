"""A map of any number of users: UMAP on landmarks, everyone else placed among their nearest landmarks.

References
----------
McInnes, L., Healy, J. and Melville, J. (2018). UMAP: uniform manifold approximation and projection for dimension
reduction. arXiv:1802.03426.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.compute.threads import without_known_warnings
from core.map.compiled import keep_compiled
from core.params import param
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import IntArray, Points, Vectors

_FEW_USERS = 50
"""Fewer users than this are drawn by their two principal components: UMAP has no neighbourhoods to keep."""
_NEIGHBOURS_TO_PLACE = 10
_CELLS_SEARCHED = 6
_START_WIDTH = 10.0
_CHUNK = 131_072


@dataclass
class LandmarkMap:
    """UMAP of at most ``n_landmarks`` users drawn at random; the others stand at the weighted mean of 10 landmarks.

    Attributes
    ----------
    method_
        "umap", "landmark umap" or "pca": which of them drew this map.
    """

    n_landmarks: int = param(20_000, "Users that UMAP itself lays out.", low=50, high=200_000)
    n_neighbors: int = param(15, "Neighbours that UMAP keeps together.", low=2, high=200)
    min_dist: float = param(0.1, "How tightly UMAP packs neighbours.", low=0, high=1)
    n_epochs: int = param(200, "Rounds of UMAP's layout.", low=10, high=2000)
    random_state: int = param(0, "Seed of the landmarks and the layout.", low=0, high=2**32 - 1)
    progress: Progress = silent

    def fit_transform(self, X: Vectors, y: Any = None) -> Points:
        """Return (n_users, 2) float32."""
        if len(X) < _FEW_USERS:
            self.method_ = "pca"
            return _principal_components(X)
        if len(X) <= self.n_landmarks:
            self.method_ = "umap"
            return self._umap(X)
        self.method_ = "landmark umap"
        rng = np.random.default_rng(self.random_state)
        landmarks = np.sort(rng.choice(len(X), self.n_landmarks, replace=False))
        layout = self._umap(X[landmarks])
        self.progress(Stage.MAP, 0.7)
        points = _place(X, X[landmarks], layout, rng)
        points[landmarks] = layout
        return points

    def _umap(self, X: Vectors) -> Points:
        from sklearn.neighbors import NearestNeighbors
        from umap import UMAP

        keep_compiled()
        n_neighbors = min(self.n_neighbors, len(X) - 1)
        distances, neighbours = NearestNeighbors(n_neighbors=n_neighbors, algorithm="brute").fit(X).kneighbors(X)
        layout = UMAP(
            n_neighbors=n_neighbors,
            min_dist=self.min_dist,
            n_epochs=self.n_epochs,
            init=self._start(X),
            random_state=self.random_state,
            n_jobs=1,
            precomputed_knn=(neighbours, distances.astype(np.float32)),
        )
        with without_known_warnings():
            return np.asarray(layout.fit_transform(X), dtype=np.float32)

    def _start(self, X: Vectors) -> Points:
        """Return principal components; noise along an axis on which nobody differs, which UMAP would divide by."""
        start = _principal_components(X) * np.float32(_START_WIDTH)
        is_flat = np.ptp(start, axis=0) == 0
        noise = np.random.default_rng(self.random_state).normal(size=(len(X), int(is_flat.sum())))
        start[:, is_flat] = noise
        return start


def _principal_components(X: Vectors) -> Points:
    """Return the two principal components scaled to a largest coordinate of 1; zeros where there are none."""
    centred = X - X.mean(axis=0)
    _, _, axes = np.linalg.svd(centred.T @ centred)
    plane = np.zeros((len(X), 2), np.float32)
    plane[:, : min(2, X.shape[1])] = centred @ axes[:2].T
    return np.asarray(plane / max(float(np.abs(plane).max(initial=0)), 1e-12), dtype=np.float32)


def _place(X: Vectors, landmarks: Vectors, layout: Points, rng: np.random.Generator) -> Points:
    """Put each row at the weighted mean of its nearest landmarks.

    Landmarks and users fall into cells around pivots, drawn among the landmarks; only the landmarks of the nearest
    cells are searched.
    """
    pivots = landmarks[rng.choice(len(landmarks), int(np.sqrt(len(landmarks))), replace=False)]
    cell_of_landmark, cell_of_user = _nearest_row(landmarks, pivots), _nearest_row(X, pivots)
    near_cells = np.argsort(-(pivots @ pivots.T), axis=1, kind="stable")[:, :_CELLS_SEARCHED]
    by_cell = np.argsort(cell_of_user, kind="stable")
    bounds = np.searchsorted(cell_of_user[by_cell], np.arange(len(pivots) + 1))
    points = np.empty((len(X), 2), np.float32)
    for cell in range(len(pivots)):
        users = by_cell[bounds[cell] : bounds[cell + 1]]
        candidates = np.flatnonzero(np.isin(cell_of_landmark, near_cells[cell]))
        if len(users):
            points[users] = _weighted_mean(X[users], landmarks[candidates], layout[candidates])
    return points


def _nearest_row(X: Vectors, rows: Vectors) -> IntArray:
    parts = [np.argmax(X[start : start + _CHUNK] @ rows.T, axis=1) for start in range(0, len(X), _CHUNK)]
    return np.concatenate(parts)


def _weighted_mean(X: Vectors, candidates: Vectors, layout: Points) -> Points:
    from sklearn.neighbors import NearestNeighbors

    n_neighbors = min(_NEIGHBOURS_TO_PLACE, len(candidates))
    search = NearestNeighbors(n_neighbors=n_neighbors, algorithm="brute").fit(candidates)
    distances, neighbours = search.kneighbors(X)
    weights = 1.0 / np.maximum(distances, 1e-6) ** 2
    weights /= weights.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("ij,ijd->id", weights, layout[neighbours]), dtype=np.float32)
