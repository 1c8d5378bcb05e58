"""Draws that every demo log is made of: the times of visits, and items by rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.demo.catalogue import Catalogue
from core.demo.users import ShopUsers
from core.types import FloatArray, IntArray

ZIPF_EXPONENT = 0.8
"""How steeply popularity falls with the rank of an item, in the pool and within a category."""
VISIT_SECONDS = 1500
"""Longest time between the events of one visit."""
DAY_SECONDS = 86_400
VIEW, PURCHASE, REFUND = 0, 2, 3
"""Codes into ``EVENT_NAMES``."""


@dataclass(frozen=True, slots=True)
class ShopEvents:
    """Events in time order; all arrays are (n_events,)."""

    users: IntArray
    """Rows of ``ShopUsers``."""
    items: IntArray
    """Rows of the catalogue."""
    names: IntArray
    """Codes into ``EVENT_NAMES``."""
    seconds: IntArray
    """int64 seconds since the log began."""
    cents: IntArray
    """int64 amount: paid above 0, given back below 0, 0 where nothing was paid."""


def pick(rng: np.random.Generator, cdf: FloatArray, rows: IntArray) -> IntArray:
    """Draw a column of the cumulative shares for each row asked for."""
    codes = np.zeros(len(rows), dtype=np.int64)
    drawn = rng.random(len(rows))
    for column in range(cdf.shape[1] - 1):
        codes += drawn >= cdf[rows, column]
    return codes


def draw_seconds(rng: np.random.Generator, users: ShopUsers, owners: IntArray) -> IntArray:
    """Draw visits in each user's window and spread the events over them."""
    n_days = users.plan.n_days
    visitors = np.repeat(np.arange(users.n_users), users.n_visits)
    n_visits = len(visitors)
    days = (users.last_days[visitors] - rng.random(n_visits) * users.window_days[visitors]).astype(np.int64)
    is_weekend = rng.random(n_visits) < users.weekend_share[visitors]
    weekdays = np.where(is_weekend, rng.integers(5, 7, n_visits), rng.integers(0, 5, n_visits))
    days = days // 7 * 7 + weekdays
    days = np.where(days >= n_days, days - 7, days)
    starts = days * DAY_SECONDS + pick(rng, users.hour_cdf, visitors) * 3600 + rng.integers(3600, size=n_visits)
    starts = np.minimum(starts, n_days * DAY_SECONDS - 2 * VISIT_SECONDS)
    first_visits = np.cumsum(users.n_visits) - users.n_visits
    visits = first_visits[owners] + (rng.random(len(owners)) * users.n_visits[owners]).astype(np.int64)
    seconds: IntArray = starts[visits] + rng.integers(VISIT_SECONDS, size=len(owners))
    return seconds


def sort_by_user(seconds: IntArray, owners: IntArray) -> tuple[IntArray, IntArray]:
    """Return each user's seconds in order and without ties, and the order; users stay where they are."""
    lane = owners * (1 << 32)
    order = np.argsort(lane + seconds, kind="stable")
    steps = np.arange(len(owners))
    spaced = np.maximum.accumulate(lane + seconds[order] - steps) + steps - lane
    return spaced, order


def best_sellers(catalogue: Catalogue) -> IntArray:
    """Return the items of the shared pool, the most popular one first."""
    return np.random.default_rng(1).permutation(np.flatnonzero(catalogue.is_best_seller))


def zipf_cdf(n_ranks: int) -> FloatArray:
    """Return (n_ranks,) cumulative shares of the items of a list, the most popular one first."""
    weights = np.cumsum(1 / np.arange(1, n_ranks + 1) ** ZIPF_EXPONENT)
    cdf: FloatArray = weights / weights[-1]
    return cdf


def shelves(catalogue: Catalogue, n_tastes: int) -> IntArray:
    """Return (n_tastes, n_categories, n_ranks) the items that are no best-sellers, as each taste ranks them."""
    others = np.flatnonzero(~catalogue.is_best_seller).reshape(catalogue.categories[-1] + 1, -1)
    ranked = np.tile(others, (n_tastes, 1, 1))
    return np.random.default_rng(2).permuted(ranked, axis=2)
