"""Several views of a user in one vector.

Each view is centred and scaled to a stated energy (the mean squared length of its rows), the views are put side by
side and the rows brought to length 1. The energies are settled by measurement: see
docs/decisions/0002-energies-of-the-blend.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.encoders.behaviour import Behaviour
from core.encoders.counts import Counts
from core.encoders.text import Text
from core.encoders.vectors import unit_rows
from core.errors import RecipeError
from core.params import param
from core.progress import Progress, silent
from core.protocols import Encoder
from core.sentences import say
from core.types import FloatArray, Population, Vectors


@dataclass
class Blend:
    """Counts, text and behaviour side by side; a view of energy 0 is left out, and text where there are no titles.

    Attributes
    ----------
    views_
        Name to fitted encoder, in the order of the columns.
    centres_, scales_
        Name to the mean row (n_dims,) and to the factor that gives the view its energy.
    """

    counts: float = param(1.0, "Energy of what users touched.", low=0, high=10)
    text: float = param(0.25, "Energy of the meaning of titles.", low=0, high=10)
    behaviour: float = param(0.4, "Energy of how users behave.", low=0, high=10)
    n_dims: int = param(16, "Dimensions kept of the counts and of the titles, each.", low=1, high=384)
    random_state: int = param(0, "Seed handed to every view.", low=0, high=2**32 - 1)
    cache_dir: Path | None = None
    progress: Progress = silent

    def fit_transform(self, population: Population) -> Vectors:
        """Fit every view, return (n_users, sum of the views' n_dims)."""
        self.views_ = self._make_views(population)
        self.centres_: dict[str, FloatArray] = {}
        self.scales_: dict[str, float] = {}
        parts = []
        for name, view in self.views_.items():
            vectors = view.fit_transform(population)
            self.centres_[name] = vectors.mean(axis=0)
            energy = float(np.square(vectors - self.centres_[name]).sum(axis=1).mean())
            self.scales_[name] = float(np.sqrt(getattr(self, name) / energy)) if energy > 1e-12 else 0.0
            parts.append(self._centred(name, vectors))
        return unit_rows(np.hstack(parts))

    def transform(self, population: Population) -> Vectors:
        """Put other users over the same items and event names into the same space."""
        return unit_rows(np.hstack([self._centred(name, v.transform(population)) for name, v in self.views_.items()]))

    def _make_views(self, population: Population) -> dict[str, Encoder]:
        views: dict[str, Encoder] = {}
        if self.counts:
            views["counts"] = Counts(n_dims=self.n_dims, random_state=self.random_state)
        if self.text and population.items.has_titles:
            views["text"] = Text(
                self.n_dims, random_state=self.random_state, cache_dir=self.cache_dir, progress=self.progress
            )
        if self.behaviour:
            views["behaviour"] = Behaviour(random_state=self.random_state)
        if not views:
            raise RecipeError(say("Every view of the blend has energy 0."), say("Give at least one of them an energy."))
        return views

    def _centred(self, name: str, vectors: Vectors) -> FloatArray:
        return np.asarray((vectors - self.centres_[name]) * self.scales_[name], dtype=np.float32)
