"""The command ``run`` in a workspace that stays: a job of it, so that the dashboard shows the run."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.desk import Desk, find_dataset, open_desk, read_named
from core.cli.health import exclude_in_workspace
from core.cli.known_runs import done_run
from core.cli.log import print_ingest, source_of, workspace_settings
from core.cli.meter import Meter
from core.cli.names_from import print_names
from core.cli.options import keeps_log
from core.cli.summary import print_results
from core.files.kept_log import LOG_FOLDER, keep_log
from core.files.temporary import temporary_folder
from core.sentences import from_text
from core.settings import current_user
from core.types import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.ingest.tables.source import LogSource
    from core.jobs.answers import Loaded
    from core.settings import Settings
    from core.stages.table import Stage
    from core.types import Population


_ID = "[0-9a-f]{1,16}"
"""How a dataset may be named in place of the files of a log."""


def run_in_workspace(options: argparse.Namespace, recipe: Recipe, left_out: Sequence[Stage]) -> None:
    """Load, run and write; the folder appears at the very end."""
    from core.export.files import RUN_FILES
    from core.files.output_folder import output_folder
    from core.jobs.answers import Done
    from core.jobs.requests import ConsentRequest, ExportRequest, RunRequest
    from core.results.run import Depth

    with (
        output_folder(options.out, options.force, RUN_FILES) as folder,
        workspace_settings(options.workspace) as settings,
        Meter({}) as meter,
        open_desk(settings, runs=True) as desk,
    ):
        dataset_id, version = _dataset_of(desk, options, settings, meter)
        exclude_in_workspace(desk, dataset_id, options.exclude)
        if options.only_consented:
            desk.ask(ConsentRequest(dataset_id=dataset_id, version=version), Done)
        asked = RunRequest(
            dataset_id=dataset_id,
            version=version,
            recipe=recipe,
            left_out=tuple(left_out),
            author=current_user(),
            depth=Depth.TRIAL if options.trial else Depth.FULL,
        )
        run_id = desk.ask(asked, Done, meter.show).value
        _take_names(desk, options, run_id)
        export = ExportRequest(
            run_id=run_id,
            folder=folder,
            only_consented=options.only_consented,
            keeps_flagged=options.flagged_names,
        )
        note = from_text(desk.ask(export, Done).value)
        if keeps_log(options):
            _keep_log(desk, (dataset_id, version, run_id), folder)
        results = read_named(desk, run_id)
    print_results(results.with_note(note) if note else results, keeps_flagged=options.flagged_names)
    print_names(results)
    print(f"Run {run_id} is in the workspace {settings.workspace}.")
    print(f"Results are in {options.out}.")


def _keep_log(desk: Desk, of: tuple[str, int | None, str], folder: Path) -> None:
    """Keep the log of a dataset, a version of it and a run in the folder of the results."""
    from core.jobs.answers import Done
    from core.jobs.requests import PopulationRequest

    dataset_id, version, run_id = of
    with temporary_folder() as made:
        written = made / LOG_FOLDER
        desk.ask(PopulationRequest(dataset_id=dataset_id, folder=written, version=version, run_id=run_id), Done)
        keep_log(written, folder)


def _take_names(desk: Desk, options: argparse.Namespace, run_id: str) -> None:
    """Take names over from the folder or the run that the options name, and those of weak matches if they say so."""
    from core.jobs.answers import Done
    from core.jobs.library import TakeNamesRequest

    if options.names_from is None and not options.weak_names:
        return
    source, named = "", options.names_from
    if named is not None:
        source = str(Path(named).absolute()) if Path(named).is_dir() else done_run(desk, named)["run_id"]
    asked = TakeNamesRequest(run_id=run_id, source=source, author=current_user(), takes_weak=options.weak_names)
    desk.ask(asked, Done)


def load_at(desk: Desk, source: LogSource, meter: Meter) -> Loaded:
    """Load a log, or add files to one, and print how its columns were read and what was rejected."""
    from core.ingest.tables.source import IngestReport
    from core.jobs.answers import Loaded
    from core.jobs.requests import LoadRequest

    loaded = desk.ask(LoadRequest(source=source.absolute(), author=current_user()), Loaded, meter.show)
    meter.clear()
    print_ingest(IngestReport.from_dict(loaded.report))
    return loaded


def _dataset_of(desk: Desk, options: argparse.Namespace, settings: Settings, meter: Meter) -> tuple[str, int | None]:
    """Return id and version of the dataset to run on: one of the workspace, or what the files of a log become."""
    if re.fullmatch(_ID, str(options.events)) and not options.events.exists():
        return find_dataset(desk, str(options.events)), options.of_version
    loaded = load_at(desk, source_of(options, settings), meter)
    return loaded.dataset_id, options.of_version or loaded.version


def load_in_workspace(options: argparse.Namespace, settings: Settings, made: Path) -> tuple[Population, dict[str, Any]]:
    """Return a log and the report of its load into a workspace, which adds what is not there yet; ``made`` is empty."""
    source = replace(source_of(options, settings), takes_same_events=True)
    with Meter({}) as meter, open_desk(settings) as desk:
        loaded = load_at(desk, source, meter)
        return fetch(desk, loaded.dataset_id, loaded.version, made), loaded.report


def population_in_workspace(options: argparse.Namespace, settings: Settings, made: Path) -> Population:
    """Return what a run with these options would be on; ``made`` is an empty folder."""
    with Meter({}) as meter, open_desk(settings) as desk:
        dataset_id, version = _dataset_of(desk, options, settings, meter)
        exclude_in_workspace(desk, dataset_id, options.exclude)
        return fetch(desk, dataset_id, version, made)


def fetch(desk: Desk, dataset_id: str, version: int | None, made: Path, run_id: str = "") -> Population:
    """Return a version of a dataset, the newest for None; ``made`` is empty.

    It is without what data health excludes now, or, where a run is named, with what that run took.
    """
    from core.jobs.answers import Done
    from core.jobs.requests import PopulationRequest
    from core.population.tables import read_population

    asked = PopulationRequest(dataset_id=dataset_id, folder=made / "population", version=version, run_id=run_id)
    written = desk.ask(asked, Done)
    if written.value:
        print(from_text(written.value), file=sys.stderr)
    return read_population(made / "population")
