"""Logs with planted tastes of a chosen strength, over the real activity and popularity of another log."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

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
