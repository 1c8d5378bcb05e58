"""The first half of a run: a recipe finds segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.clusterers.choose_k import KChoice, choose_k
from core.clusterers.clustering import Clustering
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.machine import Machine
from core.compute.silhouette import mean_silhouette, silhouette_samples
from core.errors import RecipeError
from core.population.interactions import signed_interactions
from core.protocols import Encoder, HasLosses, HasStandIn, HasSweep, RefinesVectors, notes_of
from core.registry import chooses_k, make_clusterer, make_encoder
from core.results.run import Found, Options
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.trust.refit import Refit, cluster, sweep_clusterer
from core.types import Labels, Population, Recipe, Vectors


@dataclass(frozen=True, slots=True)
class Encoded:
    """The users as vectors, before there are segments."""

    vectors: Vectors
    encoder: Encoder
    notes: tuple[str, ...]
    seconds: dict[str, float]


def find(population: Population, recipe: Recipe, options: Options | None = None, progress: Progress = silent) -> Found:
    """Find segments: encode the users, choose k, cluster.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    DataError
        The log holds too few users for the recipe.
    """
    options = options or Options()
    return form_segments(encode(population, recipe, options, progress), recipe, options, progress)


def encode(population: Population, recipe: Recipe, options: Options, progress: Progress) -> Encoded:
    """Do the first part of ``find``: turn the users into vectors."""
    watch, notes = Stopwatch(progress), _notes_on(population)
    encoder = make_encoder(recipe, options.cache_dir, progress, machine=options.machine)
    with watch.stage(Stage.ENCODE):
        vectors = encoder.fit_transform(population)
    return Encoded(vectors, encoder, (*notes, *notes_of(encoder)), watch.seconds)


def form_segments(encoded: Encoded, recipe: Recipe, options: Options, progress: Progress) -> Found:
    """Do the rest of ``find``: choose k and cluster the vectors."""
    watch, notes = Stopwatch(progress), list(encoded.notes)
    vectors, machine = encoded.vectors, options.machine
    with watch.stage(Stage.CHOOSE_K):
        k, k_choice = _find_k(vectors, recipe, machine, progress, notes)
    with watch.stage(Stage.CLUSTER):
        clustering = _cluster_and_measure(vectors, recipe, k, machine, notes)
    found_k = None if k is None else clustering.k
    refit = Refit(recipe, found_k, options.cache_dir, len(vectors), encoded.encoder, machine)
    return Found(vectors, clustering, refit, k_choice, tuple(notes), {**encoded.seconds, **watch.seconds})


def _notes_on(population: Population) -> list[str]:
    notes: list[str] = []
    n_without = int(np.count_nonzero(np.diff(signed_interactions(population).indptr) == 0))
    if n_without:
        notes.append(
            say(
                "{n:,} of {total:,} users have no interaction left once refunds are subtracted, so they cannot be "
                "compared by their items.",
                n=n_without,
                total=population.n_users,
            )
        )
    if not population.has_time_of_day:
        notes.append(say("The log has dates but no time of day, so hours take no part."))
    return notes


def _find_k(
    vectors: Vectors, recipe: Recipe, machine: Machine, progress: Progress, notes: list[str]
) -> tuple[int | None, KChoice | None]:
    """Return the number of segments to ask for, None where the clusterer finds it itself, and the sweep behind it."""
    if isinstance(recipe.k, int):
        return recipe.k, None
    if recipe.k != "auto":
        raise RecipeError(
            say("k = {k} is neither a number nor auto.", k=repr(recipe.k)),
            say('Give a number of segments, or "auto".'),
        )
    if not chooses_k(recipe):
        return None, None
    make = partial(sweep_clusterer, recipe, machine)
    choice = choose_k(vectors, make, recipe.random_state, progress, machine.n_threads)
    clusterer = make_clusterer(recipe, choice.k, machine)
    if isinstance(clusterer, HasStandIn):
        stand_in = clusterer.stand_in
        notes.append(say("The number of segments was chosen with {stand_in}, which is quicker.", stand_in=stand_in))
    return choice.k, choice


def _cluster_and_measure(
    vectors: Vectors, recipe: Recipe, k: int | None, machine: Machine, notes: list[str]
) -> Clustering:
    clusterer, labels = cluster(vectors, recipe, k, machine)
    mixture = fit_mixture(vectors, np.where(labels > 0, labels - 1, labels), recipe.random_state)
    own = mixture.probabilities(vectors)[np.arange(len(labels)), np.maximum(labels - 1, 0)]
    probabilities = np.where(labels > 0, own, np.float32(0))
    refined = clusterer.refined_ if isinstance(clusterer, RefinesVectors) else None
    silhouettes = silhouette_samples(vectors if refined is None else refined, labels)
    notes += [*notes_of(clusterer), *_notes_on_labels(vectors, labels, k)]
    if refined is not None:
        notes.append(
            say(
                "The silhouette is {refined:.2f} among the vectors that the clusterer made itself, and {given:.2f} "
                "among those it was given: compare the second with other clusterers.",
                refined=float(silhouettes.mean()),
                given=mean_silhouette(vectors, labels),
            )
        )
    return Clustering(
        labels,
        probabilities,
        silhouettes,
        mixture,
        sweep=clusterer.sweep_ if isinstance(clusterer, HasSweep) else None,
        losses=clusterer.losses_ if isinstance(clusterer, HasLosses) else None,
    )


def _notes_on_labels(vectors: Vectors, labels: Labels, k: int | None) -> Iterator[str]:
    n_found = int(labels.max())
    if k is None and n_found == 1:
        yield say("One segment was found: no structure separates its users.")
    if k is None or n_found == k:
        return
    if n_found == 1:
        why = say("all users are alike")
    elif len(np.unique(vectors, axis=0)) == n_found:
        why = say("only {n_found:,} kinds of users differ", n_found=n_found)
    else:
        why = say("only {n_found:,} of them have users", n_found=n_found)
    yield say("{k:,} segments were looked for, but {why}.", k=k, why=why)
