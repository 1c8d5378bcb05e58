"""Agglomerative clustering, by SciPy: the two nearest groups are joined until as many are left as wanted.

The tree needs the distances of all pairs, O(n_users ** 2) time and memory (1.6 GB for 20,000 users). Beyond 20,000
users k-means first makes 2,000 small groups, and the tree joins their centres, each as if it were one user; time and
memory then grow with the number of users.

References
----------
Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. JASA 58, 236-244.
doi:10.1080/01621459.1963.10500845
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from scipy import sparse

from core.clusterers.shared import draw_users, require_users, without_gaps
from core.compute.threads import one_thread
from core.params import param
from core.sentences import say
from core.types import FloatArray, IntArray, Labels, Vectors

_MAX_EXACT = 20_000
_N_SMALL = 2_000
_N_SMALL_IN_SWEEP = 500
_SMALL_STEPS = 10
_SAMPLE = 50_000
"""With more users, small groups are found on so many of them, and the others join the nearest."""
_SAME = 1e-6
"""Smaller distances are rounding errors: such groups stay one, however many clusters are asked for."""


@dataclass
class Agglomerative:
    """SciPy's linkage, cut where ``k`` groups are left.

    Attributes
    ----------
    notes_
        What to know about the result, as sentences.
    """

    k: int = param(8, "Number of clusters.", low=1, high=1000)
    linkage: str = param(
        "ward",
        "Which groups are nearest: ward merges those with the least variance together, average those with the nearest "
        "mean cosine.",
        label=say("Linkage"),
        choices=("ward", "average"),
    )
    random_state: int = param(
        0, "Random seed of the small groups beyond 20,000 users; changes nothing below.", low=0, high=2**32 - 1
    )
    max_exact: int = _MAX_EXACT
    """With more users the tree merges small groups."""
    n_small: int = _N_SMALL
    """How many small groups."""
    stand_in: ClassVar[str] = say("trees of 500 small groups of users")
    """What ``for_sweep`` returns, in words."""

    def __post_init__(self) -> None:
        self.notes_: tuple[str, ...] = ()

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1; fewer than ``k`` when there are fewer distinct users.

        Raises
        ------
        DataError
            If there are fewer users than clusters.
        """
        return self.fit_predict_many(X, [self.k])[0]

    def fit_predict_many(self, X: Vectors, ks: Sequence[int]) -> list[Labels]:
        """Return the labels for each of several numbers of clusters, all cut from one tree."""
        require_users(X, max(ks))
        rows: FloatArray = X
        place: IntArray = np.arange(len(X))
        if len(X) > self.max_exact:
            rows, place = self._small_groups(X)
            self.notes_ = (
                say(
                    "The tree joins {n_small:,} small groups that k-means made of {n_users:,} users.",
                    n_small=len(rows),
                    n_users=len(X),
                ),
            )
        tree = self._tree(rows)
        return [without_gaps(_cut(tree, k)[place]) for k in ks]

    def for_sweep(self) -> Agglomerative:
        """Return what stands for it in a sweep over k, which needs many trees: one that joins 500 small groups."""
        return replace(self, max_exact=_N_SMALL_IN_SWEEP, n_small=_N_SMALL_IN_SWEEP)

    def _tree(self, rows: FloatArray) -> FloatArray:
        from scipy.cluster.hierarchy import linkage

        if len(rows) == 1:
            return np.zeros((0, 4))
        precise = rows.astype(np.float64)
        if self.linkage == "ward":
            return np.asarray(linkage(precise, "ward"))
        return np.asarray(linkage(precise, "average", metric="cosine"))

    def _small_groups(self, X: Vectors) -> tuple[FloatArray, Labels]:
        """Return the centres of the small groups that have users, and the group of every user."""
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning

        drawn = draw_users(len(X), _SAMPLE, self.random_state)
        model = KMeans(self.n_small, n_init=1, max_iter=_SMALL_STEPS, random_state=self.random_state)
        with one_thread(), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct users than small groups
            groups = model.fit(X[drawn]).predict(X)
        return model.cluster_centers_[np.unique(groups)], without_gaps(groups)


def _cut(tree: FloatArray, k: int) -> IntArray:
    """Undo the last joins until ``k`` groups are left, (n_leaves,); groups at distance 0 are not separated.

    SciPy's own ``fcluster`` gives fewer groups where joins are equally far.
    """
    from scipy.sparse.csgraph import connected_components

    n_leaves = len(tree) + 1
    n_joins = max(n_leaves - k, int(np.count_nonzero(tree[:, 2] <= _SAME)))
    leaf_of = np.arange(n_leaves + len(tree))
    for join, (first, _second) in enumerate(tree[:, :2].astype(np.int64)):
        leaf_of[n_leaves + join] = leaf_of[first]
    first, second = leaf_of[tree[:n_joins, :2].astype(np.int64)].T
    joined = sparse.coo_array((np.ones(n_joins), (first, second)), shape=(n_leaves, n_leaves))
    return np.asarray(connected_components(joined, directed=False)[1])
