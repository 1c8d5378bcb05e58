"""The command ``readback``: what an export changed, by the outcomes of its users."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.known_runs import add_workspace_option
from core.errors import DataError
from core.sentences import say

_COLUMNS = {"user_id": "--user-column", "converted": "--converted", "value": "--value", "before": "--before"}
_HELP = {
    "user_id": "the column of ids",
    "converted": "the column that says yes or no",
    "value": "the column of amounts",
    "before": "the column of amounts before the campaign, which makes the result more certain",
}


def add_readback(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "readback", help="what an export with a control group changed, from a file of outcomes"
    )
    parser.add_argument("folder", type=Path, nargs="?", metavar="EXPORT_DIR", help="what export --control has written")
    parser.add_argument(
        "outcomes",
        type=Path,
        nargs="?",
        metavar="OUTCOMES",
        help="user_id with converted (yes or no), value or both; users who are not in it count as not converted",
    )
    for name, option in _COLUMNS.items():
        parser.add_argument(
            option, dest=f"{name}_column", metavar="COLUMN", help=f"{_HELP[name]}; found by its name if not given"
        )
    add_workspace_option(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="a CSV file; words go beside it as .txt")
    taken = parser.add_mutually_exclusive_group()
    taken.add_argument("--undo", metavar="RUN", help="take the newest outcomes of a run of the workspace back instead")
    taken.add_argument("--redo", metavar="RUN", help="bring outcomes of a run that were taken back again instead")
    parser.set_defaults(command=_readback)


def _readback(options: argparse.Namespace) -> None:
    """Read outcomes, or take those of a run back."""
    run = options.undo or options.redo
    if run and (options.folder or options.out):
        raise DataError(say("Outcomes are read, or taken back."), say("Leave the files out, or --undo and --redo."))
    if run:
        _take(options, run)
    elif options.folder is None or options.outcomes is None or options.out is None:
        raise DataError(
            say("What is read, or where results go, is missing."), say("Give EXPORT_DIR, OUTCOMES and --out FILE.")
        )
    else:
        _read(options)


def _take(options: argparse.Namespace, run: str) -> None:
    """Take the newest outcomes of a run back, or bring back what was taken."""
    from core.campaigns.files import bring_readback_back, newest_readback, take_readback_back
    from core.campaigns.words import heading_of
    from core.cli.known_runs import done_run, workspace_desk

    with workspace_desk(options) as desk:
        folder = desk.settings.workspace / "runs" / done_run(desk, run)["run_id"]
        found = take_readback_back(folder) if options.undo else bring_readback_back(folder)
        newest = newest_readback(folder)
    done = (
        say("Taken back: {which}", which=heading_of(found))
        if options.undo
        else say("Brought back: {which}", which=heading_of(found))
    )
    print(done)
    if options.undo:
        print(say("--redo brings it back."))
    print(
        say("The newest outcomes are now: {which}", which=heading_of(newest))
        if newest
        else say("No outcomes are left.")
    )


def _read(options: argparse.Namespace) -> None:
    from core.campaigns.files import keep_readback, write_readback
    from core.campaigns.read import read_back
    from core.campaigns.words import lines
    from core.cli.log import workspace_settings
    from core.cli.user_key import find_key

    given = {name: getattr(options, f"{name}_column") for name in _COLUMNS if getattr(options, f"{name}_column")}
    with workspace_settings(options.workspace) as settings:
        found = read_back(options.folder, options.outcomes, settings, find_key([options.folder]), given)
        run = settings.workspace / "runs" / found.held.run_id
        is_kept = run.is_dir() and run.parent == settings.workspace / "runs"
        if is_kept:
            keep_readback(found, run)
    words = write_readback(found, options.out)
    print("\n".join(lines(found)))
    print()
    if is_kept:
        print(f"It is kept with run {found.held.run_id}; the page One segment and review packs show it.")
    print(f"Results are in {options.out} and {words}.")
