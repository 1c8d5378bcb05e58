"""What is planted in the lifelike demo log: a shop whose tastes are seen at a glance, in six segments.

Segments 1 and 2 have one taste and two ways of shopping; 3 and 4, and 2 and 6, shop in one way and have two tastes. So
neither what users like nor how they shop shows all six; both together do.
"""

from __future__ import annotations

import numpy as np

from core.demo.catalogue import CATEGORY_NAMES
from core.demo.plan import Behaviour, Plan
from core.types import FloatArray

LIFELIKE = Plan(
    n_days=364,
    label_shares=(0.19, 0.18, 0.14, 0.13, 0.12, 0.11, 0.08, 0.05),
    best_seller_share=0.5,
    favourite_share=0.85,
    taste_concentration=100.0,
    behaviour_concentration=200.0,
    behaviour_spread=0.08,
    favourites=(
        {"Tea & Coffee": 0.55, "Kitchen": 0.30, "茶具": 0.15},
        {"Garden": 0.65, "Pets": 0.35},
        {"Camping": 0.55, "Cycling": 0.45},
        {"Baby": 0.55, "Toys & Games": 0.45},
        {"Bath & Beauty": 0.6, "Stationery": 0.4},
        {},
    ),
    behaviours=(
        Behaviour((0.72, 0.17, 0.10, 0.01), 20, 0.06, 8, 320, 10, 0.1, 1.0, 1.4),
        Behaviour((0.14, 0.07, 0.76, 0.03), 10, 0.92, 12, 330, 5, 3.0, 1.1, 0.6),
        Behaviour((0.36, 0.50, 0.12, 0.02), 13, 0.06, 5, 220, 25, 0.2, 0.9, 1.0),
        Behaviour((0.42, 0.10, 0.36, 0.12), 23, 0.30, 7, 160, 75, 0.5, 1.0, 1.0),
    ),
    taste_of=(0, 0, 1, 2, 3, 4),
    behaviour_of=(0, 1, 2, 2, 3, 1),
)

_SEASON_MONTHS = {
    "Garden": (4, 5),
    "Camping": (6, 7),
    "Cycling": (5, 6),
    "Tea & Coffee": (12, 1),
    "Lighting": (11, 12),
    "Toys & Games": (11, 12),
    "Stationery": (9, 12),
    "Bath & Beauty": (12,),
}
"""Months in which a category is asked for most."""
IN_SEASON = 6.0
"""Pull of a category in its season over that outside of it."""


def season_pulls() -> FloatArray:
    """Return (12, n_categories) how strongly each category is asked for in each month."""
    pulls = np.ones((12, len(CATEGORY_NAMES)))
    for name, months in _SEASON_MONTHS.items():
        pulls[np.array(months) - 1, CATEGORY_NAMES.index(name)] = IN_SEASON
    return pulls
