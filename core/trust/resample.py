"""A log drawn again: some of its users, and the events of each of them with replacement.

A fifth of the users is left out, so that segments cannot owe themselves to a few; the rest keep their number of events,
some of which come twice and others not at all, as much as they would differ in another log of the same length.

References
----------
Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7(1), 1-26.
doi:10.1214/aos/1176344552
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.trust.halves import stands_with
from core.types import IntArray, Population

SUBSAMPLE = 0.8
"""Share of the users who are drawn."""


def resample_log(population: Population, rng: np.random.Generator, least_users: int = 1) -> tuple[IntArray, Population]:
    """Draw 80 % of the users, each once, and as many events of each as there are, with replacement.

    A refund comes as often as the event that it takes back.

    Parameters
    ----------
    least_users
        Users who are drawn at least, as far as there are so many.

    Returns
    -------
    (n_drawn,) rows of the users drawn, rising; and their log.
    """
    n_drawn = max(round(SUBSAMPLE * population.n_users), least_users)
    rows = np.sort(rng.permutation(population.n_users)[:n_drawn])
    drawn = population.of_users(rows)
    return rows, replace(drawn, histories=drawn.histories.repeat(_times(drawn, rng)))


def _times(population: Population, rng: np.random.Generator) -> IntArray:
    """Return how often each event is drawn, (n_events,)."""
    histories, stands = population.histories, stands_with(population)
    alone = np.flatnonzero(stands == np.arange(histories.n_events))
    counts = np.bincount(histories.users[alone], minlength=histories.n_users)
    first = np.cumsum(counts) - counts
    picks = np.repeat(first, counts) + (rng.random(len(alone)) * np.repeat(counts, counts)).astype(np.int64)
    times = np.zeros(histories.n_events, dtype=np.int64)
    times[alone] = np.bincount(picks, minlength=len(alone))
    return np.asarray(times[stands])
