"""What a worker does for a review pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.jobs.task import POPULATION, Report, Task
from core.stages.table import JobKind, Stage
from core.store.interest_edits import InterestEdits
from core.store.segmentations import Segmentation

if TYPE_CHECKING:
    from core.pack.material import Material
    from core.views.change import Version

_HALF = 0.5


class PackTask(Task, frozen=True, kw_only=True, tag=JobKind.PACK.value):
    """Write the review pack of a run."""

    run: Path
    """The folder of the run."""
    naming: Segmentation
    history: tuple[Segmentation, ...]
    """All versions of names, notes and decisions."""
    interest_edits: InterestEdits
    name: str
    """Of the log."""
    day: date
    language: str
    wanted: str
    """A ``PackFormat``."""
    template: Path | None = None
    epsilon: float = 0.0
    """Of the noise on counts of users; 0 for none."""
    before: Path | None = None
    """The folder of the run that this one is compared with; None for none."""
    before_naming: Segmentation | None = None
    before_day: str = ""

    def work(self, report: Report) -> None:
        """Leave the files of the pack."""
        from core.campaigns.files import newest_readback
        from core.ingest.identity import need_key
        from core.pack.files import PackFormat, write_pack
        from core.pack.make import make_pack
        from core.pack.material import Material, with_log
        from core.pack.noise import Noise, with_noise
        from core.population.tables import read_population
        from core.results.edited import with_interest_edits
        from core.results.folder import read_results
        from core.results.results import with_naming

        report(Stage.EXPORT, 0.0)
        read = with_naming(read_results(self.run), self.naming)
        material = Material(
            results=with_interest_edits(read, self.interest_edits),
            name=self.name,
            day=self.day,
            least=self.settings.small_group,
            history=self.history,
            readback=newest_readback(self.run),
        )
        if self.before and self.before_naming:
            material = replace(material, before=self._version_before(material))
        material = with_log(material, read_population(self.folder / POPULATION))
        if self.epsilon:
            noise = Noise(self.epsilon, need_key(self.settings.workspace), self.run.name)
            material = with_noise(material, noise)
        pack = make_pack(material, self.language, lambda done: report(Stage.EXPORT, _HALF * done))
        tick = partial(_second_half, report)
        write_pack(pack, self.results, PackFormat(self.wanted), self.template, tick)

    def _version_before(self, material: Material) -> Version:
        from core.results.folder import read_results
        from core.results.results import with_naming
        from core.views.change import Version, matches_with

        assert self.before is not None  # noqa: S101 - work asks first
        assert self.before_naming is not None  # noqa: S101 - work asks first
        earlier = with_naming(read_results(self.before), self.before_naming)
        return Version(earlier, self.before_day, matches_with(material.results, earlier))


def _second_half(report: Report, done: float) -> None:
    report(Stage.EXPORT, _HALF + _HALF * done)
