"""The local day of events: that of the clock where each happened, as ``Histories.week_hours`` shows it.

A load puts the local clock into ``week_hours`` alone (see ``core.ingest.values.clocks``); timestamps are UTC. So
everything that speaks of hours, weekdays or days of users reads ``week_hours``, or the days here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.compute.once import once
from core.population.interactions import SECONDS_PER_DAY
from core.types import IntArray, Population

Days = npt.NDArray[np.datetime64]


def local_days(population: Population) -> Days:
    """Return the local day of each event, (n_events,): of the days around its UTC day, the one with its weekday."""
    return once(population, "local_days", lambda: _local_days(population))


def days_active(population: Population) -> IntArray:
    """Count distinct local days, (n_users,)."""
    return count_distinct(population, local_days(population).astype(np.int64))


def count_distinct(population: Population, numbers: IntArray) -> IntArray:
    """Count the distinct numbers of each user's events, (n_users,); numbers are (n_events,).

    Those of one user mostly grow with time, so that equal ones stand together; local days do not where a user's events
    have different offsets.
    """
    histories = population.histories
    if not histories.n_events:
        return np.zeros(histories.n_users, dtype=np.int64)
    users, steps = histories.users, np.diff(numbers)
    if ((steps < 0) & (np.diff(users) == 0)).any():
        numbers = numbers[np.lexsort((numbers, users))]
        steps = np.diff(numbers)
    is_new = np.ones(histories.n_events, dtype=bool)
    is_new[1:] = steps != 0
    is_new[histories.offsets[:-1][histories.counts > 0]] = True
    return np.diff(np.concatenate([[0], np.cumsum(is_new)])[histories.offsets])


def _local_days(population: Population) -> Days:
    histories = population.histories
    days = (histories.timestamps // SECONDS_PER_DAY).astype(np.int32)  # as small as they fit, since events are many
    weekdays = ((days + 3) % 7).astype(np.int8)  # 1970-01-01 was a Thursday
    differences = (histories.week_hours // 24).astype(np.int8) - weekdays
    days += ((np.arange(-6, 7, dtype=np.int32) + 3) % 7 - 3)[differences + 6]
    return days.astype("datetime64[D]")
