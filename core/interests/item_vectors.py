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
WEIGHT_OF_WORDS, WEIGHT_OF_USERS = 1.0, 0.6
"""How much the words of a title count beside what it means, and how much its users do.

Without titles only users count."""
USERS_TO_TRUST = 20
"""An item with so many users has half of that weight: what few users have together is chance."""


def item_vectors(
    population: Population, cache_dir: Path | None, machine: Machine | None = None, *, with_users: bool = True
) -> FloatArray:
    """Return (n_items, n_dims) float32; an item of which nothing is known is at zero.

    ``with_users`` false leaves users out where there are titles. Shared: do not change it.
    """
    if not population.items.has_titles:
        return once(population, "items by users", lambda: _by_users(population))
    titles = once(population.items, ("items by titles", cache_dir), lambda: _by_titles(population, cache_dir, machine))
    return np.hstack([titles, np.float32(WEIGHT_OF_USERS) * _by_users(population)]) if with_users else titles


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


def _by_users(population: Population) -> FloatArray:
    """Place items by their users, each user and item brought to the same weight; the more users, the longer."""
    weights = interactions(population)
    pairs = sparse.csr_array((np.ones(weights.nnz, np.float32), weights.indices, weights.indptr), shape=weights.shape)
    of_user: FloatArray = np.asarray(pairs.sum(axis=1)).ravel()
    of_item: FloatArray = np.asarray(pairs.sum(axis=0)).ravel()
    by_user = sparse.csr_array(pairs.multiply(1 / np.sqrt(np.maximum(of_user, 1))[:, None]))
    scaled = sparse.csr_array(by_user.multiply(1 / np.sqrt(np.maximum(of_item, 1))))
    if min(scaled.shape) < 3:
        return np.zeros((population.n_items, 1), np.float32)
    vectors = _leading(sparse.csr_array(scaled.T), N_DIMS_OF_USERS + 1)[:, 1:]  # the first is how popular an item is
    trust = of_item / (of_item + USERS_TO_TRUST) if population.items.has_titles else (of_item > 0)
    return np.asarray(_unit(vectors) * np.sqrt(trust)[:, None], dtype=np.float32)


def _leading(matrix: sparse.csr_array, n_dims: int) -> FloatArray:
    from sklearn.utils.extmath import randomized_svd

    n_kept = min(n_dims, min(matrix.shape) - 1)
    left, spread, _ = randomized_svd(matrix, n_kept, random_state=0, n_iter=2)
    return np.asarray(left * spread)


def _unit(rows: FloatArray) -> FloatArray:
    """Bring rows to length 1; a zero row stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9))
