"""What a worker does for the outcomes of an export."""

from __future__ import annotations

from pathlib import Path

from core.jobs.task import Report, Task
from core.stages.table import JobKind, Stage

OUTCOMES, FOUND = "outcomes", "readback.json"
"""In the folder of the job: the folder with the file of outcomes; in its results, what was found."""


class ReadbackTask(Task, frozen=True, kw_only=True, tag=JobKind.READBACK.value):
    """Read the outcomes of an export."""

    export: Path
    """Its folder."""
    name: str
    """Of the file of outcomes."""

    def work(self, report: Report) -> None:
        """Leave what the export changed."""
        from core.campaigns.read import read_back
        from core.results.codec import write_json

        report(Stage.READ, 0.0)
        found = read_back(self.export, self.folder / OUTCOMES / self.name, self.settings)
        write_json(found, self.results / FOUND)
