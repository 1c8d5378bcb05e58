"""The days that a forecast from the holdout is for."""

from __future__ import annotations

import numpy as np

from core.errors import DataError
from core.population.interactions import SECONDS_PER_DAY
from core.trust.split import Split, split_by_day
from core.types import IntArray, Population


def forecast_days(population: Population, split: Split, users: IntArray) -> float:
    """Return in how many days everybody picks as much that is new to them as ``users`` do in the holdout.

    The holdout of a user who comes often takes days, that of another months, and who has few events has none; by the
    calendar all users have the same time. Their pace is that of the days with the last fifth of the events.
    """
    days = population.histories.timestamps // SECONDS_PER_DAY
    span = float(np.ptp(days) + 1)
    try:
        last = split_by_day(population)
    except DataError:  # of one day, or nobody picks anything new at the end: then what there is took the whole log
        return span
    n_days = np.ptp(days[last.is_held]) + 1
    n_known = np.count_nonzero(last.train.histories.counts)
    pace = last.targets.nnz / n_known / n_days
    return float(np.clip(split.targets[users].nnz / len(users) / pace, 1.0, span))
