"""Events of the demo log: visits at a user's own hours, items by taste, refunds of what was purchased before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.ingest import demo_planted as planted
from core.ingest.demo_catalogue import Catalogue
from core.ingest.demo_users import N_DAYS, ShopUsers
from core.types import BoolArray, FloatArray, IntArray

FOLLOW_SHARE = 0.35
"""Share of carts and purchases that take the item of the event before."""
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


def draw_events(rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers) -> ShopEvents:
    """Draw all events of the users. No user has two events in one second."""
    owners = np.repeat(np.arange(users.n_users), users.n_events)
    seconds, order = _sort_by_user(_draw_seconds(rng, users, owners), owners)
    items = _draw_items(rng, catalogue, users, owners)[order]
    names = _pick(rng, users.event_cdf, owners)
    items, names, paid = _link(rng, owners, items, names)
    pieces = 1 + rng.poisson(users.extra_pieces[owners])[paid]
    signs = np.select([names == PURCHASE, names == REFUND], [1, -1], 0)
    cents = catalogue.cents[items] * pieces * signs
    by_time = np.argsort(seconds, kind="stable")
    return ShopEvents(owners[by_time], items[by_time], names[by_time], seconds[by_time], cents[by_time])


def _pick(rng: np.random.Generator, cdf: FloatArray, rows: IntArray) -> IntArray:
    """Draw a column of the cumulative shares for each row asked for."""
    codes = np.zeros(len(rows), dtype=np.int64)
    drawn = rng.random(len(rows))
    for column in range(cdf.shape[1] - 1):
        codes += drawn >= cdf[rows, column]
    return codes


def _draw_seconds(rng: np.random.Generator, users: ShopUsers, owners: IntArray) -> IntArray:
    """Draw visits in each user's window and spread the events over them."""
    visitors = np.repeat(np.arange(users.n_users), users.n_visits)
    n_visits = len(visitors)
    days = (users.last_days[visitors] - rng.random(n_visits) * users.window_days[visitors]).astype(np.int64)
    is_weekend = rng.random(n_visits) < users.weekend_share[visitors]
    weekdays = np.where(is_weekend, rng.integers(5, 7, n_visits), rng.integers(0, 5, n_visits))
    days = days // 7 * 7 + weekdays
    days = np.where(days >= N_DAYS, days - 7, days)
    starts = days * DAY_SECONDS + _pick(rng, users.hour_cdf, visitors) * 3600 + rng.integers(3600, size=n_visits)
    starts = np.minimum(starts, N_DAYS * DAY_SECONDS - 2 * VISIT_SECONDS)
    first_visits = np.cumsum(users.n_visits) - users.n_visits
    visits = first_visits[owners] + (rng.random(len(owners)) * users.n_visits[owners]).astype(np.int64)
    seconds: IntArray = starts[visits] + rng.integers(VISIT_SECONDS, size=len(owners))
    return seconds


def _sort_by_user(seconds: IntArray, owners: IntArray) -> tuple[IntArray, IntArray]:
    """Return each user's seconds in order and without ties, and the order; users stay where they are."""
    lane = owners * (1 << 32)
    order = np.argsort(lane + seconds, kind="stable")
    steps = np.arange(len(owners))
    spaced = np.maximum.accumulate(lane + seconds[order] - steps) + steps - lane
    return spaced, order


def _draw_items(rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers, owners: IntArray) -> IntArray:
    """Draw best-sellers from the shared pool and the rest by category and taste."""
    n_events = len(owners)
    pool = np.random.default_rng(1).permutation(np.flatnonzero(catalogue.is_best_seller))
    best = pool[np.searchsorted(_zipf_cdf(len(pool)), rng.random(n_events))]
    is_first = rng.random(n_events) < users.first_share[owners]
    tastes = users.tastes[owners, np.where(is_first, 0, 1)]
    categories = _pick(rng, users.category_cdf, owners)
    shelves = _shelves(catalogue)
    ranks = np.searchsorted(_zipf_cdf(shelves.shape[2]), rng.random(n_events))
    is_best = _spaced(planted.BEST_SELLER_SHARE, rng.random(users.n_users)[owners])
    return np.where(is_best, best, shelves[tastes, categories, ranks])


def _spaced(share: float, phases: FloatArray) -> BoolArray:
    """Choose that share of events evenly, so that every user has it as nearly as its number of events allows."""
    steps = np.arange(len(phases)) * share + phases
    is_chosen: BoolArray = np.floor(steps + share) > np.floor(steps)
    return is_chosen


def _zipf_cdf(n_ranks: int) -> FloatArray:
    weights = np.cumsum(1 / np.arange(1, n_ranks + 1) ** planted.ZIPF_EXPONENT)
    cdf: FloatArray = weights / weights[-1]
    return cdf


def _shelves(catalogue: Catalogue) -> IntArray:
    """Return (n_tastes, n_categories, n_ranks) the items that are no best-sellers, as each taste ranks them."""
    others = np.flatnonzero(~catalogue.is_best_seller).reshape(catalogue.categories[-1] + 1, -1)
    ranked = np.tile(others, (planted.FLAT_TASTE + 1, 1, 1))
    return np.random.default_rng(2).permuted(ranked, axis=2)


def _link(
    rng: np.random.Generator, owners: IntArray, items: IntArray, names: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Let carts and purchases follow up the event before, and refunds give back the purchase before.

    Returns items, names and the row of the purchase that each refund gives back (others: their own row).
    A refund without a purchase to give back becomes a purchase.
    """
    rows = np.arange(len(owners))
    is_start = np.diff(owners, prepend=-1) != 0
    can_follow = (names != VIEW) & (names != REFUND) & ~is_start
    is_follow_up = can_follow & (rng.random(len(owners)) < FOLLOW_SHARE)
    items = items[np.maximum.accumulate(np.where(is_follow_up, 0, rows))]
    trades = np.maximum.accumulate(np.where(names >= PURCHASE, rows, 0))
    before = np.concatenate([[0], trades[:-1]])
    is_refund = (names == REFUND) & (owners[before] == owners) & (names[before] == PURCHASE)
    names = np.where((names == REFUND) & ~is_refund, PURCHASE, names)
    paid = np.where(is_refund, before, rows)
    return items[paid], names, paid
