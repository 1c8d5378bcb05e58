"""The plan of a demo log: how many users of which kind there are, what they like, when and how they shop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.demo.catalogue import CATEGORY_NAMES
from core.types import REFUND, FloatArray

EVENT_NAMES = ("view", "cart", "purchase", REFUND)
LABEL_NAMES = ("1", "2", "3", "4", "5", "6", "mixed", "noise")
"""Names in ``truth.csv``; codes 0 to 5 are the planted segments."""
MIXED, NOISE_USER = 6, 7
"""Codes of users between two segments and of users like none."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a user of this kind shops, on average."""

    event_mix: tuple[float, float, float, float]
    """Shares in the order of ``EVENT_NAMES``: of events in the faint log, in the lifelike one of the items looked at,
    by the last step that they come to."""
    peak_hour: int
    """Hour of the day around which most visits begin."""
    weekend_share: float
    """Share of visits on Saturday or Sunday."""
    events_per_visit: float
    window_days: float
    """Days between the first and the last visit."""
    silent_days: float
    """Days between the last visit and the end of the log."""
    extra_pieces: float
    """Pieces per purchase beyond the first."""
    activity: float
    """Events over those of the average user."""
    exploring: float = 1.0
    """Looks at best-sellers over those of the average user, in the lifelike log."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planted in a log, and how hard it is to find."""

    n_days: int
    """Days that the log covers."""
    label_shares: tuple[float, ...]
    """Share of users with each label."""
    best_seller_share: float
    """Share of everybody's events that goes to the pool of best-sellers."""
    favourite_share: float
    """Share of a taste's other events that goes to its favourite categories; the rest is spread evenly."""
    taste_concentration: float
    """How near users are to the category shares of their taste (sum of a Dirichlet distribution's parameters)."""
    behaviour_concentration: float
    """How near users are to the event mix and the hours of their behaviour."""
    behaviour_spread: float
    """Sigma of the log-normal factor from the behaviour's paces (visits, days, pieces, activity) to a user's."""
    favourites: tuple[dict[str, float], ...]
    """Favourite categories of each taste with their shares, which sum to 1; the last one, of noise users, has none."""
    behaviours: tuple[Behaviour, ...]
    taste_of: tuple[int, ...]
    """Taste of each planted segment."""
    behaviour_of: tuple[int, ...]
    """Behaviour of each planted segment."""

    @property
    def flat_taste(self) -> int:
        """The taste of noise users: no favourites."""
        return len(self.favourites) - 1

    def category_shares(self) -> FloatArray:
        """Return (n_tastes, n_categories) shares of each taste's events beyond the best-sellers."""
        flat = np.full(len(CATEGORY_NAMES), 1 / len(CATEGORY_NAMES))
        favourites = np.array([[taste.get(name, 0.0) for name in CATEGORY_NAMES] for taste in self.favourites])
        favourites[self.flat_taste] = flat
        shares: FloatArray = self.favourite_share * favourites + (1 - self.favourite_share) * flat
        return shares

    def hour_shares(self) -> FloatArray:
        """Return (n_behaviours, 24) shares of visits by hour: a peak over a quiet day."""
        peaks = np.array([behaviour.peak_hour for behaviour in self.behaviours])
        distances = np.abs(np.arange(24) - peaks[:, None])
        near = np.exp(-0.5 * (np.minimum(distances, 24 - distances) / 1.5) ** 2)
        day = np.where((np.arange(24) >= 8) & (np.arange(24) < 23), 1.0, 0.1)
        shares: FloatArray = 0.8 * near / near.sum(axis=1, keepdims=True) + 0.2 * day / day.sum()
        return shares
