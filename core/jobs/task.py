"""The shape of a task: what a worker is to do for a job, and in which folder."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import msgspec

from core.settings import Settings
from core.stages.table import Stage

RESULTS, POPULATION = "results", "population"
"""Folders of a task: what the server takes over, empty at first; what ``Store.export_population`` wrote."""


class Report(Protocol):
    """How a worker reports to the server."""

    def __call__(self, stage: Stage, fraction: float) -> None:
        """Report that a fraction of a stage of ``core.stages.table`` is done."""


class Task(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What a worker is to do."""

    folder: Path
    """The folder of the job, for this worker alone."""
    settings: Settings

    @property
    def results(self) -> Path:
        """Where the work leaves what the server takes over."""
        return self.folder / RESULTS

    def work(self, report: Report) -> None:
        """Do it."""
        raise NotImplementedError
