"""What a worker process does for each kind of job. It never opens the workspace file.

A task is sent to the worker as JSON. Heavy modules are imported when the work begins, so that a worker starts at once.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Union

from core.attributes.consent import KeptConsent
from core.ingest.append import Before
from core.ingest.tables.source import LogSource
from core.interests.edits import Edit
from core.jobs.audience_task import AudienceTask
from core.jobs.codec import decode, encode
from core.jobs.edit_task import DivideTask, EditTask
from core.jobs.pack_task import PackTask
from core.jobs.preliminary import show_found
from core.jobs.readback_task import ReadbackTask
from core.jobs.task import POPULATION, Report, Task
from core.jobs.user_tasks import AssignTask, NearestTask, WhyTask
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.results.run import Depth
from core.stages.table import JobKind, Stage
from core.store.dataset_info import DatasetVersion
from core.store.interest_edits import InterestEdits
from core.store.segmentations import Segmentation
from core.types import Recipe

ANSWERS, REJECTED, LISTED = "answers.npy", "rejected.csv", "listed.npy"
"""Of an export: answers to the question of consent; rows that ingest rejected; ids of users where some are listed."""
LABELS = "labels.json"
"""Of a training: id in the log → given segment."""
DATASET = "dataset.json"
"""Beside the scratch database of a load: a ``NewDataset``."""


class LoadTask(Task, frozen=True, kw_only=True, tag=JobKind.LOAD.value):
    """Prepare a log, or the demo log where there is none."""

    source: LogSource | None
    n_demo_users: int
    known: Mapping[str, str]
    """Ids of the datasets that need no second load → marks of the keys of their users."""
    before: Before | None = None
    """The dataset that the files are added to."""

    def work(self, report: Report) -> None:
        """Leave the tables of the dataset in a database, and what else the store needs beside it."""
        from core.ingest.load import prepare_log

        source = self.source or self._write_demo(report)
        dataset = prepare_log(self.results, source, self.settings, self.known, report, self.before)
        (self.results / DATASET).write_bytes(encode(dataset))

    def _write_demo(self, report: Report) -> LogSource:
        from core.demo.write import write_demo

        report(Stage.READ, 0.0)
        log = self.folder / "demo"
        write_demo(log, n_users=self.n_demo_users)
        return LogSource(log / "events.csv", log / "items.csv", log / "users.csv")


class RunTask(Task, frozen=True, kw_only=True, tag=JobKind.RUN.value):
    """Compute a run, in full or as a trial."""

    recipe: Recipe
    left_out: tuple[Stage, ...] = ()
    depth: Depth = Depth.FULL
    excluded: Excluded = NOTHING_EXCLUDED
    """What the population is already without."""
    version: DatasetVersion
    """Whose population it is."""
    ingest: Mapping[str, Any]
    """The report of the load, as plain values."""
    seconds: Mapping[str, float]
    """Stage to seconds for the stages before the run."""
    interest_edits: tuple[Edit, ...] = ()
    """What analysts changed in the tree of interests of the dataset."""

    def work(self, report: Report) -> None:
        """Leave the results of the run."""
        from core.ingest.tables.source import IngestReport
        from core.pipeline import run
        from core.population.tables import read_population
        from core.results.folder import write_results
        from core.results.make import make_results
        from core.results.run import options_without

        population = read_population(self.folder / POPULATION)
        options = options_without(self.left_out, self.settings)
        options = replace(
            options, on_found=partial(show_found, self.folder), depth=self.depth, interest_edits=self.interest_edits
        )
        finished = run(population, self.recipe, options, report)
        results = make_results(finished, IngestReport.from_dict(self.ingest), self.seconds, self.excluded, self.version)
        write_results(results, finished.model, self.results)


class LearnTask(Task, frozen=True, kw_only=True, tag=JobKind.LEARN.value):
    """Learn given segments on the vectors of a run."""

    run: Path
    """The folder of the run."""
    counted: Mapping[str, int]
    """Figures about the labels as they were given, for the metrics."""
    has_corrections: bool
    names: Mapping[int, str]
    """What labels call the segments of the run, where they correct it."""
    params: Mapping[str, Any]

    def work(self, report: Report) -> None:
        """Leave the head, its figures and the assignments."""
        from core.compute.machine import machine_of
        from core.model.files import load_model
        from core.model.head import Head
        from core.model.head_files import ASSIGNMENTS, write_head
        from core.model.learn_users import learn_users
        from core.model.tables import write_assignments
        from core.params import check_params
        from core.population.tables import read_population

        check_params(Head, self.params)
        report(Stage.ENCODE, 0.0)
        machine = machine_of(self.settings)
        model = load_model(self.run, self.settings.workspace / "cache", machine)
        head = Head(**self.params, machine=machine)
        report(Stage.LEARN, 0.0)
        population = read_population(self.folder / POPULATION)
        labels = decode((self.folder / LABELS).read_bytes(), dict[str, str])
        found = learn_users(model, population, labels, head, self.has_corrections, self.names)
        write_head(found.learnt.with_metrics(**self.counted), self.run, self.results)
        write_assignments(found.assigned, found.learnt.names, self.results / ASSIGNMENTS)


class BoardTask(Task, frozen=True, kw_only=True, tag=JobKind.BOARD.value):
    """Compare recipes."""

    kept: Path
    """The folder of finished trials and of what is known so far, outside that of the job: a stopped job leaves it."""
    k: int | str
    minutes: float

    def work(self, report: Report) -> None:
        """Leave the files of the board; keep what is known after every trial."""
        from core.board.board import Clock, Ledger, Trials, make_board, read_board
        from core.board.files import write_board
        from core.board.ledger import FILE, fingerprint
        from core.compute.machine import machine_of
        from core.jobs.boards import keep_board
        from core.population.tables import read_population

        clock = Clock(time.monotonic() + 60 * self.minutes)
        report(Stage.COMPARE, 0.0)
        population = read_population(self.folder / POPULATION)
        trials = Trials(population, cache_dir=self.settings.workspace / "cache", machine=machine_of(self.settings))
        self.kept.mkdir(parents=True, exist_ok=True)
        ledger = Ledger(self.kept / FILE, fingerprint(population))

        def show(*_trial: object) -> None:
            keep_board(read_board(population, ledger, self.k), self.kept, self.k)
            report(Stage.COMPARE, min(1.0, 1 - clock.seconds_left / (60 * self.minutes)))

        board = make_board(trials, ledger, self.k, clock, show)
        keep_board(board, self.kept, self.k)
        write_board(board, self.results)


class ExportTask(Task, frozen=True, kw_only=True, tag=JobKind.EXPORT.value):
    """Write the files of some segments of a run."""

    run: Path
    """The folder of the run."""
    naming: Segmentation
    """The version of names and notes that the files have."""
    segments: tuple[int, ...]
    interest_edits: InterestEdits
    """What analysts changed in the tree of interests."""
    consent: KeptConsent | None
    """Of those who are to be listed only, whose answers are in the folder; None where all are."""
    keeps_flagged: bool = False

    def work(self, report: Report) -> None:
        """Leave the same files as the Export page and the command line."""
        from core.export.assemble import assemble
        from core.export.files import write_files
        from core.export.narrow import narrowed
        from core.results.edited import with_interest_edits
        from core.results.folder import read_results

        report(Stage.EXPORT, 0.0)
        whole = with_interest_edits(read_results(self.run), self.interest_edits)
        results, consent = narrowed(whole, self.consent, self.folder / ANSWERS, self.folder / LISTED)
        source = assemble(
            results,
            self.run,
            partial(shutil.copyfile, self.folder / REJECTED) if results is whole else None,
            naming=self.naming,
            consent=consent,
            segments=self.segments,
        )
        write_files(replace(source, keeps_flagged=self.keeps_flagged), self.results)


class CheckTask(Task, frozen=True, kw_only=True, tag=JobKind.CHECK.value):
    """Check the stability of a run thoroughly."""

    run: Path
    """The folder of the run."""
    n_draws: int

    def work(self, report: Report) -> None:
        """Leave the file that stands beside the results of the run."""
        from core.compute.machine import machine_of
        from core.population.tables import read_population
        from core.results.codec import write_json
        from core.results.folder import CHECK, read_results
        from core.trust.thorough import check_thoroughly, encode_again

        report(Stage.TRUST, 0.0)
        results = read_results(self.run)
        segmented, refit = encode_again(
            read_population(self.folder / POPULATION),
            results.labels,
            results.record.recipe,
            machine_of(self.settings),
            self.settings.workspace / "cache",
        )
        found = check_thoroughly(segmented, refit, self.n_draws, partial(report, Stage.TRUST))
        write_json(found, self.results / CHECK)


class NameTask(Task, frozen=True, kw_only=True, tag=JobKind.NAME.value):
    """Ask the language model of the settings for the names of the segments of a run."""

    run: Path
    """The folder of the run."""
    agreed: str
    language: str
    names: Mapping[int, str]
    by_analysts: frozenset[int]

    def work(self, report: Report) -> None:
        """Leave what was sent, what came back and what of it holds."""
        from core.naming.ask import Standing, name_run
        from core.naming.outcome import write_outcome

        report(Stage.NAME, 0.0)
        standing = Standing(self.names, self.by_analysts)
        tick = partial(report, Stage.NAME)
        write_outcome(name_run(self.run, self.settings, self.agreed, self.language, standing, tick), self.results)


TASKS: tuple[type[Task], ...] = (
    LoadTask, RunTask, LearnTask, BoardTask, ExportTask, AudienceTask, CheckTask, NameTask, EditTask,
    DivideTask, NearestTask, WhyTask, PackTask, ReadbackTask, AssignTask,
)  # fmt: skip
"""The table of tasks; a trial is the task of a run that goes less far."""
_ANY: Any = Union[TASKS]  # noqa: UP007 - made of the table


def read_task(line: bytes) -> Task:
    """Return what a worker is to do; raise ``msgspec.MsgspecError`` for what is no task."""
    task: Task = decode(line, _ANY)
    return task
