"""The command ``board``: recipes compared on a log within a budget of minutes."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.health import add_exclude_option, exclude_for_run
from core.cli.in_workspace import population_in_workspace
from core.cli.log import add_log_options, is_workspace_given, print_ingest, source_of, workspace_settings
from core.cli.options import read_k
from core.errors import OutputError
from core.sentences import say
from core.settings import current_user

if TYPE_CHECKING:
    from core.board.candidates import Candidate
    from core.board.ledger import Finished
    from core.settings import Settings
    from core.types import Population


def add_board(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    board = commands.add_parser("board", help="compare recipes on a log within a budget of minutes")
    add_log_options(board)
    add_exclude_option(board)
    board.add_argument(
        "--k",
        type=read_k,
        default=8,
        metavar="N",
        help='segments of every recipe (default 8), a range such as 4-6, or "auto": then each chooses its own',
    )
    board.add_argument(
        "--minutes", type=_minutes, required=True, metavar="N", help="the budget: no trial begins that would end later"
    )
    board.add_argument("--random-state", type=int, default=0, metavar="N", help="the same number gives the same trials")
    board.add_argument("--workspace", type=Path, metavar="DIR", help="keep the dataset and encoded titles")
    board.add_argument(
        "--of-version",
        type=int,
        metavar="N",
        help="the data version of a dataset of the workspace, whose id stands in place of EVENTS; the newest if "
        "not given",
    )
    board.add_argument("--force", action="store_true", help="write into a folder that holds something else")
    board.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a folder that is new, or that of a board to go on with"
    )
    board.set_defaults(command=_board)


def _board(options: argparse.Namespace) -> None:
    """Load, compare and write; after an interrupt what is done is written too."""
    from core.board.board import Clock, Ledger, Trials, make_board, read_board
    from core.board.files import write_board
    from core.board.ledger import FILE, fingerprint
    from core.compute.machine import machine_of

    clock = Clock(time.monotonic() + 60 * options.minutes)
    with workspace_settings(options.workspace, [options.out]) as settings:
        _check(options.out, options.force, FILE)
        population = _load(options, settings)
        trials = Trials(population, options.random_state, settings.workspace / "cache", machine_of(settings))
        options.out.mkdir(parents=True, exist_ok=True)
        ledger = Ledger(options.out / FILE, fingerprint(population))
        try:
            board = make_board(trials, ledger, options.k, clock, _print_trial)
        except KeyboardInterrupt as error:
            write_board(read_board(population, ledger, options.k, options.random_state), options.out)
            done = say("Interrupted; what is done is in {folder}.", folder=str(options.out))
            raise KeyboardInterrupt(done) from error
    write_board(board, options.out)
    print(board.recommendation)
    if board.given_up:
        print(board.given_up)
    print(f"{len(board.rows)} recipes are in {options.out}.")


def _check(out: Path, force: bool, ledger: str) -> None:
    """Refuse a folder that holds something else than a board."""
    if out.exists() and not out.is_dir():
        raise OutputError(say("{folder} is a file, not a folder.", folder=str(out)), say("Name a folder."))
    names = sorted(entry.name for entry in out.iterdir()) if out.is_dir() else []
    if names and ledger not in names and not force:
        raise OutputError(
            say("{folder} is not empty: it holds {name}.", folder=str(out), name=names[0]),
            say("Name a new folder, or that of a board to go on with, or give --force."),
        )


def _load(options: argparse.Namespace, settings: Settings) -> Population:
    """Load the log, without what is excluded."""
    from core.files.temporary import temporary_folder
    from core.ingest.load import load_log
    from core.store.store import Store

    if is_workspace_given(options.workspace):
        with temporary_folder() as made:
            return population_in_workspace(options, settings, made)
    with Store(settings) as store:
        report = load_log(store, source_of(options, settings), current_user())
        print_ingest(report)
        return store.population(report.dataset_id, exclude_for_run(store, report.dataset_id, options.exclude))


def _print_trial(candidate: Candidate, part: str, finished: Finished) -> None:
    """Print a line for a trial that is done."""
    found = finished.figures
    uplift = found.get("uplift", found.get("recall_uplift_pct"))
    what = finished.why or (str(found["verdict"]) if uplift is None else f"{uplift:+.1f} %")
    name = f"{candidate.name}, {candidate.recipe.clusterer}"
    print(f"{name}: {part}: {what} ({finished.seconds:.1f} s)", file=sys.stderr, flush=True)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes above 0")
    return minutes
