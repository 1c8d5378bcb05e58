"""What is planted in the demo log: five tastes, four behaviours and the six segments made of them.

Segments 1 and 2 differ only in taste, 3 and 4 only in behaviour, 5 and 6 from every other in both.
How hard they are to find is set by the constants in capitals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.ingest.demo_catalogue import CATEGORY_NAMES
from core.types import REFUND, FloatArray

BEST_SELLER_SHARE = 0.735
"""Share of everybody's events that goes to the pool of best-sellers."""
FAVOURITE_SHARE = 0.84
"""Share of a taste's other events that goes to its favourite categories; the rest is spread evenly."""
TASTE_CONCENTRATION = 30.0
"""How near users are to the category shares of their taste (sum of a Dirichlet distribution's parameters)."""
BEHAVIOUR_CONCENTRATION = 200.0
"""How near users are to the event mix and the hours of their behaviour."""
BEHAVIOUR_SPREAD = 0.08
"""Sigma of the log-normal factor from the behaviour's paces (visits, days, pieces, activity) to a user's."""
ACTIVITY_SPREAD = 0.4
"""Sigma of the log-normal number of events per user."""
ZIPF_EXPONENT = 0.8
"""How steeply popularity falls with the rank of an item, in the pool and within a category."""

EVENT_NAMES = ("view", "cart", "purchase", REFUND)
LABEL_NAMES = ("1", "2", "3", "4", "5", "6", "mixed", "noise")
"""Names in ``truth.csv``; codes 0 to 5 are the planted segments."""
LABEL_SHARES = (0.13, 0.13, 0.19, 0.19, 0.11, 0.10, 0.10, 0.05)
"""Share of users with each label."""
MIXED, NOISE_USER = 6, 7
"""Codes of users between two segments and of users like none."""

FLAT_TASTE = 5
"""The taste of noise users: no favourites."""
FAVOURITES: tuple[dict[str, float], ...] = (
    {"Garden": 0.5, "Pets": 0.3, "Lighting": 0.2},
    {"茶具": 0.4, "Tea & Coffee": 0.35, "Kitchen": 0.25},
    {"Cycling": 0.55, "Camping": 0.45},
    {"Baby": 0.55, "Toys & Games": 0.45},
    {"Stationery": 0.5, "Bath & Beauty": 0.35, "Lighting": 0.15},
    {},
)
"""Favourite categories of each taste with their shares, which sum to 1."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a user of this kind shops, on average."""

    event_mix: tuple[float, float, float, float]
    """Shares in the order of ``EVENT_NAMES``."""
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


BEHAVIOURS = (
    Behaviour((0.80, 0.12, 0.06, 0.02), 21, 0.06, 6, 160, 20, 0.1, 1.0),
    Behaviour((0.22, 0.10, 0.65, 0.03), 9, 0.90, 2, 60, 2, 3.0, 1.0),
    Behaviour((0.38, 0.50, 0.11, 0.01), 13, 0.10, 7, 35, 60, 0.1, 0.9),
    Behaviour((0.38, 0.08, 0.36, 0.18), 1, 0.40, 5, 90, 20, 0.8, 1.0),
)
TASTE_OF = np.array([0, 1, 2, 2, 3, 4])
"""Taste of each planted segment."""
BEHAVIOUR_OF = np.array([0, 0, 0, 1, 2, 3])
"""Behaviour of each planted segment."""


def category_shares() -> FloatArray:
    """Return (n_tastes, n_categories) shares of each taste's events beyond the best-sellers."""
    flat = np.full(len(CATEGORY_NAMES), 1 / len(CATEGORY_NAMES))
    favourites = np.array([[taste.get(name, 0.0) for name in CATEGORY_NAMES] for taste in FAVOURITES])
    favourites[FLAT_TASTE] = flat
    shares: FloatArray = FAVOURITE_SHARE * favourites + (1 - FAVOURITE_SHARE) * flat
    return shares


def hour_shares() -> FloatArray:
    """Return (n_behaviours, 24) shares of visits by hour: a peak over a quiet day."""
    peaks = np.array([behaviour.peak_hour for behaviour in BEHAVIOURS])
    distances = np.abs(np.arange(24) - peaks[:, None])
    near = np.exp(-0.5 * (np.minimum(distances, 24 - distances) / 1.5) ** 2)
    day = np.where((np.arange(24) >= 8) & (np.arange(24) < 23), 1.0, 0.1)
    shares: FloatArray = 0.8 * near / near.sum(axis=1, keepdims=True) + 0.2 * day / day.sum()
    return shares
