"""A validation part before the holdout, on which recommenders for users are weighed against each other.

It holds out a fifth of each user's events: of half of the users the last ones, of the others any. What is found must
hold for what users do next and for their taste as a whole; on the last events alone, weights followed the order in
which a log was written. Where what is popular changes fast, it holds out the last ones of all users: there, what others
took later says what a user took then.

A second part holds out the last fifth of all events, so that nothing later is known of anybody. Where items come and
go, users who left early picked what is gone by now, and those on whom the first part can judge are few.

Of what is left, one user in five keeps no more than the last few events, so that recommenders learn from users of whom
little is known, also in a log that has few of them; and every user is tried as such a one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.recommenders.ease import pairs_of
from core.recommenders.lately import fades, targets_of
from core.types import BoolArray, Histories, IntArray, Population

FEW, MANY = 5, 20
"""Users are weighed in three groups by the items that they have: fewer than the first, up to the second, more."""
N_GROUPS = 3
_HELD_OUT, _CUT = 5, 5
_MIN_EVENTS = 2


@dataclass(frozen=True)
class Validation:
    """A population before its validation part, and what is new to its users there."""

    train: Population
    few: Population
    """The same users, each with the last few of these events: how they would look if little were known of them."""
    had: sparse.csr_array
    """(n_users, n_items) ones where a user has an item before, cut or not: neither found nor missed."""
    targets: sparse.csr_array
    """(n_users, n_items) float32 ones, none of them in ``had``."""


def split_validation(population: Population, random_state: int = 0) -> Validation:
    """Hold out events of each user with two or more."""
    histories = population.histories
    counts, rng = histories.counts, np.random.default_rng(random_state)
    n_before = counts - np.where(counts >= _MIN_EVENTS, -(-counts // _HELD_OUT), 0)
    is_before = _first(histories, n_before, rng, with_any=not fades(population))
    return _validation(population, is_before, n_before, rng)


def split_late(population: Population, random_state: int = 0) -> Validation:
    """Hold out the last fifth of all events, or less where many are of one moment, of whoever has earlier ones."""
    times, users = population.histories.timestamps, population.histories.users
    is_before = times <= (np.quantile(times, 1 - 1 / _HELD_OUT) if len(times) else 0)
    n_before = np.bincount(users[is_before], minlength=population.n_users)
    made = _validation(population, is_before, n_before, np.random.default_rng(random_state))
    is_known = (np.diff(made.had.indptr) > 0).astype(np.float32)
    targets = sparse.csr_array(made.targets.multiply(is_known[:, None]))
    targets.eliminate_zeros()
    return replace(made, targets=targets)


def _validation(
    population: Population, is_before: BoolArray, n_before: IntArray, rng: np.random.Generator
) -> Validation:
    """Split events; of what is before, one user in five keeps a few, and every user is tried with a few."""
    histories, counts = population.histories, population.histories.counts
    n_few = np.minimum(n_before, rng.integers(1, FEW, len(counts)))
    is_cut = rng.permutation(len(counts)) % _CUT == 0
    n_later = np.repeat(n_before, counts) - _n_until(histories, is_before)
    kept = (
        is_before,
        is_before & (n_later < np.repeat(np.where(is_cut, n_few, n_before), counts)),
        is_before & (n_later < np.repeat(n_few, counts)),
        ~is_before,
    )
    before, train, few, held = (replace(population, histories=histories.keep(some)) for some in kept)
    had = pairs_of(before)
    return Validation(train, few, had, targets_of(held, had))


def _first(histories: Histories, n_before: IntArray, rng: np.random.Generator, *, with_any: bool) -> BoolArray:
    """Mark so many events of each user, (n_events,): the first, or of half of the users any ``with_any``."""
    keys = np.arange(histories.n_events, dtype=np.float64)
    is_any = np.repeat((rng.permutation(histories.n_users) % 2 == 1) & with_any, histories.counts)
    keys[is_any] = rng.random(int(is_any.sum()))
    order = np.lexsort((keys, histories.users))
    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[order] = np.arange(len(keys)) - np.repeat(histories.offsets[:-1], histories.counts)
    return np.asarray(ranks < np.repeat(n_before, histories.counts))


def _n_until(histories: Histories, is_meant: BoolArray) -> IntArray:
    """Count the events of the same user up to each event, itself with them, that are meant, (n_events,)."""
    meant = np.concatenate([[0], np.cumsum(is_meant)])
    return np.asarray(meant[1:] - np.repeat(meant[histories.offsets[:-1]], histories.counts))


def group_of(n_own: IntArray) -> IntArray:
    """Return the group of users, (n_users,) from 0, by how many items they have.

    >>> group_of(np.array([0, 4, 5, 20, 21])).tolist()
    [0, 0, 1, 1, 2]
    """
    return np.digitize(n_own, (FEW, MANY + 1))
