"""Users by the meaning of the titles they touched.

Every distinct title is embedded once; a user is the mean of the centred title vectors, weighted by event weight, idf
and recency. The mean is linear, so the titles are brought to few dimensions before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from core.encoders.counts import inverse_document_frequency
from core.encoders.titles import embed_titles
from core.encoders.vectors import unit_rows
from core.errors import DataError
from core.interactions import interactions
from core.params import param
from core.progress import Progress, silent
from core.sentences import say
from core.types import FloatArray, Population, Vectors


@dataclass
class Text:
    """Weighted mean of the vectors of the titles a user touched.

    Attributes
    ----------
    idf_
        (n_items,) float32.
    item_vectors_
        (n_items, n_dims) float32, centred; zero for an item without a title.
    """

    n_dims: int = param(64, "Dimensions kept of the title vectors.", low=1, high=384)
    idf_power: float = param(
        0.5, "How strongly rare items outweigh common ones: 0 not at all, 1 full idf.", low=0, high=2
    )
    half_life_days: float = param(365.0, "Days after which an event counts half; 0 for never.", low=0, high=3650)
    random_state: int = param(0, "Seed; this encoder draws nothing, so it changes nothing.", low=0, high=2**32 - 1)
    cache_dir: Path | None = None
    progress: Progress = silent

    def fit_transform(self, population: Population) -> Vectors:
        """Embed the titles, learn centre and idf, return (n_users, n_dims).

        Raises
        ------
        DataError
            If no item has a title.
        """
        if not population.items.has_titles:
            raise DataError(
                say("The log has no titles, so the text encoder has nothing to read."),
                say("Map a title column with --map text=COLUMN, give an items file, or use another encoder."),
            )
        weights = interactions(population, self.half_life_days or None)
        self.idf_ = inverse_document_frequency(weights) ** self.idf_power
        self.item_vectors_ = self._item_vectors(population, weights)
        return self._mean(weights)

    def transform(self, population: Population) -> Vectors:
        """Put other users over the same items into the same space."""
        return self._mean(interactions(population, self.half_life_days or None))

    def _item_vectors(self, population: Population, weights: sparse.csr_array) -> FloatArray:
        titles = population.items.titles
        has_title = np.array([bool(title) for title in titles])
        raw = embed_titles([str(title) for title in titles[has_title]], self.cache_dir, self.progress)
        popularity = np.asarray(weights.sum(axis=0)).ravel()[has_title] * self.idf_[has_title]
        centre = np.average(raw, axis=0, weights=popularity if popularity.sum() > 0 else None)
        centred = raw - centre
        _, _, axes = np.linalg.svd(centred.T @ centred)
        vectors = np.zeros((len(titles), min(self.n_dims, raw.shape[1])), np.float32)
        vectors[has_title] = centred @ axes[: self.n_dims].T
        return vectors

    def _mean(self, weights: sparse.csr_array) -> Vectors:
        weighted = sparse.csr_array(weights.log1p().multiply(self.idf_[None, :]))
        return unit_rows(np.asarray(weighted @ self.item_vectors_))
