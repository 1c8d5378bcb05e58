"""DBSCAN, by scikit-learn: groups are dense regions of users; isolated users stay unassigned.

On unit vectors the squared Euclidean distance is ``2 - 2 cosine``, so ``eps`` stands for a cosine. Beyond 10,000
users it works on a sample of as many, and the others join the group of the nearest core user within ``eps``, or
none: O(n_users) memory, and O(n_users * 10,000) time.

References
----------
Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters in large
spatial databases with noise. KDD, 226-231 (the curve of distances to the k-th neighbour).
Satopaa, V. et al. (2011). Finding a "kneedle" in a haystack. ICDCSW, 166-171. doi:10.1109/ICDCSW.2011.20 (its knee).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.clusterers.shared import draw_users, without_gaps
from core.clusterers.sweep import sweep_point
from core.params import param
from core.sentences import say
from core.types import NOISE, BoolArray, FloatArray, Labels, Vectors
from core.types.figures import Sweep

_SAMPLE = 10_000
_QUANTILES = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98])
_SUBSTANTIAL = 0.05
"""Share of the users that a group holds at least to count when eps is chosen."""
_LEAST_EPS = 1e-5
"""Smaller distances are rounding errors: such users are the same."""


@dataclass
class Dbscan:
    """scikit-learn's DBSCAN; it finds the number of clusters itself.

    Attributes
    ----------
    eps_
        The distance that was used.
    sweep_
        The values of ``eps`` that were tried; None when it was given.
    notes_
        What to know about the result, as sentences.
    """

    eps: float = param(
        0.0,
        "Distance within which users are neighbours, at most 2 on vectors of length 1; 0 tries several points of the "
        "curve of distances to the nearest users and takes the largest at which two groups hold 5 % of the users each.",
        label=say("Distance of neighbours (eps)"),
        low=0.0,
        high=2.0,
    )
    min_samples: int = param(
        10,
        "Neighbours, including the user, that make a user the core of a group.",
        label=say("Neighbours of a core user"),
        low=1,
        high=1000,
    )
    random_state: int = param(
        0, "Random seed of the sample of users beyond 10,000; changes nothing below.", low=0, high=2**32 - 1
    )

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1, -1 for users in no dense region."""
        drawn = draw_users(len(X), _SAMPLE, self.random_state)
        self.notes_: tuple[str, ...] = ()
        self.sweep_: Sweep | None = None
        self.eps_ = self.eps
        if len(X) < self.min_samples:
            return np.full(len(X), NOISE, dtype=np.int32)
        self.eps_ = self.eps or self._choose_eps(X[drawn])
        labels, is_core = self._fit(X[drawn], self.eps_)
        return labels if len(drawn) == len(X) else self._join(X, drawn, labels, is_core)

    def _choose_eps(self, X: Vectors) -> float:
        """Return the largest point of the curve at which two groups are substantial; where there is none, its knee.

        Larger values merge groups, smaller ones leave more users unassigned. The silhouette is no criterion here: it
        splits elongated groups, which DBSCAN is for.
        """
        from sklearn.neighbors import NearestNeighbors

        nearest = NearestNeighbors(n_neighbors=self.min_samples, algorithm="brute").fit(X)
        curve = np.sort(nearest.kneighbors(X)[0][:, -1].astype(np.float64))
        knee = max(_knee(curve), _LEAST_EPS)
        tried = np.unique(np.maximum([*np.quantile(curve, _QUANTILES), knee], _LEAST_EPS))
        labellings = [self._fit(X, eps)[0] for eps in tried]
        fitting = [eps for eps, labels in zip(tried, labellings, strict=True) if _n_substantial(labels) >= 2]
        best = float(max(fitting, default=knee))
        trials = [sweep_point(eps, labels) for eps, labels in zip(tried, labellings, strict=True)]
        self.sweep_ = Sweep("eps", best, tuple(trials))
        return best

    def _fit(self, X: Vectors, eps: float) -> tuple[Labels, BoolArray]:
        """Return labels, and who is a core user."""
        from sklearn.cluster import DBSCAN

        found = DBSCAN(eps=eps, min_samples=self.min_samples, algorithm="brute").fit(X)
        is_core = np.zeros(len(X), dtype=bool)
        is_core[found.core_sample_indices_] = True
        return without_gaps(found.labels_), is_core

    def _join(self, X: Vectors, drawn: Any, labels: Labels, is_core: BoolArray) -> Labels:
        """Put the users outside the sample into the group of the nearest core user within ``eps``."""
        from sklearn.neighbors import NearestNeighbors

        self.notes_ = (
            say(
                "DBSCAN worked on {n_drawn:,} users drawn at random; of the others, those within eps of a core user "
                "joined its group and the rest stayed unassigned.",
                n_drawn=len(drawn),
            ),
        )
        joined = np.full(len(X), NOISE, dtype=np.int32)
        joined[drawn] = labels
        if is_core.any():
            others = np.setdiff1d(np.arange(len(X)), drawn)
            nearest = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(X[drawn][is_core])
            distances, places = nearest.kneighbors(X[others])
            joined[others] = np.where(distances[:, 0] <= self.eps_, labels[is_core][places[:, 0]], NOISE)
        return joined


def _n_substantial(labels: Labels) -> int:
    """Count the groups that hold a substantial share of all users."""
    return int(np.count_nonzero(np.bincount(labels[labels != NOISE]) >= _SUBSTANTIAL * len(labels)))


def _knee(curve: FloatArray) -> float:
    """Return the value of a rising curve farthest below the line between its ends."""
    span = curve[-1] - curve[0]
    if span <= 0:
        return float(curve[-1])
    below = np.linspace(0, 1, len(curve)) - (curve - curve[0]) / span
    return float(curve[np.argmax(below)])
