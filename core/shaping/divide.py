"""How a segment is divided: by k-means among its own users, as a run divides all; and how well that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.clusterers.kmeans import KMeans
from core.clusterers.numbering import number_segments
from core.compute.silhouette import mean_silhouette
from core.shaping.edits import Divide
from core.trust.grade import Grade
from core.trust.stability import vector_stability
from core.types import BoolArray, Labels, Vectors

MOST_PARTS = 6
_FEW_STARTS = 3
"""Of each division of resampled users; fewer than the division itself takes, so stability is stated low, if at all."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A way to divide a segment."""

    n_parts: int
    sizes: tuple[int, ...]
    """Users of each part, the largest first."""
    silhouette: float
    """Mean over the users of the segment, among its parts; from -1 to 1."""
    stability: float
    """Mean Jaccard index of the parts with those of resampled users, divided again; from 0 to 1."""
    grades: tuple[Grade, ...] = ()
    """Verdict on each part by what it predicts, the largest first; none where that is not known before the split."""
    names: tuple[str, ...] = ()
    """What the card of each part would call it, "" where only its number is left; none where there are no grades."""
    likes: tuple[str, ...] = ()
    """What the card of each part would say of what its users like."""


def dividing(vectors: Vectors, random_state: int) -> Divide:
    """Return what divides some of the users of (n_users, n_dims) unit rows; the same seed gives the same parts."""

    def divide(is_member: BoolArray, n_parts: int) -> Labels:
        return _divided(vectors[is_member], n_parts, random_state)

    return divide


def ways_to_divide(vectors: Vectors, random_state: int) -> Iterator[tuple[Parts, Labels]]:
    """Divide users into 2 to ``MOST_PARTS`` parts; yield how well that can be done, and the (n_users,) parts from 1.

    Users who are all alike give nothing, and so do parts that are as many as before.

    Parameters
    ----------
    vectors
        (n_users, n_dims) unit rows of the users of one segment.
    """
    most = 1
    for n_parts in range(2, min(MOST_PARTS, len(vectors) - 1) + 1):
        parts = _divided(vectors, n_parts, random_state)
        n_found = int(parts.max())
        if n_found <= most:
            continue
        most = n_found
        sizes = tuple(int(size) for size in np.bincount(parts)[1:])
        again = vector_stability(vectors, parts, partial(_again, n_found), random_state)
        yield Parts(n_found, sizes, mean_silhouette(vectors, parts), float(np.nanmean(again.jaccard))), parts


def _divided(vectors: Vectors, n_parts: int, random_state: int, **more: int) -> Labels:
    found = KMeans(k=n_parts, random_state=random_state, **more).fit_predict(vectors)
    return number_segments(np.asarray(found, dtype=np.int32))


def _again(n_parts: int, vectors: Vectors, random_state: int) -> Labels:
    return _divided(vectors, n_parts, random_state, n_starts=_FEW_STARTS)
