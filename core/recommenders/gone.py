"""Items that are taken to be gone, since nobody interacted with them for long at the end of a log."""

from __future__ import annotations

import numpy as np

from core.population.interactions import SECONDS_PER_DAY, newest
from core.types import BoolArray, Population

UNSEEN_SHARE = 0.1
"""Of the days of a log: an item that was seen within so many of them is not gone."""


def is_gone(population: Population, unseen_days: float) -> BoolArray:
    """Mark items that nobody interacted with for long at the end of the log, (n_items,)."""
    histories = population.histories
    last = np.full(population.n_items, np.iinfo(np.int64).min)
    np.maximum.at(last, histories.items, histories.timestamps)
    found: BoolArray = last < newest(population) - gone_after_days(population, unseen_days) * SECONDS_PER_DAY
    return found


def gone_after_days(population: Population, unseen_days: float) -> float:
    """Return for how many days at the end of the log nobody interacts with an item that is taken to be gone."""
    end = newest(population)
    span = end - int(population.histories.timestamps.min(initial=end))
    return max(unseen_days, UNSEEN_SHARE * span / SECONDS_PER_DAY)
