"""From a population to a finished run: the stages in a row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from core.clusterers.choose_k import KChoice, choose_k
from core.clusterers.clustering import Clustering
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.machine import Machine, machine_of
from core.compute.silhouette import mean_silhouette, silhouette_samples
from core.errors import DataError, RecipeError
from core.model.segment_model import make_model
from core.personas.naming import name_segments
from core.population.interactions import interactions
from core.profiles.profile import profile_segments
from core.protocols import HasLosses, HasStandIn, HasSweep, NamesItsWay, RefinesVectors, notes_of
from core.recommenders.segment_popularity import SegmentPopularity
from core.registry import chooses_k, make_clusterer, make_encoder, make_projector
from core.results.run import Description, Map, Options, Run
from core.sentences import say
from core.settings import load_settings
from core.stages.progress import Progress, silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.trust.card import make_card
from core.trust.evidence import Segmented
from core.trust.holdout import FEW_ITEMS, LIST_LENGTH, Usefulness, judge, not_judged
from core.trust.refit import Refit, cluster, sweep_clusterer
from core.trust.split import MIN_EVENTS, HeldOut
from core.types import Labels, Population, Recipe, Vectors

LEAST_EVENTS = 3
"""Events of users on whom the trust card is judged where nobody has as many as the protocol asks for."""


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
    machine = options.machine or machine_of(load_settings())
    watch, notes = Stopwatch(progress), _notes_on(population)
    with _kept_titles(options.cache_dir) as cache_dir:
        encoder = make_encoder(recipe, cache_dir, progress, machine=machine)
        with watch.stage(Stage.ENCODE):
            vectors = encoder.fit_transform(population)
            notes.extend(notes_of(encoder))
        with watch.stage(Stage.CHOOSE_K):
            k, k_choice = _find_k(vectors, recipe, machine, progress, notes)
        with watch.stage(Stage.CLUSTER):
            clustering = _cluster_and_measure(vectors, recipe, k, machine, notes)
        options.on_found(clustering, None)
        with watch.stage(Stage.PROFILE):
            description = _describe(population, clustering.labels, vectors)
        drawn, held, usefulness, card, model, why_no_holdout = None, None, None, None, None, ""
        if options.with_map:
            with watch.stage(Stage.MAP):
                drawn = _draw(vectors, recipe, progress)
            options.on_found(clustering, drawn)
        found_k = None if k is None else clustering.k
        refit = Refit(recipe, found_k, cache_dir, population.n_users, encoder, machine)
        if options.with_holdout:
            with watch.stage(Stage.HOLDOUT):
                held, usefulness, why_no_holdout = _judge(population, refit, notes)
        if options.with_trust:
            with watch.stage(Stage.TRUST):
                segmented = Segmented(population, vectors, clustering.labels, recipe.random_state)
                card = make_card(segmented, clustering.silhouettes, held, refit, progress)
        if options.with_model:
            with watch.stage(Stage.MODEL):
                model = make_model(population, encoder, vectors, clustering, refit, progress)
    facts = tuple(notes), watch.seconds, why_no_holdout
    return Run(population, recipe, k_choice, clustering, description, drawn, usefulness, card, model, *facts)


@contextmanager
def _kept_titles(cache_dir: Path | None) -> Iterator[Path]:
    """Give a folder that keeps what encoders embed: the recipe runs many times, and titles stay the same."""
    if cache_dir:
        yield cache_dir
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _notes_on(population: Population) -> list[str]:
    notes: list[str] = []
    n_without = int(np.count_nonzero(np.diff(interactions(population).indptr) == 0))
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
    choice = choose_k(vectors, partial(sweep_clusterer, recipe), recipe.random_state, progress, machine.n_threads)
    clusterer = make_clusterer(recipe, choice.k)
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


def _describe(population: Population, labels: Labels, vectors: Vectors) -> Description:
    profiles = profile_segments(population, labels, vectors)
    personas = name_segments(profiles, population)
    return Description(tuple(profiles), tuple(personas), SegmentPopularity().fit(population, labels))


def _draw(vectors: Vectors, recipe: Recipe, progress: Progress) -> Map:
    projector = make_projector(recipe.random_state, progress)
    points = np.asarray(projector.fit_transform(vectors), dtype=np.float32)
    return Map(points, projector.method_ if isinstance(projector, NamesItsWay) else "")


def _judge(population: Population, refit: Refit, notes: list[str]) -> tuple[HeldOut | None, Usefulness | None, str]:
    """Judge on the holdout; a log too short for it gives a note, and the run goes on.

    A log whose users have fewer events than the protocol asks for gives the trust card what it has.
    """
    try:
        held = refit.hold_out(population, MIN_EVENTS)
    except DataError as error:
        notes.append(not_judged(error.message))
        return _hold_out_little(population, refit), None, error.message
    if population.n_items < FEW_ITEMS:
        notes.append(
            say(
                "With {n:,} items, lists of {length} hold much of what there is, so usefulness says little.",
                n=population.n_items,
                length=LIST_LENGTH,
            )
        )
    return held, judge(held.split, held.labels, refit.recipe.random_state), ""


def _hold_out_little(population: Population, refit: Refit) -> HeldOut | None:
    """Hold out of short histories, where nobody's is long enough for the protocol."""
    if population.histories.counts.max(initial=0) >= MIN_EVENTS:
        return None
    try:
        return refit.hold_out(population, LEAST_EVENTS)
    except DataError:  # the note on the protocol gives the reason
        return None
