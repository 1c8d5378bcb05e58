"""What users wrote, such as searches and reviews, placed in the tree: where the titles are that a text is most like.

A text is like a title where their cosine, by the language model that reads the titles, is a third of the way from that
of two titles taken at random to that of equal ones. So the measure fits the catalogue and the model, and a text on
deliveries or opening hours is like no title. Of the titles that it is like, the nearest few share the text, each by how
far it passes that bar: a broad text spreads over many nodes.

Texts shape no branch and name no node: the tree is that of the items.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse

from core.compute.machine import Machine
from core.encoders.text import reading_model, title_vectors
from core.encoders.titles import embed_titles
from core.interests.tree import ROOT, TextNodes
from core.types import FloatArray, IntArray, Population, StrArray

N_NEAREST = 5
"""Titles that share a text at most."""
ALIKE = 1 / 3
"""How far a text is on the way from what two titles have in common to what two equal ones have."""
_AT_ONCE = 1_000
"""Texts that are compared with all titles at a time."""


def place_texts(
    population: Population, leaf_of: IntArray, n_nodes: int, cache_dir: Path | None, machine: Machine | None
) -> TextNodes | None:
    """Return where each distinct text stands among the lowest nodes, ``leaf_of`` (n_items,) being those of the items.

    None where nobody wrote anything; where no item has a title, no text is like one.
    """
    distinct = sorted(set(population.texts.texts.tolist()))
    if not distinct:
        return None
    row_of = {text: row for row, text in enumerate(distinct)}
    if not population.items.has_titles:
        texts, titles = np.empty((len(distinct), 0), np.float32), np.empty((0, 0), np.float32)
        return TextNodes(row_of, _shares(texts, titles, leaf_of[:0], 1.0, n_nodes))
    model, _notes = reading_model(population)
    has_title, titles = title_vectors(population.items, model, cache_dir, machine=machine)
    texts = embed_titles(distinct, model, cache_dir, machine=machine or Machine())
    bar = _like_from(titles, population.items.titles[has_title])
    return TextNodes(row_of, _shares(texts, titles, leaf_of[has_title], bar, n_nodes))


def _like_from(vectors: FloatArray, titles: StrArray) -> float:
    """Return the least cosine of a text and a title that are alike; with less than two titles none, so above 1."""
    lowered = np.array([" ".join(str(title).lower().split()) for title in titles], dtype=object)
    distinct = vectors[np.unique(lowered, return_index=True)[1]].astype(np.float64)
    n = len(distinct)
    if n < 2:
        return 2.0
    usual = (np.square(distinct.sum(axis=0)).sum() - n) / (n * (n - 1))
    return float(usual + ALIKE * (1 - usual))


def _shares(texts: FloatArray, titles: FloatArray, leaf_of: IntArray, bar: float, n_nodes: int) -> sparse.csr_array:
    """Return the share of each node in each text, (n_texts, n_nodes) float32; a row adds up to 1, or to 0."""
    is_in = leaf_of != ROOT
    found = [*_pairs(texts, titles[is_in], bar)]
    rows, columns, above = (np.concatenate(parts) for parts in zip(*found, strict=True))
    shape = (len(texts), n_nodes)
    weights = sparse.coo_array((above, (rows, leaf_of[is_in][columns])), shape=shape).tocsr()
    sums = np.asarray(weights.sum(axis=1)).ravel()
    return sparse.csr_array(weights.multiply(1 / np.where(sums > 0, sums, 1.0)[:, None])).astype(np.float32)


def _pairs(texts: FloatArray, titles: FloatArray, bar: float) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Yield rows of texts, rows of the titles that each is most like, and by how much."""
    for start in range(0, len(texts), _AT_ONCE):
        cosines = texts[start : start + _AT_ONCE] @ titles.T
        rows, columns = np.nonzero(cosines > bar)
        above = cosines[rows, columns] - bar
        order = np.lexsort((-above, rows))
        rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
        nearest = order[rank < N_NEAREST]
        yield rows[nearest] + start, columns[nearest], above[nearest]
