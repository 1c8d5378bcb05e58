"""The interests of the items of a list: a segment may have one item more often than all users, its interest less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.interests.shares import way_up
from core.interests.tree import ROOT
from core.sentences import Sentence, listed, say
from core.types import Column

if TYPE_CHECKING:
    import pandas as pd

    from core.interests.segments import SegmentInterest
    from core.interests.users import Interests
    from core.results.results import Results


@dataclass(frozen=True, slots=True)
class ItemInterest:
    """The broad interest that an item is of, in one segment."""

    name: str
    lift: float
    """How many times as much of it the segment has as all users, over all its items."""
    is_less: bool
    """Whether that is certainly less."""
    is_known: bool = True
    """Whether it certainly differs from all users; else it may be chance."""


def interests_of_items(interests: Interests | None, segment: int, item_ids: Iterable[str]) -> list[ItemInterest | None]:
    """Return the broad interest of each item; None where it has none, and where nothing is known of the segment."""
    ids = [str(each) for each in item_ids]
    if interests is None:
        return [None] * len(ids)
    known = {each.node: each for each in interests.segments if each.segment == segment}
    node_of = dict(zip(interests.items.item_ids.tolist(), interests.items.node_of.tolist(), strict=True))
    return [_of_node(interests, known, node_of.get(item, ROOT)) for item in ids]


def less_of_note(results: Results, segment: int, items: pd.DataFrame) -> Sentence | str:
    """Name the items of a list whose interest the segment has less of than all users; "" without such an item.

    ``items`` has the columns item_id and title.
    """
    found = interests_of_items(results.interests, segment, items[Column.ITEM_ID])
    named = [
        f"{title} ({each.name} {each.lift:.1f} \N{MULTIPLICATION SIGN})"
        for title, each in zip(items[Column.TITLE], found, strict=True)
        if each and each.is_less
    ]
    if not named:
        return ""
    return say(
        "More common here than among all users, though their interest as a whole is less common here: {items}.",
        items=listed(named),
    )


def _of_node(interests: Interests, known: dict[int, SegmentInterest], node: int) -> ItemInterest | None:
    if node == ROOT:
        return None
    broad = way_up(interests.nodes, node)[-1]
    found = known.get(broad)
    return ItemInterest(interests.nodes[broad].name, found.lift, found.high < 1, found.is_known) if found else None
