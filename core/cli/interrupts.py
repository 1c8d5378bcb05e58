"""SIGINT and SIGTERM: each is raised where it comes, and again at the next progress where something passed over that.

Python passes over what is raised inside of some callbacks, such as the removal of an object or a look for an attribute
in C; the command would go on as if nobody had asked it to end. A command without a ``Meter`` has no second chance.
"""

from __future__ import annotations

import signal
from typing import NoReturn


class Interrupt(KeyboardInterrupt):
    """A subclass, since Python exits with a signal once KeyboardInterrupt itself has passed ``exec``, caught or not."""


class Signals:
    """Raises on SIGINT and SIGTERM, and records it: inside a query, DuckDB turns the exception into a RuntimeError."""

    def __init__(self) -> None:
        self.has_come = False

    def listen(self) -> None:
        """Begin anew: what came before a command is no matter of it."""
        self.has_come = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._interrupt)

    def check(self) -> None:
        """Raise ``Interrupt`` if one has come."""
        if self.has_come:
            raise Interrupt

    def _interrupt(self, _signal: int, _frame: object) -> NoReturn:
        self.has_come = True
        raise Interrupt


SIGNALS = Signals()
"""Of this process."""
