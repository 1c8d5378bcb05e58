"""A population with its segments: what the trust card is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import NOISE, IntArray, Labels, Population, Vectors


@dataclass(frozen=True, slots=True)
class Segmented:
    """A population and its segments."""

    population: Population
    vectors: Vectors
    """(n_users, n_dims), the space that was clustered."""
    labels: Labels
    """(n_users,) from 1; -1 is unassigned."""
    random_state: int = 0

    @property
    def segments(self) -> IntArray:
        """Segment numbers in order."""
        return np.unique(self.labels[self.labels != NOISE])

    def of_users(self, rows: IntArray) -> Segmented:
        """Take some users."""
        return Segmented(self.population.of_users(rows), self.vectors[rows], self.labels[rows], self.random_state)
