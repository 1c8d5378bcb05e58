"""How much a log holds and when: the headless twin of the charts on the data page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.population.amounts import n_real_items
from core.types import IntArray, Population

_QUARTER_HOUR = 900
"""Seconds; every time zone in use is a whole number of these from UTC."""
HOURS_OF_WEEK = 168


@dataclass(frozen=True)
class Volumes:
    """Events over time, and the first facts of a log."""

    per_day: pd.DataFrame
    """``day`` (midnight, without zone), ``event``, ``n_events``; every day from first to last, for every event type."""
    per_hour: IntArray
    """(7, 24) events by local weekday, Monday first, and hour."""
    n_users: int
    n_items: int
    n_events: int
    first_day: pd.Timestamp
    last_day: pd.Timestamp


def volumes_of(population: Population, timezone: str = "UTC") -> Volumes:
    """Count events by local day and event type, and by weekday and hour.

    Parameters
    ----------
    population
        With at least one event.
    timezone
        An IANA name: where a day begins.
    """
    histories = population.histories
    per_day = _per_day(population, timezone)
    per_hour = np.bincount(histories.week_hours, minlength=HOURS_OF_WEEK).reshape(7, 24)
    days = per_day["day"]
    n_items = n_real_items(population)
    return Volumes(per_day, per_hour, population.n_users, n_items, histories.n_events, days.iloc[0], days.iloc[-1])


def _per_day(population: Population, timezone: str) -> pd.DataFrame:
    histories, names = population.histories, population.event_names
    quarters = histories.timestamps // _QUARTER_HOUR
    keys, counts = np.unique(quarters * len(names) + histories.events, return_counts=True)
    moments = pd.to_datetime(keys // len(names) * _QUARTER_HOUR, unit="s", utc=True)
    counted = pd.DataFrame(
        {
            "day": moments.tz_convert(timezone).tz_localize(None).normalize(),
            "event": np.asarray(names, dtype=object)[keys % len(names)],
            "n_events": counts,
        }
    )
    table = counted.pivot_table(index="day", columns="event", values="n_events", aggfunc="sum", fill_value=0)
    table = table.reindex(pd.date_range(table.index[0], table.index[-1], name="day"), fill_value=0)
    return table[list(names)].reset_index().melt("day", var_name="event", value_name="n_events")
