"""How a long step reports what it is doing."""

from __future__ import annotations

from typing import Protocol

from core.stages.table import Stage


class Progress(Protocol):
    """Called by a step with its stage and the fraction of that stage that is done."""

    def __call__(self, stage: Stage, fraction: float) -> None:
        """``fraction`` lies in [0, 1]."""


def silent(stage: Stage, fraction: float) -> None:
    """Do nothing."""
