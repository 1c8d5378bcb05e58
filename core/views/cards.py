"""Persona cards: what a card says about a segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.results.results import Results
from core.types import Column, Lift
from core.views.marks import top_marks

LOW, HIGH = "low", "high"
"""The ends of the 95 % interval of a lift."""


@dataclass(frozen=True, slots=True)
class Card:
    """One segment for people."""

    segment: int
    name: str
    sentence: str
    size: int
    share: float
    """size over all users."""
    probability: float
    """Mean probability of its users."""
    silhouette: float
    """Mean silhouette of its users."""
    marks: tuple[Lift, ...]
    """The evidence behind the name and the sentence first."""
    typical_users: tuple[str, ...]


def cards_of(results: Results, n_marks: int = 5) -> list[Card]:
    """Return a card per segment, largest segment first."""
    return [_card(results, place, n_marks) for place in range(results.k)]


def marks_frame(marks: tuple[Lift, ...]) -> pd.DataFrame:
    """Return kind, name, count, share, overall share, lift and its interval of each mark."""
    columns = [Column.KIND, Column.NAME, Column.COUNT, Column.SHARE, Column.OVERALL_SHARE, Column.LIFT, LOW, HIGH]
    return pd.DataFrame([[getattr(mark, name) for name in columns] for mark in marks], columns=columns)


def _card(results: Results, place: int, n_marks: int) -> Card:
    profile, persona = results.profiles[place], results.personas[place]
    users = np.flatnonzero(results.labels == profile.segment)
    return Card(
        segment=profile.segment,
        name=persona.name,
        sentence=persona.sentence,
        size=profile.size,
        share=profile.share,
        probability=float(results.probabilities[users].mean()),
        silhouette=float(results.silhouettes[users].mean()),
        marks=top_marks(profile, persona, results.n_users, n_marks),
        typical_users=profile.typical_users,
    )
