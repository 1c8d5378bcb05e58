"""How long something still takes, told so that the figure does not go up again."""

from __future__ import annotations

import threading

_LATE_TIMES, _LATE_SECONDS = 1.5, 10.0
"""A forecast beyond the told time by so much cannot be waved through as "about"."""


class TimeLeft:
    """Remembers what was told about each run or load. Safe to use from several threads."""

    def __init__(self) -> None:
        self._shown: dict[str, float] = {}
        self._lock = threading.Lock()

    def update(self, name: str, estimated: float) -> float | None:
        """Return the least seconds foreseen so far; None when by now it clearly takes longer than that.

        >>> left = TimeLeft()
        >>> [left.tell("run", seconds) for seconds in (20, 12, 15, 60, 8)]
        [20, 12, 12, None, 8]
        """
        with self._lock:
            shown = self._shown[name] = min(estimated, self._shown.get(name, estimated))
        return None if estimated > _LATE_TIMES * shown + _LATE_SECONDS else shown

    def discard(self, name: str) -> None:
        """Let go of what has ended."""
        with self._lock:
            self._shown.pop(name, None)
