"""How long something still takes, shown so that the figure never rises."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

MIN_DONE_TO_ESTIMATE = 0.05
"""Before so much of a job is done, its pace says nothing about the time left."""
_LATE_TIMES, _LATE_SECONDS = 1.5, 10.0
"""An estimate beyond the shown time by so much is no longer "about" the shown one."""


class TimeLeft:
    """Remembers what was shown for each job. Safe to use from several threads."""

    def __init__(self) -> None:
        self._shown: dict[str, float] = {}
        self._whole: dict[str, float] = {}
        self._lock = threading.Lock()

    def update(self, name: str, estimated: float) -> float | None:
        """Return the least seconds estimated so far; None when by now it clearly takes longer than that.

        >>> left = TimeLeft()
        >>> [left.update("run", seconds) for seconds in (20, 12, 15, 60, 8)]
        [20, 12, 12, None, 8]
        """
        with self._lock:
            shown = self._shown[name] = min(estimated, self._shown.get(name, estimated))
        return None if estimated > _LATE_TIMES * shown + _LATE_SECONDS else shown

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
