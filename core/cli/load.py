"""The command ``load``: put a log into a workspace, or add files to one that is there."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from core.cli.desk import find_dataset, open_desk
from core.cli.in_workspace import load_at
from core.cli.log import add_log_options, source_of, workspace_settings
from core.cli.meter import Meter
from core.errors import IngestError
from core.sentences import say


def add_load(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    load = commands.add_parser("load", help="load a log into a workspace, or add files to one that is there")
    add_log_options(load)
    load.add_argument(
        "--append-to",
        metavar="DATASET",
        help="the id of a dataset, or how it begins: the files are read as its other files, and events that it holds "
        "already are not counted again",
    )
    load.add_argument("--workspace", type=Path, metavar="DIR", help="the workspace (default ATLAS_WORKSPACE)")
    load.set_defaults(command=_load)


def _load(options: argparse.Namespace) -> None:
    from core.settings import load_settings

    workspace = options.workspace or load_settings().workspace
    with workspace_settings(workspace) as settings, Meter({}) as meter, open_desk(settings) as desk:
        source = source_of(options, settings)
        if options.append_to:
            _refuse_zone(options.timezone)
            source = replace(source, adds_to=find_dataset(desk, options.append_to))
        loaded = load_at(desk, source, meter)
    print(f"Dataset {loaded.dataset_id}, data version {loaded.version}, is in the workspace {settings.workspace}.")


def _refuse_zone(timezone: str | None) -> None:
    if timezone:
        raise IngestError(
            say("Files that are added are read as the other files of the log, so no time zone can be given for them."),
            say("Leave --timezone out."),
        )
