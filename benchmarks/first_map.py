"""When the numbered segments of a run and their map are there, which a page shows while the rest is computed."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread

from core.jobs.preliminary import read_preliminary

_BETWEEN_LOOKS = 0.05


class MapWatch:
    """Looks into a workspace from now on until the block ends, as a page does.

    Attributes
    ----------
    seconds
        From the start of the block until a job had written segments and map; None while none has.
    """

    seconds: float | None = None

    def __init__(self, workspace: Path) -> None:
        self._workspace, self._is_over = workspace, Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> MapWatch:
        self._start = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while self.seconds is None and not self._is_over.wait(_BETWEEN_LOOKS):
            if any(map(_has_map, (self._workspace / "tmp").glob("job-*"))):
                self.seconds = time.perf_counter() - self._start


def _has_map(job: Path) -> bool:
    found = read_preliminary(job)
    return found is not None and found.points is not None
