"""From a population to a finished run: the stages in a row."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from core.clusterers.choose_k import KChoice, choose_k
from core.clusterers.numbering import number_segments
from core.clusterers.von_mises_fisher import fit_mixture
from core.errors import DataError, RecipeError
from core.interactions import interactions
from core.map.landmarks import LandmarkMap
from core.personas.naming import name_segments
from core.profiles.profile import profile_segments
from core.progress import Progress, silent
from core.protocols import Clusterer
from core.recommenders.segment_popularity import SegmentPopularity
from core.registry import make_clusterer, make_encoder
from core.run import Clustering, Description, Map, Options, Run
from core.stopwatch import Stopwatch
from core.trust.holdout import FEW_ITEMS, LIST_LENGTH, Usefulness, run_holdout
from core.trust.silhouette import silhouette_samples
from core.types import Labels, Population, Recipe, Vectors

STARTS_IN_SWEEP = 6
"""Starts for each k of the sweep, fewer than the final clustering takes: it is run for 19 k and five shuffles each."""


def run(population: Population, recipe: Recipe, options: Options | None = None, progress: Progress = silent) -> Run:
    """Execute a recipe.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    DataError
        The log holds too few users for the recipe.
    """
    options = options or Options()
    watch, notes = Stopwatch(progress), _notes_on(population)
    with watch.stage("encode"):
        encoder = make_encoder(recipe, options.cache_dir, progress)
        vectors = encoder.fit_transform(population)
        notes.extend(getattr(encoder, "notes_", ()))
    with watch.stage("choose k"):
        k, k_choice = _find_k(vectors, recipe, progress)
    with watch.stage("cluster"):
        clustering = _cluster_and_measure(vectors, recipe, k, notes)
    with watch.stage("profile"):
        description = _describe(population, clustering.labels, vectors)
    drawn, usefulness = None, None
    if options.with_map:
        with watch.stage("map"):
            drawn = _draw(vectors, recipe, progress)
    if options.with_holdout:
        with watch.stage("holdout"):
            usefulness = _judge(population, recipe, clustering.k, options.cache_dir, notes)
    return Run(population, recipe, k_choice, clustering, description, drawn, usefulness, tuple(notes), watch.seconds)


def _notes_on(population: Population) -> list[str]:
    notes = []
    n_without = int(np.count_nonzero(np.diff(interactions(population).indptr) == 0))
    if n_without:
        notes.append(
            f"{n_without:,} of {population.n_users:,} users have nothing left once refunds are taken off, so what they "
            "touched says nothing about them."
        )
    if not population.has_time_of_day:
        notes.append("The log has dates but no time of day, so hours take no part.")
    return notes


def _find_k(vectors: Vectors, recipe: Recipe, progress: Progress) -> tuple[int, KChoice | None]:
    if isinstance(recipe.k, int):
        return recipe.k, None
    if recipe.k != "auto":
        raise RecipeError(f"k = {recipe.k!r} is neither a number nor auto.", 'Give a number of segments, or "auto".')
    choice = choose_k(vectors, partial(_sweep_clusterer, recipe), recipe.random_state, progress)
    return choice.k, choice


def _sweep_clusterer(recipe: Recipe, k: int) -> Clusterer:
    clusterer = make_clusterer(recipe, k)
    if hasattr(clusterer, "n_starts"):
        clusterer.n_starts = min(clusterer.n_starts, STARTS_IN_SWEEP)
    return clusterer


def _cluster(vectors: Vectors, recipe: Recipe, k: int) -> Labels:
    return number_segments(np.asarray(make_clusterer(recipe, k).fit_predict(vectors), dtype=np.int32))


def _cluster_and_measure(vectors: Vectors, recipe: Recipe, k: int, notes: list[str]) -> Clustering:
    labels = _cluster(vectors, recipe, k)
    mixture = fit_mixture(vectors, np.where(labels > 0, labels - 1, labels), recipe.random_state)
    n_found = len(mixture.shares)
    if n_found < k:
        why = f"only {n_found} kinds of users differ" if n_found > 1 else "all users are alike"
        notes.append(f"{k} segments were looked for, but {why}.")
    own = mixture.probabilities(vectors)[np.arange(len(labels)), np.maximum(labels - 1, 0)]
    probabilities = np.where(labels > 0, own, np.float32(0))
    return Clustering(labels, probabilities, silhouette_samples(vectors, labels), mixture)


def _describe(population: Population, labels: Labels, vectors: Vectors) -> Description:
    profiles = profile_segments(population, labels, vectors)
    personas = name_segments(profiles, population)
    return Description(tuple(profiles), tuple(personas), SegmentPopularity().fit(population, labels))


def _draw(vectors: Vectors, recipe: Recipe, progress: Progress) -> Map:
    projector = LandmarkMap(random_state=recipe.random_state, progress=progress)
    return Map(projector.fit_transform(vectors), projector.method_)


def _judge(
    population: Population, recipe: Recipe, k: int, cache_dir: Path | None, notes: list[str]
) -> Usefulness | None:
    """Judge on the holdout; a log too short for it is said in a note, and the run goes on."""

    def refit(train: Population) -> Labels:
        return _cluster(make_encoder(recipe, cache_dir).fit_transform(train), recipe, k)

    try:
        usefulness = run_holdout(population, refit, recipe.random_state)
    except DataError as error:
        notes.append(f"Usefulness was not judged. {error.message}")
        return None
    if population.n_items < FEW_ITEMS:
        notes.append(
            f"With {population.n_items:,} items, lists of {LIST_LENGTH} hold much of what there is, so usefulness says "
            "little."
        )
    return usefulness
