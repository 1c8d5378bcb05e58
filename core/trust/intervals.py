"""How certain a figure is: an estimate with its interval, from resampling users.

References
----------
Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman and Hall. Section 12.3 (Student's t
with the standard error of the bootstrap). Wilson, E. B. (1927). Probable inference, the law of succession, and
statistical inference. JASA 22(158), 209-212.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.types import FloatArray, IntArray

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
    from scipy.special import stdtrit

    n_users = len(numerators)
    if n_users < _MIN_ROWS or not denominators.sum() > 0:
        return UNKNOWN
    value = float(numerators.sum() / denominators.sum())
    groups, drawn = _resamples(n_users, random_state)
    above, below = (drawn @ np.column_stack([_grouped(each, groups) for each in (numerators, denominators)])).T
    is_defined = below > 0
    spread = (above[is_defined] / below[is_defined]).std(ddof=1)
    margin = float(stdtrit(n_users - 1, (1 + level) / 2) * spread)
    return Estimate(value, value - margin, value + margin)


def share_estimate(share: float, n: float, level: float = LEVEL) -> Estimate:
    """Return a share of ``n``, above 0, with Wilson's limits.

    >>> round(share_estimate(0.0, 10).high, 6)
    0.277533
    """
    from scipy.special import ndtri

    z2 = float(ndtri((1 + level) / 2)) ** 2
    middle, half = share + z2 / (2 * n), math.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)
    return Estimate(share, max((middle - half) / (1 + z2 / n), 0.0), min((middle + half) / (1 + z2 / n), 1.0))


def share_over_groups(picked: FloatArray, asked: FloatArray, level: float = LEVEL) -> Estimate:
    """Return a share of trials that are alike within groups of users, with limits by how far the groups differ.

    Trials of one user are not independent, so the groups, which share no user, are what is drawn: a ratio estimate with
    Student's limits (Cochran 1977, Sampling Techniques, chapter 6). They are nowhere narrower than Wilson's.

    Parameters
    ----------
    picked, asked
        (n_groups,) successes and trials of each group.

    Examples
    --------
    >>> share_over_groups(np.array([10.0, 30.0]), np.array([100.0, 100.0])).scaled(100)
    Estimate(value=20.0, low=0.0, high=100.0)
    """
    from scipy.special import stdtrit

    total, n_groups = float(asked.sum()), int(np.count_nonzero(asked))
    simple = share_estimate(float(picked.sum()) / total, total, level)
    if n_groups < 2:
        return simple
    off = picked - simple.value * asked
    error = math.sqrt(n_groups / (n_groups - 1) * float(off @ off)) / total
    half = float(stdtrit(n_groups - 1, (1 + level) / 2)) * error
    return Estimate(
        simple.value,
        min(simple.low, max(simple.value - half, 0.0)),
        max(simple.high, min(simple.value + half, 1.0)),
    )


def _grouped(numbers: FloatArray, groups: IntArray | None) -> FloatArray:
    return numbers.astype(np.float64) if groups is None else np.bincount(groups, numbers, _MAX_ROWS).astype(np.float64)


@lru_cache(maxsize=2)
def _resamples(n_users: int, random_state: int) -> tuple[IntArray | None, FloatArray]:
    """Return the group of each user, None where each is one, and how often each resample draws each group.

    Many figures of the same users are resampled one after another, and all with the same draws.
    """
    rng = np.random.default_rng(random_state)
    groups = rng.permutation(n_users) % _MAX_ROWS if n_users > _MAX_ROWS else None
    n_rows = min(n_users, _MAX_ROWS)
    n_at_once = max(1, _CHUNK // n_rows)
    found = np.zeros((N_RESAMPLES, n_rows))
    for start in range(0, N_RESAMPLES, n_at_once):
        drawn = rng.integers(0, n_rows, (min(n_at_once, N_RESAMPLES - start), n_rows))
        for place, each in enumerate(drawn, start):
            found[place] = np.bincount(each, minlength=n_rows)
    return groups, found
