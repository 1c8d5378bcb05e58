"""A run of a workspace that a command names by its folder or its id: its results, and the log that it was made of."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.desk import open_desk, read_named
from core.cli.known_runs import done_run
from core.cli.log import is_workspace_given
from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.sentences import say
from core.settings import Settings, load_settings
from core.store.connect import FILE

if TYPE_CHECKING:
    from core.results.results import Results
    from core.types import Population


@dataclass(frozen=True)
class RunHome:
    """Where a run is kept."""

    settings: Settings
    run_id: str

    @cached_property
    def results(self) -> Results:
        """Its results under the names that analysts gave, read once."""
        with open_desk(self.settings) as desk:
            return read_named(desk, self.run_id)

    def population(self, made: Path) -> Population:
        """Return the log that it was made of; ``made`` is an empty folder."""
        from core.cli.in_workspace import fetch

        record = self.results.record
        version = record.dataset.version if record.dataset else None
        with open_desk(self.settings) as desk:
            row = done_run(desk, self.run_id)
            return fetch(desk, row["dataset_id"], version, made, self.run_id)


def run_folder(options: argparse.Namespace) -> Path:
    """Return the folder of the run of a command: one that it names, or that of a run of the workspace by its id.

    Raises
    ------
    DataError
        It is neither.
    """
    run: Path = options.run
    home = None if run.is_dir() else home_of(options)
    return home.settings.workspace / "runs" / home.run_id if home else run


def home_of(options: argparse.Namespace) -> RunHome | None:
    """Return where the run of a command is kept, which is looked for once; None for a folder of files.

    Raises
    ------
    DataError
        It is neither.
    """
    if "home_of_run" not in options:
        options.home_of_run = _find_home(options)
    home: RunHome | None = options.home_of_run
    return home


def _find_home(options: argparse.Namespace) -> RunHome | None:
    run: Path = options.run.absolute()
    settings = load_settings()
    workspace = run.parent.parent
    if run.is_dir() and run.parent.name == "runs" and (workspace / FILE).exists():
        return RunHome(replace(settings, workspace=workspace), run.name)
    if not run.exists() and is_workspace_given(options.workspace):
        settings = replace(settings, workspace=options.workspace or settings.workspace)
        with open_desk(settings) as desk:
            return RunHome(settings, done_run(desk, str(options.run))["run_id"])
    if not (run / RUN_RECORD).is_file():
        raise DataError(
            say("{run} is no folder of a run.", run=str(options.run)),
            say("Name the folder that the command run or export wrote, or a run of a workspace."),
        )
    return None
