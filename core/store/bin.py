"""The recycle bin: datasets that were deleted, with their runs, for thirty days."""

from __future__ import annotations

from datetime import timedelta

from core.errors import DataError
from core.sentences import say
from core.store.added_version import delete_from
from core.store.clock import now
from core.store.dataset_info import DatasetInfo, VersionInfo
from core.store.lost_results import remove_lost_results
from core.store.runs import Runs
from core.store.store import Store
from core.store.versions import deleted_version

DAYS_KEPT = 30

_PUT = "update datasets set deleted_at = ?, deleted_by = ? where dataset_id = ? and deleted_at is null"


class Bin:
    """What was deleted and can still be restored; nothing else of the program sees it."""

    def __init__(self, store: Store, runs: Runs) -> None:
        self._store, self._runs = store, runs

    def datasets(self) -> list[DatasetInfo]:
        """List the datasets in the bin, the one deleted last at the front."""
        found = [info for info in self._store.datasets(with_deleted=True) if info.deleted_at]
        return sorted(found, key=lambda info: (info.deleted_at, info.dataset_id), reverse=True)

    def put(self, dataset_id: str, author: str) -> None:
        """Delete a dataset, with its runs, for as long as nobody restores it; an unknown id does nothing."""
        self._store.write(_PUT, [now(), author, dataset_id])

    def restore(self, dataset_id: str) -> None:
        """Bring a dataset back with its runs.

        Raises
        ------
        DataError
            The bin does not hold it.
        """
        self._check(dataset_id)
        self._store.restore_dataset(dataset_id)

    def delete(self, dataset_id: str) -> None:
        """Delete a dataset of the bin and its runs for good; raise ``DataError`` where the bin does not hold it."""
        self._check(dataset_id)
        for run in self._runs.runs(dataset_id, with_deleted=True):
            self._runs.delete(run.run_id)
        self._store.delete_dataset(dataset_id)
        remove_lost_results(self._store)

    def versions(self) -> list[VersionInfo]:
        """List the versions of datasets in the bin that can be restored."""
        found = (deleted_version(self._store, info.dataset_id) for info in self._store.datasets())
        return [each for each in found if each]

    def version(self, dataset_id: str) -> VersionInfo | None:
        """Return the version of a dataset in the bin that can be restored."""
        return deleted_version(self._store, dataset_id)

    def delete_version(self, dataset_id: str) -> None:
        """Delete what the bin holds of a dataset's versions for good, with its runs; nothing where it holds none."""
        deleted = deleted_version(self._store, dataset_id)
        if deleted:
            with self._store.transaction() as con:
                delete_from(con, dataset_id, deleted.version)
            self._runs.delete_lost()
            remove_lost_results(self._store)

    def empty_old(self) -> None:
        """Delete for good what was deleted more than thirty days ago."""
        oldest = now() - timedelta(days=DAYS_KEPT)
        for info in self.datasets():
            if info.deleted_at and info.deleted_at < oldest:
                self.delete(info.dataset_id)
        for version in self.versions():
            if version.deleted_at and version.deleted_at < oldest:
                self.delete_version(version.dataset_id)

    def _check(self, dataset_id: str) -> None:
        if all(info.dataset_id != dataset_id for info in self.datasets()):
            raise DataError(
                say("The recycle bin holds no dataset {dataset_id!r}.", dataset_id=dataset_id),
                say("The command datasets --bin lists what it holds."),
            )
