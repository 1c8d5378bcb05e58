"""Lists of users that left for platforms, as keyed digests: to warn of two that differ by few users."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from core.store.clock import now
from core.types import IntArray

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_NEAR = """
select audience, author, created_at, n_users, members from audience_lists
where dataset_id = ? and platform = ? and abs(n_users - ?) < ?
order by created_at desc"""
_SAME_NAME = """
select run_id, created_at, members from audience_lists
where platform = ? and audience = ? and run_id <> ?
order by created_at desc limit 1"""
_ADD = "insert into audience_lists values (?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class MemberList:
    """The users of an audience."""

    platform: str
    segment: int
    audience: str
    """What its files are called."""
    members: IntArray
    """(n_users,) keyed digests, sorted."""


@dataclass(frozen=True, slots=True)
class NearList:
    """An earlier list for the same platform that differs by few users."""

    platform: str
    audience: str
    """Of the list that is to leave."""
    earlier: str
    """What the earlier one was called."""
    author: str
    created_at: datetime
    """UTC."""
    n_different: int
    """Users on one of both lists only."""


@dataclass(frozen=True, slots=True)
class NamesakeList:
    """An earlier list of another run for the same platform that was called the same, of other users."""

    platform: str
    audience: str
    run_id: str
    created_at: datetime
    """UTC."""
    n_users: int
    n_same: int
    """Of them those who are on the list that is to leave."""


def namesake(store: Store, run_id: str, wanted: MemberList) -> NamesakeList | None:
    """Return the newest list of another run, of whatever dataset, that has a list's name and other users."""
    rows = store.rows(_SAME_NAME, [wanted.platform, wanted.audience, run_id])
    for other, created_at, members in rows:
        earlier = np.frombuffer(members, dtype="<i8")
        n_same = len(np.intersect1d(earlier, wanted.members, assume_unique=True))
        if n_same < max(len(earlier), len(wanted.members)):
            return NamesakeList(wanted.platform, wanted.audience, other, created_at, len(earlier), n_same)
    return None


def near_lists(store: Store, dataset_id: str, wanted: MemberList, least: int) -> list[NearList]:
    """Return the earlier lists of a dataset that differ from one by some users, but fewer than ``least``."""
    found = []
    rows = store.rows(_NEAR, [dataset_id, wanted.platform, len(wanted.members), least])
    for audience, author, created_at, _n_users, members in rows:
        earlier = np.frombuffer(members, dtype="<i8")
        n_different = len(np.setxor1d(earlier, wanted.members, assume_unique=True))
        if 0 < n_different < least:
            found.append(NearList(wanted.platform, wanted.audience, audience, author, created_at, n_different))
    return found


def add_lists(
    con: duckdb.DuckDBPyConnection, dataset_id: str, run_id: str, lists: Sequence[MemberList], author: str
) -> None:
    """Keep lists that leave, inside a transaction."""
    made_at = now()
    for each in lists:
        members = each.members.astype("<i8").tobytes()
        about = [dataset_id, run_id, each.platform, each.segment, each.audience, author, made_at]
        con.execute(_ADD, [*about, len(each.members), members])
