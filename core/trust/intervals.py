"""How certain a figure is: an estimate with its interval, from resampling users.

References
----------
Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman and Hall. Section 12.3 (Student's t
with the standard error of the bootstrap).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.types import FloatArray

NAN = math.nan
"""A figure that was not measured."""
LEVEL = 0.95
N_RESAMPLES = 1000
_MAX_ROWS = 2_000
"""More users are first put together at random in so many groups, and groups are drawn instead: the same spread."""
_CHUNK = 2_000_000
_MIN_ROWS = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the interval that holds its true value 95 times in 100; NaN where it cannot be computed."""

    value: float = NAN
    low: float = NAN
    high: float = NAN

    def scaled(self, factor: float, offset: float = 0.0) -> Estimate:
        """Return ``factor * figure + offset``, for a positive factor."""
        return Estimate(*(factor * figure + offset for figure in (self.value, self.low, self.high)))

    @property
    def is_above_zero(self) -> bool:
        """Whether the whole interval is above 0."""
        return self.low > 0

    @property
    def may_be_a_loss(self) -> bool:
        """Whether the interval holds 0 or less; not where it is not known."""
        return self.low <= 0


UNKNOWN = Estimate(NAN, NAN, NAN)


def ratio_estimate(
    numerators: FloatArray, denominators: FloatArray, random_state: int = 0, level: float = LEVEL
) -> Estimate:
    """Return the sum of the numerators over that of the denominators, with its interval over users.

    The interval is the ratio plus and minus Student's t times the standard error of 1,000 bootstrap resamples of
    users; both parts of a user are drawn together. Plain percentiles are too narrow for 50 users, of whom most have
    found nothing.

    Parameters
    ----------
    numerators, denominators
        (n_users,) each; what a user adds to either side.
    random_state
        Seeds the resamples.
    level
        How often the interval holds the true ratio.

    Returns
    -------
    NaN throughout with fewer than 2 users, or when the denominators sum to 0.

    Examples
    --------
    >>> ratio_estimate(np.array([1.0, 1.0]), np.array([2.0, 2.0]))
    Estimate(value=0.5, low=0.5, high=0.5)
    """
    from scipy.stats import t

    n_users = len(numerators)
    if n_users < _MIN_ROWS or not denominators.sum() > 0:
        return UNKNOWN
    value = float(numerators.sum() / denominators.sum())
    rng = np.random.default_rng(random_state)
    above, below = _grouped(numerators, denominators, rng)
    spread = _ratios_of_resamples(above, below, rng).std(ddof=1)
    margin = float(t.ppf((1 + level) / 2, n_users - 1) * spread)
    return Estimate(value, value - margin, value + margin)


def _grouped(above: FloatArray, below: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    if len(above) <= _MAX_ROWS:
        return above, below
    group = rng.permutation(len(above)) % _MAX_ROWS
    sums = [np.bincount(group, values, _MAX_ROWS).astype(np.float64) for values in (above, below)]
    return sums[0], sums[1]


def _ratios_of_resamples(above: FloatArray, below: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return the ratios of the resamples whose denominators do not sum to 0."""
    n_rows = len(above)
    n_at_once = max(1, _CHUNK // n_rows)
    ratios = []
    for start in range(0, N_RESAMPLES, n_at_once):
        drawn = rng.integers(0, n_rows, (min(n_at_once, N_RESAMPLES - start), n_rows))
        sums = below[drawn].sum(axis=1)
        is_defined = sums > 0
        ratios.append(above[drawn[is_defined]].sum(axis=1) / sums[is_defined])
    return np.concatenate(ratios)
