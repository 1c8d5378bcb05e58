"""Versions of a dataset: files that were added to it later, the newest of which can be deleted and restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import DataError
from core.sentences import say
from core.store.clock import now
from core.store.dataset_info import SELECT_VERSIONS, DatasetInfo, VersionInfo, version_info

if TYPE_CHECKING:
    from core.store.store import Store

_PUT = "update dataset_versions set deleted_at = ?, deleted_by = ? where dataset_id = ? and version = ?"
_TAKE_OUT = "update dataset_versions set deleted_at = null, deleted_by = null where dataset_id = ? and version = ?"


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
    store.write(_PUT, [now(), author, dataset_id, newest.version])
    return next(each for each in versions_of(store, dataset_id) if each.version == newest.version)


def restore_newest(store: Store, dataset_id: str) -> VersionInfo:
    """Take the version that was deleted last out of the recycle bin; raise ``DataError`` where there is none."""
    deleted = deleted_version(store, dataset_id)
    if deleted is None:
        raise DataError(
            say("The recycle bin holds no version of the dataset {dataset_id!r}.", dataset_id=dataset_id),
            say("The command datasets --versions lists them."),
        )
    store.write(_TAKE_OUT, [dataset_id, deleted.version])
    return deleted


def _newest(store: Store, dataset_id: str) -> DatasetInfo:
    found = store.dataset(dataset_id)
    if found is None:
        raise DataError(
            say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id),
            say("Perhaps it was deleted; the command datasets lists them."),
        )
    return found
