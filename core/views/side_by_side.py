"""Segments side by side: a row for each, with who they are, what they are worth and how far they hold."""

from __future__ import annotations

import pandas as pd

from core.results.results import Results
from core.types.figures import Behaviour
from core.views.cards import cards_of

SEGMENT, VERDICT, USERS, SHARE, SPEND_SHARE = "segment", "verdict", "users", "share", "spend_share"
_FIGURES = ("spend", "orders", "average_rating", "n_events", "days_since_last")
"""Figures of behaviour that stand side by side, of those that a log has."""


def side_by_side(results: Results) -> pd.DataFrame:
    """Return a row per segment, largest first: number and name, verdict, users, shares, and how they act.

    Columns are ``SEGMENT`` (its number with its name), ``VERDICT`` (a grade, missing without one), ``USERS``,
    ``SHARE`` of all users and ``SPEND_SHARE`` of what all spent, both from 0 to 1, and figures of ``Behaviour`` by
    their names. What a log does not know is no column.
    """
    grades = {segment: each.grade for segment, each in results.trust.by_segment().items()} if results.trust else {}
    rows = [
        {
            SEGMENT: f"{card.number} \N{MIDDLE DOT} {card.name}",
            VERDICT: str(grades[card.segment]) if card.segment in grades else None,
            USERS: card.size,
            SHARE: card.share,
            SPEND_SHARE: card.spend_share,
            **_figures(card.behaviour),
        }
        for card in cards_of(results)
    ]
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def _figures(acting: Behaviour | None) -> dict[str, float]:
    found = {name: getattr(acting, name) for name in _FIGURES} if acting else {}
    return {name: measure.value for name, measure in found.items() if measure is not None}
