"""Stages of a run that do not wait for each other: some in the thread of the run, others in a thread beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from core.compute.threads import one_thread, without_known_warnings
from core.stages.progress import Progress
from core.stages.table import Stage

_Result = TypeVar("_Result")
_ORDER = list(Stage)


class InOrder:
    """Reports stages that run side by side as if one came after the other, so that progress never goes back.

    Parameters
    ----------
    progress
        Receives the first stage that is not done, and the fraction of it that is; the last one when all are.
    stages
        All that are still to come.
    """

    def __init__(self, progress: Progress, stages: Collection[Stage]) -> None:
        self._progress = progress
        self._done = {stage: 0.0 for stage in Stage if stage in stages}
        self._lock = Lock()
        self._is_broken_off = False

    def __call__(self, stage: Stage, fraction: float) -> None:
        """Take a report; raise ``BrokenOffError`` when nobody waits for the stage any more."""
        with self._lock:
            if self._is_broken_off:
                raise BrokenOffError
            latest = max((*self._done, stage), key=_ORDER.index)
            first = next((each for each, done in self._done.items() if done < 1.0), latest)
            self._done[stage] = max(fraction, self._done.get(stage, 0.0))
            self._progress(first, self._done[first])

    def check(self) -> None:
        """Raise ``BrokenOffError`` when nobody waits any more; for parts that others report."""
        if self._is_broken_off:
            raise BrokenOffError

    def break_off(self) -> None:
        """Have every stage end at its next report."""
        self._is_broken_off = True


class BrokenOffError(Exception):
    """Ends a stage whose run has failed."""


class SideBySide:
    """Starts stages beside the thread of the run."""

    def __init__(self, pool: Executor, progress: Progress) -> None:
        self._pool, self._progress = pool, progress

    def start(self, stage: Stage | None, work: Callable[[], _Result]) -> Future[_Result]:
        """Do a stage in a thread of its own, or with None a part of one that others report.

        Whoever asks for its result gets its error too.
        """

        def do() -> _Result:
            with one_thread():
                if stage:
                    self._progress(stage, 0.0)
                made = work()
                if stage:
                    self._progress(stage, 1.0)
            return made

        return self._pool.submit(do)


@contextmanager
def side_by_side(progress: InOrder) -> Iterator[SideBySide]:
    """Hold the numeric libraries to one thread for each stage, until the block ends.

    What nobody has asked for by then, since the run has failed, ends at its next report.
    """
    with one_thread(), without_known_warnings(), ThreadPoolExecutor() as pool:
        try:
            yield SideBySide(pool, progress)
        finally:
            progress.break_off()
