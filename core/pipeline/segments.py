"""The first half of a run: a recipe finds segments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.clusterers.clustering import Clustering
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.machine import Machine
from core.compute.silhouette import mean_silhouette, silhouette_samples
from core.pipeline.view import Encoded, OnVectors, choose_view, encode, ignore, refit_of
from core.protocols import HasLosses, HasSweep, RefinesVectors, notes_of
from core.results.run import Found, Options
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.trust.refit import cluster
from core.types import Labels, Population, Recipe, Vectors


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
    return form_segments(population, encode(population, recipe, options, progress), recipe, options, progress)


def form_segments(
    population: Population,
    encoded: Encoded,
    recipe: Recipe,
    options: Options,
    progress: Progress,
    on_vectors: OnVectors = ignore,
) -> Found:
    """Do the rest of ``find``: choose k and cluster the vectors.

    Where no number of segments holds with the default view, another one is tried too; the recipe of what
    was found says which it is. ``on_vectors`` gets the vectors before they are clustered.
    """
    watch = Stopwatch(progress)
    with watch.stage(Stage.CHOOSE_K):
        view = choose_view(population, encoded, recipe, options, progress, on_vectors)
    encoded, recipe = view.encoded, view.recipe
    notes = [*encoded.notes, *view.notes]
    with watch.stage(Stage.CLUSTER):
        clustering = _cluster_and_measure(encoded.vectors, recipe, view.k, options.machine, notes)
    found_k = None if view.k is None else clustering.k
    refit = refit_of(encoded, recipe, found_k, options)
    return Found(encoded.vectors, clustering, refit, view.k_choice, tuple(notes), {**encoded.seconds, **watch.seconds})


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
