"""A finished run of segments that an analyst shaped: all of a run but what takes a recipe that made the labels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.clusterers.clustering import Clustering
from core.clusterers.numbering import compact_labels
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.silhouette import silhouette_samples
from core.pipeline.appraisal import appraise
from core.pipeline.liked import interests_of_users, with_segments
from core.results.run import Map, Options, Run, Space
from core.stages.progress import Progress, silent
from core.trust.given import GivenSegments
from core.types import NOISE, FloatArray, Labels, Population, Recipe, Vectors


@dataclass(frozen=True, slots=True)
class Place:
    """Where users are."""

    vectors: Vectors
    """(n_users, n_dims) unit rows of the users, in the space that the recipe clustered."""
    recipe: Recipe
    """The one that made the vectors; it did not make the labels, so stability is not computed."""
    map: Map | None = None
    """The map of the run that was shaped; None draws one."""


def run_given(
    population: Population, labels: Labels, place: Place, options: Options | None = None, progress: Progress = silent
) -> Run:
    """Appraise given segments, and say what a run says of its own.

    Parameters
    ----------
    population
        The log.
    labels
        (n_users,) segment numbers, with gaps or without; -1 is unassigned.
    place
        Where the users are.
    options
        What may be left out. A model for new users is not made here: ``reshape_model`` makes one of that of the run.
    """
    recipe = place.recipe
    options = replace(options or Options(), random_state=recipe.random_state)
    clustering = clustering_of(place.vectors, labels, recipe.random_state)
    options.on_found(clustering, place.map)
    space = Space(place.vectors, clustering.silhouettes, place.map)
    appraised = appraise(population, labels, None, space, options, progress)
    liked = None
    if options.with_interests:
        ids = population.histories.user_ids
        source = GivenSegments(ids, labels, recipe.random_state, options.machine, options.origin)
        liked = with_segments(interests_of_users(population, options), population, labels, source, options)
    return Run(
        population=population,
        recipe=replace(recipe, k=clustering.k),
        k_choice=None,
        clustering=clustering,
        description=appraised.description,
        map=appraised.map,
        usefulness=appraised.usefulness,
        offers=appraised.offers,
        trust=appraised.trust,
        model=None,
        notes=appraised.notes,
        seconds=dict(appraised.seconds),
        why_no_holdout=appraised.why_no_holdout,
        stabilities=appraised.stabilities,
        interests=liked,
    )


def clustering_of(vectors: Vectors, labels: Labels, random_state: int) -> Clustering:
    """Say with what probability users are in their segment, as a run does of its own."""
    _numbers, places = compact_labels(labels)
    mixture = fit_mixture(vectors, np.where(places == NOISE, NOISE, places - 1), random_state)
    probabilities: FloatArray = mixture.probabilities(vectors)[np.arange(len(places)), np.maximum(places, 1) - 1]
    return Clustering(
        labels=labels,
        probabilities=np.where(places == NOISE, np.float32(0), probabilities),
        silhouettes=silhouette_samples(vectors, labels),
        mixture=mixture,
    )
