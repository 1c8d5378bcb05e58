"""Events whose time does not fit their place in the file, where the file has each user's events in order of time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

import numpy as np

from core.types import BoolArray, Histories, IntArray

MOST_USERS = 0.2
"""With more users than this who jump, the file is in another order, such as that of its parts: then its order says
nothing about clocks."""
MOST_OF_KIND = 0.5
"""Where more of a kind of events than this are out of order, that kind stands in a place of its own, such as returns
that a shop writes after all orders."""
MOST_UNORDERED = 0.9
"""With more users than this who ever go back, the file is in no order of time, and nothing more is looked at."""


def out_of_order(histories: Histories, places: IntArray, kinds: IntArray, seconds: int) -> BoolArray:
    """Find events whose time is away from those of the same user around it in the file.

    Parameters
    ----------
    places
        (n_events,) place in the file of each event, in the order of the histories.
    kinds
        (n_events,) number of the kind of each event, from 0.
    seconds
        How far away at least.

    Returns
    -------
    (n_events,) bool; all false where the file is in another order. The newest first is an order too.
    """
    is_out = _in_either_order(histories, places, seconds)
    n_of_kind = np.bincount(kinds, minlength=1)
    is_apart = (np.bincount(kinds[is_out], minlength=len(n_of_kind)) > MOST_OF_KIND * n_of_kind)[kinds]
    if not is_apart.any():
        return is_out
    is_out = np.zeros(histories.n_events, dtype=bool)
    is_out[~is_apart] = _in_either_order(_without(histories, is_apart), places[~is_apart], seconds)
    return is_out


def _without(histories: Histories, is_left_out: BoolArray) -> Histories:
    """Return the histories without some events."""
    kept = ~is_left_out
    before = np.concatenate([[0], np.cumsum(kept)])
    arrays = {
        name: getattr(histories, name)[kept] for name in ("items", "events", "timestamps", "week_hours", "values")
    }
    return replace(histories, offsets=before[histories.offsets], **arrays)


def _in_either_order(histories: Histories, places: IntArray, seconds: int) -> BoolArray:
    found = [_out_of_order(histories, each, seconds) for each in (places, -places)]
    return min(found, key=lambda each: each[1])[0]


def _out_of_order(histories: Histories, places: IntArray, seconds: int) -> tuple[BoolArray, float]:
    """Return which events are out of order, and the share of users who jump; of users with two events or more."""
    is_out = np.zeros(histories.n_events, dtype=bool)
    n_several = int((histories.counts > 1).sum())
    users = _unordered_users(histories, places)
    if len(users) > MOST_UNORDERED * n_several:
        return is_out, 1.0
    users = _jumping(histories, places, users, seconds)
    share = len(users) / n_several if n_several else 0.0
    if share <= MOST_USERS:
        for user in users:
            rows = slice(histories.offsets[user], histories.offsets[user + 1])
            is_out[rows] = _strays(places[rows], histories.timestamps[rows], seconds)
    return is_out, share


def _unordered_users(histories: Histories, places: IntArray) -> IntArray:
    """Return rows of users whose events go back in the file while time goes on; equal times are in any order."""
    goes_back = (np.diff(places) < 0) & (np.diff(histories.timestamps) > 0)
    is_last = histories.offsets[1:-1] - 1
    goes_back[is_last[(is_last >= 0) & (is_last < len(goes_back))]] = False
    before = np.concatenate([[0], np.cumsum(goes_back), [0]])
    before[-1] = before[-2]
    return np.flatnonzero(np.diff(before[histories.offsets]))


def _jumping(histories: Histories, places: IntArray, users: IntArray, seconds: int) -> IntArray:
    """Return those of the users who go back in time by more than ``seconds`` from one event in the file to the next."""
    rows = _rows_of(histories, users)
    owners = np.repeat(np.arange(len(users)), histories.counts[users])
    rows = rows[np.lexsort((places[rows], owners))]
    jumps = (np.diff(histories.timestamps[rows]) < -seconds) & (np.diff(owners) == 0)
    jumping: IntArray = users[np.unique(owners[1:][jumps])]
    return jumping


def _rows_of(histories: Histories, users: IntArray) -> IntArray:
    """Return the rows of all events of some users, user by user."""
    counts = histories.counts[users]
    starts = histories.offsets[:-1][users]
    before = np.cumsum(counts) - counts
    rows: IntArray = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return rows


def _strays(places: IntArray, times: IntArray, seconds: int) -> BoolArray:
    """Find the fewest events without which one user's places rise with time, as far as they are ``seconds`` away.

    Both arrays are in order of time.
    """
    order = np.lexsort((places, times))
    kept = order[_longest_rising(places[order].tolist())]
    is_kept = np.zeros(len(places), dtype=bool)
    is_kept[kept] = True
    after = np.searchsorted(places[kept], places)
    before_time = np.where(after > 0, times[kept[np.maximum(after - 1, 0)]], times)
    after_time = np.where(after < len(kept), times[kept[np.minimum(after, len(kept) - 1)]], times)
    away = np.maximum(before_time - times, times - after_time)
    is_stray: BoolArray = ~is_kept & (away > seconds)
    return is_stray


def _longest_rising(values: list[int]) -> list[int]:
    """Return the positions of a longest rising subsequence.

    Source: Fredman, M. L. (1975), On computing the length of longest increasing subsequences.

    >>> _longest_rising([1, 2, 9, 3, 4])
    [0, 1, 3, 4]
    """
    ends: list[int] = []
    places: list[int] = []
    before = [-1] * len(values)
    for position, value in enumerate(values):
        length = bisect_right(ends, value)
        before[position] = places[length - 1] if length else -1
        ends[length : length + 1] = [value]
        places[length : length + 1] = [position]
    found = []
    position = places[-1] if places else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]
