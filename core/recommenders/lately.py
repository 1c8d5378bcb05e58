"""What is popular lately: how fast popularity fades is learnt from the log, as news live days and books years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.population.interactions import interacted, interactions
from core.recommenders.offered import HALF_LIFE_SHARE, recently_liked
from core.types import FloatArray, Population

HALF_LIVES = (HALF_LIFE_SHARE, 0.2, 0.1, 0.05, 0.02)
"""Shares of a log's time in which popularity halves, the longest first."""
MIN_ERRORS, MIN_USERS = 2.0, 30
"""A shorter one finds more by so many standard errors of the difference over so many users, or it is not taken."""
FADES = 0.1
"""What users like together changes in a log whose popularity halves in this share of its time, or in less."""
MAX_COUNTED, MAX_USERS = 50_000, 2_000
"""Drawn at random: users who make things popular, and those of them on whom half-lives are tried."""
_HELD_OUT, _MIN_EVENTS, _LIST_LENGTH, _LIST_SHARE = 5, 5, 20, 0.2


def recent_shares(population: Population) -> FloatArray:
    """Return the share of users who like an item, (n_items,): those who took it lately count more."""
    return _shares(population, half_life_of(population))


def half_life_of(population: Population) -> float:
    """Return the share of the log's time in which popularity halves, that finds most in the last events of users.

    A fifth of the events of each user with five or more are held out. The longest of ``HALF_LIVES`` is taken, or of
    those that find certainly more the one that finds most.
    """
    return once(population, "half-life of popularity", lambda: _choose(population))


def fades(population: Population) -> bool:
    """Whether what is popular changes so fast that events of long ago say little of what users take next."""
    return half_life_of(population) <= FADES


def _choose(whole: Population) -> float:
    rng = np.random.default_rng(0)
    counted = np.sort(rng.permutation(whole.n_users)[:MAX_COUNTED])
    population = whole if len(counted) == whole.n_users else whole.of_users(counted)
    histories = population.histories
    n_held = np.where(histories.counts >= _MIN_EVENTS, histories.counts // _HELD_OUT, 0)
    is_held = np.arange(histories.n_events) >= np.repeat(histories.offsets[1:] - n_held, histories.counts)
    before, held = (replace(population, histories=histories.keep(some)) for some in (~is_held, is_held))
    had = interacted(before)
    targets = targets_of(held, had)
    users = np.flatnonzero(np.diff(targets.indptr))
    users = np.sort(rng.permutation(users)[:MAX_USERS])
    if not len(users):
        return HALF_LIFE_SHARE
    own, wanted = had[users], targets[users]
    return best_of({each: found_by(_shares(before, each), own, wanted) for each in HALF_LIVES})


def best_of(found: Mapping[float, FloatArray]) -> float:
    """Return the first half-life, or of those that find certainly more than it the one that finds most.

    ``found`` is what each finds for users, (n_users,); certain are ``MIN_ERRORS`` standard errors over at least
    ``MIN_USERS`` users.

    >>> found = {0.5: np.array([0.0, 0.1]), 0.2: np.array([0.2, 0.4])}
    >>> best_of({share: np.tile(each, 20) for share, each in found.items()}), best_of(found)
    (0.2, 0.5)
    """
    first = next(iter(found))

    def is_more(each: float) -> bool:
        gain = found[each] - found[first]
        return len(gain) >= MIN_USERS and bool(gain.mean() > MIN_ERRORS * gain.std() / np.sqrt(len(gain)))

    return max([first, *filter(is_more, found)], key=lambda each: float(found[each].mean()))


def targets_of(held: Population, had: sparse.csr_array) -> sparse.csr_array:
    """Mark what users like of what is held out and did not have, (n_users, n_items) float32 ones."""
    wanted = interactions(held)
    wanted = sparse.csr_array((np.ones_like(wanted.data), wanted.indices, wanted.indptr), shape=wanted.shape)
    known = sparse.csr_array((np.ones(had.nnz, dtype=np.float32), had.indices, had.indptr), shape=had.shape)
    targets = sparse.csr_array(wanted - wanted.multiply(known))
    targets.eliminate_zeros()
    return targets


def _shares(population: Population, half_life: float) -> FloatArray:
    return np.asarray(recently_liked(population, half_life).sum(axis=0)) / max(population.n_users, 1)


def found_by(scores: FloatArray, had: sparse.csr_array, targets: sparse.csr_array) -> FloatArray:
    """Return the share of targets on the lists that scores of items, the same for all users, make, (n_users,).

    Parameters
    ----------
    scores
        (n_items,)
    had
        (n_users, n_items) what stands on no list.
    targets
        (n_users, n_items) above 0 for at least one item of each user, none of them in ``had``.

    Examples
    --------
    >>> had = sparse.csr_array(np.eye(10)[[0]])
    >>> found_by(np.arange(10, 0, -1), had, sparse.csr_array(np.eye(10)[[1]] + np.eye(10)[[4]])).tolist()
    [0.5]
    """
    n_users, n_items = had.shape
    length = min(_LIST_LENGTH, max(1, int(_LIST_SHARE * n_items)))
    rank = np.empty(n_items, dtype=np.int64)
    rank[np.argsort(-scores, kind="stable")] = np.arange(n_items)
    known = np.sort(np.repeat(np.arange(n_users), np.diff(had.indptr)) * n_items + rank[had.indices])
    rows = np.repeat(np.arange(n_users), np.diff(targets.indptr))
    places = rank[targets.indices]
    n_passed = np.searchsorted(known, rows * n_items + places) - np.searchsorted(known, rows * n_items)
    found = np.bincount(rows[places - n_passed < length], minlength=n_users)
    return np.asarray(found / np.diff(targets.indptr))
