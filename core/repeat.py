"""The recipe of a run, run again: on other users, other vectors, with another random_state or without a view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.clusterers.numbering import number_segments
from core.protocols import Clusterer
from core.registry import make_clusterer, make_encoder
from core.trust.evidence import Again, HeldOut
from core.trust.holdout import split_holdout
from core.types import Labels, Population, Recipe, Vectors

FEWER_STARTS = 6
"""Starts where a clustering is run many times, fewer than the final one takes."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A recipe at the k that its run found."""

    recipe: Recipe
    k: int
    cache_dir: Path | None = None

    def hold_out(self, population: Population, min_events: int) -> HeldOut:
        """Run the recipe on what came before the holdout; errors are those of ``split_holdout``."""
        split = split_holdout(population, min_events)
        vectors = self._encode(split.train, self.recipe)
        return HeldOut(split, min_events, vectors, cluster(vectors, self.recipe, self.k))

    def tools(self, views: tuple[str, ...] = ()) -> Again:
        """Return what the trust card needs; ``views`` are those of a fitted blend."""
        return Again(self._fit, self._recluster, self._without_view, views)

    def _fit(self, population: Population, random_state: int) -> tuple[Vectors, Labels]:
        vectors = self._encode(population, replace(self.recipe, random_state=random_state))
        return vectors, self._recluster(vectors, random_state)

    def _recluster(self, vectors: Vectors, random_state: int) -> Labels:
        quick = quick_clusterer(replace(self.recipe, random_state=random_state), self.k)
        return np.asarray(quick.fit_predict(vectors), dtype=np.int32)

    def _without_view(self, population: Population, view: str, random_state: int) -> Labels:
        params = {**self.recipe.encoder_params, view: 0.0}
        vectors = self._encode(population, replace(self.recipe, encoder_params=params, random_state=random_state))
        return self._recluster(vectors, random_state)

    def _encode(self, population: Population, recipe: Recipe) -> Vectors:
        return make_encoder(recipe, self.cache_dir).fit_transform(population)


def cluster(vectors: Vectors, recipe: Recipe, k: int) -> Labels:
    """Cluster as the run does and number the segments from 1, the largest first."""
    return number_segments(np.asarray(make_clusterer(recipe, k).fit_predict(vectors), dtype=np.int32))


def quick_clusterer(recipe: Recipe, k: int) -> Clusterer:
    """Make the recipe's clusterer with fewer starts, where it has starts."""
    clusterer = make_clusterer(recipe, k)
    if hasattr(clusterer, "n_starts"):
        clusterer.n_starts = min(clusterer.n_starts, FEWER_STARTS)
    return clusterer
