"""What the uplift of the lists of a segment says, in words: digits alone hide that an interval says nothing."""

from __future__ import annotations

import math
from typing import Literal

from core.sentences import Sentence, say
from core.trust.intervals import Estimate

WIDE_PCT = 100.0
"""An interval that reaches further than this to either side, in percent, is too wide to state the figure in it."""
MORE, FEWER = say("more"), say("fewer")
MORE_BY_UNKNOWN = say("more, by how much is not known")
UNCLEAR, TOO_FEW = say("no clear difference"), say("too few to judge")


def is_wide(uplift: Estimate) -> bool:
    """Whether the interval of an uplift in percent is too wide to state the figure; not where it is not known."""
    return max(uplift.high - uplift.value, uplift.value - uplift.low) > WIDE_PCT


def finds_no_more(gain: Estimate) -> bool:
    """Whether lists find less than what is popular with all users, on enough users to say so; gain in percent."""
    return gain.value < 0 and not is_wide(gain)


def uplift_finding(uplift: Estimate) -> Sentence | Literal[""]:
    """Say what lists of a segment find against one list for all users; "" where that was not measured.

    Parameters
    ----------
    uplift
        In percent, with its 95 % interval.

    Examples
    --------
    >>> [str(uplift_finding(Estimate(40, *ends))) for ends in ((20, 60), (-100, 4607), (-5, 85), (20, 460))]
    ['more', 'too few to judge', 'no clear difference', 'more, by how much is not known']
    """
    if math.isnan(uplift.low):
        return ""
    if uplift.is_above_zero:
        return MORE_BY_UNKNOWN if is_wide(uplift) else MORE
    if is_wide(uplift):
        return TOO_FEW
    return FEWER if uplift.high < 0 else UNCLEAR
