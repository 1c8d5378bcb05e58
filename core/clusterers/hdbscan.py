"""HDBSCAN, by scikit-learn: dense groups of any density; users in none of them stay unassigned.

The number of groups depends on the smallest size that counts as a group, and may change sharply from one size to the
next. So a sweep over sizes is always made from the one tree that all sizes share, and kept to be shown. The tree takes
O(n_users ** 2) time; beyond 10,000 users it is that of a sample of as many, and each other user joins the group of the
nearest sampled user, if within its reach, or none: O(n_users) memory.

References
----------
Campello, R. J. G. B., Moulavi, D. and Sander, J. (2013). Density-based clustering based on hierarchical density
estimates. PAKDD, 160-172. doi:10.1007/978-3-642-37456-2_14
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.clusterers.shared import draw_users, without_gaps
from core.clusterers.sweep import sweep_point
from core.params import param
from core.sentences import say
from core.types import NOISE, IntArray, Labels, Vectors
from core.types.figures import Sweep

_SAMPLE = 10_000
_SHARE = 0.01
"""Share of users that an automatic smallest group has."""
_LEAST_SIZE = 5
_SHARES_SWEPT = (0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1)


@dataclass
class Hdbscan:
    """scikit-learn's HDBSCAN; it finds the number of clusters itself.

    Attributes
    ----------
    min_cluster_size_
        The smallest size that was used, in users of the whole log.
    sweep_
        What other smallest sizes would give; None when there are too few users.
    notes_
        What to know about the result, as sentences.
    """

    min_cluster_size: int = param(
        0,
        "Fewest users that make a group; 0 takes 1 % of all, but 5 or more.",
        label=say("Smallest group"),
        low=0,
        high=1_000_000,
    )
    min_samples: int = param(
        5,
        "Neighbours, including the user, by which density is measured; more leave more users unassigned.",
        label=say("Neighbours of a core user"),
        low=1,
        high=1000,
    )
    selection: str = param(
        "eom",
        "Which groups of the tree are selected: eom the most persistent, leaf the smallest.",
        label=say("Which groups of the tree"),
        choices=("eom", "leaf"),
    )
    random_state: int = param(
        0, "Random seed of the sample of users beyond 10,000; changes nothing below.", low=0, high=2**32 - 1
    )

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1, -1 for users in no dense group."""
        drawn = draw_users(len(X), _SAMPLE, self.random_state)
        self.notes_: tuple[str, ...] = ()
        self.sweep_: Sweep | None = None
        self.min_cluster_size_ = self.min_cluster_size or max(_LEAST_SIZE, round(_SHARE * len(X)))
        if len(X) < max(self.min_cluster_size_, self.min_samples, 2):
            return np.full(len(X), NOISE, dtype=np.int32)
        labels = self._fit(X[drawn], len(drawn) / len(X))
        return labels if len(drawn) == len(X) else self._join(X, drawn, labels)

    def _fit(self, X: Vectors, share_drawn: float) -> Labels:
        """Make the tree, cut it at every size of the sweep and return the labels of the chosen one."""
        from sklearn.cluster import HDBSCAN
        from sklearn.cluster._hdbscan.hdbscan import tree_to_labels

        chosen = _drawn_size(self.min_cluster_size_, share_drawn)
        model = HDBSCAN(
            min_cluster_size=chosen,
            min_samples=self.min_samples,
            cluster_selection_method=self.selection,
            copy=True,
        ).fit(X)
        sizes = {_drawn_size(share * len(X), 1.0) for share in _SHARES_SWEPT}
        trials = []
        for size in sorted(sizes | {chosen}):
            labels, _strengths = tree_to_labels(model._single_linkage_tree_, size, self.selection)
            trials.append(sweep_point(round(size / share_drawn), labels))
        self.sweep_ = Sweep("min_cluster_size", float(round(chosen / share_drawn)), tuple(trials))
        return without_gaps(model.labels_)

    def _join(self, X: Vectors, drawn: IntArray, labels: Labels) -> Labels:
        """Give users outside the sample the label of the nearest sampled user, if that one is within reach.

        The reach of a group is the largest distance that one of its drawn users has to the neighbours by which density
        is measured.
        """
        from sklearn.neighbors import NearestNeighbors

        self.notes_ = (
            say(
                "HDBSCAN worked on {n_drawn:,} users drawn at random; the others joined the group of the nearest of "
                "them within its reach, and the rest stayed unassigned.",
                n_drawn=len(drawn),
            ),
        )
        nearest = NearestNeighbors(n_neighbors=self.min_samples, algorithm="brute").fit(X[drawn])
        reach = np.zeros(labels.max(initial=NOISE) + 2)
        np.maximum.at(reach, labels, nearest.kneighbors(X[drawn])[0][:, -1])  # the last place is that of noise
        others = np.setdiff1d(np.arange(len(X)), drawn)
        distances, places = nearest.kneighbors(X[others], n_neighbors=1)
        found = labels[places[:, 0]]
        joined = np.empty(len(X), dtype=np.int32)
        joined[drawn] = labels
        joined[others] = np.where(distances[:, 0] <= reach[found], found, NOISE)
        return joined


def _drawn_size(size: float, share_drawn: float) -> int:
    """Return how many drawn users stand for ``size`` users; a group has 2 at least."""
    return max(2, round(size * share_drawn))
