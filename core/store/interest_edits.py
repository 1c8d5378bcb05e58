"""What analysts change in the tree of interests of a dataset, as a chain of versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.errors import DataError
from core.sentences import say
from core.store.clock import now

if TYPE_CHECKING:
    from core.store.store import Store

_HISTORY = """
    select dataset_id, version, author, created_at, edits from interest_edits where dataset_id = ? order by version desc
"""
_ADD = "insert into interest_edits values (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class InterestEdits:
    """One version of the changes of a tree."""

    dataset_id: str
    version: int
    """From 1; 0 when nobody changed anything yet."""
    author: str
    created_at: datetime | None
    """UTC; None for version 0."""
    edits: tuple[Any, ...]
    """All that hold, the oldest first, as ``core.interests.edits.edits_to_plain`` leaves them."""


def read_interest_edits(store: Store, dataset_id: str) -> list[InterestEdits]:
    """Return all versions, newest first; none when nobody changed anything."""
    rows = store.rows(_HISTORY, [dataset_id])
    return [InterestEdits(row[0], row[1], row[2], row[3], tuple(json.loads(row[4]))) for row in rows]


def newest_interest_edits(store: Store, dataset_id: str) -> InterestEdits:
    """Return the version that holds; version 0, without changes, when nobody made one."""
    newest = next(iter(read_interest_edits(store, dataset_id)), None)
    return newest or InterestEdits(dataset_id, 0, "", None, ())


def add_interest_edits(
    store: Store, dataset_id: str, edits: Sequence[Any], seen_version: int, author: str
) -> InterestEdits:
    """Write a new version that holds exactly these changes.

    Raises
    ------
    DataError
        Somebody wrote a later version than ``seen_version``.
    """
    current = newest_interest_edits(store, dataset_id)
    if current.version != seen_version:
        raise DataError(
            say("{author} changed the interests while you worked on them.", author=current.author),
            say("Look at them, and make your change again."),
        )
    made = InterestEdits(dataset_id, seen_version + 1, author, now(), tuple(edits))
    with store.transaction() as con:
        text = json.dumps(made.edits, ensure_ascii=False)
        con.execute(_ADD, [dataset_id, made.version, author, made.created_at, text])
    return made
