"""The command line: everything that a page shows is available here.

Status 0 is done, 2 an error that the user can fix (one sentence and a hint), 130 interrupted, 141 nobody reads the
output any more (as in ``| head``), 1 an internal error.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, NoReturn

from core import __version__
from core.cli.assign import add_assign
from core.cli.board import add_board
from core.cli.decide import add_decide
from core.cli.edit import add_edit
from core.cli.export import add_export
from core.cli.health import add_health, exclude_for_run
from core.cli.in_workspace import run_in_workspace
from core.cli.inspect import add_inspect
from core.cli.interests import add_interests
from core.cli.learn import add_learn
from core.cli.library import add_library
from core.cli.load import add_load
from core.cli.log import is_workspace_given, print_ingest, requested_consent, source_of, workspace_settings
from core.cli.meter import Meter
from core.cli.methods import add_methods
from core.cli.names import add_names
from core.cli.names_from import print_names
from core.cli.options import add_run_options, keeps_log
from core.cli.pack import add_pack
from core.cli.readback import add_readback
from core.cli.recommend import add_recommend
from core.cli.select import add_select
from core.cli.sheet import add_status
from core.cli.summary import print_results
from core.errors import AtlasError
from core.files.full_disk import full_disk
from core.files.kept_log import LOG_FOLDER, keep_log
from core.files.temporary import temporary_folder
from core.params import read_params
from core.registry import CLUSTERERS, ENCODERS, chooses_k
from core.settings import current_user
from core.stages.progress import silent
from core.stages.table import JobKind, Shares, Stage, shares_of
from core.types import Recipe

if TYPE_CHECKING:
    from core.ingest.source import IngestReport
    from core.population.excluded import Excluded
    from core.results.results import Results
    from core.settings import Settings
    from core.types import Population

DONE, USER_ERROR, INTERRUPTED, NO_READER = 0, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its status."""
    signals = _Signals()
    try:
        options = build_parser().parse_args(arguments)
        options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python reports it once more at its end
        return NO_READER
    except AtlasError as error:
        print(f"{error.message}{f' {error.hint}' if error.hint else ''}", file=sys.stderr)
        return USER_ERROR
    except OSError as error:
        full = full_disk(error)
        if full is None:
            raise
        print(f"{full.message} {full.hint}", file=sys.stderr)
        return USER_ERROR
    except (KeyboardInterrupt, RuntimeError) as error:
        if not (signals.has_come or isinstance(error, KeyboardInterrupt)):
            raise
        is_reported = isinstance(error, KeyboardInterrupt) and error.args  # the command says what is written
        print(error if is_reported else "Interrupted; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    return DONE


class _Interrupt(KeyboardInterrupt):
    """A subclass, since Python exits with a signal once KeyboardInterrupt itself has passed ``exec``, caught or not."""


class _Signals:
    """Raises on SIGINT and SIGTERM, and records it: inside a query, DuckDB turns the exception into a RuntimeError."""

    def __init__(self) -> None:
        self.has_come = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._interrupt)

    def _interrupt(self, _signal: int, _frame: object) -> NoReturn:
        self.has_come = True
        raise _Interrupt


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(prog="python -m core", description="From a behaviour log to audience segments.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_run(commands)
    add_load(commands)
    add_inspect(commands)
    add_assign(commands)
    add_edit(commands)
    add_select(commands)
    add_recommend(commands)
    add_learn(commands)
    add_board(commands)
    add_health(commands)
    add_status(commands)
    add_library(commands)
    add_export(commands)
    add_interests(commands)
    add_names(commands)
    add_decide(commands)
    add_pack(commands)
    add_readback(commands)
    add_methods(commands)
    return parser


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="write a synthetic log with planted segments")
    demo.add_argument(
        "--kind",
        choices=("lifelike", "faint"),
        default="lifelike",
        help="tastes seen at a glance, or a hard test of recipes (default lifelike)",
    )
    demo.add_argument("--users", type=int, default=3000, metavar="N", help="number of users (default 3000)")
    demo.add_argument(
        "--events-per-user",
        type=int,
        metavar="N",
        help="events of the average user (default 40, or 20 from 100,000 users on)",
    )
    demo.add_argument("--random-state", type=int, default=0, metavar="N", help="the same number gives the same log")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or new")
    demo.set_defaults(command=_demo)


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help="turn a log into named segments and files")
    add_run_options(run)
    run.set_defaults(command=_run)


def _demo(options: argparse.Namespace) -> None:
    from core.ingest.demo import write_demo

    summary = write_demo(
        options.out,
        kind=options.kind,
        n_users=options.users,
        random_state=options.random_state,
        events_per_user=options.events_per_user,
    )
    print(
        f"{options.out}: {summary.n_events:,} events of {summary.n_users:,} users with {summary.n_items:,} items. "
        "Synthetic: nobody in it is real."
    )


def _run(options: argparse.Namespace) -> None:
    """Load, run and write; the folder appears at the very end."""
    from core.export.assemble import assemble
    from core.export.files import RUN_FILES, write_files
    from core.files.output_folder import output_folder
    from core.model.files import write_model
    from core.pipeline import run
    from core.results.make import make_results
    from core.results.run import Depth, options_without
    from core.results.run_id import full_recipe
    from core.store.dataset_info import DatasetVersion

    recipe = Recipe(
        options.encoder,
        options.clusterer,
        options.k,
        options.random_state,
        read_params(ENCODERS[options.encoder], options.encoder_param),
        read_params(CLUSTERERS[options.clusterer], options.clusterer_param),
    )
    full_recipe(recipe)  # refuses a recipe that cannot run before any work is done
    if is_workspace_given(options.workspace):
        run_in_workspace(options, recipe, _left_out(options))
        return
    meter = Meter(_shares(options, recipe))
    with (
        output_folder(options.out, options.force, RUN_FILES) as folder,
        workspace_settings(options.workspace, [options.out]) as settings,
        temporary_folder() as made,
    ):
        report, population, seconds, excluded = _load(options, settings, meter, made)
        consent = requested_consent(options, population)
        parts = options_without(_left_out(options), settings)
        parts = replace(parts, depth=Depth.TRIAL if options.trial else Depth.FULL)
        finished = run(population, recipe, parts, meter)
        meter(Stage.EXPORT, 0.0)
        loaded = DatasetVersion(report.dataset_id, 1, report.dataset_id)
        results = _with_names(options, make_results(finished, report, seconds, excluded, loaded))
        if finished.model:
            write_model(finished.model, results.record.versions, made)
        source = assemble(results, made, partial(copyfile, made / "rejected.csv"), consent=consent)
        write_files(replace(source, keeps_flagged=options.flagged_names), folder)
        keep_log(made / LOG_FOLDER, folder)
    meter.clear()
    print_results(source.results, keeps_flagged=options.flagged_names)
    print_names(source.results)
    print(f"Results are in {options.out}.")


def _with_names(options: argparse.Namespace, results: Results) -> Results:
    """Return the results under the names that they take over from the folder of another run, where one is named."""
    from core.results.carried import carry_over, with_weak
    from core.results.earlier_folder import read_earlier
    from core.results.results import with_naming
    from core.store.carried import CARRIED_OVER
    from core.store.clock import now
    from core.store.segmentations import Segmentation

    if options.names_from is None:
        return results
    seen = Segmentation("", 0, None, CARRIED_OVER, now(), {}, {})
    earlier = read_earlier(Path(options.names_from))
    made = carry_over(earlier, results, seen)
    made = with_weak(made, results) if options.weak_names else made
    parent = None if made is seen else 0
    return with_naming(results, replace(made, version=earlier.version + 1, parent=parent))


def _load(
    options: argparse.Namespace, settings: Settings, meter: Meter, made: Path
) -> tuple[IngestReport, Population, dict[str, float], Excluded]:
    """Load the log, and write its rejected rows and what a run keeps of it into a folder; the store is closed again."""
    from core.export.rejected import write_rejected
    from core.ingest.load import load_log
    from core.stages.stopwatch import Stopwatch
    from core.store.store import Store

    watch = Stopwatch(silent)
    with Store(settings) as store:
        with watch.stage(Stage.READ):
            report = load_log(store, source_of(options, settings), current_user(), progress=meter)
        meter.clear()
        print_ingest(report)
        write_rejected(store.rejected(report.dataset_id), made / "rejected.csv")
        with watch.stage(Stage.STORE):
            excluded = exclude_for_run(store, report.dataset_id, options.exclude)
            population = store.population(report.dataset_id, excluded)
            if keeps_log(options):
                store.export_population(report.dataset_id, made / LOG_FOLDER, excluded)
    return report, population, watch.seconds, excluded


def _left_out(options: argparse.Namespace) -> tuple[Stage, ...]:
    asked = {
        Stage.MAP: options.no_map,
        Stage.HOLDOUT: options.no_holdout,
        Stage.TRUST: options.no_trust,
        Stage.MODEL: options.no_model,
    }
    return tuple(stage for stage, is_left_out in asked.items() if is_left_out)


def _shares(options: argparse.Namespace, recipe: Recipe) -> Shares:
    skipped = _left_out(options) if chooses_k(recipe) else (*_left_out(options), Stage.CHOOSE_K)
    kind = JobKind.TRIAL if options.trial else JobKind.RUN
    return shares_of(JobKind.LOAD, kind, JobKind.EXPORT, skipped=skipped)
