"""Data health of the datasets of a store: what is found in them, and what analysts decide about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Lock
from zoneinfo import ZoneInfo

import numpy as np

from core.errors import DataError
from core.health.finding import Finding, Remedy
from core.health.log import HealthLog
from core.health.table import CODES, examine
from core.population.excluded import NOTHING_EXCLUDED, Excluded, Exclusion
from core.sentences import say
from core.store.dataset_info import VersionInfo
from core.store.exclusions import members_of, save_decisions
from core.store.health_decisions import Decisions
from core.store.store import Store
from core.store.versions import versions_of
from core.types import IntArray, Population

ReadPopulation = Callable[[str, Excluded], Population]
_N_KEPT = 4
_NONE: IntArray = np.empty(0, dtype=np.int64)


class DataHealth:
    """Finds what is odd in a dataset, and keeps what analysts decide.

    Parameters
    ----------
    read
        Reads a dataset without what is excluded; of the store when not given.
    """

    def __init__(self, store: Store, read: ReadPopulation | None = None) -> None:
        self._store, self._read = store, read or store.population
        self._found: dict[tuple[str, str], tuple[Finding, ...]] = {}
        self._lock = Lock()

    def findings(self, dataset_id: str) -> tuple[Finding, ...]:
        """Return what is odd in a whole dataset, severe findings first; computed once and kept."""
        info = self._store.dataset(dataset_id)
        key = (dataset_id, info.version_id if info else "")
        if key not in self._found:
            found = examine(self._log(dataset_id))
            self._found = {**dict(list(self._found.items())[1 - _N_KEPT :]), key: found}
        return self._found[key]

    def decisions(self, dataset_id: str) -> Decisions:
        """Return what analysts decided last, with how many of what they excluded is not found any more.

        Only files that were added can change that, so the log is examined from its second version on.
        """
        current, info = self._store.decisions(dataset_id), self._store.dataset(dataset_id)
        if not current.excluded or info is None or info.version == 1:
            return current
        found = {each.code: each.members for each in self.findings(dataset_id)}
        parts = tuple(
            replace(part, n_outdated=self._n_outdated(dataset_id, part, found.get(part.code, _NONE)))
            for part in current.excluded.parts
        )
        return replace(current, excluded=replace(current.excluded, parts=parts))

    def _n_outdated(self, dataset_id: str, part: Exclusion, found: IntArray) -> int:
        return len(np.setdiff1d(members_of(self._store, dataset_id, part.key), found))

    def decide(
        self,
        dataset_id: str,
        author: str,
        *,
        exclude: Collection[str] = (),
        keep: Collection[str] = (),
        undo: Collection[str] = (),
    ) -> Decisions:
        """Exclude findings from the runs that follow, keep them as they are, or undo either; return the new version.

        To exclude what was not found excludes nothing.

        Raises
        ------
        DataError
            A code is unknown, has no remedy, or nobody would be left.
        """
        with self._lock:
            current, findings = self._store.decisions(dataset_id), self.findings(dataset_id)
            _check_codes((*exclude, *keep), CODES)
            _check_codes(undo, dict.fromkeys((*CODES, *current.codes)))
            members = [
                (part, _NONE) for part in current.excluded.parts if part.code not in {*exclude, *keep, *undo}
            ]  # their members are in the store, where an earlier version may have found others
            members += [(_exclusion(each), each.members) for each in findings if each.code in exclude]
            kept = {*current.kept, *keep} - {*exclude, *undo}
            kept_in_order = tuple(code for code in CODES if code in kept)
            members.sort(key=lambda each: CODES.index(each[0].code) if each[0].code in CODES else len(CODES))
            if tuple(part for part, _ in members) == current.excluded.parts and kept_in_order == current.kept:
                return current
            return save_decisions(self._store, current, members, kept_in_order, author)

    def drop(self, dataset_id: str) -> None:
        """Drop what was found in a dataset that is deleted."""
        self._found = {key: found for key, found in self._found.items() if key[0] != dataset_id}

    def _log(self, dataset_id: str) -> HealthLog:
        population = self._read(dataset_id, NOTHING_EXCLUDED)
        info = self._store.dataset(dataset_id)
        loaded_at = info.loaded_at if info else datetime.max  # deleted meanwhile
        return HealthLog(
            population=population,
            places=self._store.places(dataset_id),
            other_titles=self._store.other_titles(dataset_id),
            loaded_at=int(loaded_at.replace(tzinfo=UTC).timestamp()),
            added_days=_first_days(versions_of(self._store, dataset_id), info.meta["timezone"] if info else "UTC"),
        )


def _first_days(versions: Sequence[VersionInfo], timezone: str) -> tuple[int, ...]:
    """Return the local day of the first event that each load after the first one added."""
    moments = [each.first_at for each in versions if each.version > 1 and each.first_at and not each.deleted_at]
    days = (moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date() for moment in moments)
    return tuple(sorted({(day - date(1970, 1, 1)).days for day in days}))


def _exclusion(finding: Finding) -> Exclusion:
    """Name what is left out of a finding; raise ``DataError`` where nothing can be."""
    if finding.remedy is Remedy.NONE:
        raise DataError(
            say("{label}: there is nothing that could be excluded so that others are left.", label=finding.label),
            say("Keep it: --keep {code}.", code=finding.code),
        )
    return Exclusion(finding.code, finding.unit.value, len(finding.members), finding.key)


def _check_codes(codes: Collection[str], known: Collection[str]) -> None:
    for code in codes:
        if code not in known:
            raise DataError(
                say("There is no finding {code!r}.", code=code), say("Known are {known}.", known=", ".join(known))
            )
