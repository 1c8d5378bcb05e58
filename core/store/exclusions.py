"""What analysts decided on findings of data health, as a chain of versions, and the SQL of what is left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from core.errors import DataError
from core.population.excluded import NOTHING_EXCLUDED, Excluded, Exclusion
from core.sentences import say
from core.store.clock import now
from core.types import IntArray

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_HISTORY = """
    select dataset_id, version, author, created_at, excluded, kept from health_decisions
    where dataset_id = ? order by version desc
"""
_ADD = "insert into health_decisions values (?, ?, ?, ?, ?, ?)"
_HAS_MEMBERS = "select count(*) from excluded where dataset_id = ? and key = ?"
_ADD_MEMBERS = "insert into excluded select ?, ?, ?, member from new_members"
_LEFT = """
with out as (select unit, member from excluded where dataset_id = $dataset and list_contains($keys, key)),
left_events as (
    select * from events where dataset_id = $dataset
        and user_code not in (select member from out where unit = 'users')
        and item_code not in (select member from out where unit = 'items')
        and seq not in (select member from out where unit = 'events')),
left_users as (
    select user_code, (row_number() over (order by user_code) - 1)::integer as code
    from (select distinct user_code from left_events)),
left_items as (
    select item_code, (row_number() over (order by item_code) - 1)::integer as code
    from (select distinct item_code from left_events))
"""
_SELECT = {
    "events": """
        select u.code as user_code, i.code as item_code, event_code, epoch_us(ts) as ts, week_hour, value, seq
        from left_events join left_users u using (user_code) join left_items i using (item_code)
        order by u.code, ts, seq""",
    "items": """
        select i.code as item_code, item_id, title, categories
        from items join left_items i using (item_code) where dataset_id = $dataset order by i.code""",
    "users": """
        select u.code as user_code, user_id, attributes
        from users join left_users u using (user_code) where dataset_id = $dataset order by u.code""",
    "counts": "select count(distinct user_code), count(distinct item_code), count(*) from left_events",
}
_ALL = "select count(distinct user_code), count(distinct item_code), count(*) from events where dataset_id = ?"


@dataclass(frozen=True, slots=True)
class Decisions:
    """One version of what analysts decided on the findings of a dataset."""

    dataset_id: str
    version: int
    """From 1; 0 where nobody decided yet."""
    author: str
    created_at: datetime
    """UTC; of the load for version 0."""
    excluded: Excluded
    kept: tuple[str, ...]
    """Codes of findings that stay as they are."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the findings that are excluded."""
        return tuple(part.code for part in self.excluded.parts)


def select_left(table: str, dataset_id: str, excluded: Excluded) -> tuple[str, Mapping[str, Any]]:
    """Return SQL and values that give a table without what is excluded, with codes from 0 without gaps."""
    return _LEFT + _SELECT[table], {"dataset": dataset_id, "keys": excluded.keys}


def read_decisions(store: Store, dataset_id: str) -> list[Decisions]:
    """Return all versions, newest first; none where nobody decided."""
    return [_decisions(row) for row in store.rows(_HISTORY, [dataset_id])]


def save_decisions(
    store: Store, current: Decisions, members: Sequence[tuple[Exclusion, IntArray]], kept: Sequence[str], author: str
) -> Decisions:
    """Write the version after ``current``, which excludes and keeps exactly this.

    Parameters
    ----------
    members
        Each exclusion with the codes of its users or items, or the places in the file of its events.

    Raises
    ------
    DataError
        No user would be left.
    """
    with store.transaction() as con:
        for part, codes in members:
            _add_members(con, current.dataset_id, part, codes)
        excluded = _counted(con, current.dataset_id, tuple(part for part, _codes in members))
        made = replace(
            current,
            version=current.version + 1,
            author=author,
            created_at=now(),
            excluded=excluded,
            kept=tuple(kept),
        )
        texts = [json.dumps(each, ensure_ascii=False) for each in (excluded.as_dict(), list(kept))]
        con.execute(_ADD, [made.dataset_id, made.version, author, made.created_at, *texts])
    return made


def _add_members(con: duckdb.DuckDBPyConnection, dataset_id: str, part: Exclusion, codes: IntArray) -> None:
    """Keep the members of an exclusion, unless an earlier version did."""
    if not con.execute(_HAS_MEMBERS, [dataset_id, part.key]).fetchall()[0][0]:
        con.register("new_members", pa.table({"member": pa.array(codes, pa.int64())}))
        con.execute(_ADD_MEMBERS, [dataset_id, part.key, part.unit])
        con.unregister("new_members")


def _counted(con: duckdb.DuckDBPyConnection, dataset_id: str, parts: tuple[Exclusion, ...]) -> Excluded:
    if not parts:
        return NOTHING_EXCLUDED
    sql, values = select_left("counts", dataset_id, Excluded(parts))
    (left,) = con.execute(sql, values).fetchall()
    (total,) = con.execute(_ALL, [dataset_id]).fetchall()
    if not left[0]:
        raise DataError(
            say("No user would be left: the exclusions cover all {n:,}.", n=total[0]), say("Exclude fewer findings.")
        )
    return Excluded(parts, *(before - after for before, after in zip(total, left, strict=True)))


def _decisions(row: tuple[Any, ...]) -> Decisions:
    dataset_id, version, author, created_at, excluded, kept = row
    decided = Excluded.from_dict(json.loads(excluded)), tuple(json.loads(kept))
    return Decisions(dataset_id, version, author, created_at, *decided)
