"""The command ``health``: what is odd in a log before a run, and what is left out of runs for it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.desk import Desk, find_dataset, open_desk
from core.cli.log import add_log_options, is_workspace_given, print_ingest, source_of, workspace_settings
from core.cli.meter import Meter
from core.health.rows import example_of
from core.health.table import CODES
from core.ingest.tables.private import with_masked
from core.personas.portrait import masked
from core.sentences import from_text, say, to_text
from core.settings import current_user

if TYPE_CHECKING:
    from core.jobs.answers import Examined
    from core.population.excluded import Excluded
    from core.settings import Settings
    from core.store.store import Store


def add_health(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    health = commands.add_parser("health", help="list what is odd in a log before a run, and exclude it from runs")
    add_log_options(health)
    health.add_argument("--workspace", type=Path, metavar="DIR", help="the workspace that keeps what you decide")
    add_exclude_option(health)
    for name, help_text in (("keep", "leave a finding as it is"), ("undo", "take back what was decided on a finding")):
        health.add_argument(f"--{name}", action="extend", nargs="+", default=[], choices=CODES, metavar="CODE",
                            help=help_text)  # fmt: skip
    health.add_argument(
        "--ids-in-full", action="store_true", help="do not mask e-mail addresses and phone numbers in examples"
    )
    health.set_defaults(command=_health)


def add_exclude_option(command: argparse.ArgumentParser) -> None:
    """Add the option that leaves findings of data health out of runs."""
    command.add_argument(
        "--exclude",
        action="extend",
        nargs="+",
        default=[],
        choices=CODES,
        metavar="CODE",
        help=f"leave out what data health finds: {', '.join(CODES)}",
    )


def exclude_for_run(store: Store, dataset_id: str, codes: Sequence[str]) -> Excluded:
    """Exclude what data health finds in a log that was just loaded; return and print what is left out."""
    from core.health.decide import DataHealth

    if codes:
        made = DataHealth(store).decide(dataset_id, current_user(), exclude=codes)
        print_excluded(to_text(made.excluded.sentence) if made.excluded else "", set(codes) - set(made.codes))
    return store.excluded(dataset_id)


def exclude_in_workspace(desk: Desk, dataset_id: str, codes: Sequence[str]) -> None:
    """Do the same in a workspace, for this and all later runs."""
    from core.jobs.answers import Examined
    from core.jobs.health import HealthRequest

    if codes:
        asked = HealthRequest(dataset_id=dataset_id, author=current_user(), exclude=tuple(codes))
        found = desk.ask(asked, Examined)
        print_excluded(found.excluded, set(codes) - {row["code"] for row in found.rows})


def print_excluded(excluded: str, codes_of_nothing: Collection[str]) -> None:
    """Print what is left out of a run, and the codes of which nothing was found."""
    for code in sorted(codes_of_nothing):
        print(say("{code}: nothing of the kind was found, so nothing is excluded.", code=code), file=sys.stderr)
    if excluded:
        print(from_text(excluded), file=sys.stderr)


def _health(options: argparse.Namespace) -> None:
    from core.settings import load_settings

    workspace = options.workspace or load_settings().workspace
    is_dataset = not options.events.exists() and workspace.is_dir()
    if is_workspace_given(options.workspace) or is_dataset:
        with workspace_settings(workspace) as settings:
            found = _examine_in_workspace(options, settings, is_dataset)
    else:
        found = _examine_alone(options)
    _print_found(found, ids_in_full=options.ids_in_full)


def _examine_in_workspace(options: argparse.Namespace, settings: Settings, is_dataset: bool) -> Examined:
    """Examine a dataset of a workspace, or a log that is loaded into it, after what the options decide."""
    from core.ingest.tables.source import IngestReport
    from core.jobs.answers import Examined, Loaded
    from core.jobs.health import HealthRequest
    from core.jobs.requests import LoadRequest

    with Meter({}) as meter, open_desk(settings) as desk:
        if is_dataset:
            dataset_id = find_dataset(desk, str(options.events))
        else:
            source = source_of(options, settings).absolute()
            loaded = desk.ask(LoadRequest(source=source, author=current_user()), Loaded, meter.show)
            dataset_id = loaded.dataset_id
            meter.clear()
            print_ingest(IngestReport.from_dict(loaded.report))
        asked = HealthRequest(
            dataset_id=dataset_id,
            author=current_user(),
            exclude=tuple(options.exclude),
            keep=tuple(options.keep),
            undo=tuple(options.undo),
        )
        return desk.ask(asked, Examined)


def _examine_alone(options: argparse.Namespace) -> Examined:
    """Examine a log in a workspace that is deleted afterwards: what the options decide shows what a run would do."""
    from core.health.decide import DataHealth
    from core.health.rows import rows_of
    from core.ingest.load import load_log
    from core.jobs.answers import Examined
    from core.stages.table import JobKind, shares_of
    from core.store.store import Store

    meter = Meter(shares_of(JobKind.LOAD))
    with workspace_settings(None) as settings, Store(settings) as store:
        report = load_log(store, source_of(options, settings), current_user(), progress=meter)
        meter.clear()
        print_ingest(report)
        health = DataHealth(store)
        made = health.decide(
            report.dataset_id, current_user(), exclude=options.exclude, keep=options.keep, undo=options.undo
        )
        excluded = to_text(made.excluded.sentence) if made.excluded else ""
        return Examined(rows_of(health.findings(report.dataset_id), made), excluded)


def _print_found(found: Examined, *, ids_in_full: bool) -> None:
    """Print findings, severe ones first: a sentence each, with an example and what can be done."""
    if not found.rows:
        print("All clear: nothing odd was found.")
    for row in found.rows:
        print(f"{row['severity']}: {row['code']}. {from_text(row['sentence'])}")
        if row["example"]:
            example = from_text(row["example"])
            shown = str(example) if ids_in_full else with_masked(str(example_of(example, masked)), masked)
            print(f"  Example: {shown}.")
            print(f"  {from_text(row['effect'])}")
        print(f"  {from_text(row['what_to_do'])}")
    if found.excluded:
        print(from_text(found.excluded))
