"""What a method may use of the machine it runs on. The registry hands it down: no method reads a setting."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from core.settings import Settings


def _count_cores() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Machine:
    """The part of the settings that methods need."""

    device: str = "auto"
    """Where networks are trained: "cuda", "mps", "cpu", or "auto" for the fastest there is."""
    n_threads: int = field(default_factory=_count_cores)
    """Threads that a run may use."""
    allow_downloads: bool = False
    """Whether a language model may be fetched from the hub by its name."""


def machine_of(settings: Settings) -> Machine:
    """Return what the settings allow."""
    return Machine(settings.device, settings.threads, bool(settings.allow_downloads))
