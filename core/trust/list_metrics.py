"""How good personal lists are: by what their users pick in the holdout, and by what is on them.

References
----------
Herlocker, J. L. et al. (2004). Evaluating collaborative filtering recommender systems. ACM TOIS 22(1), 5-53.
doi:10.1145/963770.963772. Castells, P., Hurley, N. and Vargas, S. (2022). Novelty and diversity in recommender systems.
In Recommender Systems Handbook, 3rd ed. Springer. doi:10.1007/978-1-0716-2197-4_16
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.recommenders.offered import NOTHING
from core.trust.intervals import NAN
from core.types import BoolArray, FloatArray, IntArray

_LISTS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ListGrades:
    """What lists are worth to each user, (n_lists,) each."""

    recall: FloatArray
    """Share of the user's targets that are on the list."""
    ndcg: FloatArray
    """The same, with early places worth more."""
    hit: FloatArray
    """1 where at least one target is on the list, else 0."""
    reciprocal_rank: FloatArray
    """1 over the place of the first target on the list, 0 without one."""


@dataclass(frozen=True, slots=True)
class ListMix:
    """What stands on lists."""

    coverage: float
    """Share of the items that can be offered that stand on at least one list."""
    novelty: float
    """Mean of -log2 of the share of users who have an item: the higher, the less known."""
    diversity: float
    """Share of the pairs of items of a list that have no category in common; NaN without categories."""
    gini: float
    """How unequally items come up over all lists: 0 all alike, 1 one item alone."""


def grade_lists(lists: IntArray, targets: sparse.csr_array) -> ListGrades:
    """Grade lists by the targets of their users.

    Parameters
    ----------
    lists
        (n_lists, length) codes of items, best first, ``NOTHING`` where a list is shorter.
    targets
        (n_lists, n_items) true where the user picks an item in the holdout; each row has one at least.

    Examples
    --------
    >>> targets = sparse.csr_array(np.array([[True, False, True], [False, True, False]]))
    >>> grades = grade_lists(np.array([[1, 0], [0, 2]]), targets)
    >>> grades.recall.tolist(), grades.hit.tolist(), grades.reciprocal_rank.tolist()
    ([0.5, 0.0], [1.0, 0.0], [0.5, 0.0])
    """
    is_hit = _hits(lists, targets)
    n_targets, length = np.diff(targets.indptr), lists.shape[1]
    discount = 1 / np.log2(np.arange(length) + 2)
    ideal = np.cumsum(discount)[np.minimum(n_targets, length) - 1]
    found = is_hit.any(axis=1)
    first = np.where(found, is_hit.argmax(axis=1), 0)
    return ListGrades(
        recall=is_hit.sum(axis=1) / n_targets,
        ndcg=is_hit @ discount / ideal,
        hit=np.asarray(found, dtype=np.float64),
        reciprocal_rank=np.where(found, 1 / (first + 1), 0.0),
    )


def mix_of(lists: IntArray, shares: FloatArray, categories: sparse.csr_array) -> ListMix:
    """Say what stands on lists.

    Parameters
    ----------
    lists
        As in ``grade_lists``.
    shares
        (n_items,) share of all users who have an item; items without any cannot be offered.
    categories
        (n_items, n_categories) bool, as in ``Items``.
    """
    listed = lists[lists != NOTHING]
    times = np.sort(np.bincount(listed, minlength=len(shares))[shares > 0])
    n_items, total = len(times), int(times.sum())
    if not total:
        return ListMix(NAN, NAN, NAN, NAN)
    gini = 2 * float(np.arange(1, n_items + 1) @ times) / (n_items * total) - (n_items + 1) / n_items
    return ListMix(
        coverage=float(np.mean(times > 0)),
        novelty=float(-np.log2(np.maximum(shares[listed], 1e-12)).mean()),
        diversity=_diversity(lists, categories),
        gini=gini,
    )


def share_served(lists: IntArray, is_meant: BoolArray) -> float:
    """Return the share of some users, ``is_meant`` (n_lists,), with an item on their list; NaN without such users."""
    return float((lists[is_meant] != NOTHING).any(axis=1).mean()) if is_meant.any() else NAN


def _hits(lists: IntArray, targets: sparse.csr_array) -> BoolArray:
    """Mark the places of lists that hold a target, (n_lists, length)."""
    n_items = targets.shape[1]
    users, items = targets.tocoo().coords
    wanted = users.astype(np.int64) * n_items + items
    offered = np.arange(len(lists))[:, None] * n_items + lists
    is_hit: BoolArray = np.isin(offered, wanted) & (lists != NOTHING)
    return is_hit


def _diversity(lists: IntArray, categories: sparse.csr_array) -> float:
    if not categories.shape[1] or not (lists != NOTHING).any():
        return NAN
    listed = np.unique(lists[lists != NOTHING])
    marks = categories[listed].astype(np.float32)
    differs = np.asarray((marks @ marks.T).toarray()) == 0
    n_differing = n_pairs = 0
    for start in range(0, len(lists), _LISTS_AT_ONCE):
        some = lists[start : start + _LISTS_AT_ONCE]
        is_real, places = some != NOTHING, np.searchsorted(listed, np.maximum(some, listed[0]))
        is_pair = is_real[:, :, None] & is_real[:, None, :] & ~np.eye(some.shape[1], dtype=bool)
        n_pairs += int(is_pair.sum())
        n_differing += int((differs[places[:, :, None], places[:, None, :]] & is_pair).sum())
    return float(n_differing / n_pairs) if n_pairs else NAN
