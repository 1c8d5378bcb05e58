"""Versions of datasets for pages and commands: list them, delete the newest one, restore it."""

from __future__ import annotations

from collections.abc import Callable

from core.store.dataset_info import VersionInfo
from core.store.runs import Runs
from core.store.store import Store
from core.store.versions import put_newest, restore_newest, versions_of


class Versions:
    """What was added to datasets; ``cancel`` ends what is computed for a run."""

    def __init__(self, store: Store, runs: Runs, cancel: Callable[[str], None]) -> None:
        self._store, self._runs, self._cancel = store, runs, cancel

    def of(self, dataset_id: str) -> list[VersionInfo]:
        """List the versions of a dataset, the first at the front, also those in the recycle bin."""
        return versions_of(self._store, dataset_id)

    def delete_newest(self, dataset_id: str, author: str) -> VersionInfo:
        """Put what was added last into the recycle bin, with its runs; what is computed for them is cancelled.

        Raises
        ------
        DataError
            The dataset has one version only, or is not there.
        """
        deleted = put_newest(self._store, dataset_id, author)
        for run in self._runs.runs(dataset_id, with_deleted=True):
            if run.version == deleted.version:
                self._cancel(run.run_id)
        return deleted

    def restore(self, dataset_id: str) -> VersionInfo:
        """Take what was deleted last out of the recycle bin; raise ``DataError`` where there is nothing."""
        return restore_newest(self._store, dataset_id)
