"""The command ``readback``: what an export changed, by the outcomes of its users."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.known_runs import add_workspace_option

_COLUMNS = {"user_id": "--user-column", "converted": "--converted", "value": "--value", "before": "--before"}
_HELP = {
    "user_id": "the column of ids",
    "converted": "the column that says yes or no",
    "value": "the column of amounts",
    "before": "the column of amounts before the campaign, which makes the result surer",
}


def add_readback(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "readback", help="what an export with a control group changed, from a file of outcomes"
    )
    parser.add_argument("folder", type=Path, metavar="EXPORT_DIR", help="what export --control has written")
    parser.add_argument(
        "outcomes",
        type=Path,
        metavar="OUTCOMES",
        help="user_id with converted (yes or no), value or both; users who are not in it count as not converted",
    )
    for name, option in _COLUMNS.items():
        parser.add_argument(
            option, dest=f"{name}_column", metavar="COLUMN", help=f"{_HELP[name]}; found by its name if not given"
        )
    add_workspace_option(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a CSV file; words go beside it as .txt"
    )
    parser.set_defaults(command=_readback)


def _readback(options: argparse.Namespace) -> None:
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
