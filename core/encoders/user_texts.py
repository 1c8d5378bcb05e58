"""Users by the meaning of what they wrote: the mean of the centred vectors of their texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.vectors import leading_axes, unit_rows
from core.types import FloatArray, IntArray, Population, StrArray, Vectors


@dataclass
class UserTexts:
    """Mean of the vectors of a user's texts.

    Attributes
    ----------
    centre_, axes_
        (n_raw_dims,) and (n_raw_dims, n_dims): what is subtracted from a vector, and its projection.
    """

    n_dims: int

    def fit_transform(self, population: Population, raw: FloatArray) -> Vectors:
        """Learn centre and axes from the vectors of ``texts_before_last``, return (n_users, n_dims)."""
        self.centre_ = raw.mean(axis=0)
        centred = raw - self.centre_
        self.axes_ = leading_axes(centred, self.n_dims)
        return self.transform(population, raw)

    def transform(self, population: Population, raw: FloatArray) -> Vectors:
        """Put users into the same space; one who wrote nothing is at zero."""
        users, _texts = texts_before_last(population)
        if not len(users):
            return np.zeros((population.n_users, self.axes_.shape[1]), np.float32)
        shape = (population.n_users, len(users))
        sums = sparse.csr_array((np.ones(len(users), np.float32), (users, np.arange(len(users)))), shape=shape)
        return unit_rows(np.asarray(sums @ ((raw - self.centre_) @ self.axes_), dtype=np.float32))


def has_words(population: Population) -> bool:
    """Whether there is anything to read: titles of items, or texts of users."""
    return population.items.has_titles or len(texts_before_last(population)[1]) > 0


def texts_before_last(population: Population) -> tuple[IntArray, StrArray]:
    """Return rows of users and texts, without what a user wrote after the last event.

    On a log that was cut for a check, later texts would show the future that is to be predicted.
    """
    histories, texts = population.histories, population.texts
    if not len(texts.users):
        return texts.users, texts.texts
    last = np.full(population.n_users, np.iinfo(np.int64).min)
    np.maximum.at(last, histories.users, histories.timestamps)
    is_kept = texts.timestamps <= last[texts.users]
    return texts.users[is_kept], texts.texts[is_kept]
