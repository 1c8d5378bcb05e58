"""Segments that no recipe made: an analyst's, those of a file or of another run.

What they predict can be measured, and what they would predict by chance; whether they are stable cannot. Users are put
into them by the items they had before the holdout, so that a label that knows the holdout gains nothing by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.compute.machine import Machine
from core.registry import make_encoder
from core.trust.placement import place_users
from core.trust.split import HeldOut, split_holdout
from core.types import NOISE, Labels, Population, Recipe, StrArray, Vectors

MAX_USERS = 10_000
"""With more users, chance is measured on so many of them, drawn at random."""


@dataclass(frozen=True, slots=True)
class GivenSegments:
    """Labels without a recipe; it stands where a ``Refit`` would."""

    user_ids: StrArray
    labels: Labels
    """(n_users,) in the order of ``user_ids``; -1 is unassigned."""
    random_state: int = 0
    machine: Machine = field(default_factory=Machine)
    origin: Labels | None = None
    """(n_users,) the segments that edits made these of; None where that is not known."""

    @property
    def parts(self) -> Labels:
        """(n_users,) what the segments consist of; -1 is unassigned.

        Where an edit joined segments, each that is in one mostly is a part of it: the middle of them all may be farther
        from their users than that of another segment is. Whoever came with few others belongs to the largest part.
        """
        if self.origin is None:
            return self.labels
        parts = self.labels.astype(np.int32)
        for segment in np.unique(self.labels[self.labels != NOISE]).tolist():
            is_own = self.labels == segment
            came_from, sizes = np.unique(self.origin[is_own], return_counts=True)
            whole = [np.count_nonzero(self.origin == each) for each in came_from.tolist()]
            is_part = (2 * sizes > whole) & (np.arange(len(sizes)) != sizes.argmax()) & (came_from != NOISE)
            for each in came_from[is_part].tolist():
                parts[is_own & (self.origin == each)] = parts.max() + 1
        return parts

    @property
    def max_users(self) -> int:
        """Most users on whom chance is measured."""
        return MAX_USERS

    @property
    def used_attributes(self) -> tuple[str, ...]:
        """Attributes that made the labels: none that is known."""
        return ()

    def encode(self, population: Population) -> Vectors:
        """Return vectors of what the users interacted with, (n_users, n_dims)."""
        return self._encode(population, self.random_state)

    def hold_out(self, population: Population, min_events: int) -> HeldOut:
        """Put users into the segments by what came before the holdout; errors are those of ``split_holdout``."""
        split = split_holdout(population, min_events)
        return HeldOut(split, min_events, *self.fit_quickly(split.train, self.random_state))

    def fit_quickly(self, population: Population, random_state: int) -> tuple[Vectors, Labels]:
        """Return the vectors of some of the users, and the segments that are nearest to them.

        Raises
        ------
        ValueError
            A user has no label.
        """
        vectors = self._encode(population, random_state)
        return vectors, self.label(population, vectors)

    def label(self, population: Population, vectors: Vectors) -> Labels:
        """Return the segments that are nearest to the vectors of some of the users; errors as for ``fit_quickly``."""
        rows = pd.Index(self.user_ids).get_indexer(pd.Index(population.histories.user_ids))
        if (rows < 0).any():
            raise ValueError(f"{np.count_nonzero(rows < 0)} users have no label")
        return np.asarray(place_users(vectors, self.labels[rows]), dtype=np.int32)

    def _encode(self, population: Population, random_state: int) -> Vectors:
        recipe = Recipe("counts", random_state=random_state)
        return make_encoder(recipe, machine=self.machine).fit_transform(population)
