"""The most memory that a piece of work took."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")
_SECONDS_BETWEEN = 0.05
_MB = 1_000_000


class Peak:
    """The highest resident memory of this process that was seen, in MB."""

    def __init__(self) -> None:
        self.mb = 0.0

    def look(self) -> None:
        """Take the memory of now into account."""
        self.mb = max(self.mb, resident_mb())


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Look at the memory of this process again and again until the block ends."""
    peak, is_over = Peak(), threading.Event()

    def watch() -> None:
        while not is_over.wait(_SECONDS_BETWEEN):
            peak.look()

    thread = threading.Thread(target=watch, daemon=True)
    peak.look()
    thread.start()
    try:
        yield peak
    finally:
        is_over.set()
        thread.join()
        peak.look()


def resident_mb() -> float:
    """Return the memory of this process in MB; where the system does not report it, the highest since it began."""
    if _STATM.exists():
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / _MB
    import resource

    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / _MB if sys.platform == "darwin" else highest * 1024 / _MB
