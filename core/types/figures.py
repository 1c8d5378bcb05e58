"""Figures of segments and of sweeps: values without arrays, which files hold as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MIXED = "mixed"
"""In place of a currency: amounts are in several, and sums of them in none."""


def median_text(value: float) -> str:
    """Return a median of whole numbers, which may lie between two of them.

    >>> median_text(38.5), median_text(1234.0)
    ('38.5', '1,234')
    """
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How a taste sets a segment apart in its events, and from the other segment that has most of it."""

    event_share: float
    """Share of the segment's events that are about it."""
    overall_event_share: float
    """The same among all users."""
    next_share: float
    """Share of users of the other segment that has most of it."""
    next_event_share: float
    """Share of events of the other segment that has most of it."""
    n_items: float
    """Items over which the segment's events would be spread as evenly, by the inverse of Simpson's index."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a segment beside that of all users; NaN where there is none."""

    value: float
    overall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How the users of a segment act, over all of their events; medians are those of the middle user."""

    n_events: Measure
    """Median of events."""
    days_active: Measure
    """Median of days with an event."""
    days_since_last: Measure
    """Median of days from the last event of a user to the last one of the log."""
    average_value: Measure | None
    """Median of the average value of a user's events; None for a log without values, or with ratings."""
    average_rating: Measure | None = None
    """Median of the average rating that a user gives; None for a log of which the values are no ratings."""
    orders: Measure | None = None
    """Mean of how often a user bought, those who did not included, ``orders_are_days`` counts days; None where nothing
    was bought or no purchase has a value, and in runs of earlier versions."""
    spend: Measure | None = None
    """Mean of what a user spent, purchases and payments of no item less refunds; None where none has a value."""
    median_spend: Measure | None = None
    """Median of the same; None as for ``spend``."""
    few_carry_spend: bool = False
    """Whether a hundredth of those in the segment who spent, at least one, has so much of it that the mean says nothing
    of others; in runs of earlier versions in the segment or among all users."""
    few_carry_usual_spend: bool = False
    """Whether the same holds of all users."""
    currency: str = ""
    """Of ``spend``, ``MIXED`` where amounts have several; "" where none is known."""
    weekend_share: Measure
    """Share of the events that fall on weekends."""
    daypart: str
    """The part of the day that stands out most, with its hours; "" where timestamps are dates."""
    daypart_share: Measure | None
    """Share of the events that fall into it."""
    kinds: Mapping[str, float]
    """Kind of interaction, such as "view", to its share, most frequent first."""

    @property
    def orders_are_days(self) -> bool:
        """Whether ``orders`` counts days with an order: timestamps are dates, so two orders of a day look like one."""
        return not self.daypart

    @property
    def compares_median_spend(self) -> bool:
        """Whether the median says more than the mean of what users spent, of the segment or of all users."""
        return self.few_carry_spend or self.few_carry_usual_spend


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """What one value of a parameter gives."""

    value: float
    n_clusters: int
    share_unassigned: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """Values of one parameter of a clusterer that finds the number of clusters, and what each would give."""

    parameter: str
    chosen: float
    """The value that the labels come from; it is one of the trials."""
    trials: tuple[SweepPoint, ...]
    """By rising value."""
