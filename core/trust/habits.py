"""Whether the segment predicts when and how users act: time of day, weekday or weekend, kind of event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.trust.split import Split
from core.types import NOISE, FloatArray, IntArray, Labels, Population

PRIOR_USERS = 20.0
"""Users like everybody that are added to each segment, so that small ones do not rule out what they never saw."""
_TINY = 1e-9


class HabitScorer:
    """Grades labels by the habits of held-out events, for every user with such events.

    Parameters
    ----------
    population
        The whole log.
    split
        Its split.

    Attributes
    ----------
    users
        (n_graded,) rows of the users who have held-out events.
    n_events
        (n_graded,) how many each of them has.
    """

    def __init__(self, population: Population, split: Split) -> None:
        users = population.histories.users
        n_held = np.bincount(users[split.is_held], minlength=population.n_users)
        self.users = np.flatnonzero(n_held)
        self.n_events = n_held[self.users].astype(np.float64)
        self._known, self._held = [], []
        for codes, n_codes in _habits(population):
            counts = [_count(users[part], codes[part], (population.n_users, n_codes)) for part in _parts(split)]
            self._known.append(counts[0] / np.maximum(counts[0].sum(axis=1, keepdims=True), 1))
            self._held.append(counts[1][self.users])

    def bits(self, labels: Labels) -> FloatArray:
        """Return the log2 of the probabilities that the labels gave each graded user's habits, summed, (n_graded,).

        Probabilities are the mean shares, before the holdout, of the other users of the segment, and of all other users
        at -1: a user's own habits would predict themselves.
        """
        total = np.zeros(len(self.users))
        for known, held in zip(self._known, self._held, strict=True):
            total += (held * np.log2(_shares_of_others(known, labels)[self.users] + _TINY)).sum(axis=1)
        return total


def _habits(population: Population) -> Sequence[tuple[IntArray, int]]:
    """Return the code of each event, and how many codes there are, for every habit that the log holds."""
    hours = population.histories.week_hours.astype(np.int64)
    habits = [((hours // 24 >= 5).astype(np.int64), 2)]
    if population.has_time_of_day:
        habits.append((hours % 24 // 4, 6))
    if len(population.event_names) > 1:
        habits.append((population.histories.events.astype(np.int64), len(population.event_names)))
    return habits


def _parts(split: Split) -> tuple[np.ndarray, np.ndarray]:
    return ~split.is_held, split.is_held


def _count(users: IntArray, codes: IntArray, shape: tuple[int, int]) -> FloatArray:
    flat = users.astype(np.int64) * shape[1] + codes
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _shares_of_others(known: FloatArray, labels: Labels) -> FloatArray:
    """Return (n_users, n_codes) probabilities, each user left out of their own."""
    n_users = len(labels)
    everybody = (known.sum(axis=0) - known) / max(n_users - 1, 1)
    rows = labels - NOISE
    sums = np.stack([np.bincount(rows, column) for column in known.T], axis=1)
    n_others = (np.bincount(rows)[rows] - 1)[:, None]
    shares = (sums[rows] - known + PRIOR_USERS * everybody) / (n_others + PRIOR_USERS)
    shares = np.where((labels == NOISE)[:, None], everybody, shares)
    return np.asarray(shares / np.maximum(shares.sum(axis=1, keepdims=True), _TINY))
