"""What analysts decided on findings of data health, as a chain of versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from core.errors import DataError
from core.population.excluded import Excluded, Exclusion
from core.sentences import say
from core.store.clock import now
from core.store.health_decisions import Decisions, count_excluded
from core.store.reading import select
from core.store.remembered import Rows, Values
from core.types import IntArray

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_ADD = "insert into health_decisions values (?, ?, ?, ?, ?, ?, ?)"
_LAST = "select coalesce(max(version), 0) from health_decisions where dataset_id = ?"
_HAS_MEMBERS = "select count(*) from excluded where dataset_id = ? and key = ?"
_MEMBERS = "select member from excluded where dataset_id = ? and key = ? order by member"
_ADD_MEMBERS = "insert into excluded select ?, ?, ?, member from new_members"


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
    info = store.dataset(current.dataset_id)
    of_version = info.version if info else 1
    with store.transaction() as con:
        for part, codes in members:
            _add_members(con, current.dataset_id, part, codes)
        excluded = _counted(con, current.dataset_id, of_version, tuple(part for part, _codes in members))
        made = replace(
            current,
            version=con.execute(_LAST, [current.dataset_id]).fetchall()[0][0] + 1,
            author=author,
            created_at=now(),
            excluded=excluded,
            kept=tuple(kept),
            of_version=of_version,
        )
        texts = [json.dumps(each, ensure_ascii=False) for each in (excluded.as_dict(), list(kept))]
        con.execute(_ADD, [made.dataset_id, made.version, author, made.created_at, *texts, of_version])
    return made


def members_of(store: Store, dataset_id: str, key: str) -> IntArray:
    """Return the codes of the users or items of an exclusion, or the places in the file of its events, ascending."""
    return np.array([member for (member,) in store.rows(_MEMBERS, [dataset_id, key])], dtype=np.int64)


def _add_members(con: duckdb.DuckDBPyConnection, dataset_id: str, part: Exclusion, codes: IntArray) -> None:
    """Keep the members of an exclusion, unless an earlier version did."""
    if not con.execute(_HAS_MEMBERS, [dataset_id, part.key]).fetchall()[0][0]:
        con.register("new_members", pa.table({"member": pa.array(codes, pa.int64())}))
        con.execute(_ADD_MEMBERS, [dataset_id, part.key, part.unit])
        con.unregister("new_members")


def _counted(con: duckdb.DuckDBPyConnection, dataset_id: str, version: int, parts: tuple[Exclusion, ...]) -> Excluded:
    def ask(sql: str, values: Values) -> Rows:
        return con.execute(sql, values).fetchall()

    excluded = count_excluded(ask, dataset_id, version, parts)
    n_users = ask(*select("counts", dataset_id, version))[0][0]
    if excluded and excluded.n_users == n_users:
        raise DataError(
            say("No user would be left: the exclusions cover all {n:,}.", n=n_users), say("Exclude fewer findings.")
        )
    return excluded
