"""Items by what their titles mean, by the words in them, and by who interacts with them: the space of the tree.

A model of language knows that a mug is like a cup, the words themselves that two items are both mugs, and the events
what people take together. Each is a block of unit rows, and counts by its weight.

References
----------
Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6), 391-407.
doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import sparse

from core.compute.machine import Machine
from core.compute.once import once
from core.compute.vectors import leading_axes
from core.encoders.text import reading_model, title_vectors
from core.interests.phrases import words_of
from core.population.interactions import interactions
from core.types import BoolArray, FloatArray, Items, Population

N_DIMS = 64
"""Dimensions kept of the meaning of titles, and of their words."""
N_DIMS_OF_USERS = 32
WEIGHT_OF_WORDS, WEIGHT_OF_USERS, MOST_OF_USERS = 1.0, 0.6, 2.0
"""How much the words of a title count beside what it means, and how much its users do: more where what they take
together is more signal than noise, twice as much for twice as much signal, up to the last. Without titles only users
count. See docs/decisions/0069-how-much-users-count-beside-titles-is-measured.md."""
USERS_TO_TRUST = 20
"""An item with so many users has half of that weight: what few users have together is chance."""
USERS_OF_HALF, LEAST_ITEMS, _MOST_ITEMS, _MOST_USERS = 10, 20, 1_500, 100_000
"""Signal is measured by items with so many users in either half, if there are so many; by so many items and users at
most, drawn at random."""


def item_vectors(
    population: Population, cache_dir: Path | None, machine: Machine | None = None, *, with_users: bool = True
) -> FloatArray:
    """Return (n_items, n_dims) float32; an item of which nothing is known is at zero.

    ``with_users`` false leaves users out where there are titles. Shared: do not change it.
    """
    if not population.items.has_titles:
        return vectors_by_users(population)
    titles = once(population.items, ("items by titles", cache_dir), lambda: _by_titles(population, cache_dir, machine))
    if not with_users:
        return titles
    return np.hstack([titles, np.float32(weight_of_users(population)) * vectors_by_users(population)])


def vectors_by_users(population: Population) -> FloatArray:
    """Return (n_items, n_dims) float32 of who interacts with each; the more users, the longer, at most 1. Shared."""
    return once(population, "items by users", lambda: _by_users(population))


def _by_titles(population: Population, cache_dir: Path | None, machine: Machine | None) -> FloatArray:
    model, _notes = reading_model(population)
    has_title, meant = title_vectors(population.items, model, cache_dir, machine=machine)
    blocks = _by_meaning(has_title, meant), WEIGHT_OF_WORDS * _by_words(population.items)
    return np.hstack([block.astype(np.float32) for block in blocks])


def _by_meaning(has_title: BoolArray, meant: FloatArray) -> FloatArray:
    centred = meant - meant.mean(axis=0)
    vectors = np.zeros((len(has_title), min(N_DIMS, meant.shape[1])), np.float32)
    vectors[has_title] = centred @ leading_axes(centred, N_DIMS)
    return _unit(vectors)


def _by_words(items: Items) -> FloatArray:
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = _count_words(items)
    if counts.shape[1] < 2:
        return np.zeros((items.n_items, 0), np.float32)
    weighted = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    return _unit(_leading(sparse.csr_array(weighted), N_DIMS))


def _count_words(items: Items) -> sparse.csr_array:
    from sklearn.feature_extraction.text import CountVectorizer

    words = [words_of(title) for title in items.titles]
    if len({word for title in words for word in title}) < 2:
        return sparse.csr_array((items.n_items, 0))
    counter = CountVectorizer(analyzer=lambda title: title, dtype=np.float32)
    counts = sparse.csc_array(counter.fit_transform(words))
    n_items_with = np.diff(counts.indptr)
    return sparse.csr_array(counts[:, n_items_with > 1])


def weight_of_users(population: Population) -> float:
    """Return how much what users take together counts beside titles, ``WEIGHT_OF_USERS`` to ``MOST_OF_USERS``.

    By how well one half of the users says which items the other half takes together: the correlation over pairs of
    items is the part of signal, the rest is noise. Fewer than ``LEAST_ITEMS`` items count as much noise as signal.
    """
    pairs = _pairs(population)
    drawn = np.random.default_rng(0).permutation(pairs.shape[0])[:_MOST_USERS]
    halves = [sparse.csr_array(pairs[rows]) for rows in np.array_split(drawn, 2)]
    often = np.flatnonzero(np.minimum(*(_sums(half, 0) for half in halves)) >= USERS_OF_HALF)
    if len(often) < LEAST_ITEMS or min(half.shape[0] for half in halves) < LEAST_ITEMS:
        return WEIGHT_OF_USERS
    often = np.random.default_rng(0).permutation(often)[:_MOST_ITEMS]
    upper = np.triu_indices(len(often), 1)
    first, second = ((own @ own.T)[upper] for own in (_unit(_placed(half)[often]) for half in halves))
    signal = min(_correlation(first, second), 0.99)
    return float(min(WEIGHT_OF_USERS * max(signal / (1 - signal), 1.0), MOST_OF_USERS))


def _by_users(population: Population) -> FloatArray:
    """Place items by their users, each user and item brought to the same weight; the more users, the longer."""
    pairs = _pairs(population)
    if min(pairs.shape) < 3:
        return np.zeros((population.n_items, 1), np.float32)
    of_item = _sums(pairs, 0)
    trust = of_item / (of_item + USERS_TO_TRUST) if population.items.has_titles else (of_item > 0)
    return np.asarray(_unit(_placed(pairs)) * np.sqrt(trust)[:, None], dtype=np.float32)


def _pairs(population: Population) -> sparse.csr_array:
    weights = interactions(population)
    ones = np.ones(weights.nnz, np.float32)
    return sparse.csr_array((ones, weights.indices, weights.indptr), shape=weights.shape)


def _placed(pairs: sparse.csr_array) -> FloatArray:
    """Return (n_items, n_dims) without the axis of how popular an item is.

    That axis is known, the root of the users of each item. Where no user has items of two groups, others have the same
    spread, and the first axis found is any mixture of them: so it is taken out of all axes.
    """
    of_item = _sums(pairs, 0)
    by_user = sparse.csr_array(pairs.multiply(1 / np.sqrt(np.maximum(_sums(pairs, 1), 1))[:, None]))
    scaled = sparse.csr_array(by_user.multiply(1 / np.sqrt(np.maximum(of_item, 1))))
    places = _leading(sparse.csr_array(scaled.T), N_DIMS_OF_USERS + 1)
    popularity = np.sqrt(of_item / max(float(of_item.sum()), 1.0))
    return np.asarray(places - np.outer(popularity, popularity @ places))


def _sums(pairs: sparse.csr_array, axis: int) -> FloatArray:
    return np.asarray(pairs.sum(axis=axis), dtype=np.float32).ravel()


def _correlation(first: FloatArray, second: FloatArray) -> float:
    """Return Pearson's correlation; 0 where one of them is the same everywhere."""
    spread = first.std() * second.std()
    return float(((first - first.mean()) * (second - second.mean())).mean() / spread) if spread > 0 else 0.0


def _leading(matrix: sparse.csr_array, n_dims: int) -> FloatArray:
    from sklearn.utils.extmath import randomized_svd

    n_kept = min(n_dims, min(matrix.shape) - 1)
    left, spread, _ = randomized_svd(matrix, n_kept, random_state=0, n_iter=2)
    return np.asarray(left * spread)


def _unit(rows: FloatArray) -> FloatArray:
    """Bring rows to length 1; a zero row stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9))
