"""The last events of each history, as a transformer reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.population.interactions import SECONDS_PER_DAY, is_disliked, newest
from core.population.meanings import event_weights, meanings_of
from core.types import FloatArray, IntArray, Population


@dataclass(frozen=True, slots=True)
class Windows:
    """User ``i`` owns ``offsets[i]:offsets[i + 1]``, in time order."""

    offsets: IntArray
    """(n_users + 1,) int64."""
    items: IntArray
    """(n_kept,) int64 codes."""
    weights: FloatArray
    """(n_kept,) float32, above 0: weight of the event's type, halved with age."""

    @property
    def sizes(self) -> IntArray:
        """(n_users,) events kept of each user."""
        return np.diff(self.offsets)

    def padded(self, rows: IntArray) -> tuple[IntArray, FloatArray]:
        """Return items and weights of some users, (n_rows, longest) each; weight and item are 0 past a user's end."""
        sizes = self.sizes[rows]
        places = np.arange(max(2, sizes.max(initial=0)))
        is_there = places < sizes[:, None]
        source = (self.offsets[:-1][rows][:, None] + places)[is_there]
        items, weights = np.zeros(is_there.shape, np.int64), np.zeros(is_there.shape, np.float32)
        items[is_there], weights[is_there] = self.items[source], self.weights[source]
        return items, weights


@dataclass(frozen=True, slots=True)
class Fitted:
    """What there was in the log that an encoder was fitted on."""

    n_items: int
    n_event_names: int
    end: int
    """Its newest event, seconds since 1970."""


def last_events(population: Population, fitted: Fitted, length: int, half_life_days: float | None) -> Windows:
    """Keep the last ``length`` events of each user with an item of the fitted log.

    Refunds, and items that the user rated low, do not count.
    An event ``half_life_days`` older than the newest one of either log counts half; with None, age does not matter.
    """
    histories = population.histories
    weights = event_weights(meanings_of(population), fitted.n_event_names)[histories.events]
    if half_life_days is not None:
        ages = (newest(population, fitted.end) - histories.timestamps) / (half_life_days * SECONDS_PER_DAY)
        weights = weights * np.exp2(-ages).astype(np.float32)
    is_counted = (weights > 0) & ~is_disliked(population) & (histories.items < fitted.n_items)
    n_before = np.concatenate([[0], np.cumsum(is_counted)])
    n_later = np.repeat(n_before[histories.offsets[1:]], histories.counts) - n_before[1:]
    is_kept = is_counted & (n_later < length)
    offsets = np.concatenate([[0], np.cumsum(is_kept)])[histories.offsets]
    return Windows(offsets, histories.items[is_kept].astype(np.int64), weights[is_kept])
