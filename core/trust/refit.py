"""The recipe of a run, fitted again: to other users or vectors, with another random_state, or without a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from core.clusterers.numbering import number_segments
from core.compute.machine import Machine
from core.errors import DataError
from core.params import params_of
from core.protocols import Clusterer, ComparesAttributes, Encoder, HasStandIn, HasStarts, HasViews
from core.registry import CLUSTERERS, ENCODERS, find_clusterer, make_clusterer, make_encoder
from core.sentences import say
from core.trust.split import HeldOut, split_holdout
from core.types import Labels, Population, Recipe, Vectors

FEWER_STARTS = 6
"""Starts where a recipe is fitted dozens of times, fewer than the final clustering takes."""
SOME_STARTS = 20
"""Starts where a recipe is clustered again a few times."""
MAX_USERS = 10_000
"""With more users, the recipe is fitted again to so many of them, drawn at random, one of every segment at least."""
FEWER_USERS = 2_000
"""The same where the encoder is trained or the clusterer is slow."""


@dataclass(frozen=True, slots=True)
class Refit:
    """The recipe of a run, to be fitted again at the k that the run found."""

    recipe: Recipe
    k: int | None
    """None for a clusterer that finds the number itself."""
    cache_dir: Path | None = None
    n_users: int = 0
    """Users of the run, so that sizes which the recipe gives in users are smaller for fewer of them; 0 leaves them."""
    encoder: Encoder | None = None
    """The fitted encoder of the run: it knows which attributes every refit compares, and which views there are."""
    machine: Machine = field(default_factory=Machine)
    """What the refits may use."""

    @property
    def random_state(self) -> int:
        """Seed of the recipe."""
        return self.recipe.random_state

    @property
    def views(self) -> tuple[str, ...]:
        """Views of a blend that can be left out one at a time; () for other encoders, and for a single view."""
        views = views_of(self.encoder)
        return tuple(views) if len(views) > 1 else ()

    @property
    def fitted_encoder(self) -> Encoder:
        """The encoder of the run; raise ``ValueError`` for a recipe that has not run."""
        if self.encoder is None:
            raise ValueError("the recipe has not run, so it has no fitted encoder")
        return self.encoder

    @property
    def used_attributes(self) -> tuple[str, ...]:
        """Attributes that took part in the clustering."""
        return columns_of(self.encoder) or ()

    @property
    def is_quick(self) -> bool:
        """Whether neither the encoder is trained nor the clusterer slow."""
        encoders = (ENCODERS[name] for name in (self.recipe.encoder, *views_of(self.encoder)))
        return all(method.is_quick for method in (CLUSTERERS[self.recipe.clusterer], *encoders))

    @property
    def max_users(self) -> int:
        """Most users on whom the recipe is fitted dozens of times; with more, so many are drawn at random."""
        return MAX_USERS if self.is_quick else FEWER_USERS

    def fit(self, population: Population, most_starts: int | None = None) -> tuple[Encoder, Vectors, Labels]:
        """Fit the recipe to other users as the run did, or with fewer starts; segments are numbered from 1.

        Raises
        ------
        DataError
            The users are too few, or no segment was found.
        """
        encoder = self._make_encoder(self.recipe)
        vectors = encoder.fit_transform(population)
        return encoder, vectors, cluster(vectors, self._recipe_for(vectors), self.k, self.machine, most_starts)[1]

    def encode(self, population: Population) -> Vectors:
        """Fit the recipe's encoder to other users, or to other events of the same ones."""
        return self._encode(population, self.recipe)

    def label(self, _population: Population, vectors: Vectors) -> Labels:
        """Cluster vectors of other users at the run's k with fewer starts; segments are numbered from 1.

        Raises
        ------
        DataError
            No segment was found.
        """
        return cluster(vectors, self._recipe_for(vectors), self.k, self.machine, FEWER_STARTS)[1]

    def hold_out(self, population: Population, min_events: int) -> HeldOut:
        """Fit the recipe to what came before the holdout; errors are those of ``split_holdout`` and of ``fit``."""
        split = split_holdout(population, min_events)
        _, vectors, labels = self.fit(split.train)
        return HeldOut(split, min_events, vectors, labels)

    def fit_quickly(self, population: Population, random_state: int) -> tuple[Vectors, Labels]:
        """Fit the recipe with another random_state and fewer starts; labels are the clusterer's own."""
        vectors = self._encode(population, replace(self.recipe, random_state=random_state))
        return vectors, self.recluster(vectors, random_state)

    def recluster(self, vectors: Vectors, random_state: int) -> Labels:
        """Cluster other vectors with another random_state and fewer starts."""
        quick = quick_clusterer(replace(self._recipe_for(vectors), random_state=random_state), self.k, self.machine)
        return np.asarray(quick.fit_predict(vectors), dtype=np.int32)

    def cluster_at(self, vectors: Vectors, k: int) -> Labels:
        """Cluster the run's vectors, or those of some of its users, into another number of segments, numbered from 1.

        Raises
        ------
        DataError
            No segment was found.
        """
        return cluster(vectors, self._recipe_for(vectors), k, self.machine, SOME_STARTS)[1]

    def fit_without_view(self, population: Population, view: str, random_state: int) -> Labels:
        """Do what ``fit_quickly`` does, with one view of the blend left out."""
        params = {**self.recipe.encoder_params, view: 0.0}
        vectors = self._encode(population, replace(self.recipe, encoder_params=params, random_state=random_state))
        return self.recluster(vectors, random_state)

    def _encode(self, population: Population, recipe: Recipe) -> Vectors:
        return self._make_encoder(recipe).fit_transform(population)

    def _make_encoder(self, recipe: Recipe) -> Encoder:
        return make_encoder(recipe, self.cache_dir, columns=columns_of(self.encoder), machine=self.machine)

    def _recipe_for(self, vectors: Vectors) -> Recipe:
        return scale_sizes(self.recipe, len(vectors) / self.n_users) if self.n_users else self.recipe


def columns_of(encoder: Encoder | None) -> tuple[str, ...] | None:
    """Return the attributes that a fitted encoder compares, itself or by a view; None where it compares none."""
    for part in (encoder, *views_of(encoder).values()):
        if isinstance(part, ComparesAttributes):
            return tuple(part.columns_)
    return None


def views_of(encoder: Encoder | None) -> Mapping[str, Encoder]:
    """Return the fitted views of an encoder by name; none where it is not made of others."""
    return encoder.views_ if isinstance(encoder, HasViews) else {}


def scale_sizes(recipe: Recipe, share: float) -> Recipe:
    """Return the recipe for a share of its users: sizes given in users are scaled, to 2 at least.

    >>> scale_sizes(Recipe(clusterer="hdbscan", clusterer_params={"min_cluster_size": 50}), 0.2).clusterer_params
    {'min_cluster_size': 10}
    """
    if share >= 1:
        return recipe
    params = recipe.clusterer_params
    sizes = find_clusterer(recipe.clusterer).sizes
    scaled = {name: max(2, round(share * params[name])) for name in sizes if params.get(name)}
    return replace(recipe, clusterer_params={**params, **scaled})


def cluster(
    vectors: Vectors,
    recipe: Recipe,
    k: int | None,
    machine: Machine | None = None,
    most_starts: int | None = None,
) -> tuple[Clusterer, Labels]:
    """Cluster as the run does; return the clusterer with what it learnt, and segments from 1, the largest first.

    Raises
    ------
    DataError
        No segment was found.
    """
    clusterer = make_clusterer(recipe, k, machine)
    if most_starts:
        _limit_starts(clusterer, most_starts)
    labels = number_segments(np.asarray(clusterer.fit_predict(vectors), dtype=np.int32))
    if not (labels > 0).any():
        names = ", ".join(info.name for info in params_of(clusterer) if info.name != "random_state")
        raise DataError(
            say(
                "{clusterer} found no segment: none of the {n_users:,} users stands in a group that is dense enough.",
                clusterer=recipe.clusterer,
                n_users=len(labels),
            ),
            say("Change {names}, or take a clusterer that assigns everyone, such as kmeans.", names=names),
        )
    return clusterer, labels


def quick_clusterer(recipe: Recipe, k: int | None, machine: Machine | None = None) -> Clusterer:
    """Make the recipe's clusterer with fewer starts, where it has starts."""
    return _limit_starts(make_clusterer(recipe, k, machine), FEWER_STARTS)


def sweep_clusterer(recipe: Recipe, machine: Machine, k: int) -> Clusterer:
    """Make what tries a number of clusters: the quick clusterer, or what stands in for one that takes too long."""
    clusterer = quick_clusterer(recipe, k, machine)
    return _limit_starts(clusterer.for_sweep(), FEWER_STARTS) if isinstance(clusterer, HasStandIn) else clusterer


def _limit_starts(clusterer: Clusterer, most: int) -> Clusterer:
    if isinstance(clusterer, HasStarts):
        clusterer.n_starts = min(clusterer.n_starts, most)
    return clusterer
