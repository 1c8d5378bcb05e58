"""The plug points, on one screen. A method fits by shape: nothing here is inherited."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from core.types import Labels, Points, Population, State, Vectors


class Encoder(Protocol):
    """Turns users into vectors. A dataclass of parameters; what it learns ends in ``_``.

    One that has to tell people something (what it left out, and why) keeps the sentences in ``notes_``, a tuple.
    """

    random_state: int

    def fit_transform(self, population: Population) -> Vectors:
        """Learn from the population and return its vectors, (n_users, n_dims), rows of length 1."""

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space.

        Their items and event names begin with those of the fitted population, in the same order, and may go on with
        unseen ones.
        """

    def get_state(self) -> State:
        """Return what was learnt: flat names to arrays of plain types, numbers as arrays without dimensions."""

    def set_state(self, state: State) -> None:
        """Take over what another instance with the same parameters has learnt."""


class Clusterer(Protocol):
    """Groups vectors. scikit-learn's own classes fit."""

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels | np.ndarray[Any, Any]:
        """Return a label per row, -1 for noise."""


class Projector(Protocol):
    """Puts vectors on the plane. ``umap.UMAP`` fits."""

    def fit_transform(self, X: Vectors, y: Any = None) -> Points | np.ndarray[Any, Any]:
        """Return (n_users, 2)."""


class Recommender(Protocol):
    """Gives items to segments."""

    def fit(self, population: Population, labels: Labels) -> Recommender:
        """Learn from who touched what, and which segment each user is in."""

    def recommend(self, segment: int, k: int) -> pd.DataFrame:
        """Return item_id, score, rank (1 is best) and lift of the ``k`` best items of a segment."""
