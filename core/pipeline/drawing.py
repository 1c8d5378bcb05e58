"""The map of a run."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

import numpy as np

from core.pipeline.side_by_side import SideBySide
from core.protocols import NamesItsWay
from core.registry import make_projector
from core.results.run import Map
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import Vectors


def draw(vectors: Vectors, random_state: int = 0, progress: Progress = silent) -> Map:
    """Put users on the plane; (n_users, n_dims) in, (n_users, 2) out."""
    projector = make_projector(random_state, progress)
    points = np.asarray(projector.fit_transform(vectors), dtype=np.float32)
    return Map(points, projector.method_ if isinstance(projector, NamesItsWay) else "")


class Drawing:
    """The map of a run, drawn beside the stages after that in which its vectors were settled."""

    def __init__(self, beside: SideBySide, random_state: int, progress: Progress) -> None:
        self._beside, self._random_state, self._progress = beside, random_state, progress
        self._begun: Future[Map]

    def begin(self, vectors: Vectors) -> None:
        """Start to draw (n_users, n_dims) vectors."""
        self._begun = self._beside.start(Stage.MAP, partial(draw, vectors, self._random_state, self._progress))

    def result(self) -> Map:
        """Wait for the map."""
        return self._begun.result()
