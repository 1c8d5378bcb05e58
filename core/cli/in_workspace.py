"""The command ``run`` in a workspace that stays: a job of it, so that the dashboard shows the run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.desk import open_desk, read_named
from core.cli.health import exclude_in_workspace
from core.cli.log import print_ingest, source_of, workspace_settings
from core.cli.meter import Meter
from core.cli.summary import print_results
from core.sentences import from_text
from core.settings import current_user
from core.types import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.settings import Settings
    from core.stages.table import Stage
    from core.types import Population


def run_in_workspace(options: argparse.Namespace, recipe: Recipe, left_out: Sequence[Stage]) -> None:
    """Load, run and write; the folder appears at the very end."""
    from core.export.files import RUN_FILES
    from core.files.output_folder import output_folder
    from core.ingest.source import IngestReport
    from core.jobs.answers import Done, Loaded
    from core.jobs.requests import ConsentRequest, ExportRequest, LoadRequest, RunRequest
    from core.results.run import Depth

    with (
        output_folder(options.out, options.force, RUN_FILES) as folder,
        workspace_settings(options.workspace) as settings,
        Meter({}) as meter,
        open_desk(settings, runs=True) as desk,
    ):
        source = source_of(options, settings).absolute()
        loaded = desk.ask(LoadRequest(source=source, author=current_user()), Loaded, meter.show)
        meter.clear()
        print_ingest(IngestReport.from_dict(loaded.report))
        exclude_in_workspace(desk, loaded.dataset_id, options.exclude)
        if options.only_consented:
            desk.ask(ConsentRequest(dataset_id=loaded.dataset_id), Done)
        asked = RunRequest(
            dataset_id=loaded.dataset_id,
            recipe=recipe,
            left_out=tuple(left_out),
            author=current_user(),
            depth=Depth.TRIAL if options.trial else Depth.FULL,
        )
        run_id = desk.ask(asked, Done, meter.show).value
        export = ExportRequest(run_id=run_id, folder=folder, only_consented=options.only_consented)
        note = from_text(desk.ask(export, Done).value)
        results, notes = read_named(desk, run_id)
    print_results(results.with_note(note) if note else results, notes)
    print(f"Run {run_id} is in the workspace {settings.workspace}.")
    print(f"Results are in {options.out}.")


def load_in_workspace(options: argparse.Namespace, settings: Settings, made: Path) -> Population:
    """Load a log into a workspace, and return it; ``made`` is an empty folder."""
    from core.ingest.source import IngestReport
    from core.jobs.answers import Done, Loaded
    from core.jobs.requests import LoadRequest, PopulationRequest
    from core.population.tables import read_population

    with Meter({}) as meter, open_desk(settings) as desk:
        source = source_of(options, settings).absolute()
        loaded = desk.ask(LoadRequest(source=source, author=current_user()), Loaded, meter.show)
        meter.clear()
        print_ingest(IngestReport.from_dict(loaded.report))
        written = desk.ask(PopulationRequest(dataset_id=loaded.dataset_id, folder=made / "population"), Done)
        if written.value:
            print(from_text(written.value), file=sys.stderr)
        return read_population(made / "population")
