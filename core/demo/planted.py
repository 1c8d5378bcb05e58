"""What is planted in the faint demo log: five tastes, four behaviours and the six segments made of them.

Segments 1 and 2 differ only in taste, 3 and 4 only in behaviour, 5 and 6 from every other in both.
"""

from __future__ import annotations

from core.demo.plan import Behaviour, Plan

FAINT = Plan(
    n_days=180,
    label_shares=(0.13, 0.13, 0.19, 0.19, 0.11, 0.10, 0.10, 0.05),
    best_seller_share=0.735,
    favourite_share=0.84,
    taste_concentration=30.0,
    behaviour_concentration=200.0,
    behaviour_spread=0.08,
    favourites=(
        {"Garden": 0.5, "Pets": 0.3, "Lighting": 0.2},
        {"茶具": 0.4, "Tea & Coffee": 0.35, "Kitchen": 0.25},
        {"Cycling": 0.55, "Camping": 0.45},
        {"Baby": 0.55, "Toys & Games": 0.45},
        {"Stationery": 0.5, "Bath & Beauty": 0.35, "Lighting": 0.15},
        {},
    ),
    behaviours=(
        Behaviour((0.80, 0.12, 0.06, 0.02), 21, 0.06, 6, 160, 20, 0.1, 1.0),
        Behaviour((0.22, 0.10, 0.65, 0.03), 9, 0.90, 2, 60, 2, 3.0, 1.0),
        Behaviour((0.38, 0.50, 0.11, 0.01), 13, 0.10, 7, 35, 60, 0.1, 0.9),
        Behaviour((0.38, 0.08, 0.36, 0.18), 1, 0.40, 5, 90, 20, 0.8, 1.0),
    ),
    taste_of=(0, 1, 2, 2, 3, 4),
    behaviour_of=(0, 0, 0, 1, 2, 3),
)
