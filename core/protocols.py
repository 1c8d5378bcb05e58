"""The plug points, on one screen. A method fits by shape: nothing here is inherited.

First what every method has, then what some have beside it. Code asks ``isinstance(method, HasNotes)``; what has to be
known before there is an instance stands in the method's line of its table (``core.params.Method``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from scipy import sparse

from core.types import FloatArray, IntArray, Labels, Points, Population, State, Vectors
from core.types.figures import Sweep


class Encoder(Protocol):
    """Turns users into vectors. A dataclass of parameters; what it learns ends in ``_``."""

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

    name: ClassVar[str]
    """Its key in the table of recommenders."""
    segments_: Labels
    """(n_segments,) the segments in order, once it is fitted."""

    def fit(self, population: Population, labels: Labels) -> Recommender:
        """Learn from who interacted with what, and which segment each user is in."""

    def recommend(self, segment: int, k: int) -> pd.DataFrame:
        """Return item_id, score, rank (1 is best) and lift of the ``k`` best items of a segment."""


class UserRecommender(Protocol):
    """Gives items to single users, those of the fitted log or others."""

    name: ClassVar[str]
    """Its key in the table of recommenders for users."""
    items_: IntArray
    """(n_offered,) codes of the items that it can give, in order, once it is fitted."""

    def fit(self, population: Population) -> UserRecommender:
        """Learn from who interacted with what."""

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Score items for users, (n_users, n_offered) float32; higher is better, known items are scored too.

        ``own`` is (n_users, n_offered): above 0 where a user has an item of ``items_``, at most 1, less for long ago.
        ``segments`` is (n_users,), -1 for none; most recommenders do without.
        """


@runtime_checkable
class HasNotes(Protocol):
    """A fitted encoder or clusterer with something to report: what it left out, and why."""

    notes_: tuple[str, ...]
    """Sentences."""


@runtime_checkable
class HasViews(Protocol):
    """A fitted encoder made of others."""

    views_: Mapping[str, Encoder]
    """Name in the table of encoders to the fitted view, in the order of the columns."""


@runtime_checkable
class ComparesAttributes(Protocol):
    """A fitted encoder that compares attributes of users."""

    columns_: Sequence[str]
    """Names of the attributes."""


@runtime_checkable
class HasLosses(Protocol):
    """A fitted method that trained a network."""

    losses_: Any
    """Encoders: (n_epochs, 2) training and validation loss. Clusterers: name of a phase to the loss of each pass."""


@runtime_checkable
class RefinesVectors(Protocol):
    """A fitted clusterer that grouped vectors of its own making."""

    refined_: Vectors
    """(n_users, n_inner) unit rows."""


@runtime_checkable
class HasSweep(Protocol):
    """A fitted clusterer that tried several values of a parameter."""

    sweep_: Sweep | None
    """None where the value was given, or there were too few users."""


@runtime_checkable
class HasStarts(Protocol):
    """A clusterer that keeps the best of several starts; fewer are quicker."""

    n_starts: int


@runtime_checkable
class HasStandIn(Protocol):
    """A clusterer too slow for a sweep over the number of clusters, which something quicker stands in for."""

    stand_in: str
    """What stands in, as a phrase for a sentence."""

    def for_sweep(self) -> Clusterer:
        """Return what stands in."""


@runtime_checkable
class FitsManyK(Protocol):
    """A clusterer that gives the labels for several numbers of clusters at the cost of one."""

    def fit_predict_many(self, X: Vectors, ks: Sequence[int]) -> list[Labels]:
        """Return the labels for each number of clusters in ``ks``."""


@runtime_checkable
class NamesItsWay(Protocol):
    """A fitted projector that draws in one of several ways."""

    method_: str
    """Which it was, such as "umap"."""


def notes_of(method: object) -> tuple[str, ...]:
    """Return the notes of a method; none where it has none."""
    return tuple(method.notes_) if isinstance(method, HasNotes) else ()
