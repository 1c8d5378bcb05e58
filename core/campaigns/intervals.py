"""How far two groups differ, with intervals that hold at rare events, unequal groups and heavy tails.

Each group gets limits of its own, and the limits of two are put together (MOVER), for the difference and for the ratio:
both say the same of whether there is an effect. Rates get Wilson's limits; together that is Newcombe's interval. Means
get Student's, corrected for skewness by Hall's transformation, since a few large buyers pull the usual ones to a side.

References
----------
Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
methods. Statistics in Medicine 17, 873-890 (method 10).
Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221-228.
Donner, A. and Zou, G. Y. (2012). Closed-form confidence intervals for functions of the normal mean and standard
deviation. Statistical Methods in Medical Research 21, 347-359 (MOVER, for differences and ratios).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.trust.intervals import LEVEL, UNKNOWN, Estimate, share_estimate
from core.types import FloatArray

_LOWEST_P = 1e-6
_N_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Group:
    """What is known of the users on one side."""

    n_users: int
    mean: float
    """Rate, or mean of the values."""
    sd: float
    """Standard deviation of a user."""
    skewness: float = 0.0
    is_rate: bool = False


def rate_group(n_users: int, n_converted: int) -> Group:
    """Return a group of whom some converted."""
    rate = n_converted / n_users if n_users else math.nan
    return Group(n_users, rate, math.sqrt(rate * (1 - rate)) if n_users else math.nan, is_rate=True)


def value_groups(treated: FloatArray, control: FloatArray) -> tuple[Group, Group]:
    """Return both groups by the values of their users, (n_users,) each.

    The skewness of each is half its own and half that of both around their means: a small group alone rarely holds the
    largest buyers, which its limits must allow for.
    """
    sides = [side - side.mean() if len(side) else side for side in (treated, control)]
    common = _skewness(np.concatenate(sides))
    skewness = [(common + _skewness(side)) / 2 for side in sides]
    first, second = (
        Group(len(side), _mean(side), _sd(side), skew) for side, skew in zip((treated, control), skewness, strict=True)
    )
    return first, second


def limits(group: Group, level: float = LEVEL) -> Estimate:
    """Return the rate or mean of a group with its limits; NaN where it is not known."""
    if group.n_users < 2 or math.isnan(group.sd):
        return UNKNOWN
    return share_estimate(group.mean, group.n_users, level) if group.is_rate else _hall(group, level)


def difference(treated: Group, control: Group, level: float = LEVEL) -> Estimate:
    """Return how much more the treated have, with its interval.

    >>> difference(rate_group(900, 90), rate_group(100, 5)).scaled(100)
    Estimate(value=5.0, low=-1.4301352952194313, high=8.55641092196064)
    """
    one, other = limits(treated, level), limits(control, level)
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    return Estimate(value, low, value + math.hypot(one.high - one.value, other.value - other.low))


def ratio(treated: Group, control: Group, level: float = LEVEL) -> Estimate:
    """Return how many times as much the treated have; NaN where the control group has nothing to compare with.

    The upper end is NaN where the control group may have nothing at all. Each end is the root of the line on which the
    difference of the treated and so many times the control group is 0.
    """
    one, other = limits(treated, level), limits(control, level)
    if not other.value > 0:
        return UNKNOWN
    cross = one.value * other.value
    top, bottom = _product(one.value, one.low), _product(other.value, other.high)
    below = cross + math.sqrt(cross * cross - top * bottom)
    low = top / below if below else 0.0
    top, bottom = _product(one.value, one.high), _product(other.value, other.low)
    high = (cross + math.sqrt(cross * cross - top * bottom)) / bottom if bottom > 0 else math.nan
    return Estimate(one.value / other.value, low, high)


def p_value(treated: Group, control: Group) -> float:
    """Return the least error level at which the interval of the difference leaves 0 out, down to 0.000001."""
    if math.isnan(difference(treated, control).low):
        return math.nan
    low, high = _LOWEST_P, 1.0
    for _ in range(_N_HALVINGS):
        middle = math.sqrt(low * high)
        found = difference(treated, control, 1 - middle)
        low, high = (low, middle) if found.low > 0 or found.high < 0 else (middle, high)
    return high


def _skewness(centred: FloatArray) -> float:
    spread = float(centred.std()) if len(centred) else 0.0
    return float(((centred / spread) ** 3).mean()) if spread > 0 else 0.0


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if len(values) else math.nan


def _sd(values: FloatArray) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan


def _product(value: float, end: float) -> float:
    return end * (2 * value - end)


def _hall(group: Group, level: float) -> Estimate:
    from scipy.special import stdtrit

    t = float(stdtrit(group.n_users - 1, (1 + level) / 2))
    bend = group.skewness / (3 * math.sqrt(group.n_users))
    error = group.sd / math.sqrt(group.n_users)
    return Estimate(group.mean, group.mean - error * _straight(t, bend), group.mean - error * _straight(-t, bend))


def _straight(t: float, bend: float) -> float:
    """Return the quantile of the skewed statistic whose transform is ``t``."""
    if abs(bend) < 1e-8:
        return t
    return float((np.cbrt(1 + 3 * bend * (t - bend / 2)) - 1) / bend)
