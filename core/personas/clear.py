"""Which tastes are clear enough to name a segment, and how much each says of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.types import Lift, Profile

TASTE_KINDS = ("category", "node", "era", "maker", "size", "term")
"""Kinds of facts that name a segment by what it is about; of two that say as much, the first."""
LEAST_SPREAD = 3.0
"""Items over which the segment's events with a taste would be spread as evenly."""
CLEAR_LIFT = 1.25
"""Of its users and of its events."""
CLEAR_SHARE = 0.12
"""A name describes a whole segment, so at least this share of it must have what it says, in half of the events."""
CLEAR_GAIN = 0.06
"""A taste that is worth less (51 % against 38 %) shows nobody who the segment is."""
CLEAR_EVENT_SHARE = {"era": 0.1, "size": 0.1}
LEAST_EVENT_SHARE = 0.01
"""What fewer of its events are about names no segment."""
CLEAR_EVENT_GAIN = 0.008
"""The same of events, which spread over more topics than users do (2 % against 1.4 % shows nobody who they are)."""
MAIN_SHARE, MAIN_EVENT_SHARE = 0.8, 0.5
"""Parts of the users and of the events that have a category which says what a segment is about."""
_IN_NEXT = 0.3
"""What a taste is worth beside a neighbour that has as much of it, as part of what it is worth beside nobody."""


def worth(lift: Lift) -> float:
    """Return how much a taste says of a segment.

    How many more users have it than usual, times how much more often; the same of its events, and the geometric mean
    of both, less where another segment has nearly as much. Of a taste without a contrast, users alone count.
    """
    of_users, seen = _gain(lift.share, lift.overall_share), lift.contrast
    if seen is None:
        return of_users
    gain = seen.event_share - seen.overall_event_share
    apart = min(max((seen.event_share - seen.next_event_share) / gain, 0.0), 1.0) if gain > 0 else 0.0
    of_events = _gain(seen.event_share, seen.overall_event_share)
    return math.sqrt(of_users * of_events) * (_IN_NEXT + (1 - _IN_NEXT) * apart)


def is_clear(lift: Lift) -> bool:
    """Whether a taste is strong enough to name a whole segment, and a name by it would fit no other segment better."""
    seen = lift.contrast
    if seen and seen.next_share > lift.share and seen.next_event_share > seen.event_share:
        return False
    return is_strong(lift)


def is_strong(lift: Lift) -> bool:
    """Whether a taste is true of a whole segment, in its users and in its events, more than of all users."""
    of_users = _gain(lift.share, lift.overall_share)
    if lift.lift < CLEAR_LIFT or lift.share < CLEAR_SHARE or of_users < CLEAR_GAIN:
        return False
    seen = lift.contrast
    if seen is None:
        return True
    is_much = seen.event_share >= CLEAR_EVENT_SHARE.get(lift.kind, LEAST_EVENT_SHARE)
    is_much = is_much and _gain(seen.event_share, seen.overall_event_share) >= CLEAR_EVENT_GAIN
    return is_much and seen.event_share >= CLEAR_LIFT * seen.overall_event_share and seen.n_items >= LEAST_SPREAD


def is_main_category(lift: Lift) -> bool:
    """Whether a category of the log is what a segment is about: nearly all of its users and most events have it.

    It names before words of titles, which say more of fewer users.
    """
    if lift.kind != "category" or lift.contrast is None or not is_clear(lift):
        return False
    return lift.share >= MAIN_SHARE and lift.contrast.event_share >= MAIN_EVENT_SHARE


def has_clear_taste(profile: Profile) -> bool:
    """Whether the users like something more than others do, so that they are not broad, even if no name says what."""
    return any(map(is_clear_taste, profile.lifts))


def shares_taste(profile: Profile, others: Iterable[Profile]) -> bool:
    """Whether another segment clearly likes the same: they are parts of one group of people."""
    own = {(lift.kind, lift.key) for lift in profile.lifts if is_clear_taste(lift)}
    return any((lift.kind, lift.key) in own for other in others for lift in other.lifts if _is_strong_taste(lift))


def is_clear_taste(lift: Lift) -> bool:
    """Whether a fact is a taste, and a clear one."""
    return lift.kind in TASTE_KINDS and is_clear(lift)


def _is_strong_taste(lift: Lift) -> bool:
    return lift.kind in TASTE_KINDS and is_strong(lift)


def _gain(share: float, usual: float) -> float:
    return max(share - usual, 0.0) * math.log2(max(share / max(usual, 1e-9), 1.0))
