"""What a worker does for a review pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from core.jobs.task import POPULATION, Report, Task
from core.sentences import from_plain
from core.stages.table import JobKind, Stage
from core.store.interest_edits import InterestEdits
from core.store.segmentations import Segmentation

if TYPE_CHECKING:
    from core.results.results import Results
    from core.views.change import Version
    from core.views.outcomes_before import MeasuredRun

_HALF = 0.5


class PastRun(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier run, for the worker to read."""

    folder: Path
    naming: Segmentation
    day: str

    def version(self, results: Results) -> Version:
        """Return it as what a later run is compared with."""
        from core.views.change import Version
        from core.views.moves import moves_with

        earlier = self._results()
        return Version(earlier, self.day, moves_with(results, earlier))

    def measured(self, results: Results) -> MeasuredRun:
        """Return it with the outcomes that were read of it, beside a later run."""
        from core.views.outcomes_before import measured_run, partners_in

        partners = partners_in(results, self._results())
        return measured_run(self.folder.name, self.day, self.folder, self.naming.numbers, partners)

    def _results(self) -> Results:
        from core.results.folder import read_results
        from core.results.results import with_naming

        return with_naming(read_results(self.folder), self.naming)


class PackTask(Task, frozen=True, kw_only=True, tag=JobKind.PACK.value):
    """Write the review pack of a run."""

    run: Path
    """The folder of the run."""
    naming: Segmentation
    history: tuple[Segmentation, ...]
    """All versions of names, notes and decisions."""
    interest_edits: InterestEdits
    name: Any
    """Of the log, as ``to_plain`` writes it."""
    day: date
    language: str
    wanted: str
    """A ``PackFormat``."""
    template: Path | None = None
    epsilon: float = 0.0
    """Of the noise on counts of users; 0 for none."""
    before: PastRun | None = None
    """The run that this one is compared with; None for none."""
    measured: tuple[PastRun, ...] = ()
    """Earlier runs of which outcomes were read."""

    def work(self, report: Report) -> None:
        """Leave the files of the pack."""
        from core.campaigns.files import newest_readback
        from core.ingest.values.identity import need_key
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
            name=from_plain(self.name),
            day=self.day,
            least=self.settings.small_group,
            history=self.history,
            readback=newest_readback(self.run),
        )
        if self.before:
            material = replace(material, before=self.before.version(material.results))
        material = replace(material, measured=[each.measured(material.results) for each in self.measured])
        material = with_log(material, read_population(self.folder / POPULATION))
        if self.epsilon:
            noise = Noise(self.epsilon, need_key(self.settings.workspace), self.run.name)
            material = with_noise(material, noise)
        pack = make_pack(material, self.language, lambda done: report(Stage.EXPORT, _HALF * done))
        tick = partial(_second_half, report)
        write_pack(pack, self.results, PackFormat(self.wanted), self.template, tick)


def _second_half(report: Report, done: float) -> None:
    report(Stage.EXPORT, _HALF + _HALF * done)
