"""What the checks read: a whole dataset in memory, and what they share of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.population.amounts import spent, stands_for_payment
from core.population.interactions import is_refund
from core.types import BoolArray, FloatArray, Histories, IntArray, Population, StrArray

HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
"""Seconds."""
OLDEST = 631_152_000
"""1990-01-01 in seconds: the web is younger, so an earlier time is the default of some clock or file."""
CENTRAL = 0.98
"""Share of events, in the middle of time, that says when the log is from."""
_HOURS_OF_WEEK, _FIRST_WEEK_HOUR = 168, 72
"""1970-01-01 was a Thursday: the 73rd hour of a week that begins on Monday."""


@dataclass(frozen=True)
class HealthLog:
    """One dataset, whole."""

    population: Population
    places: IntArray
    """(n_events,) place in the files of each event, in the order of the histories."""
    other_titles: StrArray
    """(n_items,) another title that the log gives an item; "" where it gives one."""
    loaded_at: int
    """Seconds since 1970-01-01 UTC."""
    added_days: tuple[int, ...] = ()
    """Days since 1970 on which the first event of each later load is."""

    @property
    def histories(self) -> Histories:
        """The events, by user and time."""
        return self.population.histories

    @cached_property
    def counts(self) -> IntArray:
        """(n_users,) events of each user."""
        return self.histories.counts

    @cached_property
    def hours(self) -> IntArray:
        """(n_events,) int32 local hours since 1970: the hour of the week says how far the zone is from UTC."""
        utc = (self.histories.timestamps // HOUR).astype(np.int32)
        half = _HOURS_OF_WEEK // 2
        ahead = (self.histories.week_hours - (utc + _FIRST_WEEK_HOUR) % _HOURS_OF_WEEK + half) % _HOURS_OF_WEEK - half
        return utc + ahead

    @cached_property
    def days(self) -> IntArray:
        """(n_events,) int32 local days since 1970."""
        return self.hours // 24

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and last second of the central events: a few stray ones do not move them."""
        times = self.histories.timestamps
        edge = int(len(times) * (1 - CENTRAL) / 2)
        ordered = np.partition(times, (edge, len(times) - 1 - edge))
        return int(ordered[edge]), int(ordered[len(times) - 1 - edge])

    @cached_property
    def is_future(self) -> BoolArray:
        """(n_events,) whether an event is later than its own load, or as far after all others as they span.

        A day of which some events are too late for any clock is not cut in two by the clocks that are allowed for: its
        other events after the load are in the future as well, so that no last day looks incomplete for that.
        """
        times = self.histories.timestamps
        latest = self.loaded_at + DAY  # a day, as the log's clock may be ahead of UTC
        is_future = (times > latest) | (times > self.span[1] + self._far)
        if not is_future.any():
            return is_future
        return is_future | ((times > self.loaded_at) & np.isin(self.days, np.unique(self.days[is_future])))

    @cached_property
    def is_ancient(self) -> BoolArray:
        """(n_events,) whether an event is older than the web, or as far before all others as they span."""
        return (self.histories.timestamps < OLDEST) | (self.histories.timestamps < self.span[0] - self._far)

    @property
    def _far(self) -> int:
        """Seconds from the central events on which a time is a stray one: at least a year, as logs have quiet times."""
        return max(YEAR, self.span[1] - self.span[0])

    @cached_property
    def is_dated(self) -> BoolArray:
        """(n_events,) whether the time of an event can be believed."""
        return ~(self.is_future | self.is_ancient)

    @cached_property
    def is_refund(self) -> BoolArray:
        """(n_events,) whether an event takes an earlier one back."""
        return is_refund(self.population)

    @cached_property
    def is_item(self) -> BoolArray:
        """(n_items,) whether what is stored as an item is one, rather than a payment of none."""
        return ~stands_for_payment(self.population)

    @property
    def n_items(self) -> int:
        """Number of items that are one."""
        return int(self.is_item.sum())

    @cached_property
    def spend(self) -> FloatArray | None:
        """(n_users,) what users spent; None where no value says so."""
        return spent(self.population)

    def share_of_events(self, users: IntArray) -> float:
        """Return the share of all events that users (n_taken,) have."""
        return float(self.counts[users].sum() / self.histories.n_events)

    def name_of(self, item: int) -> str:
        """Return the title of an item, given its code; its id where it has none."""
        return str(self.population.items.titles[item] or self.population.items.item_ids[item])
