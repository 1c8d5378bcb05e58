"""A version of a dataset as a load writes it, and as it is deleted for good: inside a transaction of the store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.errors import DataError
from core.sentences import say
from core.store.clock import now
from core.store.dataset_info import DatasetInfo, NewDataset

if TYPE_CHECKING:
    import duckdb

_OF_VERSION = ("events", "items", "users", "rejected", "texts", "replaced", "dataset_versions")
_ADD = """
    insert into dataset_versions
    select ?, ?, ?, ?, ?, ?, ?, ?, ?, min(ts), max(ts), null, null from scratch.events
"""
_LOSE_RUNS = "update runs set version = 0 where dataset_id = ? and version >= ?"
"""Marks runs that ``Runs.delete_lost`` deletes with their folders."""
_DELETE_DECISIONS = "delete from health_decisions where dataset_id = ? and of_version >= ?"


def delete_from(con: duckdb.DuckDBPyConnection, dataset_id: str, version: int) -> None:
    """Delete a version and all later ones for good, with what was decided on them, inside a transaction.

    Their runs are marked, for ``Runs.delete_lost``.
    """
    for table in _OF_VERSION:
        con.execute(f"delete from {table} where dataset_id = ? and version >= ?", [dataset_id, version])  # noqa: S608
    for sql in (_DELETE_DECISIONS, _LOSE_RUNS):
        con.execute(sql, [dataset_id, version])


def add_version(con: duckdb.DuckDBPyConnection, dataset: NewDataset, newest: DatasetInfo | None, author: str) -> int:
    """Write what the load of an attached scratch database reported, inside a transaction; return the version's number.

    Later versions in the recycle bin are deleted for good.

    Raises
    ------
    DataError
        The version that it follows is not the newest any more.
    """
    version = 1
    if dataset.follows:
        if newest is None or newest.version_id != dataset.follows:
            raise DataError(
                say("Other files were added to the dataset, or deleted, while these were read."),
                say("Add these files again."),
            )
        version = newest.version + 1
        delete_from(con, dataset.dataset_id, version)
    texts = [json.dumps(each, ensure_ascii=False) for each in _parts(dataset)]
    about = [dataset.dataset_id, version, dataset.version_id, dataset.content_hash, now(), author]
    con.execute(_ADD, [*about, *texts])
    return version


def _parts(dataset: NewDataset) -> tuple[object, ...]:
    return (dataset.meta, dataset.report, dataset.load or dataset.report)
