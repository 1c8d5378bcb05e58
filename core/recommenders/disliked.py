"""What the users of a segment do not like: no list of a user of the segment holds it, whoever the list is made by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.population.interactions import dislikes, interactions
from core.recommenders.segment_popularity import interactions_by_group, places_of
from core.types import BoolArray, Labels, Population


@dataclass(frozen=True, slots=True)
class Disliked:
    """Items that more users of a segment rated low than liked."""

    segments: Labels
    """(n_segments,) in order."""
    items: BoolArray
    """(n_segments + 1, n_items); the last row is of all users, for whoever is in no segment."""

    def of(self, labels: Labels) -> BoolArray:
        """Return what users in these segments are not offered, (n_users, n_items); -1 is none."""
        known = np.where(np.isin(labels, self.segments), labels, -1)
        found: BoolArray = self.items[places_of(known, self.segments)]
        return found


def disliked_by(population: Population, labels: Labels) -> Disliked | None:
    """Find what each segment dislikes; None in a log without low ratings.

    Parameters
    ----------
    population
        The log that is learnt from.
    labels
        (n_users,) of it, -1 for none.
    """
    against = dislikes(population)
    if not against.nnz:
        return None
    segments = np.unique(labels[labels >= 0]).astype(np.int32)
    low, liked = (interactions_by_group(each, labels, segments) for each in (against, interactions(population)))
    low[-1], liked[-1] = low.sum(axis=0), liked.sum(axis=0)
    return Disliked(segments, low > liked)
