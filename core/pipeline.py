"""From a population to a finished run: the stages in a row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.clusterers.choose_k import KChoice, choose_k
from core.clusterers.numbering import number_segments
from core.clusterers.von_mises_fisher import fit_mixture
from core.errors import DataError, RecipeError
from core.interactions import interactions
from core.map.landmarks import LandmarkMap
from core.params import params_of
from core.personas.naming import name_segments
from core.profiles.profile import profile_segments
from core.progress import Progress, silent
from core.protocols import Clusterer
from core.recommenders.segment_popularity import SegmentPopularity
from core.registry import chooses_k, make_clusterer, make_encoder
from core.run import Clustering, Description, Map, Options, Run
from core.sentences import say
from core.stopwatch import Stopwatch
from core.trust.holdout import FEW_ITEMS, LIST_LENGTH, Usefulness, run_holdout
from core.trust.silhouette import mean_silhouette, silhouette_samples
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
    watch, notes = Stopwatch(progress), _notes_on(population, recipe)
    with watch.stage("encode"):
        vectors = make_encoder(recipe, options.cache_dir, progress).fit_transform(population)
    with watch.stage("choose k"):
        k, k_choice = _find_k(vectors, recipe, progress, notes)
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
            usefulness = _judge(population, recipe, k, options.cache_dir, notes)
    return Run(population, recipe, k_choice, clustering, description, drawn, usefulness, tuple(notes), watch.seconds)


def _notes_on(population: Population, recipe: Recipe) -> list[str]:
    notes = []
    if recipe.encoder == "blend" and not population.items.has_titles:
        notes.append("The log has no titles, so the blend goes without its text view.")
    n_without = int(np.count_nonzero(np.diff(interactions(population).indptr) == 0))
    if n_without:
        notes.append(
            f"{n_without:,} of {population.n_users:,} users have nothing left once refunds are taken off, so what they "
            "touched says nothing about them."
        )
    if not population.has_time_of_day:
        notes.append("The log has dates but no time of day, so hours take no part.")
    return notes


def _find_k(
    vectors: Vectors, recipe: Recipe, progress: Progress, notes: list[str]
) -> tuple[int | None, KChoice | None]:
    """Return the number of segments to ask for, None where the clusterer finds it itself, and the sweep behind it."""
    if isinstance(recipe.k, int):
        return recipe.k, None
    if recipe.k != "auto":
        raise RecipeError(f"k = {recipe.k!r} is neither a number nor auto.", 'Give a number of segments, or "auto".')
    if not chooses_k(recipe):
        return None, None
    choice = choose_k(vectors, partial(_sweep_clusterer, recipe), recipe.random_state, progress)
    stand_in = getattr(make_clusterer(recipe, choice.k), "stand_in", "")
    if stand_in:
        notes.append(say("The number of segments was chosen with {stand_in}, which is quicker.", stand_in=stand_in))
    return choice.k, choice


def _sweep_clusterer(recipe: Recipe, k: int) -> Clusterer:
    clusterer: Any = make_clusterer(recipe, k)
    if hasattr(clusterer, "for_sweep"):
        clusterer = clusterer.for_sweep()
    if hasattr(clusterer, "n_starts"):
        clusterer.n_starts = min(clusterer.n_starts, STARTS_IN_SWEEP)
    made: Clusterer = clusterer
    return made


def _cluster(vectors: Vectors, recipe: Recipe, k: int | None) -> tuple[Clusterer, Labels]:
    """Return the clusterer with what it learnt, and the segment of every user."""
    clusterer = make_clusterer(recipe, k)
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


def _cluster_and_measure(vectors: Vectors, recipe: Recipe, k: int | None, notes: list[str]) -> Clustering:
    clusterer, labels = _cluster(vectors, recipe, k)
    mixture = fit_mixture(vectors, np.where(labels > 0, labels - 1, labels), recipe.random_state)
    own = mixture.probabilities(vectors)[np.arange(len(labels)), np.maximum(labels - 1, 0)]
    probabilities = np.where(labels > 0, own, np.float32(0))
    silhouettes = silhouette_samples(getattr(clusterer, "refined_", vectors), labels)
    notes += [*getattr(clusterer, "notes_", ()), *_notes_on_labels(vectors, labels, k)]
    if hasattr(clusterer, "refined_"):
        notes.append(
            say(
                "The silhouette is {refined:.2f} among the vectors that the clusterer made itself, and {given:.2f} "
                "among those it was given: compare the second with other clusterers.",
                refined=float(silhouettes.mean()),
                given=mean_silhouette(vectors, labels),
            )
        )
    learnt = {name: getattr(clusterer, f"{name}_", None) for name in ("sweep", "losses")}
    return Clustering(labels, probabilities, silhouettes, mixture, **learnt)


def _notes_on_labels(vectors: Vectors, labels: Labels, k: int | None) -> Iterator[str]:
    n_found = int(labels.max())
    if k is None and n_found == 1:
        yield say("One segment was found, so nothing tells the users in it apart.")
    if k is None or n_found == k:
        return
    if n_found == 1:
        why = say("all users are alike")
    elif len(np.unique(vectors, axis=0)) == n_found:
        why = say("only {n_found:,} kinds of users differ", n_found=n_found)
    else:
        why = say("only {n_found:,} of them have users", n_found=n_found)
    yield say("{k:,} segments were looked for, but {why}.", k=k, why=why)


def _describe(population: Population, labels: Labels, vectors: Vectors) -> Description:
    profiles = profile_segments(population, labels, vectors)
    personas = name_segments(profiles, population)
    return Description(tuple(profiles), tuple(personas), SegmentPopularity().fit(population, labels))


def _draw(vectors: Vectors, recipe: Recipe, progress: Progress) -> Map:
    projector = LandmarkMap(random_state=recipe.random_state, progress=progress)
    return Map(projector.fit_transform(vectors), projector.method_)


def _judge(
    population: Population, recipe: Recipe, k: int | None, cache_dir: Path | None, notes: list[str]
) -> Usefulness | None:
    """Judge on the holdout; a log too short for it is said in a note, and the run goes on."""

    def refit(train: Population) -> Labels:
        return _cluster(make_encoder(recipe, cache_dir).fit_transform(train), recipe, k)[1]

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
