"""How a long step reports what it is doing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called by a step with its stage and the fraction of that stage that is done."""

    def __call__(self, stage: str, fraction: float) -> None:
        """``stage`` is a short name such as "encode"; ``fraction`` lies in [0, 1]."""


def silent(stage: str, fraction: float) -> None:
    """Do nothing."""
