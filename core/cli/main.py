"""The command line: everything that a page shows is available here.

Status 0 is done, 2 an error that the user can fix (one sentence and a hint), 130 interrupted, 141 nobody reads the
output any more (as in ``| head``), 1 an internal error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from core import __version__
from core.cli.assign import add_assign
from core.cli.board import add_board
from core.cli.compare import add_compare
from core.cli.decide import add_decide
from core.cli.edit import add_edit
from core.cli.export import add_export
from core.cli.health import add_health
from core.cli.inspect import add_inspect
from core.cli.interests import add_interests
from core.cli.interrupts import SIGNALS
from core.cli.learn import add_learn
from core.cli.library import add_library
from core.cli.load import add_load
from core.cli.methods import add_methods
from core.cli.names import add_names
from core.cli.once import Parser
from core.cli.pack import add_pack
from core.cli.readback import add_readback
from core.cli.recommend import add_recommend
from core.cli.run import add_run
from core.cli.select import add_select
from core.cli.sheet import add_status
from core.errors import AtlasError
from core.files.full_disk import full_disk

DONE, USER_ERROR, INTERRUPTED, NO_READER = 0, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its status."""
    SIGNALS.listen()
    try:
        options = build_parser().parse_args(arguments)
        with ExitStack() as options.until_end:
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
        if not (SIGNALS.has_come or isinstance(error, KeyboardInterrupt)):
            raise
        is_reported = isinstance(error, KeyboardInterrupt) and error.args  # the command says what is written
        print(error if is_reported else "Interrupted; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    return DONE


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser: argparse.ArgumentParser = Parser(
        prog="python -m core", description="From a behaviour log to audience segments."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    add_run(commands)
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
    add_compare(commands)
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
        help="lifelike: tastes are seen at a glance; faint: a hard test of recipes (default lifelike)",
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


def _demo(options: argparse.Namespace) -> None:
    from core.demo.write import write_demo

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
