"""Another log in the codes of the one a model was fitted on: what it knew comes first, what is new follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from core.types import IntArray, Items, Population, StrArray


def recode(population: Population, items: Items, event_names: Sequence[str]) -> Population:
    """Put items and event types into the order that encoders ask of ``transform``.

    Parameters
    ----------
    population
        Any log.
    items, event_names
        Those of the fitted log. Titles and categories of items that both know are the fitted ones, so that a log needs
        no items file to be assigned.

    Returns
    -------
    The same users and events; items and event types begin with the fitted ones, whether or not they occur here.
    """
    item_codes = _codes(population.items.item_ids, items.item_ids)
    event_codes = _codes(np.array(population.event_names, dtype=object), np.array(event_names, dtype=object))
    histories = population.histories
    unseen_names = [name for name in population.event_names if name not in set(event_names)]
    return replace(
        population,
        histories=replace(
            histories,
            items=item_codes[histories.items].astype(np.int32),
            events=event_codes[histories.events].astype(np.int16),
        ),
        items=_join(items, population.items, np.flatnonzero(item_codes >= items.n_items)),
        event_names=(*event_names, *unseen_names),
    )


def with_known_titles(population: Population, items: Items) -> Population:
    """Give items without a title the one that they have among ``items``, those of a fitted log."""
    places = pd.Index(items.item_ids, dtype=object).get_indexer(pd.Index(population.items.item_ids, dtype=object))
    own = population.items.titles
    known = np.where(places >= 0, items.titles[np.maximum(places, 0)], "") if items.n_items else own
    return replace(population, items=replace(population.items, titles=np.where(own != "", own, known).astype(object)))


def _codes(names: StrArray, fitted: StrArray) -> IntArray:
    """Return the place of each name among the fitted ones; new names follow them in their own order."""
    codes = pd.Index(fitted, dtype=object).get_indexer(pd.Index(names, dtype=object))
    is_new = codes < 0
    codes[is_new] = len(fitted) + np.arange(np.count_nonzero(is_new))
    return np.asarray(codes)


def _join(fitted: Items, other: Items, new: IntArray) -> Items:
    names = tuple(dict.fromkeys([*fitted.category_names, *other.category_names]))
    categories = [
        _in_columns(fitted.categories, fitted.category_names, names),
        _in_columns(other.categories[new], other.category_names, names),
    ]
    return Items(
        item_ids=np.concatenate([fitted.item_ids, other.item_ids[new]]),
        titles=np.concatenate([fitted.titles, other.titles[new]]),
        category_names=names,
        categories=sparse.csr_array(sparse.vstack(categories)),
    )


def _in_columns(matrix: sparse.csr_array, own: Sequence[str], names: Sequence[str]) -> sparse.csr_array:
    """Move the columns of a matrix to where ``names`` has them."""
    found = sparse.coo_array(matrix)
    column_of = {name: column for column, name in enumerate(names)}
    columns = np.array([column_of[name] for name in own], dtype=np.int64)
    shape = (matrix.shape[0], len(names))
    return sparse.csr_array((found.data, (found.coords[0], columns[found.coords[1]])), shape=shape)
