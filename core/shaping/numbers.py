"""Numbers of each user that a rule can ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from core.compute.once import once
from core.population.amounts import average_value, n_orders, spent, total_value, values_are_ratings
from core.population.clock import days_active
from core.population.interactions import SECONDS_PER_DAY
from core.population.meanings import PURCHASE, meanings_of
from core.profiles.habits import days_since_last
from core.types import FloatArray, Population


def numbers_of(population: Population) -> list[str]:
    """Return the names of those of ``NUMBERS`` that are known of a log.

    Orders are where something is bought, and spend is where values say what was spent; an attribute of users that is
    called so keeps its name.
    """
    return once(population, "numbers_of", lambda: _numbers_of(population))


def _numbers_of(population: Population) -> list[str]:
    has_orders = any(meaning.kind == PURCHASE for meaning in meanings_of(population))
    has_spend = population.has_values and not values_are_ratings(population)
    unknown = {*(() if has_orders else ("orders",)), *(() if has_spend else ("spend",))}
    unknown |= {"orders", "spend"} & {str(name).casefold() for name in population.attributes}
    return [name for name in NUMBERS if name not in unknown]


def days_since_first(population: Population) -> FloatArray:
    """Return the whole days from each user's first event to the last event of the log, (n_users,); NaN without one."""
    histories, days = population.histories, np.full(population.n_users, np.nan)
    is_active = histories.counts > 0
    if is_active.any():
        first = histories.timestamps[histories.offsets[:-1][is_active]]
        days[is_active] = np.floor((histories.timestamps.max() - first) / SECONDS_PER_DAY)
    return days


def _spend(population: Population) -> FloatArray:
    found = spent(population)
    return np.full(population.n_users, np.nan) if found is None else found


NUMBERS: Mapping[str, Callable[[Population], npt.NDArray[np.generic]]] = {
    "events": lambda population: population.histories.counts,
    "active_days": days_active,
    "orders": n_orders,
    "spend": _spend,
    "first_seen": days_since_first,
    "last_seen": days_since_last,
    "value": average_value,
    "total_value": total_value,
}
"""Name to the numbers, (n_users,)."""
