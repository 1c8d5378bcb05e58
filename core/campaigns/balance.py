"""Whether both sides of a campaign were alike before it: standardised mean differences of what was known of users.

References
----------
Rosenbaum, P. R. and Rubin, D. B. (1985). Constructing a control group using multivariate matched sampling methods that
incorporate the propensity score. The American Statistician 39, 33-38.
Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates between treatment groups
in propensity-score matched samples. Statistics in Medicine 28, 3083-3107.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.campaigns.before import label_of
from core.sentences import Sentence, say
from core.types import BoolArray, FloatArray, IntArray

WANTED = 0.1
"""Standardised differences below it count as none."""
ENOUGH_USERS = 5_000
"""Users of a segment from which chance alone leaves differences below what is wanted; fewer are too few to judge by."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was known before, on both sides."""

    name: str
    treated: float
    """Mean, or share of users."""
    control: float
    standardised: float
    """Difference of the means over the standard deviation of a user; 0 where all users are the same."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One segment."""

    segment: int
    n_treated: int
    n_control: int
    differences: tuple[Difference, ...]
    """The largest first."""

    @property
    def largest(self) -> float:
        """Return the largest standardised difference without its sign; NaN where nothing is known."""
        return abs(self.differences[0].standardised) if self.differences else math.nan

    @property
    def sentence(self) -> Sentence:
        """Say it to a marketer."""
        if not self.differences:
            return say("Nothing is known of the users before, so both sides cannot be compared.")
        first = self.differences[0]
        values = {
            "what": label_of(first.name),
            "treated": f"{first.treated:.4g}",
            "control": f"{first.control:.4g}",
            "n": self.n_treated + self.n_control,
            "figure": f"{math.floor(1000 * self.largest) / 1000:.3f}",  # 0.0998 is below 0.1, and looks so
        }
        if self.n_treated + self.n_control < ENOUGH_USERS:
            return say(
                "Too few users to judge: among {n:,}, chance alone makes both sides differ. {least:,} or more show "
                "whether they were alike.",
                n=values["n"],
                least=ENOUGH_USERS,
            )
        if self.largest < WANTED:
            return say(
                "Both sides were alike before. They differ most in {what}: {treated} and {control} for those held back "
                "(standardised difference {figure}; below 0.1 counts as none).",
                **values,
            )
        return say(
            "Both sides differed before: {what} is {treated}, and {control} for those held back (standardised "
            "difference {figure}, 0.1 at most is wanted). Read the result with care.",
            **values,
        )


def balances(labels: IntArray, is_control: BoolArray, before: Mapping[str, FloatArray]) -> tuple[Balance, ...]:
    """Compare both sides in each segment.

    Parameters
    ----------
    labels, is_control
        (n_users,) segment and side.
    before
        Name → (n_users,) what was known; NaN where it was not.
    """
    return tuple(_balance(int(segment), labels == segment, is_control, before) for segment in np.unique(labels))


def _balance(segment: int, is_in: BoolArray, is_control: BoolArray, before: Mapping[str, FloatArray]) -> Balance:
    treated, control = is_in & ~is_control, is_in & is_control
    found = (_difference(name, values[treated], values[control]) for name, values in before.items())
    known = [each for each in found if not math.isnan(each.standardised)]
    known.sort(key=lambda each: -abs(each.standardised))
    return Balance(segment, int(treated.sum()), int(control.sum()), tuple(known))


def _difference(name: str, treated: FloatArray, control: FloatArray) -> Difference:
    sides = [np.asarray(side[~np.isnan(side)], dtype=np.float64) for side in (treated, control)]
    if min(map(len, sides)) < 2:
        return Difference(name, math.nan, math.nan, math.nan)
    one, other = (float(side.mean()) for side in sides)
    spread = math.sqrt(sum(float(side.var(ddof=1)) for side in sides) / 2)
    return Difference(name, one, other, (one - other) / spread if spread else 0.0)
