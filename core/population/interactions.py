"""Who interacted with what, and how strongly: events become a user-item matrix by the meanings of their types."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.compute.once import once
from core.population.meanings import IGNORE, NO_INTERACTION, PAYMENT, RATE, event_weights, meanings_of
from core.population.ratings import DISLIKED, rating_strengths
from core.types import REFUND, BoolArray, Population

SECONDS_PER_DAY = 86_400
DAYPARTS = ("0-4", "4-8", "8-12", "12-16", "16-20", "20-24")
"""Hours of the local day in blocks of four."""

_ROUNDING = 1e-6
FAVOUR = np.float32(0.25)
"""The best rating weighs so much more than one that is neither good nor bad."""
AGAINST = np.float32(0.1)
"""What a dislike weighs beside a like, in what is signed. Both are weak since a choice says more than its stars."""


def is_refund(population: Population) -> BoolArray:
    """Mark the events that take an earlier one back, (n_events,)."""
    return once(population, "is_refund", lambda: is_meant(population, REFUND))


def is_ignored(population: Population) -> BoolArray:
    """Mark the events that say nothing of their item, such as logins and payments of none, (n_events,)."""
    return once(population, "is_ignored", lambda: is_meant(population, IGNORE, PAYMENT))


def is_interaction(population: Population) -> BoolArray:
    """Mark the events by which a user interacts with an item, (n_events,): none of ``NO_INTERACTION``."""
    return once(population, "is_interaction", lambda: ~is_meant(population, *NO_INTERACTION))


def takes_back(population: Population) -> BoolArray:
    """Mark the refunds of another event, (n_events,): those that weigh something."""
    weighs = np.array([meaning.weight != 0 for meaning in meanings_of(population)], dtype=bool)
    found: BoolArray = is_refund(population) & weighs[population.histories.events]
    return found


def is_given_back(population: Population) -> BoolArray:
    """Mark the events with an item whose user's last event with it is a refund, (n_events,)."""
    return once(population, "is_given_back", lambda: _is_given_back(population))


def _is_given_back(population: Population) -> BoolArray:
    histories, is_back = population.histories, takes_back(population)
    if not is_back.any():
        return is_back
    pairs = histories.users.astype(np.int64) * population.n_items + histories.items
    distinct, pair_of = np.unique(pairs, return_inverse=True)
    last = np.zeros(len(distinct), dtype=np.int64)
    np.maximum.at(last, pair_of, np.arange(histories.n_events))  # events of a user stand in time order
    found: BoolArray = is_back[last[pair_of]]
    return found


def is_meant(population: Population, *kinds: str) -> BoolArray:
    """Mark the events of one of some kinds, (n_events,)."""
    is_kind = np.array([meaning.kind in kinds for meaning in meanings_of(population)], dtype=bool)
    return is_kind[population.histories.events]


def interactions(
    population: Population, half_life_days: float | None = None, end: int | None = None, n_fitted: int | None = None
) -> sparse.csr_array:
    """Add up the events of each user-item pair: (n_users, n_items) float32, every stored weight above 0.

    A good rating weighs up to a quarter more than its type. An item that its user rated low is left out: ``dislikes``.

    Parameters
    ----------
    population
        Users without events have empty rows. A pair whose refunds outweigh the rest is left out.
    half_life_days
        An event so much older than the newest one counts half; with None, age does not matter.
    end
        The newest event of the log an encoder was fitted on, in seconds since 1970: age is counted from the later of it
        and the newest event here.
    n_fitted
        Number of event types of that log; see ``event_weights``.

    Notes
    -----
    Computed once for a population and these parameters, and shared: do not change it.
    """
    return _likes_and_dislikes(population, half_life_days, end, n_fitted)[0]


def dislikes(
    population: Population, half_life_days: float | None = None, end: int | None = None, n_fitted: int | None = None
) -> sparse.csr_array:
    """Add up the ratings of each item that its user rated low: (n_users, n_items) float32, every stored one above 0.

    What a rating says of an item goes before all else that the user did with it: no pair is both here and in
    ``interactions``. Parameters as there.
    """
    return _likes_and_dislikes(population, half_life_days, end, n_fitted)[1]


def signed_interactions(
    population: Population, half_life_days: float | None = None, end: int | None = None, n_fitted: int | None = None
) -> sparse.csr_array:
    """Return ``interactions`` less a part of ``dislikes``, for what can take weights below 0.

    A part, since what a user rated low they chose nonetheless, and that predicts what they choose next.
    """
    likes, against = _likes_and_dislikes(population, half_life_days, end, n_fitted)
    return likes - AGAINST * against if against.nnz else likes


def is_disliked(population: Population) -> BoolArray:
    """Mark the events with an item that the user rated low, (n_events,)."""
    against, histories = dislikes(population).tocoo(), population.histories
    if not against.nnz:
        return np.zeros(histories.n_events, dtype=bool)
    low_users, low_items = against.coords
    low = low_users.astype(np.int64) * population.n_items + low_items
    return np.isin(histories.users.astype(np.int64) * population.n_items + histories.items, low)


def _likes_and_dislikes(
    population: Population, half_life_days: float | None, end: int | None, n_fitted: int | None
) -> tuple[sparse.csr_array, sparse.csr_array]:
    newest_end = newest(population, end) if half_life_days is not None else None
    key = ("interactions", half_life_days, newest_end, n_fitted)
    return once(population, key, lambda: _add_up(population, half_life_days, end, n_fitted))


def _add_up(
    population: Population, half_life_days: float | None, end: int | None, n_fitted: int | None
) -> tuple[sparse.csr_array, sparse.csr_array]:
    weights = _event_weights(population, half_life_days, end, n_fitted)
    if population.rating_scale is None:
        return _above_zero(_sum_pairs(population, weights)), _nothing(population)
    strengths = rating_strengths(population, is_meant(population, RATE))
    is_low = strengths < DISLIKED
    opinions = np.where(np.abs(strengths) > -DISLIKED, weights * strengths, np.float32(0))
    against = _above_zero(_sum_pairs(population, -opinions))
    likes = _above_zero(_sum_pairs(population, np.where(is_low, np.float32(0), weights * (1 + FAVOUR * strengths))))
    return _above_zero(likes - likes.multiply(against > 0)), against


def _nothing(population: Population) -> sparse.csr_array:
    empty = np.empty(0, dtype=np.int32)
    shape = (population.n_users, population.n_items)
    return sparse.csr_array((np.empty(0, dtype=np.float32), (empty, empty)), shape=shape)


def _above_zero(matrix: sparse.csr_array) -> sparse.csr_array:
    matrix = sparse.csr_array(matrix)
    matrix.data[matrix.data < _ROUNDING] = 0.0
    matrix.eliminate_zeros()
    return matrix


def _event_weights(
    population: Population, half_life_days: float | None, end: int | None, n_fitted: int | None
) -> npt.NDArray[np.float32]:
    histories = population.histories
    weights = event_weights(meanings_of(population), n_fitted)[histories.events]
    if half_life_days is not None and histories.n_events:
        ages = (newest(population, end) - histories.timestamps) / (half_life_days * SECONDS_PER_DAY)
        weights = weights * np.exp2(-ages).astype(np.float32)
    return weights


def newest(population: Population, end: int | None = None) -> int:
    """Return the time of the newest event, or ``end`` if that is later: seconds since 1970, 0 without any event."""
    return max(int(population.histories.timestamps.max(initial=0)), end or 0)


def last_year(population: Population) -> int:
    """Return the year of the newest event."""
    return datetime.fromtimestamp(newest(population), UTC).year


def interacted(population: Population, *, with_refunds: bool = True) -> sparse.csr_array:
    """Say who has any event with what, (n_users, n_items) bool; refunds alone may be left out of "any".

    Events that are ignored never count.

    Computed once for a population, and shared: do not change it.
    """
    return once(population, ("interacted", with_refunds), lambda: _mark_pairs(population, with_refunds))


def _mark_pairs(population: Population, with_refunds: bool) -> sparse.csr_array:
    matrix = _sum_pairs(population, ~is_ignored(population) if with_refunds else is_interaction(population))
    matrix.eliminate_zeros()
    return matrix


def _sum_pairs(population: Population, weights: npt.NDArray[np.float32] | BoolArray) -> sparse.csr_array:
    """Histories already stand by user, so they are a CSR matrix with repeated columns; booleans add up to "or".

    Everything is copied: what is added up in place may be shared.
    """
    histories = population.histories
    shape = (population.n_users, population.n_items)
    matrix = sparse.csr_array((weights.copy(), histories.items.copy(), histories.offsets.copy()), shape=shape)
    matrix.sum_duplicates()
    return matrix
