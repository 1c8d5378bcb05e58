"""Users as the mean of the vectors of their items, weighted by event weight, recency and rarity.

Item vectors are centred at their mean over interactions, since what all items share does not distinguish users. The
mean is linear, so dimensions are reduced on the items, before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.vectors import leading_axes, unit_rows
from core.encoders.counts import inverse_document_frequency, signed_log1p
from core.population.interactions import newest, signed_interactions
from core.types import BoolArray, FloatArray, Population, State, Vectors

FindVectors = Callable[[Population, int], tuple[BoolArray, FloatArray]]
"""A population and a first row to what is known of the items from that row on: whether an item has a vector, and
(n_known, n_raw_dims) the vectors of those that have one."""


@dataclass
class ItemMeans:
    """Weighted means of centred item vectors.

    Attributes
    ----------
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    idf_, unseen_idf_
        (n_items,) float32 weight of each item, and that of an item which the fitted log did not have.
    centre_, axes_
        (n_raw_dims,) and (n_raw_dims, n_dims): what is subtracted from an item's vector, and its projection.
    item_vectors_
        (n_items, n_dims) float32, centred; zero for an item without a vector.
    """

    n_dims: int
    idf_power: float
    half_life_days: float | None
    find: FindVectors

    def fit_transform(self, population: Population) -> Vectors:
        """Learn weights, centre and axes, return (n_users, n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        weights = signed_interactions(population, self.half_life_days)
        self.idf_ = inverse_document_frequency(weights) ** self.idf_power
        self.unseen_idf_ = float(np.log(1 + population.n_users) ** self.idf_power)
        has_vector, raw = self.find(population, 0)
        popularity = np.asarray(abs(weights).sum(axis=0)).ravel()[has_vector] * self.idf_[has_vector]
        self.centre_ = np.average(raw, axis=0, weights=popularity if popularity.sum() > 0 else None)
        centred = raw - self.centre_
        self.axes_ = leading_axes(centred, self.n_dims)
        self.item_vectors_ = self._place(has_vector, centred)
        return _means(weights, self.idf_, self.item_vectors_)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are looked up."""
        weights = signed_interactions(population, self.half_life_days, self.end_, self.n_event_names_)
        n_unseen = population.n_items - len(self.idf_)
        if not n_unseen:
            return _means(weights, self.idf_, self.item_vectors_)
        has_vector, raw = self.find(population, len(self.idf_))
        unseen = self._place(has_vector, raw - self.centre_ if len(raw) else np.empty((0, len(self.centre_))))
        idf = np.concatenate([self.idf_, np.full(n_unseen, self.unseen_idf_, np.float32)])
        return _means(weights, idf, np.vstack([self.item_vectors_, unseen]))

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        return {
            "end": np.array(self.end_),
            "n_event_names": np.array(self.n_event_names_),
            "idf": self.idf_,
            "unseen_idf": np.array(self.unseen_idf_),
            "centre": self.centre_,
            "axes": self.axes_,
            "item_vectors": self.item_vectors_,
        }

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.end_, self.n_event_names_ = int(state["end"]), int(state["n_event_names"])
        self.idf_, self.unseen_idf_ = state["idf"], float(state["unseen_idf"])
        self.centre_, self.axes_ = state["centre"], state["axes"]
        self.item_vectors_ = state["item_vectors"]

    def _place(self, has_vector: BoolArray, centred: FloatArray) -> FloatArray:
        vectors = np.zeros((len(has_vector), self.axes_.shape[1]), np.float32)
        vectors[has_vector] = centred @ self.axes_
        return vectors


def _means(weights: sparse.csr_array, idf: FloatArray, item_vectors: FloatArray) -> Vectors:
    weighted = sparse.csr_array(signed_log1p(weights).multiply(idf[None, :]))
    return unit_rows(np.asarray(weighted @ item_vectors))
