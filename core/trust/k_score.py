"""What is known of one number of segments, and whether it holds by that."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.trust.distinct import MIN_BITS
from core.trust.intervals import NAN
from core.trust.reach import MIN_SIZE

HELD_SHARE = 0.75
"""Of the users: how many must be in segments that hold."""


@dataclass(frozen=True, slots=True)
class KScore:
    """What is known of one number of segments; NaN where it was not measured, as in runs of earlier versions."""

    k: int
    silhouette: float
    """Mean over users, in the space that was clustered."""
    bits: float = NAN
    """Bits per event that the segments save on the validation part."""
    bits_error: float = NAN
    """Its standard error over users."""
    uplift_pct: float = NAN
    """Recall over global popularity on the validation part, in percent."""
    uplift_error: float = NAN
    """Its standard error over users."""
    jaccard: float = NAN
    """Mean over users: how much of their segment is found again from resampled users and events."""
    """NaN where nothing could be fitted again; so is the next."""
    stable: float = NAN
    """Share of users in segments that are found again, each segment by its chance of it: a figure near its threshold
    may fall on either side of it on the trust card. The same follows for those that are distinct and predict."""
    distinct: float = NAN
    predictive: float = NAN
    held: float = NAN
    """Share of users in segments that are all of this and large enough; where too few are stable, of whatever
    size, whether they are distinct and predict is not measured, and does not count."""
    of_any_size: float = NAN
    """The same, if segments need not be large enough."""
    smallest: int = 0
    """Users in the smallest segment."""
    n_mixed: int = 0
    """Segments of what is left over."""
    mixed: float = 0.0
    """Share of users in them; they are in no segment that holds."""
    bits_by_time: float = NAN
    """Bits per event of as many groups of users by when they were active alone; measured where the number may hold."""

    @property
    def n_groups(self) -> int:
        """Segments that are groups of their own."""
        return self.k - self.n_mixed

    @property
    def is_by_time(self) -> bool:
        """Whether when users were active predicts anything, and the segments hardly more."""
        return self.bits_by_time >= MIN_BITS and self.bits < self.bits_by_time + MIN_BITS


def holds(score: KScore) -> bool:
    """Whether enough users are in segments that hold, none is too small, and they predict more than time does."""
    return score.held >= HELD_SHARE and may_hold(score)


def is_only_too_small(score: KScore) -> bool:
    """Whether a number fails by the size of its segments alone."""
    return not holds(score) and score.of_any_size >= HELD_SHARE and not score.is_by_time and score.smallest < MIN_SIZE


def may_hold(score: KScore) -> bool:
    """Whether no segment is too small, and they predict more than when users were active does."""
    return score.smallest >= MIN_SIZE and not score.is_by_time


def gain(score: KScore) -> float:
    """Return what numbers are compared by: bits, or the separation where nothing can be predicted."""
    return score.silhouette if math.isnan(score.bits) else score.bits
