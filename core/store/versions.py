"""Versions of a dataset: files that were added to it later, the newest of which can be deleted and restored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.errors import DataError
from core.sentences import say
from core.store.clock import now
from core.store.dataset_info import SELECT_VERSIONS, DatasetInfo, NewDataset, VersionInfo, version_info

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_OF_VERSION = ("events", "items", "users", "rejected", "texts", "dataset_versions")
_ADD = """
    insert into dataset_versions
    select ?, ?, ?, ?, ?, ?, ?, ?, ?, min(ts), max(ts), null, null from scratch.events
"""
_PUT = "update dataset_versions set deleted_at = ?, deleted_by = ? where dataset_id = ? and version = ?"
_TAKE_OUT = "update dataset_versions set deleted_at = null, deleted_by = null where dataset_id = ? and version = ?"
_LOSE_RUNS = "update runs set version = 0 where dataset_id = ? and version >= ?"
"""Marks runs that ``Runs.delete_lost`` deletes with their folders."""
_DELETE_DECISIONS = "delete from health_decisions where dataset_id = ? and of_version >= ?"


def versions_of(store: Store, dataset_id: str) -> list[VersionInfo]:
    """List the versions of a dataset, the first at the front, also those in the recycle bin."""
    return [version_info(row) for row in store.rows(SELECT_VERSIONS, [dataset_id])]


def deleted_version(store: Store, dataset_id: str) -> VersionInfo | None:
    """Return the version in the recycle bin that can be restored: the one after the newest."""
    return next((each for each in versions_of(store, dataset_id) if each.deleted_at), None)


def put_newest(store: Store, dataset_id: str, author: str) -> VersionInfo:
    """Move the newest version to the recycle bin: the dataset is as it was before.

    Raises
    ------
    DataError
        There is no such dataset, or it has one version.
    """
    newest = _newest(store, dataset_id)
    if newest.version == 1:
        raise DataError(
            say("The dataset {dataset_id!r} has one version only.", dataset_id=dataset_id),
            say("Delete the dataset instead."),
        )
    store.rows(_PUT, [now(), author, dataset_id, newest.version])
    return next(each for each in versions_of(store, dataset_id) if each.version == newest.version)


def restore_newest(store: Store, dataset_id: str) -> VersionInfo:
    """Take the version that was deleted last out of the recycle bin; raise ``DataError`` where there is none."""
    deleted = deleted_version(store, dataset_id)
    if deleted is None:
        raise DataError(
            say("The recycle bin holds no version of the dataset {dataset_id!r}.", dataset_id=dataset_id),
            say("The command datasets --versions lists them."),
        )
    store.rows(_TAKE_OUT, [dataset_id, deleted.version])
    return deleted


def delete_from(con: duckdb.DuckDBPyConnection, dataset_id: str, version: int) -> None:
    """Delete a version and all later ones for good, with what was decided on them, inside a transaction.

    Their runs are marked, for ``Runs.delete_lost``.
    """
    for table in _OF_VERSION:
        con.execute(f"delete from {table} where dataset_id = ? and version >= ?", [dataset_id, version])  # noqa: S608
    for sql in (_DELETE_DECISIONS, _LOSE_RUNS):
        con.execute(sql, [dataset_id, version])


def add_version(store: Store, con: duckdb.DuckDBPyConnection, dataset: NewDataset, author: str) -> int:
    """Write what the load of an attached scratch database reported, inside a transaction; return the version's number.

    Later versions in the recycle bin are deleted for good.

    Raises
    ------
    DataError
        The version that it follows is not the newest any more.
    """
    version = 1
    if dataset.follows:
        newest = _newest(store, dataset.dataset_id)
        if newest.version_id != dataset.follows:
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


def _newest(store: Store, dataset_id: str) -> DatasetInfo:
    found = store.dataset(dataset_id)
    if found is None:
        raise DataError(
            say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id),
            say("Perhaps it was deleted; the command datasets lists them."),
        )
    return found
