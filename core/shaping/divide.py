"""How a segment is divided: by k-means among its own users, as a run divides all."""

from __future__ import annotations

import numpy as np

from core.clusterers.kmeans import KMeans
from core.clusterers.numbering import number_segments
from core.shaping.edits import Divide
from core.types import BoolArray, Labels, Vectors


def dividing(vectors: Vectors, random_state: int) -> Divide:
    """Return what divides some of the users of (n_users, n_dims) unit rows; the same seed gives the same parts."""

    def divide(is_member: BoolArray, n_parts: int) -> Labels:
        found = KMeans(k=n_parts, random_state=random_state).fit_predict(vectors[is_member])
        return number_segments(np.asarray(found, dtype=np.int32))

    return divide
