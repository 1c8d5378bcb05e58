"""The command ``compare``: two runs of a workspace, or two folders that runs have written, side by side."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.desk import Desk, read_named
from core.cli.known_runs import RUN_HELP, add_workspace_option, done_run, workspace_desk
from core.files.output_folder import RUN_RECORD

if TYPE_CHECKING:
    from core.cli.comparison import Named


def add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="compare two runs: who moved, which segments match, which run to use")
    parser.add_argument("run", metavar="RUN_A", help=f"{RUN_HELP}; or a folder that run, edit or export has written")
    parser.add_argument(
        "other", metavar="RUN_B", help="the same of the other run; the newer one, where either is a folder"
    )
    parser.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or new")
    add_workspace_option(parser)
    parser.set_defaults(command=_compare)


def _compare(options: argparse.Namespace) -> None:
    from core.cli.comparison import COMPARISON_FILES, write_comparison
    from core.files.output_folder import output_folder

    with output_folder(options.out, options.force, COMPARISON_FILES) as folder:
        print(write_comparison(folder, *_older_and_newer(options)))
    print(f"\nThe comparison is in {options.out}.")


def _older_and_newer(options: argparse.Namespace) -> list[Named]:
    """Return both runs: those of a workspace by when they were asked for, others in the order they are given."""
    given = (options.run, options.other)
    if all(map(_is_folder, given)):
        return [_of_folder(each) for each in given]
    with workspace_desk(options) as desk:
        if any(map(_is_folder, given)):
            return [_of_folder(each) if _is_folder(each) else _of_row(desk, done_run(desk, each)) for each in given]
        rows = [done_run(desk, each) for each in given]
        return [_of_row(desk, row) for row in sorted(rows, key=lambda row: str(row["asked_at"]))]


def _is_folder(run: str) -> bool:
    return (Path(run) / RUN_RECORD).is_file()


def _of_folder(run: str) -> Named:
    from core.results.exported import read_exported

    return run, read_exported(Path(run))


def _of_row(desk: Desk, row: Mapping[str, Any]) -> Named:
    return row["run_id"], read_named(desk, row["run_id"])
