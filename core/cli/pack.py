"""The command ``pack``: what a review needs of a run, as slides and as one page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.desk import open_desk
from core.cli.known_runs import add_workspace_option, done_run
from core.cli.leaving import add_version_option, check_folder_version, history_of, read_leaving
from core.cli.run_home import RunHome, home_of
from core.errors import DataError
from core.sentences import from_text, say
from core.settings import current_user, known_author, load_settings
from core.store.clock import now

if TYPE_CHECKING:
    from core.pack.material import Material

_FORMATS = ("pptx", "html", "both")


def add_pack(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("pack", help="write a review pack of a run: a page for each segment")
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="the folder that a run or an export has written, or a run of a workspace"
    )
    parser.add_argument("--format", choices=_FORMATS, default="both", help="slides, a page, or both (default)")
    parser.add_argument("--template", type=Path, metavar="FILE", help="a .pptx file whose design the slides get")
    parser.add_argument(
        "--language", default="en", metavar="CODE", help="the language of the pack: en or zh (default en)"
    )
    parser.add_argument("--name", metavar="TEXT", default="", help="what the pack calls the log")
    parser.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or new")
    parser.add_argument(
        "--noise",
        type=_read_epsilon,
        metavar="EPSILON",
        help="add noise to counts of users, from 0.01 (much) to 10 (hardly any); the same pack has the same noise, and "
        "the workspace adds up what has left",
    )
    add_version_option(parser)
    add_workspace_option(parser)
    parser.set_defaults(command=_pack)


def _read_epsilon(text: str) -> float:
    from core.pack.noise import check_epsilon

    try:
        return check_epsilon(float(text))
    except DataError as error:
        raise argparse.ArgumentTypeError(f"{error.message} {error.hint}") from error
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from error


def _pack(options: argparse.Namespace) -> None:
    from core.files.output_folder import output_folder
    from core.pack.files import PACK_FILES, PackFormat, write_pack
    from core.pack.make import make_pack

    home = home_of(options)
    with output_folder(options.out, options.force, PACK_FILES) as folder:
        material = _of_workspace(home, options) if home else _of_folder(options)
        pack = make_pack(material, options.language)
        write_pack(pack, folder, PackFormat(options.format), options.template)
    if hidden := len(material.guarded.hidden):
        print(f"Not shown, since fewer than {material.least} users: {hidden}.")
    print(f"{len(pack.pages)} pages are in {options.out}.")


def _noisy(material: Material, home: RunHome, epsilon: float) -> Material:
    """Return the same with noise on counts of users; count and print what has left."""
    from core.ingest.values.identity import need_key
    from core.jobs.answers import Done
    from core.jobs.noise import NoiseRequest
    from core.pack.noise import Noise, with_noise

    asked = NoiseRequest(run_id=home.run_id, epsilon=epsilon, author=known_author(current_user()))
    with open_desk(home.settings) as desk:
        print(from_text(desk.ask(asked, Done).value))
    return with_noise(material, Noise(epsilon, need_key(home.settings.workspace), home.run_id))


def _of_workspace(home: RunHome, options: argparse.Namespace) -> Material:
    from core.campaigns.files import newest_readback
    from core.cli.in_workspace import fetch
    from core.cli.sheet import measured_runs, version_before
    from core.files.temporary import temporary_folder
    from core.jobs.answers import Listed
    from core.jobs.library import DatasetsRequest
    from core.pack.material import Material, with_log

    home, results = read_leaving(home, options.version)
    with open_desk(home.settings) as desk, temporary_folder() as made:
        row = done_run(desk, home.run_id)
        datasets = desk.ask(DatasetsRequest(), Listed).rows
        material = Material(
            results=results,
            name=options.name or next(each["name"] for each in datasets if each["dataset_id"] == row["dataset_id"]),
            day=now().date(),
            least=home.settings.small_group,
            before=version_before(desk, row, results),
            readback=newest_readback(home.settings.workspace / "runs" / home.run_id),
            measured=measured_runs(desk, row, results),
            history=history_of(desk, home.run_id),
        )
        material = with_log(material, fetch(desk, row["dataset_id"], row["version"], made, home.run_id))
    return material if options.noise is None else _noisy(material, home, options.noise)


def _of_folder(options: argparse.Namespace) -> Material:
    from core.files.kept_log import LOG_FOLDER, has_log
    from core.pack.material import Material, with_log
    from core.population.tables import read_population
    from core.results.exported import read_exported

    check_folder_version(options)
    if options.noise is not None:
        raise DataError(
            say("A folder of files does not add up what left with noise."), say("Name a run of a workspace.")
        )
    run, least = options.run, load_settings().small_group
    material = Material(
        results=read_exported(run), name=options.name or run.resolve().name, day=now().date(), least=least
    )
    return with_log(material, read_population(run / LOG_FOLDER)) if has_log(run) else material
