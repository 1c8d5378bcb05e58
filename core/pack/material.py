"""What a pack is made from: a run under its names, what it is compared with, and a few figures of typical users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np

from core.campaigns.readback import Readback
from core.export.small_groups import Guarded, guard_groups, is_small, least_size
from core.population.interactions import interacted
from core.results.results import Results
from core.sentences import Sentence
from core.store.segmentations import Segmentation
from core.types import NOISE, Lift, Population, Profile
from core.views.change import Version
from core.views.outcomes_before import MeasuredRun
from core.views.seasons import seasons
from core.views.typical import N_TYPICAL

N_TITLES = 3
"""Items that are named of a typical user."""


@dataclass(frozen=True, slots=True)
class Typical:
    """A typical user, made anonymous."""

    n_events: int
    titles: tuple[str, ...]
    """The last items, newest first, without those of few users."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a pack states."""

    results: Results
    """Under the names that analysts gave."""
    name: str
    """Of the log."""
    day: date
    """On which the pack is made."""
    least: int
    """Groups of fewer users are not shown."""
    before: Version | None = None
    """The run that this one is compared with."""
    history: Sequence[Segmentation] = ()
    """All versions of names, notes and decisions."""
    readback: Readback | None = None
    """What the last campaign changed; None where no outcomes were read."""
    measured: Sequence[MeasuredRun] = ()
    """Earlier runs of which outcomes were read."""
    typical: Mapping[int, tuple[Typical, ...]] | None = None
    """By segment; None where the log is not at hand."""
    seasons: Mapping[int, Sentence] | None = None
    span: tuple[date, date] | None = None
    """First and last day of the log; None where it is not at hand."""
    epsilon: float | None = None
    """Of the noise on counts of users; None without. Figures that would give the counts away are then left out."""
    known_guard: Guarded | None = None
    """Which segments may be shown, by the counts without noise; None where they have none."""

    @property
    def guarded(self) -> Guarded:
        """Which segments may be shown; -1 stands for the unassigned."""
        if self.known_guard:
            return self.known_guard
        sizes = {each.segment: each.size for each in self.results.profiles}
        sizes[NOISE] = self.results.record.n_unassigned
        return guard_groups(sizes, self.least)

    @property
    def hides_counts(self) -> bool:
        """Whether sentences that may count users are left out: of small groups, or of counts without noise."""
        return bool(self.guarded.hidden) or self.epsilon is not None

    @property
    def shown(self) -> tuple[int, ...]:
        """The segments that may be shown, largest first."""
        guarded = self.guarded
        return tuple(each for each in self.results.segments if each in guarded.shown)

    @property
    def n_users(self) -> int:
        """All users; where that would give a small group away, those of the segments that are shown."""
        if not self.guarded.hides_total:
            return self.results.record.n_users
        shown = self.shown
        return sum(each.size for each in self.results.profiles if each.segment in shown)


def without_small_breakdowns(material: Material) -> Material:
    """Return the same without attributes that would count a small group of a segment: who has them, or who has not."""
    results, least = material.results, material.least

    def shown(found: Iterable[Lift], size: int) -> tuple[Lift, ...]:
        return tuple(each for each in found if each.kind != "attribute" or not _is_of_few(each, size, least))

    sizes = {each.segment: each.size for each in results.profiles}
    guarded = replace(
        results,
        profiles=tuple(replace(each, lifts=shown(each.lifts, each.size)) for each in results.profiles),
        personas=tuple(replace(each, evidence=shown(each.evidence, sizes[each.segment])) for each in results.personas),
    )
    return replace(material, results=guarded)


def _is_of_few(lift: Lift, size: int, least: int) -> bool:
    n_users = round(lift.share * size)
    return is_small(n_users, least) or is_small(size - n_users, least)


def with_log(material: Material, population: Population) -> Material:
    """Return the same with what only the log knows: typical users, seasons and the first and last day."""
    results = material.results
    found = seasons(population, results.labels_of(population.histories.user_ids))
    times = population.histories.timestamps
    span = (_day(int(times.min())), _day(int(times.max()))) if len(times) else None
    typical = _typical(results.profiles, population, least_size(material.least))
    return replace(material, seasons=found, span=span, typical=typical)


def _typical(profiles: Iterable[Profile], population: Population, least: int) -> dict[int, tuple[Typical, ...]]:
    place = {str(user): row for row, user in enumerate(population.histories.user_ids)}
    n_users_of = np.diff(interacted(population).tocsc().indptr)
    return {
        profile.segment: tuple(
            _one(population, place[user], n_users_of >= least)
            for user in profile.typical_users[:N_TYPICAL]
            if user in place
        )
        for profile in profiles
    }


def _one(population: Population, row: int, is_common: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Typical:
    start, end = (int(each) for each in population.histories.offsets[row : row + 2])
    codes = dict.fromkeys(int(code) for code in population.histories.items[start:end][::-1] if is_common[code])
    items = population.items
    titles = (str(items.titles[code] or items.item_ids[code]) for code in list(codes)[:N_TITLES])
    return Typical(end - start, tuple(titles))


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()
