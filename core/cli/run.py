"""The command ``run``: turns a log into segments, and writes the folder of what comes out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from core.cli.health import exclude_for_run
from core.cli.in_workspace import run_in_workspace
from core.cli.log import is_workspace_given, print_ingest, requested_consent, source_of, workspace_settings
from core.cli.meter import Meter
from core.cli.names_from import print_names
from core.cli.options import add_run_options, keeps_log
from core.cli.summary import print_results
from core.files.kept_log import LOG_FOLDER, keep_log, keep_vectors
from core.files.temporary import temporary_folder
from core.params import read_params
from core.registry import CLUSTERERS, ENCODERS, chooses_k
from core.settings import current_user
from core.stages.progress import silent
from core.stages.table import JobKind, Shares, Stage, shares_of
from core.types import Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.ingest.tables.source import IngestReport
    from core.population.excluded import Excluded
    from core.results.results import Results
    from core.settings import Settings
    from core.types import Population


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """A log that was loaded for a run."""

    report: IngestReport
    population: Population
    seconds: Mapping[str, float]
    """Stage to seconds."""
    excluded: Excluded


def add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    run = commands.add_parser("run", help="turn a log into named segments and files")
    add_run_options(run)
    run.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> None:
    """Run in a workspace where one is named, else load, run and write."""
    from core.results.run_id import full_recipe

    recipe = _recipe_of(options)
    full_recipe(recipe)  # refuses a recipe that cannot run before any work is done
    if is_workspace_given(options.workspace):
        run_in_workspace(options, recipe, _left_out(options))
        return
    results = _write(options, recipe)
    print_results(results, keeps_flagged=options.flagged_names)
    print_names(results)
    print(f"Results are in {options.out}.")


def _recipe_of(options: argparse.Namespace) -> Recipe:
    return Recipe(
        options.encoder,
        options.clusterer,
        options.k,
        options.random_state,
        read_params(ENCODERS[options.encoder], options.encoder_param),
        read_params(CLUSTERERS[options.clusterer], options.clusterer_param),
    )


def _write(options: argparse.Namespace, recipe: Recipe) -> Results:
    """Load, run and write; the folder appears at the very end."""
    from core.export.assemble import assemble
    from core.export.files import RUN_FILES, write_files
    from core.files.output_folder import output_folder

    meter = Meter(_shares(options, recipe))
    with (
        output_folder(options.out, options.force, RUN_FILES) as folder,
        workspace_settings(options.workspace, [options.out]) as settings,
        temporary_folder() as made,
    ):
        loaded = _load(options, settings, meter, made)
        consent = requested_consent(options, loaded.population)  # refuses before the run
        results = _found(options, recipe, loaded, settings, (meter, made))
        source = assemble(results, made, partial(copyfile, made / "rejected.csv"), consent=consent)
        write_files(replace(source, keeps_flagged=options.flagged_names), folder)
        keep_log(made / LOG_FOLDER, folder)
        keep_vectors(settings.workspace / "cache", folder)
    meter.clear()
    return source.results


def _found(
    options: argparse.Namespace, recipe: Recipe, loaded: _Loaded, settings: Settings, to: tuple[Meter, Path]
) -> Results:
    """Run the recipe and return the results under their names; the model goes into a folder.

    ``to`` are what shows the progress, and the folder.
    """
    from core.model.files import write_model
    from core.pipeline import run
    from core.results.make import make_results
    from core.results.run import Depth, options_without
    from core.store.dataset_info import DatasetVersion

    meter, made = to
    parts = options_without(_left_out(options), settings)
    parts = replace(parts, depth=Depth.TRIAL if options.trial else Depth.FULL)
    finished = run(loaded.population, recipe, parts, meter)
    meter(Stage.EXPORT, 0.0)
    dataset_id = loaded.report.dataset_id
    version = DatasetVersion(dataset_id, 1, dataset_id)
    results = make_results(finished, loaded.report, loaded.seconds, loaded.excluded, version)
    if finished.model:
        write_model(finished.model, results.record.versions, made)
    return _with_names(options, results)


def _with_names(options: argparse.Namespace, results: Results) -> Results:
    """Return the results under the names that they take over from the folder of another run, where one is named.

    Else their number is the first that no other segments of the log have in the folders beside that of the results.
    """
    from core.results.carried import carry_over, with_weak
    from core.results.earlier_folder import read_earlier
    from core.results.numbered_beside import free_version
    from core.results.results import with_naming
    from core.shaping.edits import Members
    from core.store.carried import CARRIED_OVER
    from core.store.clock import now
    from core.store.segmentations import Segmentation

    seen = Segmentation("", 0, None, CARRIED_OVER, now(), {}, {})
    if options.names_from is None:
        dataset = results.record.dataset.dataset_id if results.record.dataset else ""
        found = Members(results.user_ids, results.labels, results.k), dict[int, str]()
        version = free_version(0, dataset, found, [options.out.resolve().parent])
        return with_naming(results, replace(seen, version=version)) if version else results
    earlier = read_earlier(Path(options.names_from))
    made = carry_over(earlier, results, seen)
    made = with_weak(made, results) if options.weak_names else made
    parent = None if made is seen else 0
    return with_naming(results, replace(made, version=earlier.version + 1, parent=parent))


def _load(options: argparse.Namespace, settings: Settings, meter: Meter, made: Path) -> _Loaded:
    """Load the log, and write its rejected rows and what a run keeps of it into a folder; the store is closed again."""
    from core.export.rejected import write_rejected
    from core.ingest.load import load_log
    from core.stages.stopwatch import Stopwatch
    from core.store.store import Store

    watch = Stopwatch(silent)
    with Store(settings) as store:
        with watch.stage(Stage.READ):
            report = load_log(store, source_of(options, settings), current_user(), progress=meter)
        meter.clear()
        print_ingest(report)
        write_rejected(store.rejected(report.dataset_id), made / "rejected.csv")
        with watch.stage(Stage.STORE):
            excluded = exclude_for_run(store, report.dataset_id, options.exclude)
            population = store.population(report.dataset_id, excluded)
            if keeps_log(options):
                store.export_population(report.dataset_id, made / LOG_FOLDER, excluded)
    return _Loaded(report, population, watch.seconds, excluded)


def _left_out(options: argparse.Namespace) -> tuple[Stage, ...]:
    asked = {
        Stage.MAP: options.no_map,
        Stage.HOLDOUT: options.no_holdout,
        Stage.TRUST: options.no_trust,
        Stage.MODEL: options.no_model,
    }
    return tuple(stage for stage, is_left_out in asked.items() if is_left_out)


def _shares(options: argparse.Namespace, recipe: Recipe) -> Shares:
    skipped = _left_out(options) if chooses_k(recipe) else (*_left_out(options), Stage.CHOOSE_K)
    kind = JobKind.TRIAL if options.trial else JobKind.RUN
    return shares_of(JobKind.LOAD, kind, JobKind.EXPORT, skipped=skipped)
