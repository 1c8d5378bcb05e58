"""The map of a run."""

from __future__ import annotations

import numpy as np

from core.protocols import NamesItsWay
from core.registry import make_projector
from core.results.run import Map
from core.stages.progress import Progress, silent
from core.types import Vectors


def draw(vectors: Vectors, random_state: int = 0, progress: Progress = silent) -> Map:
    """Put users on the plane; (n_users, n_dims) in, (n_users, 2) out."""
    projector = make_projector(random_state, progress)
    points = np.asarray(projector.fit_transform(vectors), dtype=np.float32)
    return Map(points, projector.method_ if isinstance(projector, NamesItsWay) else "")
