"""Progress on one line of a terminal: the stage, the share done and the time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from core.cli.interrupts import SIGNALS
from core.jobs.time_left import TimeLeft
from core.stages.table import STAGES, Shares, Stage, fraction_done

if TYPE_CHECKING:
    from core.jobs.answers import Answer

_MIN_SECONDS_BETWEEN = 0.2
_MIN_DONE_TO_ESTIMATE = 0.03


class Meter:
    """A progress that rewrites one line of a terminal; it prints nothing where the stream is no terminal.

    Parameters
    ----------
    shares
        The stages of this command with their shares of its time.
    stream
        Where to write; stderr unless given.
    """

    def __init__(self, shares: Shares, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shares = shares
        self._started = time.perf_counter()
        self._last_shown = 0.0
        self._time_left = TimeLeft()
        self._is_shown = self._stream.isatty()

    def __call__(self, stage: Stage, fraction: float) -> None:
        """Show the stage, the share done and the time left; a stage without a share is not shown.

        Raises
        ------
        Interrupt
            One came before, and was passed over.
        """
        SIGNALS.check()
        now = time.perf_counter()
        if not self._is_shown or stage not in self._shares:
            return
        if now - self._last_shown < _MIN_SECONDS_BETWEEN and 0.0 < fraction < 1.0:
            return
        self._last_shown = now
        self._write(self.line(stage, fraction, now - self._started))

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def show(self, answer: Answer) -> None:
        """Show how far a job is that a workspace computes."""
        from core.jobs.answers import JobProgress

        if self._is_shown and isinstance(answer, JobProgress):
            self._write(_line(answer.stage, answer.done, answer.seconds_left))

    def line(self, stage: Stage, fraction: float, elapsed: float) -> str:
        """Return one line, such as "Drawing the map: 62% done, about 12 s left"."""
        done = fraction_done(stage, fraction, self._shares)
        estimated = elapsed * (1 - done) / done if done >= _MIN_DONE_TO_ESTIMATE else None
        return _line(stage, done, None if estimated is None else self._time_left.update("", estimated))

    def clear(self) -> None:
        """Clear the line."""
        if self._is_shown:
            self._write("")

    def _write(self, line: str) -> None:
        self._stream.write(f"\r\x1b[K{line}")
        self._stream.flush()


def _line(stage: Stage, done: float, seconds_left: float | None) -> str:
    left = "" if seconds_left is None else f", about {_format_seconds(seconds_left)} left"
    return f"{STAGES[stage].label}: {done:.0%} done{left}"


def _format_seconds(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
