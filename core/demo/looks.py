"""Events of the lifelike demo log: users look at an item, put it into the basket, purchase it, a few give it back.

Users return to a few favourites of their own, and ask for more of what is in season.
"""

from __future__ import annotations

import numpy as np

from core.demo.catalogue import Catalogue
from core.demo.draws import (
    DAY_SECONDS,
    PURCHASE,
    REFUND,
    ShopEvents,
    best_sellers,
    draw_seconds,
    pick,
    shelves,
    sort_by_user,
    zipf_cdf,
)
from core.demo.lifelike import season_pulls
from core.demo.users import MIN_EVENTS, ShopUsers
from core.types import FloatArray, IntArray

N_OWN = 8
"""Items that a user returns to."""
OWN_SHARE = 0.35
"""Share of looks at one of them, best-sellers apart."""
STEP_SECONDS = 240
"""Longest time from a look to the basket, and from there to the purchase."""
REFUND_DAYS = (3, 25)
"""Fewest and most days until an item is given back."""
MONTH_DAYS = 364 / 12
"""Days of a month, roughly; the log begins in early January."""


def draw_looks(rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers) -> ShopEvents:
    """Draw all events of the users. No user has two events in one second."""
    owners = np.repeat(np.arange(users.n_users), _count_looks(users))
    starts = np.sort(owners * (1 << 32) + draw_seconds(rng, users, owners)) - owners * (1 << 32)
    items = _draw_items(rng, catalogue, users, owners, starts)
    last_steps = pick(rng, users.event_cdf, owners)
    looks, names = _list_steps(last_steps)
    seconds, order = sort_by_user(_draw_step_seconds(rng, starts, looks, names), owners[looks])
    owners, looks, names = owners[looks][order], looks[order], names[order]
    pieces = 1 + rng.poisson(users.extra_pieces[owners])
    signs = np.select([names == PURCHASE, names == REFUND], [1, -1], 0)
    cents = catalogue.cents[items[looks]] * signs * _of_purchase(pieces, looks, names)
    is_kept = seconds < users.plan.n_days * DAY_SECONDS
    by_time = np.argsort(seconds, kind="stable")
    by_time = by_time[is_kept[by_time]]
    return ShopEvents(owners[by_time], items[looks][by_time], names[by_time], seconds[by_time], cents[by_time])


def _count_looks(users: ShopUsers) -> IntArray:
    """Return (n_users,) items to look at, so that the steps from there make the user's events."""
    steps_per_look = (1 - users.event_cdf[:, :-1]).sum(axis=1) + 1
    n_looks: IntArray = np.maximum(np.rint(users.n_events / steps_per_look).astype(np.int64), MIN_EVENTS)
    return n_looks


def _list_steps(last_steps: IntArray) -> tuple[IntArray, IntArray]:
    """Return the look and the name of every event: each look with all steps to its last one."""
    looks = np.repeat(np.arange(len(last_steps)), last_steps + 1)
    first_steps = np.cumsum(last_steps + 1) - last_steps - 1
    return looks, np.arange(len(looks)) - first_steps[looks]


def _draw_step_seconds(rng: np.random.Generator, starts: IntArray, looks: IntArray, names: IntArray) -> IntArray:
    """Draw the time of each step: the first two soon after the look, a refund days after the purchase."""
    waits = names * rng.integers(STEP_SECONDS // 2, STEP_SECONDS, size=len(starts))[looks]
    days = rng.integers(*REFUND_DAYS, size=len(starts))[looks]
    seconds: IntArray = starts[looks] + waits + np.where(names == REFUND, days * DAY_SECONDS, 0)
    return seconds


def _of_purchase(pieces: IntArray, looks: IntArray, names: IntArray) -> IntArray:
    """Give refunds as many pieces as their purchase had."""
    of_look = np.ones(int(looks.max(initial=-1)) + 1, dtype=np.int64)
    of_look[looks[names == PURCHASE]] = pieces[names == PURCHASE]
    found: IntArray = of_look[looks]
    return found


def _draw_items(
    rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers, owners: IntArray, starts: IntArray
) -> IntArray:
    """Draw best-sellers from the shared pool, own favourites, and the rest by taste and season."""
    pool = best_sellers(catalogue)
    best = pool[np.searchsorted(zipf_cdf(len(pool)), rng.random(len(owners)))]
    own = _draw_own(rng, catalogue, users)[owners, rng.integers(N_OWN, size=len(owners))]
    months = (starts // DAY_SECONDS / MONTH_DAYS).astype(np.int64).clip(0, 11)
    fresh = _draw_by_taste(rng, catalogue, users, owners, season_pulls()[months])
    is_best = rng.random(len(owners)) < users.plan.best_seller_share * users.exploring[owners]
    is_own = rng.random(len(owners)) < OWN_SHARE
    return np.select([is_best, is_own], [best, own], fresh)


def _draw_own(rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers) -> IntArray:
    """Draw the items that each user returns to, (n_users, N_OWN)."""
    owners = np.repeat(np.arange(users.n_users), N_OWN)
    return _draw_by_taste(rng, catalogue, users, owners, np.ones((len(owners), 1))).reshape(-1, N_OWN)


def _draw_by_taste(
    rng: np.random.Generator, catalogue: Catalogue, users: ShopUsers, owners: IntArray, pulls: FloatArray
) -> IntArray:
    """Draw an item of the taste's shelves for each owner; ``pulls`` (n_owners, n_categories or 1) favour categories.

    Of two categories drawn by taste one is taken, with odds by their pulls.
    """
    first, second = pick(rng, users.category_cdf, owners), pick(rng, users.category_cdf, owners)
    rows, last = np.arange(len(owners)), pulls.shape[1] - 1
    of_first, of_second = pulls[rows, np.minimum(first, last)], pulls[rows, np.minimum(second, last)]
    categories = np.where(rng.random(len(owners)) * (of_first + of_second) < of_first, first, second)
    is_first = rng.random(len(owners)) < users.first_share[owners]
    tastes = users.tastes[owners, np.where(is_first, 0, 1)]
    ranked = shelves(catalogue, len(users.plan.favourites))
    return ranked[tastes, categories, np.searchsorted(zipf_cdf(ranked.shape[2]), rng.random(len(owners)))]
