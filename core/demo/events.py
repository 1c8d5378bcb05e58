"""Events of the faint demo log: visits at a user's own hours, items by taste, refunds of what was purchased before."""

from __future__ import annotations

import numpy as np

from core.demo.catalogue import Catalogue
from core.demo.draws import (
    PURCHASE,
    REFUND,
    VIEW,
    ShopEvents,
    best_sellers,
    draw_seconds,
    pick,
    shelves,
    sort_by_user,
    zipf_cdf,
)
from core.demo.users import ShopUsers
from core.types import BoolArray, FloatArray, IntArray

FOLLOW_SHARE = 0.35
"""Share of carts and purchases that take the item of the event before."""


def draw_events(rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers) -> ShopEvents:
    """Draw all events of the users. No user has two events in one second."""
    owners = np.repeat(np.arange(users.n_users), users.n_events)
    seconds, order = sort_by_user(draw_seconds(rng, users, owners), owners)
    items = _draw_items(rng, catalogue, users, owners)[order]
    names = pick(rng, users.event_cdf, owners)
    items, names, paid = _link(rng, owners, items, names)
    pieces = 1 + rng.poisson(users.extra_pieces[owners])[paid]
    signs = np.select([names == PURCHASE, names == REFUND], [1, -1], 0)
    cents = catalogue.cents[items] * pieces * signs
    by_time = np.argsort(seconds, kind="stable")
    return ShopEvents(owners[by_time], items[by_time], names[by_time], seconds[by_time], cents[by_time])


def _draw_items(rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers, owners: IntArray) -> IntArray:
    """Draw best-sellers from the shared pool and the rest by category and taste."""
    n_events = len(owners)
    pool = best_sellers(catalogue)
    best = pool[np.searchsorted(zipf_cdf(len(pool)), rng.random(n_events))]
    is_first = rng.random(n_events) < users.first_share[owners]
    tastes = users.tastes[owners, np.where(is_first, 0, 1)]
    categories = pick(rng, users.category_cdf, owners)
    ranked = shelves(catalogue, len(users.plan.favourites))
    ranks = np.searchsorted(zipf_cdf(ranked.shape[2]), rng.random(n_events))
    is_best = _spaced(users.plan.best_seller_share, rng.random(users.n_users)[owners])
    return np.where(is_best, best, ranked[tastes, categories, ranks])


def _spaced(share: float, phases: FloatArray) -> BoolArray:
    """Choose that share of events evenly, so that every user has it as nearly as its number of events allows."""
    steps = np.arange(len(phases)) * share + phases
    is_chosen: BoolArray = np.floor(steps + share) > np.floor(steps)
    return is_chosen


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
