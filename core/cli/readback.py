"""The command ``readback``: what an export changed, by the outcomes of its users."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.library import add_workspace_option

if TYPE_CHECKING:
    from core.campaigns.readback import Readback
    from core.campaigns.sides import Sides
    from core.settings import Settings

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
    from core.campaigns.sides import read_sides
    from core.campaigns.words import lines
    from core.cli.log import workspace_settings

    sides = read_sides(options.folder)
    with workspace_settings(options.workspace) as settings:
        found = _measure(options, sides, settings)
        run = settings.workspace / "runs" / sides.held.run_id
        is_kept = run.is_dir() and run.parent == settings.workspace / "runs"
        if is_kept:
            keep_readback(found, run)
    words = write_readback(found, options.out)
    print("\n".join(lines(found)))
    print()
    if is_kept:
        print(f"It is kept with run {sides.held.run_id}; the page One segment shows it.")
    print(f"Results are in {options.out} and {words}.")


def _measure(options: argparse.Namespace, sides: Sides, settings: Settings) -> Readback:
    from core.campaigns.outcomes import read_outcomes
    from core.campaigns.readback import measure_sides
    from core.cli.user_key import find_key
    from core.files.temporary import temporary_folder
    from core.ingest.identity import check_mark, read_key
    from core.store.clock import now
    from core.store.scratch import Scratch

    key = read_key(settings.workspace) or find_key([options.folder])
    check_mark(sides.held.key_mark, key)
    given = {name: getattr(options, f"{name}_column") for name in _COLUMNS if getattr(options, f"{name}_column")}
    with (
        temporary_folder() as folder,
        Scratch(folder, [options.outcomes], settings.timezone, settings) as scratch,
    ):
        outcomes = read_outcomes(scratch, options.outcomes, sides.user_ids, key, given)
    return measure_sides(sides, outcomes, options.outcomes.name, now().isoformat(timespec="seconds"))
