"""The workspace that a command names, which is there already, and its runs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.cli.desk import Desk, open_desk
from core.cli.log import workspace_settings
from core.errors import DataError
from core.sentences import say

RUN_HELP = "the id of a run, or how it begins"


def add_workspace_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the workspace."""
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="the workspace (default ATLAS_WORKSPACE)")


@contextmanager
def workspace_desk(options: argparse.Namespace) -> Iterator[Desk]:
    """Open the workspace of a command, which must exist."""
    with workspace_settings(known_workspace(options)) as settings, open_desk(settings) as desk:
        yield desk


def known_workspace(options: argparse.Namespace) -> Path:
    """Return the workspace of a command; raise ``DataError`` where there is none."""
    from core.settings import load_settings

    workspace: Path = options.workspace or load_settings().workspace
    if not workspace.is_dir():
        raise DataError(
            say("There is no workspace {workspace}.", workspace=str(workspace)),
            say("Name one with --workspace; run or load with --workspace DIR makes one, and so does make run."),
        )
    return workspace


def all_runs(desk: Desk, dataset_id: str | None = None) -> list[dict[str, Any]]:
    """Return a row for each run, newest first."""
    from core.jobs.answers import Listed
    from core.jobs.library import RunsRequest

    return desk.ask(RunsRequest(dataset_id=dataset_id), Listed).rows


def done_run(desk: Desk, beginning: str) -> dict[str, Any]:
    """Return the row of the one run whose id begins so; raise ``DataError`` where it is not done."""
    run = find_run(desk, beginning)
    if run["state"] != "done":
        raise DataError(say("The run is {state}.", state=run["state"]), say("Choose a run that is done."))
    return run


def find_run(desk: Desk, beginning: str) -> dict[str, Any]:
    """Return the row of the one run whose id begins so."""
    found = [row for row in all_runs(desk) if row["run_id"].startswith(beginning)]
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(
            say("{n:,} runs begin with {beginning!r}.", n=len(found), beginning=beginning), say("Give more of the id.")
        )
    raise DataError(say("There is no run {beginning!r}.", beginning=beginning), say("The command runs lists them."))
