"""The command ``export``: the files of a run, or files of single segments that advertising platforms take."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.audience import export_audiences, is_audience
from core.cli.audience_options import add_audience_options, given_without_profile
from core.cli.known_runs import RUN_HELP, add_workspace_option, done_run, find_run, workspace_desk
from core.cli.leaving import add_version_option
from core.cli.log import add_consent_option, add_names_option
from core.errors import DataError
from core.sentences import from_text, say


def add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    export = commands.add_parser(
        "export", help="write the files of a run, under the names that analysts gave, or files that platforms take"
    )
    add_workspace_option(export)
    export.add_argument(
        "run",
        nargs="?",
        metavar="RUN",
        help=f"{RUN_HELP}; with --profile also a folder that run or export wrote. With --again that of the manifest, "
        "if not given",
    )
    export.add_argument(
        "--with-set-aside", action="store_true", help="also segments that an analyst set aside or rejected"
    )
    add_version_option(export)
    add_consent_option(export)
    add_names_option(export)
    export.add_argument("--selection", metavar="NAME", help="list only the users of this saved selection")
    export.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    export.add_argument("--out", type=Path, metavar="DIR", help="a folder that is empty or new")
    add_audience_options(export)
    export.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> None:
    if is_audience(options):
        export_audiences(options)
        return
    if given := given_without_profile(options):
        raise DataError(say("{option} is for files that platforms take.", option=given), say("Give --profile, too."))
    if options.run is None or options.out is None:
        raise DataError(say("A run and a folder for its files are needed."), say("Give RUN and --out DIR."))
    _export_run(options)


def _export_run(options: argparse.Namespace) -> None:
    from core.export.files import RUN_FILES
    from core.files.output_folder import output_folder
    from core.jobs.answers import Done
    from core.jobs.approved import APPROVED
    from core.jobs.requests import ExportRequest

    users = _users_of_selection(options) if options.selection else None
    with output_folder(options.out, options.force, RUN_FILES) as folder, workspace_desk(options) as desk:
        run_id = find_run(desk, options.run)["run_id"]
        request = ExportRequest(
            run_id=run_id,
            folder=folder,
            only_consented=options.only_consented,
            keeps_flagged=options.flagged_names,
            user_ids=users,
            keeps_set_aside=options.with_set_aside,
            names=options.version or APPROVED,
        )
        notes = desk.ask(request, Done).value.splitlines()
    for note in notes:
        print(from_text(note))
    print(f"Results are in {options.out}.")


def _users_of_selection(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the ids of the users of the saved selection that the options name."""
    from core.cli.run_home import RunHome
    from core.cli.saved_selections import saved_users

    with workspace_desk(options) as desk:
        home = RunHome(desk.settings, done_run(desk, options.run)["run_id"])
    return tuple(saved_users(home).users(options.selection))
