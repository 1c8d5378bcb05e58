"""Logs with planted tastes of a chosen strength, over the real activity and popularity of another log."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from core.trust.reference import permute_items
from core.types import IntArray, Population


def plant(base: Population, effect: float, n_segments: int, random_state: int) -> tuple[Population, IntArray]:
    """Assign a log's items at random and give its users tastes.

    Every user keeps the number, the times and the kinds of their events, every item about its popularity. A tenth of
    the events, say, for ``effect`` 0.1, goes to items of the user's own segment, each by its popularity.

    Parameters
    ----------
    base
        The log whose activity and popularity are kept.
    effect
        Share of events that follow the segment's taste, in [0, 1]; 0 plants nothing.
    n_segments
        Segments, of about equal size; every item belongs to one of them.

    Returns
    -------
    The log, and (n_users,) the planted segment of each user.
    """
    rng = np.random.default_rng(random_state)
    shuffled = permute_items(base, random_state)
    histories = shuffled.histories
    segment_of_user = rng.integers(0, n_segments, base.n_users)
    segment_of_item = rng.integers(0, n_segments, base.n_items)
    items = histories.items.copy()
    follows = rng.random(histories.n_events) < effect
    own = segment_of_user[histories.users]
    for segment in range(n_segments):
        events = np.flatnonzero(follows & (own == segment))
        pool = histories.items[segment_of_item[histories.items] == segment]
        items[events] = rng.choice(pool, len(events))
    return replace(shuffled, histories=replace(histories, items=items)), segment_of_user


def film_ratings(
    n_users: int = 1_500, n_items: int = 800, n_segments: int = 5, strength: float = 6.0, random_state: int = 0
) -> pd.DataFrame:
    """Make ratings of films, one row each: a user rates a film at most once, as users of MovieLens do.

    Every segment takes its own share of the films ``strength`` times as often as others do and rates it a little
    better. Films differ in popularity, and users in how many they rate.
    """
    rng = np.random.default_rng(random_state)
    popularity, own = 1 / (np.arange(n_items) + 20.0), rng.integers(0, n_segments, n_items)
    counts = np.clip(rng.lognormal(4.0, 0.8, n_users).astype(int), 10, n_items // 3)
    parts = []
    for user, n_rated in enumerate(counts):
        likes = own == user % n_segments
        chances = popularity * np.where(likes, strength, 1.0)
        films = rng.choice(n_items, n_rated, replace=False, p=chances / chances.sum())
        stars = np.clip(np.round(3.2 + 0.3 * likes[films] + rng.normal(0, 1, n_rated)), 1, 5)
        days = rng.integers(0, 300) + rng.integers(0, 60, n_rated)
        part = {"user_id": f"u{user}", "item_id": films, "event": "rate", "value": stars}
        parts.append(pd.DataFrame({**part, "timestamp": pd.Timestamp("2024-01-01") + pd.to_timedelta(days, "D")}))
    ratings = pd.concat(parts, ignore_index=True)
    return ratings.assign(item_id="f" + ratings["item_id"].astype(str))
