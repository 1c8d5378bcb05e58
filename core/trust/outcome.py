"""Outcomes: what became of the users (responded, churned, spent), and how far segments differ in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.attributes.names import OUTCOME_NAMES, find_columns
from core.attributes.yes_no import read_yes_no
from core.errors import DataError
from core.sentences import Sentence, say
from core.types import FloatArray, IntArray, Labels, Population

N_RESAMPLES = 1_000
DRAWN_AT_ONCE = 200_000
"""Users drawn at a time; it bounds memory."""
MAX_DRAWN, N_BUCKETS = 20_000, 2_000
"""More users than the first are put together at random in so many lots, which are drawn in their place."""
MIN_KNOWN = 10
"""Users of a segment whose outcome is known, below which no interval is given."""
PERCENT = (2.5, 97.5)
"""Percentiles between which an interval lies: 95 %."""


@dataclass(frozen=True, slots=True)
class SegmentOutcome:
    """The outcome in one segment."""

    segment: int
    n_known: int
    """Users of the segment whose outcome is known; only these count."""
    n_missing: int
    """Users of the segment whose outcome is not known."""
    value: float | None
    """Rate in [0, 1], or mean in the units of the attribute; None when nobody's outcome is known."""
    lift: float | None
    """value over the value among all users; None with a ``reason``."""
    low: float | None
    """Lower end of the 95 % interval of the lift; None with a ``reason``."""
    high: float | None
    reason: str | None = None
    """Why the lift or its interval is missing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome over all segments."""

    attribute: str
    is_rate: bool
    """Whether values are rates of yes; else they are means of a number."""
    n_known: int
    """Users whose outcome is known, those in no segment included."""
    n_missing: int
    """Users left out because their outcome is not known."""
    overall: float
    """Value among all users whose outcome is known, those in no segment included."""
    segments: tuple[SegmentOutcome, ...]
    """In the order of segment numbers."""


def find_outcomes(population: Population) -> tuple[str, ...]:
    """Guess by their names which attributes are outcomes; only those that say yes or no, or a number."""
    names = find_columns(population.attributes.columns, OUTCOME_NAMES)
    return tuple(name for name in names if _read(population.attributes[name]) is not None)


def measure_outcome(population: Population, labels: Labels, attribute: str, random_state: int = 0) -> Outcome:
    """Measure an outcome in every segment.

    Intervals are percentiles of the lift over ``N_RESAMPLES`` bootstrap samples of the users whose outcome is known;
    in each sample the value of the segment and the value of all are both taken again (Efron 1979,
    doi:10.1214/aos/1176344552).

    Parameters
    ----------
    labels
        (n_users,) segments; users at -1 count among all users only.
    attribute
        Its values say yes or no, or are numbers.

    Raises
    ------
    DataError
        There is no such attribute, or it says neither yes or no nor a number.
    """
    if attribute not in population.attributes:
        known = ", ".join(map(str, population.attributes.columns)) or "none"
        raise DataError(
            say("There is no attribute {name}.", name=repr(attribute)), say("There are {known}.", known=known)
        )
    read = _read(population.attributes[attribute])
    if read is None:
        raise DataError(
            say("{name} cannot be an outcome: its values are neither yes and no nor numbers.", name=repr(attribute)),
            say("Take an attribute such as responded (yes or no) or spent (a number)."),
        )
    values, is_rate = read
    is_known = ~np.isnan(values)
    return Outcome(
        attribute=attribute,
        is_rate=is_rate,
        n_known=int(is_known.sum()),
        n_missing=int((~is_known).sum()),
        overall=float(values[is_known].mean()),
        segments=_segments(values, labels, random_state),
    )


def _read(column: pd.Series[Any]) -> tuple[FloatArray, bool] | None:
    """Return (n_users,) numbers, NaN where unknown, and whether they are yes (1) or no (0); None for other texts."""
    answers = read_yes_no(column)
    if answers is not None:
        return answers, True
    if not pd.api.types.is_numeric_dtype(column):
        return None
    numbers = column.to_numpy(np.float64)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    return None if np.isnan(numbers).all() else (numbers, False)


def _segments(values: FloatArray, labels: Labels, random_state: int) -> tuple[SegmentOutcome, ...]:
    is_known = ~np.isnan(values)
    numbers = np.unique(labels[labels >= 0])
    lifts = _resampled_lifts(values[is_known], labels[is_known], numbers, random_state)
    overall = float(values[is_known].mean())
    return tuple(
        _segment(int(number), values[labels == number], overall, lifts[:, row]) for row, number in enumerate(numbers)
    )


def _segment(number: int, values: FloatArray, overall: float, lifts: FloatArray) -> SegmentOutcome:
    known = values[~np.isnan(values)]
    value = float(known.mean()) if len(known) else None
    lift = value / overall if value is not None and overall > 0 else None
    reason = _why_no_lift(known, overall) or _why_no_interval(known, lifts)
    low, high = (None, None) if reason else (float(end) for end in np.percentile(lifts, PERCENT))
    return SegmentOutcome(number, len(known), len(values) - len(known), value, lift, low, high, reason)


def _why_no_lift(known: FloatArray, overall: float) -> Sentence | None:
    if not len(known):
        return say("Nobody's outcome in the segment is known.")
    if overall <= 0:
        return say("The outcome of all users is not above 0, so there is nothing to compare with.")
    return None


def _why_no_interval(known: FloatArray, lifts: FloatArray) -> Sentence | None:
    if len(known) < MIN_KNOWN:
        return say("The outcome of only {n:,} users of the segment is known.", n=len(known))
    if known.min() == known.max():
        return say("All users of the segment have the same outcome, so samples of them do not show the uncertainty.")
    if not np.isfinite(lifts).all():
        return say("The outcome is so rare that some samples of users have none of it.")
    return None


def _resampled_lifts(values: FloatArray, labels: Labels, numbers: Labels, random_state: int) -> FloatArray:
    """Return the lift of each segment in each sample, (n_resamples, n_segments); NaN where it is not defined."""
    if len(values) > MAX_DRAWN:
        return _lifts_of_many(values, labels, numbers, random_state)
    rng = np.random.default_rng(random_state)
    n_users, n_groups = len(values), len(numbers) + 1
    groups = np.where(labels >= 0, np.searchsorted(numbers, labels), len(numbers))
    samples_at_once = max(1, DRAWN_AT_ONCE // n_users)
    parts = []
    for first in range(0, N_RESAMPLES, samples_at_once):
        n_samples = min(samples_at_once, N_RESAMPLES - first)
        users = rng.integers(n_users, size=(n_samples, n_users), dtype=np.int32)
        cells = (groups[users] + n_groups * np.arange(n_samples)[:, None]).ravel()
        counts = np.bincount(cells, minlength=n_samples * n_groups).reshape(n_samples, n_groups)
        sums = np.bincount(cells, values[users].ravel(), minlength=n_samples * n_groups).reshape(n_samples, n_groups)
        parts.append(_lifts(sums.astype(np.float64), counts))
    return np.concatenate(parts)


def _lifts_of_many(values: FloatArray, labels: Labels, numbers: Labels, random_state: int) -> FloatArray:
    """Do the same with random lots of users in place of users: their sums spread alike, and there are fewer of them."""
    rng = np.random.default_rng(random_state)
    n_groups = len(numbers) + 1
    groups = np.where(labels >= 0, np.searchsorted(numbers, labels), len(numbers))
    cells = rng.permutation(len(values)) % N_BUCKETS * n_groups + groups
    sums, counts = (
        np.bincount(cells, weights, N_BUCKETS * n_groups).reshape(N_BUCKETS, n_groups) for weights in (values, None)
    )
    drawn = rng.multinomial(N_BUCKETS, np.full(N_BUCKETS, 1 / N_BUCKETS), size=N_RESAMPLES).astype(np.float64)
    return _lifts(drawn @ sums, (drawn @ counts).astype(np.int64))


def _lifts(sums: FloatArray, counts: IntArray) -> FloatArray:
    """Return the lift of every group but the last, which is the users in no segment; (n_samples, n_segments)."""
    usual = sums.sum(axis=1, keepdims=True) / counts.sum(axis=1, keepdims=True)
    expected = counts[:, :-1] * usual
    return np.asarray(np.divide(sums[:, :-1], expected, out=np.full(expected.shape, np.nan), where=expected > 0))
