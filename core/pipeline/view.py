"""What users are compared by, and into how many segments: the recipe's own view, or another one that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.population.categorised import has_categories
from core.population.interactions import signed_interactions
from core.protocols import Encoder, HasStandIn, notes_of
from core.registry import ENCODERS, chooses_k, k_range, make_clusterer, make_encoder
from core.results.run import Options
from core.sentences import Sentence, say
from core.stages.progress import Progress
from core.stages.stopwatch import Stopwatch
from core.stages.table import Stage
from core.trust.choose_k import choose_k
from core.trust.k_choice import ABOUT_AS_MANY, KChoice
from core.trust.refit import Refit
from core.types import Population, Recipe, Vectors

OTHER_VIEWS = ("tastes", "lasting")
"""What users are compared by where no number of segments holds with the default: with categories, and without."""
OnVectors = Callable[[Vectors], object]
"""Gets (n_users, n_dims) vectors."""


def ignore(_vectors: Vectors) -> None:
    """Do nothing with vectors."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The users as vectors, before there are segments."""

    vectors: Vectors
    encoder: Encoder
    notes: tuple[str, ...]
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class View:
    """The vectors that are clustered, by which recipe, and the number of segments."""

    encoded: Encoded
    recipe: Recipe
    k: int | None
    """None where the clusterer finds it itself."""
    k_choice: KChoice | None
    """None where no number was chosen."""
    notes: tuple[str, ...] = ()
    """On the choice; those on the users and the encoder are with ``encoded``."""


def encode(population: Population, recipe: Recipe, options: Options, progress: Progress) -> Encoded:
    """Do the first part of ``find``: turn the users into vectors."""
    watch, notes = Stopwatch(progress), _notes_on(population)
    encoder = make_encoder(recipe, options.cache_dir, progress, machine=options.machine)
    with watch.stage(Stage.ENCODE):
        vectors = encoder.fit_transform(population)
    return Encoded(vectors, encoder, (*notes, *notes_of(encoder)), watch.seconds)


def choose_view(
    population: Population,
    encoded: Encoded,
    recipe: Recipe,
    options: Options,
    progress: Progress,
    on_vectors: OnVectors = ignore,
) -> View:
    """Choose the number of segments; where none holds with the default view, try another view.

    ``on_vectors`` gets the vectors that will be clustered as soon as they are settled.
    """
    if may_change_view(recipe):
        view = _choose_both(population, encoded, recipe, options, progress)
        on_vectors(view.encoded.vectors)
        return view
    on_vectors(encoded.vectors)
    if isinstance(recipe.k, int):
        return View(encoded, recipe, recipe.k, None)
    if not chooses_k(recipe):
        return View(encoded, recipe, None, None)
    return _choose(population, encoded, recipe, options, progress)


def _choose(population: Population, encoded: Encoded, recipe: Recipe, options: Options, progress: Progress) -> View:
    refit = refit_of(encoded, recipe, None, options)
    choice = choose_k(population, encoded.vectors, refit, k_range(recipe.k), progress)
    return View(encoded, recipe, choice.k, choice, _notes_on_stand_in(recipe, choice.k))


def _choose_both(
    population: Population, encoded: Encoded, recipe: Recipe, options: Options, progress: Progress
) -> View:
    own = _choose(population, encoded, recipe, options, progress)
    if own.k_choice is None or own.k_choice.keeps_most:
        return own
    return _better(own, _try_other(population, recipe, options, progress))


def may_change_view(recipe: Recipe) -> bool:
    """Whether the recipe leaves open what users are compared by: it is the default, and so is the number."""
    return recipe.encoder == Recipe().encoder and not recipe.encoder_params and chooses_k(recipe)


def possible_recipes(recipe: Recipe) -> tuple[Recipe, ...]:
    """Return the recipe, and what it becomes where no number of segments holds and another view is taken."""
    others = OTHER_VIEWS if may_change_view(recipe) else ()
    return (recipe, *(replace(recipe, encoder=other) for other in others))


def refit_of(encoded: Encoded, recipe: Recipe, k: int | None, options: Options) -> Refit:
    """Return the recipe with its fitted encoder."""
    return Refit(recipe, k, options.cache_dir, len(encoded.vectors), encoded.encoder, options.machine)


def _try_other(population: Population, recipe: Recipe, options: Options, progress: Progress) -> View:
    with_categories, without = OTHER_VIEWS
    other = replace(recipe, encoder=with_categories if has_categories(population) else without)
    return _choose(population, encode(population, other, options, progress), other, options, progress)


def _better(own: View, other: View) -> View:
    """Return the other view with a note if more holds with it, else the own one."""
    if own.k_choice is None or other.k_choice is None or not _holds_more(other.k_choice, own.k_choice):
        return own
    choice = replace(other.k_choice, encoder=other.recipe.encoder)
    note = _note_on_view(own.k_choice, choice, ENCODERS[own.recipe.encoder].label)
    return replace(other, k_choice=choice, notes=(note, *other.notes))


def _holds_more(other: KChoice, own: KChoice) -> bool:
    """Whether more holds with the other view; where none keeps most and holds, for clearly more users."""
    if other.rank == own.rank == 0:
        return other.held > own.held + ABOUT_AS_MANY
    if other.rank == own.rank == 2:  # both hold for half of the users
        return round(other.held, 1) > round(own.held, 1)
    return other.rank > own.rank


def _note_on_view(own: KChoice, other: KChoice, label: str) -> Sentence:
    values = {"own": label, "other": ENCODERS[other.encoder].label, "k": other.k}
    if own.rank == 0 and other.keeps_most:
        return say(
            "No number of segments holds with “{own}”, so users are compared by “{other}”, where {k} segments hold.",
            **values,
        )
    if other.rank == 0:
        return say(
            "No number of segments holds with “{own}” or “{other}”. Users are compared by “{other}”, where more of "
            "them are in segments that hold.",
            **values,
        )
    return say(
        "Users are compared by “{other}”: its {k} segments pass more of the checks than any number of segments with "
        "“{own}”.",
        **values,
    )


def _notes_on_stand_in(recipe: Recipe, k: int) -> tuple[str, ...]:
    clusterer = make_clusterer(recipe, k)
    if not isinstance(clusterer, HasStandIn):
        return ()
    stand_in = clusterer.stand_in
    return (say("The number of segments was chosen with {stand_in}, which is quicker.", stand_in=stand_in),)


def _notes_on(population: Population) -> list[str]:
    notes: list[str] = []
    n_without = int(np.count_nonzero(np.diff(signed_interactions(population).indptr) == 0))
    if n_without:
        notes.append(
            say(
                "{n:,} of {total:,} users have no interaction left once refunds are subtracted, so they cannot be "
                "compared by their items: the segment that they are in says little of them.",
                n=n_without,
                total=population.n_users,
            )
        )
    if not population.has_time_of_day:
        notes.append(say("The log has dates but no time of day, so hours take no part."))
    return notes
