"""Shares of users as text, such that the same fact has the same figures wherever it stands."""

from __future__ import annotations

from core.types import Lift

_WITH_ENOUGH_DIGITS = 0.05
"""A share of which a percent with a decimal is right to a hundredth."""


def agreeing(lift: Lift, *, is_rounded: bool = False) -> tuple[str, str, str]:
    """Return both shares, with a decimal as in sentences about the same facts, and how many times as common it is.

    The last is that of the shares as they are shown, where their decimals are enough for that.

    Parameters
    ----------
    is_rounded
        Whether the shares were rounded before, so that they have no decimal but those that are left.

    Examples
    --------
    >>> pairs = (0.5985, 0.2444), (0.007, 0.002)
    >>> [agreeing(Lift("category", "Tea", 6, own, usual, own / usual)) for own, usual in pairs]
    [('59.9 %', '24.4 %', '2.5'), ('0.7 %', '0.2 %', '3.5')]
    >>> agreeing(Lift("category", "Tea", 6, 0.41, 0.241, 1.7), is_rounded=True)
    ('41 %', '24.1 %', '1.7')
    """
    shares = lift.share, lift.overall_share
    share, usual = (f"{100 * each:.3g}" if is_rounded else _decimals(each, 1) for each in shares)
    times = float(share) / float(usual) if lift.overall_share >= _WITH_ENOUGH_DIGITS else lift.lift
    return f"{share} %", f"{usual} %", f"{times:.1f}"


def pct(share: float) -> str:
    """Write a share as percent without the sign, with a decimal, as at the bars of the same facts.

    >>> pct(0.8571)
    '85.7'
    """
    return f"{100 * share:.1f}"


def percent(share: float) -> str:
    """Return a share as people say it: "34 %", "0.4 %"."""
    return f"{_decimals(share, 0)} %"


def _decimals(share: float, least: int) -> str:
    return f"{100 * share:.{max(least, 1 if 0 < share < 0.01 else 0)}f}"
