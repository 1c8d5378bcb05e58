"""What a campaign changed: the users who were in it beside those who were held back, in one figure or in values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from core.campaigns.adjust import adjusted
from core.campaigns.intervals import Group, difference, p_value, rate_group, ratio, value_groups
from core.trust.intervals import UNKNOWN, Estimate
from core.types import BoolArray, FloatArray

POWER = 0.8
LEVEL_OF_ERROR = 0.05
LEAST_BUYERS = 20
"""Users with a value on either side below which an interval of their mean would not hold; of rates, users at all."""
LEAST_CONVERTED = 50
"""Users on either side who did and who did not convert, from which a rate may be adjusted for the time before."""
_LEAST_NARROWED = 0.05
_Z = 2.801585
"""Normal quantiles of 97.5 % and of the power, added up."""


class Measure(StrEnum):
    """What is compared."""

    CONVERTED = "converted"
    VALUE = "value"


class Certainty(StrEnum):
    """How sure an effect is."""

    GAIN = "gain"
    LOSS = "loss"
    MAYBE = "maybe"
    """By itself it would be an effect; among so many segments chance alone may show it."""
    NONE = "none"
    """None is shown; there may be one that is too small to be seen."""
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One segment, or everybody, by one measure."""

    segment: int | None
    """None for all users together."""
    measure: Measure
    n_treated: int
    n_control: int
    treated: float
    """Rate in [0, 1], or mean value per user."""
    control: float
    lift: Estimate = UNKNOWN
    """Difference per user, adjusted for the time before where ``narrowed`` is above 0."""
    times: Estimate = UNKNOWN
    """Treated over control; its upper end is NaN where the control group may have nothing."""
    p: float = math.nan
    """Error level at which the interval leaves 0 out."""
    q: float = math.nan
    """The same with the false discovery rate controlled over all segments; that of all users together is ``p``."""
    narrowed: float = 0.0
    """By which share the interval is narrower thanks to what was known before; 0 where that is not used."""
    smallest: float = math.nan
    """The effect per user that so many users show four times in five."""
    n_needed: int | None = None
    """Users on both sides together who show an effect of this size four times in five; None without one. Where they are
    too few to judge, those among whom an effect would be judged, in the shares that there are now; None without any."""
    certainty: Certainty = Certainty.TOO_FEW


@dataclass(frozen=True, slots=True)
class Side:
    """Users of a segment by one measure."""

    values: FloatArray
    """(n_users,) 1 for converted and 0 for not, or values."""
    is_control: BoolArray
    """(n_users,)."""
    before: FloatArray
    """(n_users, n_columns) what was known before; no columns where nothing was."""

    def of(self, is_in: BoolArray) -> Side:
        """Return some of the users."""
        return Side(self.values[is_in], self.is_control[is_in], self.before[is_in])


def measure_effect(users: Side, measure: Measure, segment: int | None = None) -> Effect:
    """Measure an effect; whether it is sure among others, ``judge`` says."""
    treated, control = users.values[~users.is_control], users.values[users.is_control]
    groups = _groups(treated, control, measure)
    found = Effect(
        segment=segment,
        measure=measure,
        n_treated=len(treated),
        n_control=len(control),
        treated=groups[0].mean,
        control=groups[1].mean,
    )
    few = _fewest(treated, control, measure)
    if few < LEAST_BUYERS:
        return replace(found, n_needed=math.ceil(LEAST_BUYERS * len(users.values) / few) if few else None)
    raw = difference(*groups)
    used, narrowed = groups, 0.0
    if users.before.shape[1] and _may_adjust(treated, control, measure):
        others = value_groups(*adjusted(users.values, users.is_control, users.before))
        own = difference(*others)
        share = 1 - (own.high - own.low) / (raw.high - raw.low)
        used, narrowed = (others, share) if share >= _LEAST_NARROWED else (groups, 0.0)
    lift = difference(*used)
    return replace(
        found,
        lift=lift,
        times=_times(groups, used, narrowed),
        p=p_value(*used),
        narrowed=narrowed,
        smallest=_Z * math.sqrt(_error2(used)),
        n_needed=_n_needed(used, lift.value),
    )


def judge(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Say how sure each effect is, segments of the same measure together.

    The false discovery rate is controlled over the segments: Benjamini, Y. and Hochberg, Y. (1995). Controlling the
    false discovery rate. Journal of the Royal Statistical Society B 57, 289-300.
    """
    from scipy.stats import false_discovery_control

    rest = [each for each in effects if each.segment is None or math.isnan(each.p)]
    made = {id(each): replace(each, q=each.p) for each in rest}
    for measure in Measure:
        own = [each for each in effects if each.measure is measure and id(each) not in made]
        found: Sequence[float] = false_discovery_control([each.p for each in own]).tolist() if own else []
        made |= {id(each): replace(each, q=q) for each, q in zip(own, found, strict=True)}
    return tuple(replace(each, certainty=_certainty(each)) for each in (made[id(each)] for each in effects))


def _certainty(effect: Effect) -> Certainty:
    if math.isnan(effect.p):
        return Certainty.TOO_FEW
    if effect.q < LEVEL_OF_ERROR:
        return Certainty.GAIN if effect.lift.value > 0 else Certainty.LOSS
    return Certainty.MAYBE if effect.p < LEVEL_OF_ERROR else Certainty.NONE


def _groups(treated: FloatArray, control: FloatArray, measure: Measure) -> tuple[Group, Group]:
    if measure is Measure.VALUE:
        return value_groups(treated, control)
    first, second = (rate_group(len(side), int(side.sum())) for side in (treated, control))
    return first, second


def _fewest(treated: FloatArray, control: FloatArray, measure: Measure) -> int:
    """Return the users of the smaller side; of values those who have one."""
    if measure is Measure.CONVERTED:
        return min(len(treated), len(control))
    return min(int(np.count_nonzero(each)) for each in (treated, control))


def _may_adjust(treated: FloatArray, control: FloatArray, measure: Measure) -> bool:
    if measure is Measure.VALUE:
        return True
    return all(LEAST_CONVERTED <= int(side.sum()) <= len(side) - LEAST_CONVERTED for side in (treated, control))


def _times(groups: tuple[Group, Group], used: tuple[Group, Group], narrowed: float) -> Estimate:
    """Return the ratio; of adjusted groups the means are shifted to that of all users, so they compare as well."""
    return ratio(*used) if narrowed else ratio(*groups)


def _error2(groups: tuple[Group, Group]) -> float:
    return sum(_sd(groups, each) ** 2 / each.n_users for each in groups)


def _n_needed(groups: tuple[Group, Group], lift: float) -> int | None:
    """Return users on both sides, in the shares that there are now."""
    error2 = _error2(groups)
    if not lift or not error2:
        return None
    return math.ceil((_Z / lift) ** 2 * error2 * sum(each.n_users for each in groups))


def _sd(groups: tuple[Group, Group], group: Group) -> float:
    """Return the spread of a user; of rates that of both sides together, so that a side without any has one."""
    if not group.is_rate:
        return group.sd
    n_users = sum(each.n_users for each in groups)
    rate = sum(each.mean * each.n_users for each in groups) / n_users
    return math.sqrt(rate * (1 - rate))
