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

    def rows_of_some(self, most: int) -> IntArray:
        """Return the rows of at most so many users drawn at random, and of one of each segment not among them."""
        n_users = len(self.labels)
        if n_users <= most:
            return np.arange(n_users)
        drawn = np.random.default_rng(self.random_state).permutation(n_users)
        first_of_each = np.unique(self.labels[drawn], return_index=True)[1]
        return np.union1d(drawn[:most], drawn[first_of_each])
