"""Segments whose events crowd into a few months of the year: offers for them have their season."""

from __future__ import annotations

import numpy as np

from core.sentences import Sentence, say
from core.types import FloatArray, Labels, Population

N_MONTHS = 3
"""Months in a row that are looked at."""
MIN_MONTHS = 6
"""Of a log; in a shorter one no season can be seen."""
SEASON_SHARE, SEASON_TIMES = 0.5, 1.5
"""A segment has a season where so much of its events falls into three months, and so many times as much as usual."""


def seasons(population: Population, labels: Labels) -> dict[int, Sentence]:
    """Return segment to a sentence on its season, of segments that have one.

    It describes all events of the log, those that formed the segments included, and proves nothing.

    Parameters
    ----------
    labels
        (n_users,) in the order of the population's users.
    """
    months = population.histories.timestamps.astype("datetime64[s]").astype("datetime64[M]")
    if not len(months):
        return {}
    first = months.min()
    codes = (months - first).astype(np.int64)
    n_months = int(codes.max()) + 1
    if n_months < MIN_MONTHS:
        return {}
    of_events = np.repeat(labels, population.histories.counts)
    usual = _in_windows(codes, n_months)
    found = {}
    for segment in np.unique(labels[labels > 0]).tolist():
        own = _in_windows(codes[of_events == segment], n_months)
        start = int(np.argmax(own))
        if own[start] >= max(SEASON_SHARE, SEASON_TIMES * usual[start]):
            found[segment] = say(
                "Seasonal: {share:.0f} % of its events fall between {start} and {end}, of all events {usual:.0f} %.",
                share=100 * own[start],
                start=(first + start).astype("datetime64[D]").item(),
                end=((first + start + N_MONTHS).astype("datetime64[D]") - 1).item(),
                usual=100 * usual[start],
            )
    return found


def _in_windows(codes: np.ndarray[tuple[int], np.dtype[np.int64]], n_months: int) -> FloatArray:
    """Return the share of events in each window of months, (n_months - N_MONTHS + 1,)."""
    counts = np.bincount(codes, minlength=n_months)
    return np.convolve(counts, np.ones(N_MONTHS), "valid") / max(len(codes), 1)
