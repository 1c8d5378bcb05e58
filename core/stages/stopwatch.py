"""Seconds by stage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.stages.progress import Progress
from core.stages.table import Stage


class Stopwatch:
    """Times the stages of a run and reports to a progress where each begins and ends.

    Attributes
    ----------
    seconds
        Stage to seconds, in the order they ran; the parts of a stage add up.
    """

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Time the block as one stage."""
        self._progress(name, 0.0)
        started = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
        self._progress(name, 1.0)
