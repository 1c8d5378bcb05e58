"""What an event type means, the scale of ratings, and what users wrote: stored with a dataset beside its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an event type says of a user and an item."""

    kind: str
    """view, cart, ...: one of ``core.population.meanings.EVENT_WEIGHTS``, which explains the weight."""
    weight: float


@dataclass(frozen=True, slots=True)
class RatingScale:
    """The scale on which the users of a log rate items."""

    lowest: float
    highest: float
    mean: float
    """Of all ratings of the log."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What users wrote in events without an item, such as searches and comments."""

    users: _Ints
    """(n_texts,) rows of users, rising."""
    timestamps: _Ints
    """(n_texts,) int64 seconds since 1970-01-01 UTC."""
    texts: npt.NDArray[np.object_]
    """(n_texts,) as written, with e-mail addresses and phone numbers masked."""

    def of_users(self, rows: _Ints) -> Texts:
        """Take the texts of some users, whose new places are those in ``rows`` (n_taken,)."""
        first, past = (np.searchsorted(self.users, rows, side) for side in ("left", "right"))
        counts = past - first
        users = np.repeat(np.arange(len(rows)), counts)
        before = np.cumsum(counts) - counts
        places = np.arange(len(users)) + np.repeat(first - before, counts)
        return Texts(users, self.timestamps[places], self.texts[places])

    def keep(self, is_kept: npt.NDArray[np.bool_]) -> Texts:
        """Take the texts where ``is_kept`` (n_texts,) is true."""
        return Texts(self.users[is_kept], self.timestamps[is_kept], self.texts[is_kept])


NO_TEXTS = Texts(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, object))
