"""How long something still takes, shown so that the figure never rises."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

MIN_DONE_TO_ESTIMATE = 0.05
"""Before so much of a job is done, its pace says nothing about the time left."""
_LATE_TIMES, _LATE_SECONDS = 1.5, 10.0
"""An estimate beyond the shown time by so much is no longer "about" the shown one."""
_STANDS_SECONDS = 5.0
"""A shown time may stand for so long however short it is, since pages ask only now and then."""


class TimeLeft:
    """Remembers what was shown for each job. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take ``clock``, in seconds, for how long ago a figure was shown."""
        self._clock = clock
        self._shown: dict[str, tuple[float, float]] = {}
        """Seconds, and when they were first shown."""
        self._whole: dict[str, float] = {}
        self._lock = threading.Lock()

    def update(self, name: str, estimated: float) -> float | None:
        """Return the least seconds estimated so far; None when by now it clearly takes longer than that.

        So it does where the shown time has passed without a lower figure: one that stands still says nothing.

        >>> left = TimeLeft()
        >>> [left.update("run", seconds) for seconds in (20, 12, 15, 60, 8)]
        [20, 12, 12, None, 8]
        """
        now = self._clock()
        with self._lock:
            shown, since = self._shown.get(name, (estimated, now))
            if estimated < shown:
                shown, since = estimated, now
            self._shown[name] = shown, since
        is_late = estimated > _LATE_TIMES * shown + _LATE_SECONDS
        return None if is_late or now - since > max(shown, _STANDS_SECONDS) else shown

    def whole(self, name: str, estimate: Callable[[], float]) -> float:
        """Return the estimated seconds of a whole job, estimated the first time that they are asked for."""
        with self._lock:
            known = self._whole.get(name)
        if known is None:
            known = estimate()
            with self._lock:
                self._whole[name] = known
        return known

    def keep(self, names: Iterable[str]) -> None:
        """Delete all but these, since the others have ended."""
        kept = set(names)
        with self._lock:
            self._shown = {name: shown for name, shown in self._shown.items() if name in kept}
            self._whole = {name: whole for name, whole in self._whole.items() if name in kept}
