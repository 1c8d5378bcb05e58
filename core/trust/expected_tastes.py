"""What users who are as active in the same weeks would have, if the items of a log were shuffled within periods.

A heavy user has more of everything, and whoever acts in December has Christmas items. So a taste is stated only where
it exceeds what the items of a log shuffled within twentieths of its time would give the same users: the null of
``core.trust.reference``, by formula instead of by copies.

A user who first meets ``n`` distinct items in a period has an item of which a share ``q`` of the period's first
meetings is at a rate n q, and over all periods with probability 1 - exp(-s c sum n q). Nobody meets an item twice for
the first time, so rates of heavy users are raised by ``s`` until each user is expected to have as many items as they
have, and those of items by ``c`` until each is expected to have as many users as it has. A user's share of events on a
common category is above the usual one with a binomial probability, shifted in log-odds to the same end.

References
----------
Saracco, F., Di Clemente, R., Gabrielli, A. and Squartini, T. (2015). Randomizing bipartite networks: the case of the
World Trade Web. Scientific Reports 5, 10595 (a null that keeps how much users have and how many have an item).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from core.profiles.facts import Facts
from core.profiles.topics import is_taste
from core.trust.reference import N_PERIODS
from core.types import BoolArray, FloatArray, IntArray, Population

_AT_ONCE = 2_000_000
"""Probabilities in memory at a time."""
_ROUNDS = 12
"""Steps of Newton's method; it takes about five."""
_EXPOSURE_ROUNDS = 30
"""The same where users and items take turns."""


class ExpectedTastes:
    """Expected counts of users with a taste, by groups of users, among the events of ``population``."""

    def __init__(self, population: Population) -> None:
        self._population = population
        periods, is_counted = _periods(population), is_taste(population)
        is_first = _is_first_meeting(population, is_counted)
        met, self._met_items = _by_period(population, periods, is_first)
        n_users_with = np.bincount(population.histories.items[is_first], minlength=population.n_items)
        self._met = met * exposures(met.sum(axis=1), n_users_with)[:, None]
        self._events, self._event_items = _by_period(population, periods, is_counted)

    def count(self, facts: Facts, columns: IntArray, members: sparse.csr_array) -> FloatArray:
        """Return how many users of each group would have each fact, (n_groups, n_columns).

        The last row of ``members`` (n_groups, n_users) is everybody, and adds up to the users who have it.
        """
        n_at_once = max(1, _AT_ONCE // max(self._population.n_users, 1))
        parts = [columns[start : start + n_at_once] for start in range(0, len(columns), n_at_once)]
        counts = [members @ self._probabilities(facts, part) for part in parts]
        return np.hstack(counts) if counts else np.zeros((members.shape[0], 0))

    def _probabilities(self, facts: Facts, columns: IntArray) -> FloatArray:
        """Return the chance of each user to have each fact, (n_users, n_columns)."""
        totals = np.asarray(_who_has(facts.of_columns(columns)).sum(axis=0), dtype=np.float64).ravel()
        items = items_of(facts, columns)
        chances = _at_rates(self._met @ np.asarray((self._met_items @ items).todense()), totals)
        if facts.usual is not None:
            is_common = facts.usual[columns] > 0
            shares = self._chances_of_share(items[:, is_common], facts.usual[columns][is_common])
            chances[:, is_common] = _at_odds(shares, totals[is_common])
        return chances

    def _chances_of_share(self, items: sparse.csc_array, usual: FloatArray) -> FloatArray:
        """Return the chance that the share of a user's events on the items is above the usual one."""
        from scipy.stats import binom

        n_events = self._events.sum(axis=1, keepdims=True)
        share = self._events @ np.asarray((self._event_items @ items).todense()) / np.maximum(n_events, 1)
        return np.asarray(binom.sf(np.floor(usual * n_events), n_events, np.minimum(share, 1.0)))


def items_of(facts: Facts, columns: IntArray) -> sparse.csc_array:
    """Return which items some tastes are about, (n_items, n_columns) float64."""
    assert facts.items is not None  # noqa: S101 - tastes know their items
    return sparse.csc_array(sparse.csc_array(facts.items, dtype=np.float64)[:, columns])


def _periods(population: Population) -> IntArray:
    """Return the twentieth of the events in time order to which each belongs, (n_events,)."""
    periods = np.empty(population.histories.n_events, dtype=np.int64)
    order = np.argsort(population.histories.timestamps, kind="stable")
    for period, events in enumerate(np.array_split(order, N_PERIODS)):
        periods[events] = period
    return periods


def _is_first_meeting(population: Population, is_counted: BoolArray) -> BoolArray:
    """Mark the first of the counted events of each user with each item; a user's events stand in time order."""
    events = np.flatnonzero(is_counted)
    histories = population.histories
    pairs = histories.users[events].astype(np.int64) * population.n_items + histories.items[events]
    is_first = np.zeros(histories.n_events, dtype=bool)
    is_first[events[np.unique(pairs, return_index=True)[1]]] = True
    return is_first


def _by_period(population: Population, periods: IntArray, is_counted: BoolArray) -> tuple[FloatArray, sparse.csr_array]:
    """Return events by user and period, and shares of each period's events by item: (n_periods, n_items)."""
    histories = population.histories
    users, items, when = histories.users[is_counted], histories.items[is_counted], periods[is_counted]
    cells = users.astype(np.int64) * N_PERIODS + when
    counts = np.bincount(cells, minlength=population.n_users * N_PERIODS).reshape(-1, N_PERIODS).astype(np.float64)
    weights = 1.0 / np.maximum(counts.sum(axis=0), 1)[when]
    shares = sparse.csr_array((weights, (when, items)), shape=(N_PERIODS, population.n_items))
    return counts, shares


def _who_has(facts: Facts) -> sparse.csr_array:
    """Say who has which of a few facts, (n_users, n_facts)."""
    if facts.leads_to is None:
        return facts.has
    return sparse.csr_array((facts.has.astype(np.float32) @ facts.leads_to.astype(np.float32)) > 0)


def exposures(n_met: FloatArray, n_users_with: IntArray) -> FloatArray:
    """Return by what rates of users must be raised so that each has as many items as they have, (n_users,).

    Parameters
    ----------
    n_met
        (n_users,) distinct items of each user.
    n_users_with
        (n_items,) users of each item.

    Examples
    --------
    >>> exposures(np.array([1.0, 1, 6, 6]), np.array([2, 2, 2, 2, 2, 2, 1, 1])).round(1).tolist()
    [1.0, 1.0, 1.9, 1.9]
    """
    counts, place, n_alike = np.unique(n_met, return_inverse=True, return_counts=True)
    sizes, n_items = np.unique(n_users_with[n_users_with > 0], return_counts=True)
    sought = np.minimum(counts, 0.98 * n_items.sum())
    rates, popularity = np.maximum(sought, 1e-9), sizes / max(float(sizes @ n_items), 1.0)
    for _ in range(_EXPOSURE_ROUNDS):
        missed = np.exp(-np.outer(rates, popularity))
        step = (sought - (1 - missed) @ n_items) / np.maximum((missed * popularity) @ n_items, 1e-12)
        rates = np.clip(rates + step, rates / 2, rates * 2)
        missed = np.exp(-np.outer(rates, popularity))
        step = (sizes - n_alike @ (1 - missed)) / np.maximum(n_alike @ (missed * rates[:, None]), 1e-12)
        popularity = np.clip(popularity + step, popularity / 2, popularity * 2)
    raised = np.where(counts > 0, rates * float(popularity @ n_items) / np.maximum(counts, 1), 1.0)
    return np.asarray((raised / raised.min())[place])


def _at_rates(rates: FloatArray, totals: FloatArray) -> FloatArray:
    """Return chances at rates (n_users, n_columns), each column scaled so that it adds up to its total."""
    scale = np.ones(rates.shape[1])
    for _ in range(_ROUNDS):
        missed = np.exp(-rates * scale)
        step = (totals - (1 - missed).sum(axis=0)) / np.maximum((missed * rates).sum(axis=0), 1e-12)
        scale = np.clip(scale + step, scale / 2, scale * 2)
    return np.asarray(-np.expm1(-rates * scale))


def _at_odds(chances: FloatArray, totals: FloatArray) -> FloatArray:
    """Shift the log-odds of each column of (n_users, n_columns) so that it adds up to its total."""
    chances = np.clip(chances, 0.0, 1 - 1e-12)
    odds = chances / (1 - chances)
    shift = np.zeros(chances.shape[1])
    for _ in range(_ROUNDS):
        shifted = odds * np.exp(shift) / (1 + odds * np.exp(shift))
        step = (totals - shifted.sum(axis=0)) / np.maximum((shifted * (1 - shifted)).sum(axis=0), 1e-9)
        shift = np.clip(shift + np.clip(step, -1.0, 1.0), -30.0, 30.0)
    scaled = odds * np.exp(shift)
    return np.asarray(scaled / (1 + scaled))
