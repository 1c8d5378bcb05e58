"""The commands that look into a workspace: ``datasets``, ``runs``, ``show``, ``delete``, ``templates``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from core.cli.desk import Desk, one_dataset, read_named
from core.cli.known_runs import (
    RUN_HELP,
    add_workspace_option,
    all_runs,
    done_run,
    find_run,
    known_workspace,
    workspace_desk,
)
from core.cli.names_from import print_names
from core.cli.sheet import print_sheet, print_sheet_of_files
from core.cli.summary import print_results, print_rows
from core.files.output_folder import RUN_RECORD
from core.views.distinct import distinct


def add_library(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""

    def add(name: str, help_text: str, command: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=help_text)
        add_workspace_option(parser)
        parser.set_defaults(command=command)
        return parser

    datasets = add("datasets", "list the datasets of a workspace, rename one, or restore a deleted one", _datasets)
    what = datasets.add_mutually_exclusive_group()
    what.add_argument("--rename", nargs=2, metavar=("ID", "NAME"), help="give a dataset another name")
    what.add_argument("--bin", action="store_true", help="list the recycle bin instead")
    what.add_argument("--restore", metavar="ID", help="take a dataset out of the recycle bin")
    what.add_argument("--versions", metavar="ID", help="list the versions of a dataset: what was added to it, and when")
    what.add_argument("--restore-version", metavar="ID", help="take the last deleted version of a dataset out of it")
    runs = add("runs", "list the runs of a workspace", _runs)
    runs.add_argument("--dataset", metavar="ID", help="only the runs of this dataset")
    show = add("show", "print the segments of a run with names, notes and main figures", _show)
    show.add_argument("run", metavar="RUN", help=f"{RUN_HELP}; or a folder that run, edit or export has written")
    show.add_argument(
        "--segment",
        type=int,
        metavar="N",
        help="what a meeting needs of this one; its number, as pages and commands show it",
    )
    show.add_argument("--user", metavar="ID", help="why this user is in a segment rather than in the next likely one")
    _add_work(add)


def _add_work(add: Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]) -> None:
    """Add what checks and deletes."""
    check = add("check", "fit the recipe of a run to many resampled logs, so that its stability is known well", _check)
    check.add_argument("run", metavar="RUN", help=RUN_HELP)
    check.add_argument("--draws", type=int, default=50, metavar="N", help="resampled logs, 10 to 1000 (default 50)")
    delete = add("delete", "delete a run, or put a dataset with all its runs into the recycle bin", _delete)
    what = delete.add_mutually_exclusive_group(required=True)
    what.add_argument("--run", metavar="RUN", help=RUN_HELP)
    what.add_argument(
        "--dataset", metavar="ID", help="the id of a dataset, or how it begins; it can be restored for 30 days"
    )
    what.add_argument(
        "--newest-version", metavar="ID", help="delete what was added last to this dataset, with the runs on it"
    )
    delete.add_argument(
        "--for-good", action="store_true", help="delete the dataset or version at once, also from the recycle bin"
    )
    templates = add("templates", "list the maps of columns that are known from earlier loads", _templates)
    templates.add_argument("--delete", metavar="ID", help="delete this map")


def _datasets(options: argparse.Namespace) -> None:
    from core.jobs.answers import Listed
    from core.jobs.library import DatasetsRequest, VersionsRequest

    with workspace_desk(options) as desk:
        if options.rename or options.restore or options.restore_version:
            _change(desk, options)
        elif options.versions:
            print_rows(desk.ask(VersionsRequest(dataset_id=one_dataset(desk, options.versions)), Listed).rows)
        else:
            rows = desk.ask(DatasetsRequest(is_bin=options.bin), Listed).rows
            names = distinct({row["dataset_id"]: row["name"] for row in rows})
            print_rows([row | {"name": names[row["dataset_id"]]} for row in rows])


def _change(desk: Desk, options: argparse.Namespace) -> None:
    """Rename or restore a dataset."""
    from core.jobs.answers import Done
    from core.jobs.library import RenameRequest, RestoreRequest

    if options.rename:
        dataset_id, name = one_dataset(desk, options.rename[0]), options.rename[1]
        desk.ask(RenameRequest(dataset_id=dataset_id, name=name), Done)
        print(f"The dataset {dataset_id} is called {name} now.")
    elif options.restore_version:
        dataset_id = one_dataset(desk, options.restore_version)
        desk.ask(RestoreRequest(dataset_id=dataset_id, is_version=True), Done)
        print(f"Restored the last deleted version of the dataset {dataset_id} and its runs.")
    else:
        dataset_id = one_dataset(desk, options.restore, bins=(True,))
        desk.ask(RestoreRequest(dataset_id=dataset_id), Done)
        print(f"Restored the dataset {dataset_id} and its runs.")


def _runs(options: argparse.Namespace) -> None:
    with workspace_desk(options) as desk:
        print_rows(all_runs(desk, one_dataset(desk, options.dataset) if options.dataset else None))


def _show(options: argparse.Namespace) -> None:
    from core.cli.why import print_why

    if (Path(options.run) / RUN_RECORD).is_file():
        _show_files(Path(options.run), options)
        return
    with workspace_desk(options) as desk:
        row = done_run(desk, options.run)
        if options.user is not None:
            print_why(desk, row["run_id"], options.user)
            return
        if options.segment is not None:
            print_sheet(desk, row, options.segment)
            return
        results = read_named(desk, row["run_id"])
    print_results(results)
    print_names(results)


def _show_files(folder: Path, options: argparse.Namespace) -> None:
    """Print the same of a folder of files, as far as they hold it."""
    from core.cli.why import print_why_from_files
    from core.results.exported import read_exported

    if options.user is not None:
        print_why_from_files(folder, options.user, options.workspace)
        return
    if options.segment is not None:
        print_sheet_of_files(folder, options.segment)
        return
    results = read_exported(folder)
    print_results(results)
    print_names(results)


def _check(options: argparse.Namespace) -> None:
    from core.cli.meter import Meter
    from core.jobs.answers import Done
    from core.jobs.requests import CheckRequest
    from core.settings import current_user

    with workspace_desk(options) as desk, Meter({}) as meter:
        run_id = done_run(desk, options.run)["run_id"]
        request = CheckRequest(run_id=run_id, n_draws=options.draws, author=current_user())
        desk.ask(request, Done, meter.show)
        results = read_named(desk, run_id)
    print_results(results)
    print(f"The stability of run {run_id} rests on {options.draws:,} resampled logs now.")


def _delete(options: argparse.Namespace) -> None:
    from core.jobs.answers import Done
    from core.jobs.library import DeleteRequest

    with workspace_desk(options) as desk:
        if options.run:
            run_id = find_run(desk, options.run)["run_id"]
            desk.ask(DeleteRequest(run_id=run_id), Done)
            print(f"Deleted the run {run_id}.")
        elif options.newest_version:
            _delete_version(desk, options)
        else:
            bins = (False, True) if options.for_good else (False,)
            dataset_id = one_dataset(desk, options.dataset, bins=bins)
            desk.ask(DeleteRequest(dataset_id=dataset_id, is_for_good=options.for_good), Done)
            print(f"Deleted the dataset {dataset_id} and its runs.")
            if not options.for_good:
                print(f"For 30 days, datasets --restore {dataset_id} brings them back.")


def _delete_version(desk: Desk, options: argparse.Namespace) -> None:
    """Delete what was added to a dataset last."""
    from core.jobs.answers import Done
    from core.jobs.library import DeleteRequest
    from core.settings import current_user

    dataset_id = one_dataset(desk, options.newest_version, bins=(False, True) if options.for_good else (False,))
    asked = DeleteRequest(
        dataset_id=dataset_id, is_for_good=options.for_good, is_newest_version=True, author=current_user()
    )
    desk.ask(asked, Done)
    print(f"Deleted what was added last to the dataset {dataset_id}, with its runs.")
    if not options.for_good:
        print(f"For 30 days, or until files are added, datasets --restore-version {dataset_id} brings it back.")


def _templates(options: argparse.Namespace) -> None:
    from core.store.templates import delete_template, list_templates

    workspace = known_workspace(options)
    if options.delete:
        delete_template(workspace, options.delete)
        print(f"Deleted the template {options.delete}.")
    else:
        print_rows([each.as_row() for each in list_templates(workspace)])
