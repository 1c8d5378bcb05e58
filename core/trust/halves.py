"""The events of a log cut at random into two halves, so that what one half suggests is stated on the other.

A recipe that is fitted to one half gives segments in which the events of the other half had no part. Where events come
as Poisson counts, such halves are independent: segments and facts chosen on one know nothing of the other.

References
----------
Neufeld, A., Dharamshi, A., Gao, L. L. and Witten, D. (2024). Data thinning for convolution-closed distributions.
Journal of Machine Learning Research 25, 1-35. arXiv:2301.07276 (the idea; a Poisson count is thinned into two).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from core.compute.once import once
from core.population.interactions import is_refund
from core.trust.given import GivenSegments
from core.trust.refit import Refit
from core.types import BoolArray, IntArray, Labels, Population, Vectors


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the events, encoded by itself."""

    population: Population
    """The half, with the users to whom the encoder was fitted."""
    users: IntArray
    """(n_fitted,) their rows in the whole log."""
    vectors: Vectors
    """(n_fitted, n_dims)"""


@dataclass(frozen=True, slots=True)
class HalfFit(Half):
    """A recipe fitted to one half of the events."""

    labels: Labels
    """(n_fitted,) segments from 1 under numbers of their own; -1 is unassigned."""


def fit_halves(
    population: Population, source: Refit | GivenSegments, max_users: int | None = None
) -> tuple[HalfFit, HalfFit]:
    """Fit a recipe at its k to each half of the events, with fewer starts; labels of no recipe are given by each half.

    With more users than ``source.max_users``, or than ``max_users`` where that is less, so many are drawn at random.
    Neither half knows anything of the other, nor of the labels of all events.

    Raises
    ------
    DataError
        A half holds too little for the recipe.
    """
    first, second = encode_halves(population, source, max_users)
    return _fit(first, source), _fit(second, source)


def encode_halves(
    population: Population, source: Refit | GivenSegments, max_users: int | None = None
) -> tuple[Half, Half]:
    """Return each half with the vectors that the encoder of the recipe makes of it.

    Users are drawn as in ``fit_halves``. Encoded once for a population and an encoder, whatever k is, and shared: do
    not change it.
    """
    key = ("encoded halves", _most_users(source, max_users), *encoding_key(source))
    return once(population, key, lambda: _encode(population, source, max_users))


def encoding_key(source: Refit | GivenSegments) -> tuple[Hashable, ...]:
    """Name what the vectors of the halves depend on, beside the log."""
    if isinstance(source, GivenSegments):
        return "given", source.random_state
    recipe = source.recipe
    params = tuple(sorted((name, repr(value)) for name, value in recipe.encoder_params.items()))
    return recipe.encoder, params, recipe.random_state, source.used_attributes


def users_of_halves(population: Population, source: Refit | GivenSegments, max_users: int | None = None) -> IntArray:
    """Return the rows of the users to whom halves are fitted: all of them, or so many drawn at random."""
    n_most = _most_users(source, max_users)
    n_users = population.n_users
    if n_users <= n_most:
        return np.arange(n_users)
    return np.sort(np.random.default_rng(source.random_state).permutation(n_users)[:n_most])


def _most_users(source: Refit | GivenSegments, max_users: int | None) -> int:
    return min(source.max_users, max_users or source.max_users)


def _encode(population: Population, source: Refit | GivenSegments, max_users: int | None) -> tuple[Half, Half]:
    rows = users_of_halves(population, source, max_users)
    drawn = population if len(rows) == population.n_users else population.of_users(rows)
    first, second = split_events(drawn, source.random_state)
    return Half(first, rows, source.encode(first)), Half(second, rows, source.encode(second))


def _fit(half: Half, source: Refit | GivenSegments) -> HalfFit:
    return HalfFit(half.population, half.users, half.vectors, source.label(half.population, half.vectors))


def split_events(population: Population, random_state: int = 0) -> tuple[Population, Population]:
    """Cut the events of every user into two random halves; of an odd number, either may have one more.

    What users wrote is cut the same way, so that no text has a part in forming the segments in which it is counted.
    A refund goes to the half of the newest event before it by the same user with the same item, so that what is taken
    back is taken from where it stands.

    Returns
    -------
    Two logs with the same users, items and attributes; every event is in one of them. Computed once for a population
    and a random state, and shared: do not change them.
    """
    return once(population, ("halves", random_state), lambda: _split(population, random_state))


def _split(population: Population, random_state: int) -> tuple[Population, Population]:
    rng = np.random.default_rng(random_state)
    is_first = _evenly(population.histories.users, population.n_users, rng)[stands_with(population)]
    texts_first = _evenly(population.texts.users, population.n_users, rng)
    first, second = (
        replace(population, histories=population.histories.keep(of_events), texts=population.texts.keep(of_texts))
        for of_events, of_texts in ((is_first, texts_first), (~is_first, ~texts_first))
    )
    return first, second


def _evenly(users: IntArray, n_users: int, rng: np.random.Generator) -> BoolArray:
    """Draw half of the rows of every user, of an odd number one more or less; ``users`` (n_rows,) rise."""
    counts = np.bincount(users, minlength=n_users)
    order = np.lexsort((rng.random(len(users)), users))
    place = np.arange(len(users)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts_first = np.repeat(rng.integers(0, 2, n_users), counts)
    is_first = np.empty(len(users), dtype=bool)
    is_first[order] = (place + starts_first) % 2 == 0
    return is_first


def stands_with(population: Population) -> IntArray:
    """Return for each event the row of the event that it stands or falls with, (n_events,).

    For a refund that is the newest event before it by the same user with the same item which is none itself, so that
    what is taken back is taken from where it stands; for every other event, and a refund of nothing known, its own row.
    """
    histories, is_back = population.histories, is_refund(population)
    rows = np.arange(histories.n_events)
    if not is_back.any():
        return rows
    pairs = histories.users.astype(np.int64) * population.n_items + histories.items
    order = np.argsort(pairs, kind="stable")
    kept = np.where(is_back[order], -1, np.arange(len(order)))
    newest = np.maximum.accumulate(kept)
    is_known = (newest >= 0) & (pairs[order[np.maximum(newest, 0)]] == pairs[order])
    moved = is_back[order] & is_known
    rows[order[moved]] = order[newest[moved]]
    return rows
