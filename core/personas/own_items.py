"""Items that a segment is about which has no taste: nearly everybody in it has them, and hardly anybody else."""

from __future__ import annotations

from core.personas.clear import has_clear_taste
from core.types import Lift, Profile

OWN_ITEM_SHARE, OWN_ITEM_LIFT = 0.6, 2.0
"""A clear majority has an item that a segment is about, and twice as often as all users; so of its events."""


def own_items(profile: Profile) -> list[Lift]:
    """Return the items that most users of a segment have and others seldom, the most frequent first.

    Only where no taste is clear: a name is about many items, so that a segment of these alone is called by its number.
    """
    if has_clear_taste(profile):
        return []
    found = [lift for lift in profile.lifts if lift.kind == "item" and lift.share >= OWN_ITEM_SHARE]
    return sorted((lift for lift in found if _is_own(lift)), key=lambda lift: -lift.share)


def _is_own(lift: Lift) -> bool:
    seen = lift.contrast
    is_more = seen is None or seen.event_share >= OWN_ITEM_LIFT * seen.overall_event_share
    return lift.lift >= OWN_ITEM_LIFT and is_more
