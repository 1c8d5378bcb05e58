"""What is known of every number of segments before one is chosen.

Stability: the recipe is fitted again to resampled users and events as for the trust card, the encoder too, with draws
of its own; a segment is stable when most of its users are together there too. Prediction: the last part of what comes
before the holdout is kept from the recipe and judged on; what the holdout says of prediction chooses nothing. Vectors
are made once and clustered into every number; those that may hold by the first draws are measured on more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np

from core.compute.once import once
from core.compute.threads import call, in_threads
from core.errors import DataError
from core.protocols import FitsManyK
from core.registry import K_RANGE
from core.sentences import say, say_n
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.trust.halves import encoding_key
from core.trust.k_choice import KChoice, choose
from core.trust.k_measures import Again, Judge, Number, found_again, judge_of, measure
from core.trust.refit import Refit, sweep_clusterer
from core.trust.resample import resample_log
from core.types import IntArray, Labels, Population, Recipe, Vectors

_Made = TypeVar("_Made")
N_RESAMPLES, N_MORE = 2, 2
"""Resampled logs for every number of segments, and further ones for those that may hold."""
_OWN_DRAWS = 1
"""Keeps these draws apart from those of the trust card, which judges what was chosen by them."""


def choose_k(
    population: Population, vectors: Vectors, refit: Refit, ks: Sequence[int] = K_RANGE, progress: Progress = silent
) -> KChoice:
    """Try every number of segments and choose one.

    Parameters
    ----------
    population, vectors
        The log, and (n_users, n_dims) what the recipe's encoder makes of it.
    refit
        The recipe with its fitted encoder; its k is not read.

    Raises
    ------
    DataError
        If there are fewer than 3 users.
    """
    if population.n_users < 3:
        raise DataError(
            say_n(
                "{n} user is too few to choose a number of segments.",
                "{n} users are too few to choose a number of segments.",
                population.n_users,
            ),
            say("Bring a log of more users."),
        )
    rows, sample = _sample(population, refit)
    own = vectors if sample is population else vectors[rows]
    judge, n_threads, ks = judge_of(sample), refit.machine.n_threads, [k for k in ks if k < len(own)] or [2]
    makes: list[Callable[[], Any]] = [partial(_encode, sample, judge, refit)]
    before, *draws = in_threads(call, [*makes, *_draws(sample, refit, range(N_RESAMPLES))], n_threads)
    again = _all_or_none(draws)
    progress(Stage.CHOOSE_K, 0.5)
    sets = [(own, refit.recipe), *([] if before is None else [(before, refit.recipe)]), *map(_clustered, again)]
    fitted = in_threads(partial(_cluster_all, refit, ks), sets, n_threads)
    progress(Stage.CHOOSE_K, 0.8)
    tried = in_threads(
        lambda labels: measure(own, labels, again, None if before is None else judge, before),
        zip(*fitted, strict=True),
        n_threads,
    )
    tried = _draw_more(tried, ks, sample, refit)
    progress(Stage.CHOOSE_K, 1.0)
    return choose([each.score for each in tried], len(own))


def _sample(population: Population, refit: Refit) -> tuple[IntArray, Population]:
    """Return the users on whom numbers are tried, and their log: all, or so many drawn at random."""
    if population.n_users <= refit.max_users:
        return np.arange(population.n_users), population
    rows = np.sort(np.random.default_rng(refit.random_state).permutation(population.n_users)[: refit.max_users])
    key = ("users to choose k on", refit.max_users, refit.random_state)
    return rows, once(population, key, lambda: population.of_users(rows))


def _or_none(make: Callable[[], _Made]) -> _Made | None:
    """Return what is made; None where the log is too little for it."""
    try:
        return make()
    except DataError:
        return None


def _draws(log: Population, refit: Refit, numbers: Sequence[int]) -> list[Callable[[], Again | None]]:
    """Return what draws users and their events again and encodes them."""
    return [partial(_or_none, partial(_draw, log, refit, number)) for number in numbers]


def _all_or_none(draws: Sequence[Again | None]) -> list[Again]:
    """Return all draws; none where the log is too little for one, so that no number holds."""
    made = [each for each in draws if each is not None]
    return made if len(made) == len(draws) else []


def _draw(log: Population, refit: Refit, number: int) -> Again:
    """Draw a log again; encoded once for all recipes that share an encoder."""
    other = replace(refit, recipe=replace(refit.recipe, random_state=refit.random_state + 1 + number))

    def make() -> tuple[IntArray, Vectors]:
        rng = np.random.default_rng((refit.random_state, number, _OWN_DRAWS))
        users, drawn = resample_log(log, rng, 2)
        return users, other.encode(drawn)

    users, vectors = once(log, ("drawn to choose k", number, *encoding_key(refit)), make)
    return Again(users, vectors, other.recipe)


def _clustered(again: Again) -> tuple[Vectors, Recipe]:
    return again.vectors, again.recipe


def _draw_more(tried: list[Number], ks: Sequence[int], log: Population, refit: Refit) -> list[Number]:
    """Measure the stability of the numbers that may hold on more draws."""
    places = [place for place, each in enumerate(tried) if each.may_hold]
    if not places:
        return tried
    n_threads, numbers = refit.machine.n_threads, range(N_RESAMPLES, N_RESAMPLES + N_MORE)
    again = _all_or_none(in_threads(call, _draws(log, refit, numbers), n_threads))
    fitted = in_threads(
        partial(_cluster_all, refit, [ks[place] for place in places]), map(_clustered, again), n_threads
    )
    found = list(tried)
    for at, place in enumerate(places):
        own = tried[place].labels
        more = [found_again(own, labels[at], drawn) for labels, drawn in zip(fitted, again, strict=True)]
        found[place] = tried[place].with_draws(more)
    return found


def _encode(sample: Population, judge: Judge | None, refit: Refit) -> Vectors | None:
    """Return the vectors of what comes before the validation part; None where there is none, or too little."""
    if judge is None:
        return None
    key = ("before the validation part", *encoding_key(refit))
    return _or_none(lambda: once(sample, key, lambda: refit.encode(judge.split.train)))


def _cluster_all(refit: Refit, ks: Sequence[int], clustered: tuple[Vectors, Recipe]) -> list[Labels]:
    """Return the labels, from 1, for every number of segments."""
    vectors, recipe = clustered
    make: Callable[[int], object] = partial(sweep_clusterer, recipe, refit.machine)
    first = make(ks[0])
    if isinstance(first, FitsManyK):
        return [np.asarray(labels, dtype=np.int32) + 1 for labels in first.fit_predict_many(vectors, ks)]
    made = [sweep_clusterer(recipe, refit.machine, k).fit_predict(vectors) for k in ks]
    return [np.asarray(labels, dtype=np.int32) + 1 for labels in made]
