"""The command ``assign``: assigns the users of another log to the segments of a run."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.in_workspace import load_in_workspace
from core.cli.log import (
    add_consent_option,
    add_log_options,
    given_workspace,
    is_workspace_given,
    keep_key,
    print_ingest,
    requested_consent,
    source_of,
    workspace_settings,
)
from core.cli.meter import Meter
from core.cli.run_home import home_of, run_folder
from core.cli.shown import numbers_of, print_labels
from core.cli.user_key import check_key, find_key, key_folders
from core.errors import DataError
from core.files.kept_log import LOG_FOLDER, has_log, lend_vectors
from core.files.output_folder import RUN_RECORD
from core.files.temporary import temporary_folder
from core.ingest.values.identity import mark_of_run
from core.sentences import say, say_n
from core.stages.table import JobKind, shares_of

if TYPE_CHECKING:
    from core.model.segment_model import AssignedUsers, SegmentModel
    from core.settings import Settings
    from core.types import Population


def add_assign(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    assign = commands.add_parser("assign", help="assign the users of another log to the segments of a run")
    assign.add_argument(
        "run", type=Path, metavar="RUN", help="the folder that a run has written, or a run of a workspace"
    )
    add_log_options(assign)
    assign.add_argument(
        "--head", type=Path, metavar="DIR", help="assign them to the given segments that learn has learnt"
    )
    add_consent_option(assign)
    assign.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    assign.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV file to write")
    assign.set_defaults(command=_assign)


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A log that a command works on."""

    population: Population
    settings: Settings
    """That it was read with."""
    key: bytes | None
    """Of its user ids."""
    report: Mapping[str, Any]
    """Of its load, as plain values; empty where that is not known."""


def read_log(options: argparse.Namespace, run: Path) -> tuple[SegmentModel, ReadLog]:
    """Read the model of a run and a log; the model first, since it is quicker to refuse."""
    from core.compute.machine import machine_of
    from core.model.files import load_model

    load_model(run)
    log = read_users(options, run)
    return load_model(run, log.settings.workspace / "cache", machine_of(log.settings)), log


def read_users(options: argparse.Namespace, run: Path) -> ReadLog:
    """Read a log; a run's users keep their codes. A temporary workspace stays until the command ends.

    Without a log it is the one that the folder of the run keeps, or that of a run of a workspace.
    """
    from core.ingest.load import load_log
    from core.ingest.values.identity import read_key
    from core.population.tables import read_population
    from core.results.earlier_folder import read_ingest
    from core.settings import current_user
    from core.store.store import Store

    if options.events is None and not has_log(run) and (home := home_of(options)):
        with temporary_folder() as made:
            ingest = read_ingest(run)
            report = ingest.as_dict() if ingest else {}
            return ReadLog(home.population(Path(made)), home.settings, read_key(home.settings.workspace), report)
    if options.events is None:
        settings = options.until_end.enter_context(workspace_settings(options.workspace))
        if not is_workspace_given(options.workspace):
            lend_vectors(run, settings.workspace / "cache")
        ingest = read_ingest(run)
        report = ingest.as_dict() if ingest else {}
        key = find_key([run], given_workspace(options.workspace), mark_of_run(run))
        return ReadLog(read_population(run / LOG_FOLDER), settings, key, report)
    if is_workspace_given(options.workspace):
        settings = options.until_end.enter_context(workspace_settings(options.workspace))
        with temporary_folder() as made:
            check_key(run, [settings.workspace], options.user_ids)
            population, report = load_in_workspace(options, settings, Path(made))
            return ReadLog(population, settings, read_key(settings.workspace), report)
    meter = Meter(shares_of(JobKind.LOAD))
    beside = [each for each in (run, options.out) if each]
    check_key(run, key_folders(beside), options.user_ids)
    settings = options.until_end.enter_context(workspace_settings(options.workspace, beside))
    lend_vectors(run, settings.workspace / "cache")
    with Store(settings) as store:
        loaded = load_log(store, source_of(options, settings), current_user(), progress=meter)
        meter.clear()
        print_ingest(loaded)
        population = store.population(loaded.dataset_id)
    keep_key(settings.workspace, beside)  # before anything is written with codes that it makes
    return ReadLog(population, settings, read_key(settings.workspace), loaded.as_dict())


def check_log(options: argparse.Namespace) -> None:
    """Raise ``DataError`` where no log is given, the folder of the run keeps none, and it is of no workspace."""
    if options.events is None and not has_log(options.run) and not home_of(options):
        raise DataError(
            say("{run} holds no log.", run=str(options.run)),
            say(
                "Give the log after it: a run keeps it unless it was made with --no-population, --only-consented or "
                "--trial, or by an earlier version. Or name a run of a workspace."
            ),
        )
    if options.events is None and (options.items or options.users):
        raise DataError(
            say("The log that {run} keeps has its items and users.", run=str(options.run)),
            say("Give the log after it, or leave --items and --users out."),
        )


def _assign(options: argparse.Namespace) -> None:
    from core.files.single_file import output_file
    from core.model.head_files import read_head
    from core.model.learn_users import assign_users
    from core.model.tables import write_assignments

    options.run = run_folder(options)
    with output_file(options.out) as path:
        learnt = read_head(options.head, options.run) if options.head else None
        model, log = read_log(options, options.run)
        population = log.population
        consent = requested_consent(options, population)
        assigned = assign_users(model, population, learnt)
        segments = learnt.names if learnt else model.segments
        write_assignments(assigned, segments, path, consent.is_given if consent else None)
    names = {place: f"{name}:" for place, name in enumerate(learnt.names, start=1)} if learnt else {}
    shown = {} if learnt or not (options.run / RUN_RECORD).is_file() else numbers_of(options)
    numbers = {each: each for each in model.segments} | {**shown}
    names = names or {segment: f"{numbers[segment]}." for segment in model.segments}
    own = (numbers[each] for each in model.segments)
    measured = learnt.sentences() if learnt else model.confidence_rule.sentences(own)
    for line in [*_summary(names, assigned), *measured]:
        print(line)
    if consent:
        print(consent.sentence)
    print_labels(numbers)
    print(f"Assignments are in {options.out}.")


def _summary(names: Mapping[int, str], assigned: AssignedUsers) -> Iterator[str]:
    n_users = len(assigned.user_ids)
    for segment, name in names.items():
        size = int((assigned.segments == segment).sum())
        yield f"{name} {size:,} of {n_users:,} users, {100 * size / n_users:.1f} %"
    if n_unassigned := int((assigned.segments < 0).sum()):
        yield f"Unassigned: {n_unassigned:,} of {n_users:,} users"
    yield from assigned.notes
    yield from assigned.sentences_on_new()
    n_unsure = int(assigned.is_unsure.sum())
    yield say_n(
        "{n:,} of {total:,} users is assigned without confidence.",
        "{n:,} of {total:,} users are assigned without confidence.",
        n_unsure,
        total=n_users,
    )
