"""The datasets that a server keeps in memory: as runs take them now, and as an earlier run took them."""

from __future__ import annotations

from core.attributes.consent import Consent, read_consent
from core.attributes.consent_unknown import NoConsentError
from core.jobs.lru_cache import LruCache
from core.population.excluded import Excluded
from core.store.store import Store
from core.types import Population

_N_KEPT, _N_CONSENTS = 1, 8


class Populations:
    """Reads datasets, without what data health excludes now, or excluded when a run was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._populations: LruCache[Population] = LruCache(_N_KEPT)
        self._consents: LruCache[Consent | NoConsentError] = LruCache(_N_CONSENTS)

    def population(self, dataset_id: str, excluded: Excluded | None = None, version: int | None = None) -> Population:
        """Return a dataset: when not given, without what analysts exclude at present, and at its newest version."""
        without, key = self._key(dataset_id, excluded, version)
        return self._populations.get(key, lambda: self._store.population(dataset_id, without, version))

    def consent(self, dataset_id: str, excluded: Excluded | None = None, version: int | None = None) -> Consent:
        """Return what the users answered, in the order of ``population``; raise ``DataError`` where nobody was asked.

        No attribute holds consent then. The newest answers count: who opted out since an earlier version did so.
        """
        without, key = self._key(dataset_id, excluded, version)
        info = self._store.dataset(dataset_id)
        key += f" {info.version_id if info else ''}"
        unused = info.meta.get("unused_consent", ()) if info else ()

        def read() -> Consent | NoConsentError:
            try:
                return read_consent(self._store.newest_attributes(dataset_id, without, version), unused)
            except NoConsentError as error:
                return error

        found = self._consents.get(key, read)
        if isinstance(found, NoConsentError):
            raise type(found)(found.message, found.hint)
        return found

    def _key(self, dataset_id: str, excluded: Excluded | None, version: int | None) -> tuple[Excluded, str]:
        """Return what is left out, and what the population is kept under."""
        without = self._store.excluded(dataset_id) if excluded is None else excluded
        info = self._store.dataset(dataset_id, version)
        return without, "/".join((dataset_id, info.version_id if info else "", *without.keys))

    def clear(self) -> None:
        """Keep nothing in memory."""
        self._populations.clear()
        self._consents.clear()
